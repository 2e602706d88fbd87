import { randomBytes } from "node:crypto";
import { signJws } from "@daypass/node/jws";
import type { Context } from "@/lib/context/context";
import { newId } from "@/lib/db/ids";
import { transact } from "@/lib/db/transact";
import type { Transaction } from "@/lib/db/transaction";
import { rulesFor } from "@/lib/declarations/rules";
import { getTrait } from "@/lib/declarations/stored";
import { AppError } from "@/lib/errors/app-error";
import { lostEligibility } from "@/lib/grants/eligibility";
import { type GrantRow, grantColumns, grantJoins } from "@/lib/grants/row";
import { requesterOf } from "@/lib/requests/load-ask";
import type { IssuedAccess } from "./issue-api-token";
import { signingKey } from "./keys";
import { opaqueId } from "./opaque";

export interface ServiceTokenInput {
  /** The service's audience or namespace/application/component. */
  audience: string;
  environment?: string | undefined;
  /** Space-separated; absent: all that the grant gives. */
  scope?: string | undefined;
  grantId?: string | undefined;
}

export interface ServiceToken extends IssuedAccess {
  grantId: string;
  expiresAt: string;
}

type Candidate = GrantRow & { authorization_details: Record<string, unknown>[] };

/**
 * A token for one service under exactly one grant: the one named, else of the active grants that cover what is asked the
 * one that ends last. Rights of different grants are never added up, and it never outlives its grant (RFC 8693, RFC 9068).
 * Throws AppError `no-grant` with `requestAccessUri` when nothing covers it.
 */
export async function issueServiceToken(ctx: Context, input: ServiceTokenInput): Promise<ServiceToken> {
  const principal = requesterOf(ctx);
  const { runtime } = ctx;
  const key = await signingKey(runtime);
  return transact(ctx, "token.issued", async (tx) => {
    tx.about.subject = principal.id;
    tx.about.service = input.audience;
    const wanted = input.scope?.split(" ").filter(Boolean) ?? null;
    const grant = await chooseGrant(tx, ctx, principal.id, input, wanted);
    tx.about.service = grant.service.ref;
    tx.about.grantId = grant.id;
    tx.about.requestId = grant.request_id;
    const current = await getTrait(tx.db, grant.current_declaration_id);
    const lost = lostEligibility({ row: grant, current }, ctx);
    if (lost)
      throw new AppError("not-eligible", `No token: ${lost}.`, { requestAccessUri: askUri(ctx, input) });

    const rules = rulesFor(current, grant.role, grant.environment, runtime.config.limits);
    if (rules.binding !== "none")
      throw new AppError(
        "not-requestable",
        `${grant.service.title} takes tokens bound with ${rules.binding} only, which this version cannot make.`,
      );
    // What the declaration took away meanwhile is gone from the token too.
    const scopes = grant.scopes.filter(
      (scope) => rules.scopes.includes(scope) && (wanted === null || wanted.includes(scope)),
    );
    const lifetime = Math.min(
      rules.tokenLifetimeSeconds ?? Number.POSITIVE_INFINITY,
      runtime.config.limits.tokenLifetimeSeconds,
    );
    const audience = rules.audience ?? grant.service.ref;
    const opaque = rules.format === "opaque" ? randomBytes(32).toString("base64url") : null;
    const jti = opaque ? opaqueId(opaque) : newId("tok");
    const [row] = await tx.query<{ now: Date; exp: Date }>("token-service-keep", insertServiceToken, [
      jti,
      principal.id,
      grant.id,
      audience,
      scopes.join(" "),
      lifetime,
    ]);
    if (!row) throw noGrant(ctx, input, "The access ended just now.");
    const exp = Math.floor(row.exp.getTime() / 1000);
    const iat = Math.floor(row.now.getTime() / 1000);
    const claims = {
      iss: runtime.config.baseUrl,
      sub: principal.id,
      aud: audience,
      client_id: principal.id,
      jti,
      iat,
      exp,
      scope: scopes.join(" "),
      ...(grant.environment === null ? {} : { environment: grant.environment }),
      ...identityClaims(rules.claims, principal),
      authorization_details: [grantDetail(grant, rules), ...grant.authorization_details],
    };
    await tx.audit(row.now, [
      {
        action: "token.issued",
        detail: {
          kind: "service",
          jti,
          scope: claims.scope,
          audience,
          role: grant.role,
          environment: grant.environment,
          expiresAt: row.exp.toISOString(),
        },
      },
    ]);
    return {
      token: opaque ?? signJws("at+jwt", claims, key),
      jti,
      scope: claims.scope,
      expiresIn: exp - iat,
      grantId: grant.id,
      expiresAt: row.exp.toISOString(),
    };
  });
}

async function chooseGrant(
  tx: Transaction,
  ctx: Context,
  principalId: string,
  input: ServiceTokenInput,
  wanted: string[] | null,
): Promise<Candidate> {
  const values = [principalId, input.audience, input.environment ?? null, input.grantId ?? null];
  const candidates = await tx.query<Candidate>("token-candidates", candidatesSql, values);
  if (candidates.length === 0)
    throw noGrant(
      ctx,
      input,
      `You hold no active access to ${input.audience}${input.environment ? ` in ${input.environment}` : ""}.`,
    );
  const chosen = candidates.find(
    (grant) => wanted === null || wanted.every((scope) => grant.scopes.includes(scope)),
  );
  if (!chosen) {
    throw new AppError(
      "scope-not-granted",
      `No single grant of yours covers ${input.scope}. Rights of different grants are never added up.`,
      { requestAccessUri: askUri(ctx, input) },
    );
  }
  return chosen;
}

const noGrant = (ctx: Context, input: ServiceTokenInput, detail: string) =>
  new AppError("no-grant", detail, { requestAccessUri: askUri(ctx, input) });

function askUri({ runtime }: Context, { audience, environment, scope }: ServiceTokenInput): string {
  const query = new URLSearchParams({
    service: audience,
    ...(scope ? { scope } : {}),
    ...(environment ? { environment } : {}),
  });
  return `${runtime.config.baseUrl}/ask?${query}`;
}

const grantDetail = (grant: Candidate, rules: { actions: string[]; resources: string[] }) => ({
  type: "urn:daypass:grant",
  service: grant.service.ref,
  role: grant.role,
  environment: grant.environment,
  grant_id: grant.id,
  request_id: grant.request_id,
  actions: rules.actions,
  resources: rules.resources,
});

/** Identity claims that the declaration wants in its tokens; never one that a token uses itself. */
function identityClaims(
  wanted: readonly string[],
  principal: { name: string; email: string | null; groups: string[] },
): Record<string, unknown> {
  const known: Record<string, unknown> = {
    name: principal.name,
    email: principal.email,
    groups: principal.groups,
  };
  return Object.fromEntries(
    wanted
      .filter((claim) => Object.hasOwn(known, claim) && known[claim] !== null)
      .map((claim) => [claim, known[claim]]),
  );
}

const candidatesSql = `
with g as materialized (
  select g.* from access_grant g join service s on s.id = g.service_id
  where g.principal_id = $1 and (s.ref = $2 or s.audiences @> array[$2]) and ($3::text is null or g.environment = $3)
    and ($4::text is null or g.id = $4) and g.status in ('scheduled', 'active')
    and g.starts_at <= statement_timestamp() and g.ends_at > statement_timestamp())
select ${grantColumns}, g.authorization_details from g ${grantJoins} order by g.ends_at desc`;

// No row when the grant is no longer live: then there is no token either.
const insertServiceToken = `
insert into issued_token (jti, kind, principal_id, grant_id, audience, scope, issued_at, expires_at)
select $1, 'service', $2, g.id, $4, $5, statement_timestamp(),
  date_trunc('second', least(statement_timestamp() + make_interval(secs => $6), g.ends_at))
from access_grant g
where g.id = $3 and g.status in ('scheduled', 'active') and g.starts_at <= statement_timestamp()
  and date_trunc('second', least(statement_timestamp() + make_interval(secs => $6), g.ends_at)) > statement_timestamp()
returning issued_at as now, expires_at as exp`;
