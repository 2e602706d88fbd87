import { statement } from "@/lib/db/pool";
import type { Runtime } from "@/lib/runtime/runtime";
import { authenticateService } from "@/lib/services/credentials";
import { introspect } from "@/lib/tokens/introspect";
import { readOwnToken } from "@/lib/tokens/own-token";
import { inactive, noToken, type Objection, objectionTo, type Presented } from "./objection";
import { objectionToPossession, type PossessionReason } from "./possession";

/** What a call through a proxy takes: all of the scopes, one of the roles, and a token for the environment. */
export interface CallRequirement {
  scopes: readonly string[];
  /** Empty: any. */
  roles: readonly string[];
  /** Null: the service declares none. */
  environment: string | null;
}

/** The token of a call, and how it was sent. */
export interface SentToken {
  scheme: "Bearer" | "DPoP";
  token: string;
  /** The DPoP header. */
  proof: string | null;
  /** The call itself, as the proxy says it; null: it does not. */
  target: { method: string; url: string } | null;
}

/** Whom the proxy may tell the service about. */
export interface Holder {
  subject: string;
  name: string;
  role: string;
  scopes: string[];
  environment: string | null;
  grantId: string;
  /** Seconds since 1970. */
  expiresAt: number;
}

export type RefusalReason =
  | "no-token"
  | "inactive"
  | PossessionReason
  | "wrong-environment"
  | "missing-scope"
  | "missing-role";

export interface CallRefusal {
  reason: RefusalReason;
  /** For people: what was wrong, and what to do next. */
  detail: string;
  /** The form on which what is missing is asked for. */
  requestAccessUri: string;
}

export type CallAnswer =
  | { holder: Holder; service: string; isBound: boolean }
  | { refusal: CallRefusal; service: string; jti: string | null };

/**
 * Whether a call with this token may go on to the service whose credential the proxy showed, by the database's clock at this
 * moment. Null: that is no credential, and nobody is told anything.
 */
export async function checkCall(
  runtime: Runtime,
  credential: { id: string; secret: string },
  sent: SentToken | undefined,
  requirement: CallRequirement,
): Promise<CallAnswer | null> {
  const refuse = async (objection: Objection, jti: string | null = null): Promise<CallAnswer | null> => {
    const service = await authenticateService(runtime, credential.id, credential.secret);
    if (!service) return null;
    const { ref } = service;
    return {
      service: ref,
      jti,
      refusal: { ...objection, requestAccessUri: askUri(runtime, ref, requirement) },
    };
  };
  if (sent === undefined) return refuse(noToken);
  const { token } = sent;
  const introspection = await introspect(runtime, credential, token);
  if (!introspection) return null;
  // A token of ours that is not live any more is known by its id; what strangers made up is not.
  if (!introspection.active) return refuse(inactive, (await readOwnToken(runtime, token))?.jti);
  const presented = presentedBy(introspection);
  const objection =
    objectionTo(presented, requirement) ?? (await objectionToPossession(runtime, presented.jkt, sent));
  if (objection) return refuse(objection, presented.jti);
  const name = await nameOf(runtime, presented.holder.subject);
  const { service, holder, jkt } = presented;
  return { service, holder: { ...holder, name }, isBound: jkt !== null };
}

/** What a live token of ours says, in our own words. */
function presentedBy(claims: Record<string, unknown>): Presented {
  const details = claims.authorization_details as Record<string, unknown>[];
  const grant = details.find(({ type }) => type === "urn:daypass:grant") ?? {};
  return {
    jti: String(claims.jti),
    service: String(grant.service),
    jkt: claims.cnf === undefined ? null : String((claims.cnf as Record<string, unknown>).jkt),
    holder: {
      subject: String(claims.sub),
      role: String(grant.role),
      scopes: String(claims.scope).split(" ").filter(Boolean),
      environment: typeof grant.environment === "string" ? grant.environment : null,
      grantId: String(grant.grant_id),
      expiresAt: Number(claims.exp),
    },
  };
}

async function nameOf({ pool }: Runtime, id: string): Promise<string> {
  const { rows } = await pool.query<{ name: string }>(
    statement("principal-name", "select name from principal where id = $1", [id]),
  );
  return rows[0]?.name ?? "";
}

function askUri(
  { config }: Runtime,
  service: string,
  { scopes, roles, environment }: CallRequirement,
): string {
  const query = new URLSearchParams({ service });
  const [role, another] = roles;
  if (role && !another) query.set("role", role);
  if (scopes.length > 0) query.set("scope", scopes.join(" "));
  if (environment) query.set("environment", environment);
  return `${config.baseUrl}/ask?${query}`;
}
