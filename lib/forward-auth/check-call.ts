import { AccessDenied, requestAccessUri } from "@daypass/node";
import { statement } from "@/lib/db/pool";
import type { Runtime } from "@/lib/runtime/runtime";
import { authenticateService } from "@/lib/services/credentials";
import { currentNonce } from "@/lib/tokens/dpop-nonce";
import { introspect } from "@/lib/tokens/introspect";
import { readOwnToken } from "@/lib/tokens/own-token";
import { grantIn, noToken, type Objection, objectionTo, objectionToDead, type Presented } from "./objection";
import { objectionToPossession } from "./possession";

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
  /** Who acts for the subject (RFC 8693, section 4.1); null: nobody else. */
  actor: string | null;
  name: string;
  role: string;
  scopes: string[];
  environment: string | null;
  grantId: string;
  /** Seconds since 1970. */
  expiresAt: number;
}

export type CallAnswer =
  | { holder: Holder; service: string; isBound: boolean }
  | { denied: AccessDenied; service: string; jti: string | null };

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
  const refuse = async (objectionFor: (service: string) => Objection, jti: string | null = null) => {
    const service = await authenticateService(runtime, credential.id, credential.secret);
    if (!service) return null;
    const denied = deniedBy(runtime, service.ref, objectionFor(service.ref), requirement);
    return { service: service.ref, jti, denied };
  };
  if (sent === undefined) return refuse(() => noToken);
  const { token } = sent;
  const introspection = await introspect(runtime, credential, token);
  if (!introspection) return null;
  if (!introspection.active) {
    const own = await readOwnToken(runtime, token);
    return refuse((service) => objectionToDead(own, service, Date.now()), own?.jti);
  }
  const presented = presentedBy(introspection);
  const objection =
    objectionTo(presented, requirement) ?? (await objectionToPossession(runtime, presented.jkt, sent));
  if (objection) return refuse(() => objection, presented.jti);
  const name = await nameOf(runtime, presented.holder.subject);
  const { service, holder, jkt } = presented;
  return { service, holder: { ...holder, name }, isBound: jkt !== null };
}

const aboutProofs: ReadonlySet<string> = new Set(["wrong-scheme", "bad-proof", "nonce-required"]);

/** The refusal, as a service with the SDK would send it. */
function deniedBy(
  runtime: Runtime,
  service: string,
  { reason, detail }: Objection,
  { scopes, roles, environment }: CallRequirement,
): AccessDenied {
  const { baseUrl: issuer } = runtime.config;
  const isBound = aboutProofs.has(reason);
  const place = { issuer, service, environments: environment === null ? [] : [environment] };
  return new AccessDenied(reason, detail, {
    realm: service,
    scopes,
    requestAccessUri: requestAccessUri(place, { scopes, roles }),
    scheme: isBound ? "DPoP" : "Bearer",
    dpopNonce: isBound ? currentNonce(runtime) : undefined,
  });
}

/** What a live token of ours says, in our own words. */
function presentedBy(claims: Record<string, unknown>): Presented {
  const grant = grantIn(claims);
  return {
    jti: String(claims.jti),
    service: String(grant.service),
    jkt: claims.cnf === undefined ? null : String((claims.cnf as Record<string, unknown>).jkt),
    holder: {
      subject: String(claims.sub),
      actor: claims.act === undefined ? null : String((claims.act as Record<string, unknown>).sub),
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
