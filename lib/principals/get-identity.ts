import { actingPrincipal } from "@/lib/context/acting-principal";
import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import { requireAdmin } from "./admin";
import { explainClaims, explainMembership } from "./explain-claims";
import type { IdentityView } from "./identity-view";
import type { Principal } from "./principal";
import { principalJson } from "./queries";
import { identityQuerySchema } from "./schema";
import { principalView } from "./view";

/** How Daypass knows whoever asks; with `group`, also why they are in that group or are not. */
export async function getOwnIdentity(ctx: Context, input: unknown): Promise<IdentityView> {
  return readIdentity(ctx, actingPrincipal(ctx).id, input);
}

/** The same of somebody else. Admins only. Throws `not-found`. */
export async function getIdentity(ctx: Context, id: string, input: unknown): Promise<IdentityView> {
  requireAdmin(ctx, "see how somebody else is known");
  return readIdentity(ctx, id, input);
}

interface Row {
  principal: Principal;
  received_claims: Record<string, unknown> | null;
  last_seen_at: Date;
}

async function readIdentity({ runtime }: Context, id: string, input: unknown): Promise<IdentityView> {
  const { group } = parseInput(identityQuerySchema, input);
  const { rows } = await runtime.pool.query<Row>(statement("principal-identity", selectSql, [id]));
  const [row] = rows;
  if (!row) throw new AppError("not-found", "Nobody with this id is known here.");
  const { principal, received_claims: received, last_seen_at } = row;
  const issuer = runtime.config.issuers.find((registered) => registered.issuer === principal.issuer);
  const explained = issuer && received ? explainClaims(issuer, received) : null;
  const plain = Object.entries(received ?? {}).map(([name, value]) => ({ name, value, becomes: [] }));
  return {
    principal: principalView(principal),
    lastSignInAt: last_seen_at.toISOString(),
    issuer: issuer?.name ?? null,
    claims: received && (explained?.claims ?? plain),
    mappings: explained?.mappings ?? [],
    membership: group && issuer && received ? { group, ...explainMembership(issuer, received, group) } : null,
  };
}

const selectSql = `
select ${principalJson("p")} as principal, p.received_claims, p.last_seen_at from principal p where p.id = $1`;
