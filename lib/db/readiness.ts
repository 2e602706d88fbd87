import { isDatabaseDown } from "@/lib/errors/problem";
import type { Runtime } from "@/lib/runtime/runtime";
import { statement } from "./pool";

const answerWithinMs = 2_000;

/** Why this process cannot serve, in words; empty when it can. */
export async function checkReadiness({ pool }: Pick<Runtime, "pool">): Promise<string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string[]>((resolve) => {
    timer = setTimeout(resolve, answerWithinMs, ["the database does not answer in time"]);
  });
  const asked = pool.query<{ keys: boolean }>(statement("ready", readySql)).then(
    ({ rows }) => (rows[0]?.keys ? [] : ["there is no signing key"]),
    (error: unknown) => [wordsFor(error)],
  );
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}

function wordsFor(error: unknown): string {
  if (isDatabaseDown(error)) return "the database does not answer";
  // undefined_table, undefined_column, insufficient_privilege
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return ["42P01", "42703", "42501"].includes(code)
    ? "the database is not migrated"
    : "the database answers with an error";
}

const readySql = "select exists (select 1 from signing_key where retired_at is null) as keys";
