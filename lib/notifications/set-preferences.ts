import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { parseInput } from "@/lib/input/parse-input";
import { readerOf } from "./policy";
import { type Preferences, preferencesSchema } from "./preferences";

/** Says what reaches the caller from now on; what waits already goes as it was to go. Nobody sets somebody else's. */
export async function setPreferences(ctx: Context, input: unknown): Promise<Preferences> {
  const preferences = parseInput(preferencesSchema, input);
  await ctx.runtime.pool.query(
    statement("preferences-set", setSql, [readerOf(ctx).id, JSON.stringify(preferences)]),
  );
  return preferences;
}

const setSql = `
insert into notification_preferences (principal_id, settings) values ($1, $2)
on conflict (principal_id) do update set settings = excluded.settings, updated_at = statement_timestamp()`;
