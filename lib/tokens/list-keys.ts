import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { AppError } from "@/lib/errors/app-error";
import { platformRolesOf } from "@/lib/principals/platform-role";
import { signsForDays } from "./keys";

/** A published signing key: from when it signs, and when the next one takes over. */
export interface KeyView {
  kid: string;
  algorithm: string;
  state: "next" | "signing" | "verifying";
  createdAt: string;
  activeFrom: string;
  /** How many tokens that it signed are still good: they end when it is withdrawn. */
  liveTokens: number;
}

/** When another key begins to sign, if nobody changes them before. `keys` are those of `listKeys`; null without any. */
export function nextRotation(keys: readonly KeyView[]): string | null {
  const [newest] = keys;
  if (!newest) return null;
  if (newest.state === "next") return newest.activeFrom;
  return new Date(Date.parse(newest.activeFrom) + signsForDays * 86_400_000).toISOString();
}

interface Row {
  kid: string;
  algorithm: string;
  created_at: Date;
  active_from: Date;
  active: boolean;
  live: number;
}

/** The keys that are not retired, newest first, for those who run the platform or audit it; others get `forbidden`. */
export async function listKeys(ctx: Context): Promise<KeyView[]> {
  const { pool, config } = ctx.runtime;
  if (ctx.actor.kind !== "system" && platformRolesOf(ctx.actor.principal, config).length === 0)
    throw new AppError("forbidden", "Keys are shown to platform administrators and auditors.");
  const { rows } = await pool.query<Row>(statement("keys-list", listSql));
  const signing = rows.find((row) => row.active)?.kid;
  return rows.map((row) => ({
    kid: row.kid,
    algorithm: row.algorithm,
    state: row.kid === signing ? "signing" : row.active ? "verifying" : "next",
    createdAt: row.created_at.toISOString(),
    activeFrom: row.active_from.toISOString(),
    liveTokens: row.live,
  }));
}

const listSql = `
select kid, algorithm, created_at, active_from, active_from <= statement_timestamp() as active,
  (select count(*) from issued_token t where t.kid = signing_key.kid and t.revoked_at is null
    and t.expires_at > statement_timestamp())::int as live
from signing_key where retired_at is null order by active_from desc`;
