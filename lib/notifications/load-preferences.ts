import { type Queryable, statement } from "@/lib/db/pool";
import { type Preferences, preferencesSchema, usualPreferences } from "./preferences";

/** What these people chose; whoever never chose is missing. */
export async function loadPreferences(
  db: Queryable,
  people: readonly string[],
): Promise<Map<string, Preferences>> {
  if (people.length === 0) return new Map();
  const { rows } = await db.query<{ principal_id: string; settings: unknown }>(
    statement(
      "preferences-load",
      "select principal_id, settings from notification_preferences where principal_id = any($1::text[])",
      [people],
    ),
  );
  return new Map(rows.map((row) => [row.principal_id, readPreferences(row.settings)]));
}

/** What another version stored, and this one does not understand, is as if nothing was chosen. */
function readPreferences(settings: unknown): Preferences {
  const parsed = preferencesSchema.safeParse(settings);
  return parsed.success ? parsed.data : usualPreferences;
}
