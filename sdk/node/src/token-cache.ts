import type { CheckedToken } from "./claims.js";
import type { VerificationKey } from "./jwk.js";

/** A token that was verified. */
export interface Verified extends CheckedToken {
  key: VerificationKey;
  standing: Standing;
}

/** What is known about one token, under whatever spelling it came. */
export interface Standing {
  readonly jti: string;
  readonly grant: string;
  /** The stretch of the revocation stream since whose beginning this is known to stand. 0: not known. */
  confirmedIn: number;
  readonly texts: string[];
  isUsed: boolean;
}

/** A signature has one twin; whoever sends more spellings than that is not helped by our memory. */
const mostSpellings = 2;

/** Verified tokens, found by the text that arrives, and forgotten by `jti` and by grant. Holds at most `limit` of them. */
export class TokenCache {
  readonly #byText = new Map<string, Verified>();
  readonly #byId = new Map<string, Standing>();
  readonly #byGrant = new Map<string, Set<Standing>>();

  constructor(readonly limit: number) {}

  get(text: string): Verified | undefined {
    const verified = this.#byText.get(text);
    if (verified) verified.standing.isUsed = true;
    return verified;
  }

  /** Keeps a verified token under its text; gives it with what is known about its `jti`. */
  add(text: string, checked: CheckedToken, key: VerificationKey): Verified {
    const { id: jti, grant } = checked.access;
    const known = this.#byId.get(jti);
    // The issuer never gives one id to tokens of two grants; if it did, they would not share what is known.
    const standing = known?.grant === grant.id ? known : this.#stand(jti, grant.id);
    const { access, notBeforeMs, expiresAtMs, status, jkt } = checked;
    const verified: Verified = { access, notBeforeMs, expiresAtMs, status, jkt, key, standing };
    const isKept = standing.texts.includes(text);
    if (!isKept && standing.texts.length >= mostSpellings) return verified;
    if (!isKept) standing.texts.push(text);
    this.#byText.set(text, verified);
    return verified;
  }

  forgetToken(jti: string): void {
    const standing = this.#byId.get(jti);
    if (standing) this.#forget(standing);
  }

  forgetGrant(grant: string): void {
    for (const standing of [...(this.#byGrant.get(grant) ?? [])]) this.#forget(standing);
  }

  get size(): number {
    return this.#byId.size;
  }

  #stand(jti: string, grant: string): Standing {
    this.forgetToken(jti);
    while (this.#byId.size >= this.limit) this.#makeRoom();
    const standing: Standing = {
      jti,
      grant,
      confirmedIn: 0,
      texts: [],
      isUsed: false,
    };
    this.#byId.set(jti, standing);
    const others = this.#byGrant.get(grant);
    if (others) others.add(standing);
    else this.#byGrant.set(grant, new Set([standing]));
    return standing;
  }

  /** Forgets the oldest that was not used since it was last looked at; that costs a call nothing but a mark. */
  #makeRoom(): void {
    for (const standing of this.#byId.values()) {
      if (!standing.isUsed) {
        this.#forget(standing);
        return;
      }
      standing.isUsed = false;
      this.#byId.delete(standing.jti);
      this.#byId.set(standing.jti, standing);
    }
  }

  #forget(standing: Standing): void {
    for (const text of standing.texts) this.#byText.delete(text);
    this.#byId.delete(standing.jti);
    const others = this.#byGrant.get(standing.grant);
    others?.delete(standing);
    if (others?.size === 0) this.#byGrant.delete(standing.grant);
  }
}
