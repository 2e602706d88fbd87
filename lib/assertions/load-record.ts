import type { Transaction } from "@/lib/db/transaction";
import { getTrait } from "@/lib/declarations/stored";
import { AppError } from "@/lib/errors/app-error";
import { audiencesOf } from "@/lib/services/audiences";
import type { Found } from "./explain";
import type { DeclaredService } from "./known-token";

/** What a batch of reports is held against. */
export interface AssertionRecord {
  serviceId: string;
  service: DeclaredService;
  /** The version of the declaration in force. */
  version: number;
  foundFor(jti: string | null | undefined): Found;
}

/** In one query, however many tokens there are. */
export async function loadRecord(
  tx: Transaction,
  ref: string,
  jtis: readonly string[],
): Promise<AssertionRecord> {
  const [row] = await tx.query<Row>("assertions-record", recordSql, [ref, jtis]);
  if (!row) throw new AppError("not-found", `No service "${ref.slice(0, 200)}" is declared here.`);
  const trait = await getTrait(tx.db, row.declaration_id);
  const tokens = new Map(row.tokens.map((token) => [token.jti, foundIn(token, row.id)]));
  return {
    serviceId: row.id,
    version: row.version,
    service: {
      now: row.now,
      trait,
      audiences: audiencesOf({ ref, trait }),
      isGone: row.status === "withdrawn" && !row.keeps_grants,
    },
    foundFor: (jti) => (jti ? tokens.get(jti) : undefined) ?? null,
  };
}

interface Row {
  id: string;
  declaration_id: string;
  version: number;
  status: "active" | "withdrawn";
  keeps_grants: boolean;
  now: Date;
  tokens: TokenJson[];
}

interface TokenJson {
  jti: string;
  principalId: string;
  audience: string;
  scope: string;
  expiresAt: string;
  revokedAt: string | null;
  grant: {
    id: string;
    serviceId: string;
    role: string;
    environment: string | null;
    scopes: string[];
    endsAt: string;
    revokedAt: string | null;
  } | null;
  deactivatedAt: string | null;
}

/** A token without a grant is one for Daypass itself. */
function foundIn({ grant, ...token }: TokenJson, serviceId: string): Found {
  if (grant?.serviceId !== serviceId) return "foreign";
  return {
    principalId: token.principalId,
    grantId: grant.id,
    audience: token.audience,
    scopes: token.scope.split(" ").filter(Boolean),
    expiresAt: new Date(token.expiresAt),
    revokedAt: dateOf(token.revokedAt),
    role: grant.role,
    environment: grant.environment,
    grantScopes: grant.scopes,
    grantEndsAt: new Date(grant.endsAt),
    grantRevokedAt: dateOf(grant.revokedAt),
    holderDeactivatedAt: dateOf(token.deactivatedAt),
  };
}

const dateOf = (text: string | null) => (text === null ? null : new Date(text));

const recordSql = `
select s.id, s.declaration_id, d.version, s.status, s.keeps_grants, clock_timestamp() as now,
  (select coalesce(json_agg(json_build_object('jti', t.jti, 'principalId', t.principal_id, 'audience', t.audience,
    'scope', t.scope, 'expiresAt', t.expires_at, 'revokedAt', t.revoked_at, 'deactivatedAt', p.deactivated_at,
    'grant', case when g.id is null then null else json_build_object('id', g.id, 'serviceId', g.service_id, 'role', g.role,
      'environment', g.environment, 'scopes', g.scopes, 'endsAt', g.ends_at, 'revokedAt', g.revoked_at) end)), '[]'::json)
    from issued_token t join principal p on p.id = t.principal_id left join access_grant g on g.id = t.grant_id
    where t.jti = any($2::text[])) as tokens
from service s join declaration d on d.id = s.declaration_id where s.ref = $1`;
