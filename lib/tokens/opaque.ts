import { createHash } from "node:crypto";

/** What is stored of an opaque token, in place of a `jti`: its digest, never the token. */
export const opaqueId = (token: string) => `sha256:${createHash("sha256").update(token).digest("base64url")}`;
