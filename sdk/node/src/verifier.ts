import { AccessDenied } from "./access-denied.js";
import type { AccessToken } from "./access-token.js";
import { type Authorization, isTokenText, notAToken, readAuthorization } from "./authorization.js";
import type { Call } from "./call.js";
import type { CheckedToken, Objection } from "./claims.js";
import { objectionToPossession } from "./dpop.js";
import { DpopNonces } from "./dpop-nonce.js";
import { createExamination } from "./examination.js";
import { readOptions, type VerifierOptions } from "./options.js";
import { ReplayStore } from "./replay-store.js";
import { Reports } from "./reports.js";
import { objectionToUse, type Requirement, requestAccessUri } from "./requirement.js";
import { ResourceMetadata } from "./resource-metadata.js";
import type { JsonObject } from "./strict-json.js";

export interface Verifier {
  /**
   * The content of a bearer token that may make this call: signed by the issuer, for this service and environment, within its
   * time, not revoked, and with what `requirement` takes. Throws AccessDenied for every other, and when it cannot be known.
   */
  verify(token: string | undefined, requirement?: Requirement): Promise<AccessToken>;
  /** The same for a whole call, with the proof of a token that is bound to a key. No promise where the answer is known. */
  authorize(call: Call, requirement?: Requirement): Outcome | Promise<Outcome>;
  /** The refusal of a call in which no token could be read. */
  deny(objection: Objection, requirement?: Requirement, options?: ErrorOptions): AccessDenied;
  /** What Daypass publishes about this service (RFC 9728). */
  resourceMetadata(): Promise<JsonObject>;
  /** How callers address this service, if it was told. */
  readonly publicUrl: string | undefined;
  /** Stops listening, and delivers the reports that wait. */
  close(): Promise<void>;
}

export type Outcome = AccessToken | AccessDenied;

const noToken: Objection = {
  reason: "no-token",
  detail: "Send an access token: Authorization: Bearer <token>.",
};
const noCall: Call = { authorization: [] };
const noRequirement: Requirement = {};

export function createVerifier(options: VerifierOptions): Verifier {
  const settings = readOptions(options);
  const examination = createExamination(settings);
  const reports = new Reports(settings);
  const metadata = new ResourceMetadata(settings);
  const { dpop, clock } = settings;
  const secret = typeof dpop.nonce === "object" ? dpop.nonce.secret : undefined;
  const rules = {
    required: dpop.required ?? false,
    nonces: dpop.nonce ? new DpopNonces(secret) : null,
    replays: new ReplayStore(dpop.replayLimit ?? 100_000),
    clockToleranceSeconds: settings.clockToleranceSeconds,
  };

  const deny: Verifier["deny"] = ({ reason, detail, scheme }, requirement = noRequirement, cause) => {
    const isBound = rules.required || scheme === "DPoP";
    const context = {
      realm: settings.audience,
      scopes: requirement.scopes ?? [],
      requestAccessUri: requestAccessUri(settings, requirement),
      scheme: isBound ? ("DPoP" as const) : ("Bearer" as const),
      resourceMetadata: settings.resourceMetadataUrl,
      dpopNonce: isBound ? rules.nonces?.current(clock()) : undefined,
    };
    return new AccessDenied(reason, detail, context, cause);
  };

  function refuse(objection: Objection, requirement: Requirement, call: Call): AccessDenied {
    const denied = deny(objection, requirement);
    reports.refused(denied, objection, call);
    return denied;
  }

  function conclude(
    found: CheckedToken | Objection,
    sent: Authorization,
    requirement: Requirement,
    call: Call,
  ): Outcome {
    if ("reason" in found) {
      const isText = found.reason !== "malformed-token" || isTokenText(sent.token);
      return refuse(isText ? { scheme: sent.scheme, ...found } : notAToken, requirement, call);
    }
    const { access, jkt } = found;
    const now = clock();
    const isPlain = jkt === null && sent.scheme === "Bearer" && !rules.required;
    const objection =
      (isPlain ? null : objectionToPossession(found, sent, call, now, rules)) ??
      objectionToUse(access, requirement);
    if (objection) {
      const token = { jti: access.id, subject: access.subject };
      const scheme = jkt === null ? sent.scheme : "DPoP";
      return refuse({ scheme, ...objection, token }, requirement, call);
    }
    reports.used(access.grant.id, now);
    return access;
  }

  async function settle(sent: Authorization, requirement: Requirement, call: Call): Promise<Outcome> {
    try {
      return conclude(await examination.examine(sent.token), sent, requirement, call);
    } catch (cause) {
      const detail = "Whether this access still stands cannot be checked right now. Try again in a moment.";
      return deny({ reason: "check-unavailable", detail }, requirement, { cause });
    }
  }

  function decide(
    sent: Authorization | Objection | undefined,
    requirement: Requirement,
    call: Call,
  ): Outcome | Promise<Outcome> {
    if (sent === undefined) return refuse(noToken, requirement, call);
    if ("reason" in sent) return refuse(sent, requirement, call);
    const found = examination.known(sent.token);
    return found ? conclude(found, sent, requirement, call) : settle(sent, requirement, call);
  }

  return {
    deny,
    publicUrl: dpop.publicUrl,
    authorize: (call, requirement = noRequirement) =>
      decide(readAuthorization(call.authorization), requirement, call),
    async verify(token, requirement = noRequirement) {
      const decided = decide(token ? { scheme: "Bearer", token } : undefined, requirement, noCall);
      const outcome = decided instanceof Promise ? await decided : decided;
      if (outcome instanceof AccessDenied) throw outcome;
      return outcome;
    },
    resourceMetadata: () => metadata.get(),
    async close() {
      examination.close();
      await reports.close();
    },
  };
}
