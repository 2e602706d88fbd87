import { AccessDenied } from "./access-denied.js";
import type { AccessToken } from "./access-token.js";
import { BoundedMap } from "./bounded-map.js";
import { type CheckedToken, checkClaims, type Objection, objectionAt } from "./claims.js";
import { Issuer, type Published } from "./issuer.js";
import { isSignedBy, parseJws, selectKey, type VerificationKey } from "./jws.js";
import { Liveness } from "./liveness.js";
import { readOptions, type VerifierOptions } from "./options.js";
import { objectionToUse, type Requirement, requestAccessUri } from "./requirement.js";

export interface Verifier {
  /**
   * The content of a bearer token that may make this call: signed by the issuer, for this service and environment, within its
   * time, not revoked, and with what `requirement` takes. Throws AccessDenied for every other, and when it cannot be known.
   */
  verify(token: string | undefined, requirement?: Requirement): Promise<AccessToken>;
  /** The refusal of a call in which no token could be read. */
  deny(objection: Objection, requirement?: Requirement, options?: ErrorOptions): AccessDenied;
}

interface Verified extends CheckedToken {
  key: VerificationKey;
}

const malformed: Objection = {
  reason: "malformed-token",
  detail: "This is not a token that Daypass issued.",
};
const unknownKey: Objection = {
  reason: "unknown-key",
  detail: "The token is signed with a key that Daypass does not have.",
};
const badSignature: Objection = { reason: "bad-signature", detail: "The signature of the token is wrong." };
const ended: Objection = {
  reason: "revoked",
  detail: "This access has ended. Ask for it again if it is still needed.",
};

export function createVerifier(options: VerifierOptions): Verifier {
  const settings = readOptions(options);
  const issuer = new Issuer(settings.issuer, settings.fetch, settings.clock);
  const liveness = new Liveness(settings);
  // By text, because that is what arrives. Every spelling of a token leads to its one jti, and liveness goes by that.
  const verified = new BoundedMap<Verified>(settings.limit);

  /** Throws when there is no telling. */
  async function examine(token: string): Promise<AccessToken | Objection> {
    const published = issuer.current() ?? (await issuer.latest());
    let found = recall(token, published) ?? read(token, published);
    if (found === unknownKey) found = read(token, await issuer.latest());
    if ("reason" in found) return found;
    const untimely = objectionAt(settings.clock(), found);
    if (untimely) return untimely;
    const { access } = found;
    const { introspectionEndpoint } = published;
    const live =
      liveness.known(access.id, token, introspectionEndpoint) ??
      (await liveness.ask(access.id, token, introspectionEndpoint));
    return live ? access : ended;
  }

  function recall(token: string, { keys }: Published): Verified | undefined {
    const known = verified.get(token);
    return known && keys.has(known.key) ? known : undefined;
  }

  function read(token: string, { keys }: Published): Verified | Objection {
    const jws = parseJws(token);
    if (!jws) return malformed;
    const key = selectKey(jws.header, keys);
    if (!key) return unknownKey;
    if (!isSignedBy(jws, key)) return badSignature;
    const checked = checkClaims(jws, settings);
    if ("reason" in checked) return checked;
    const found = { ...checked, key };
    verified.set(token, found);
    return found;
  }

  const deny: Verifier["deny"] = ({ reason, detail }, requirement = {}, cause) => {
    const context = {
      realm: settings.audience,
      scopes: requirement.scopes ?? [],
      requestAccessUri: requestAccessUri(settings, requirement),
    };
    return new AccessDenied(reason, detail, context, cause);
  };

  return {
    deny,
    async verify(token, requirement = {}) {
      if (!token)
        throw deny(
          { reason: "no-token", detail: "Send an access token: Authorization: Bearer <token>." },
          requirement,
        );
      const found = await examine(token).catch((cause: unknown) => {
        const detail = "Whether this access still stands cannot be checked right now. Try again in a moment.";
        throw deny({ reason: "check-unavailable", detail }, requirement, { cause });
      });
      if ("reason" in found) throw deny(found, requirement);
      const lacking = objectionToUse(found, requirement);
      if (lacking) throw deny(lacking, requirement);
      return found;
    },
  };
}
