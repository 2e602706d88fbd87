import { deflateSync } from "node:zlib";
import { signParts, type TestKey } from "./keys.js";

const size = 2 ** 17;

/** The status list of a fake issuer. A test can break it in every way that a verifier must notice. */
export function createFakeStatusList(uri: () => string, issuer: () => string, clock: () => number) {
  const dead = new Set<number>();
  const state = {
    lists: "works" as "works" | "fails" | "hangs",
    calls: 0,
    /** What the list claims instead. */
    claims: {} as Record<string, unknown>,
    header: {} as Record<string, unknown>,
    size,
  };
  return {
    state,
    dead,
    /** The list, and the tag under which it is asked for again. */
    current({ kid, privateKey }: TestKey): { token: string; etag: string } {
      const bits = Buffer.alloc(state.size / 8);
      for (const idx of dead) if (idx < state.size) bits[idx >> 3] = (bits[idx >> 3] ?? 0) | (1 << (idx & 7));
      const iat = Math.floor(clock() / 1000);
      const claims = {
        iss: issuer(),
        sub: uri(),
        iat,
        exp: iat + 30,
        ttl: 1,
        status_list: { bits: 1, lst: deflateSync(bits).toString("base64url") },
        ...state.claims,
      };
      const token = signParts(
        { alg: "ES256", typ: "statuslist+jwt", kid, ...state.header },
        claims,
        privateKey,
      );
      return { token, etag: `W/"${iat}-${dead.size}"` };
    },
  };
}
