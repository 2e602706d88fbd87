import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** How a push webhook proves that it comes from where the secret was given. */
export interface PushProof {
  /** `X-Hub-Signature-256` of GitHub, Gitea and Forgejo: "sha256=" and the HMAC-SHA-256 of the body in hex. */
  signature: string | null;
  /** `X-Gitlab-Token` of GitLab: the secret itself. */
  token: string | null;
}

/** Takes as long for a wrong proof as for the right one. A signature counts alone: a token beside it mends nothing. */
export function provesPush({ signature, token }: PushProof, body: Uint8Array, secret: string): boolean {
  if (signature !== null) {
    const [, hex = ""] = /^sha256=([0-9a-f]{64})$/.exec(signature) ?? [];
    return isSame(hex, createHmac("sha256", secret).update(body).digest("hex"));
  }
  return isSame(token ?? "", secret);
}

const isSame = (one: string, other: string) => timingSafeEqual(digest(one), digest(other));

const digest = (text: string) => createHash("sha256").update(text).digest();
