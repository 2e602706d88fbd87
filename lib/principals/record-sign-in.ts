import type { IssuerConfig } from "@/lib/config/config";
import { systemContext } from "@/lib/context/context";
import { newId } from "@/lib/db/ids";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors/app-error";
import type { Runtime } from "@/lib/runtime/runtime";
import { authenticationClaims, authenticationOf } from "./authentication";
import { mapClaims } from "./map-claims";
import type { Principal } from "./principal";
import { principalJson } from "./queries";
import { receivedClaims, storableJson } from "./received-claims";

/**
 * Takes over what an issuer has just vouched for: makes the principal at the first sign-in, and brings name, groups and
 * claims up to date at every later one. Throws `forbidden` for a deactivated principal.
 */
export async function recordSignIn(
  runtime: Runtime,
  issuer: IssuerConfig,
  claims: Record<string, unknown>,
  how: "browser" | "token-exchange",
): Promise<Principal> {
  const mapped = mapClaims(issuer, claims);
  return transact(systemContext(runtime, "sign-in"), "principal.signed-in", async (tx) => {
    const [row] = await tx.query<{ principal: Principal; created: boolean; now: Date }>(
      "principal-sign-in",
      upsert,
      [
        newId("prn"),
        issuer.kind,
        issuer.issuer,
        mapped.subject,
        mapped.name,
        mapped.email,
        mapped.ref,
        mapped.groups,
        storableJson(mapped.claims),
        mapped.slackUser?.id ?? null,
        mapped.slackUser?.team ?? null,
        receivedClaims(claims),
      ],
    );
    if (!row) throw new Error("an upsert returns its row");
    const { principal, created, now } = row;
    tx.about.subject = principal.id;
    if (principal.deactivatedAt) {
      throw new AppError(
        "forbidden",
        `${principal.name} was deactivated here. A platform admin can undo that.`,
      );
    }
    const authentication = authenticationClaims(authenticationOf(claims, now));
    const detail = { issuer: issuer.issuer, groups: mapped.groups, how, ...authentication };
    await tx.audit(now, [
      ...(created ? [{ action: "principal.created" as const, detail: { issuer: issuer.issuer } }] : []),
      { action: "principal.signed-in" as const, detail },
    ]);
    return principal;
  });
}

// A fresh row has never been updated: xmax tells.
const upsert = `
insert into principal as p (id, kind, issuer, subject, name, email, ref, groups, claims, slack_user_id, slack_team_id, received_claims)
values ($1, $2::principal_kind, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11, $12::jsonb)
on conflict (issuer, subject) do update
set name = excluded.name, email = excluded.email, ref = excluded.ref, groups = excluded.groups, claims = excluded.claims,
  slack_user_id = excluded.slack_user_id, slack_team_id = excluded.slack_team_id, received_claims = excluded.received_claims,
  last_seen_at = clock_timestamp()
returning ${principalJson("p")} as principal, p.xmax = 0 as created, clock_timestamp() as now`;
