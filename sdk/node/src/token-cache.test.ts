import { describe, expect, it } from "vitest";
import { checkClaims } from "./claims.js";
import { importVerificationKey, parseJws } from "./jws.js";
import { type FakeIssuer, startFakeIssuer } from "./testing/index.js";
import { TokenCache } from "./token-cache.js";

const issuer: FakeIssuer = await startFakeIssuer();
const key = importVerificationKey(issuer.key.jwk);
if (!key) throw new Error("the key of the fake issuer is good");
await issuer.close();

/** Keeps a token of this id and grant under each of the texts. */
function keep(cache: TokenCache, jti: string, grantId: string, ...texts: string[]) {
  const details = [{ ...(issuer.claims().authorization_details as object[])[0], grant_id: grantId }];
  const jws = parseJws(issuer.mint({ jti, authorization_details: details }));
  const checked =
    jws && checkClaims(jws, { ...issuer.options, environments: ["staging"], clockToleranceSeconds: 5 });
  if (!checked || "reason" in checked) throw new Error("the token of the fake issuer is good");
  for (const text of texts) cache.add(text, checked, key as NonNullable<typeof key>);
}

describe("TokenCache", () => {
  it("forgets every spelling of a token, and every token of a grant", () => {
    const cache = new TokenCache(10);
    keep(cache, "tok_1", "grt_1", "one", "one's twin");
    keep(cache, "tok_2", "grt_1", "two");
    keep(cache, "tok_3", "grt_2", "three");
    cache.forgetToken("tok_1");
    expect([cache.get("one"), cache.get("one's twin")]).toEqual([undefined, undefined]);
    cache.forgetGrant("grt_1");
    expect(cache.get("two")).toBeUndefined();
    expect(cache.get("three")?.standing.jti).toBe("tok_3");
    expect(cache.size).toBe(1);
  });

  it("keeps two spellings of a token and no third", () => {
    const cache = new TokenCache(10);
    keep(cache, "tok_1", "grt_1", "a", "b", "c");
    expect([cache.get("a"), cache.get("b"), cache.get("c")].map(Boolean)).toEqual([true, true, false]);
    expect(cache.get("a")?.standing).toBe(cache.get("b")?.standing);
  });

  it("makes room by what was not used lately", () => {
    const cache = new TokenCache(2);
    keep(cache, "tok_1", "grt_1", "one");
    keep(cache, "tok_2", "grt_2", "two");
    cache.get("one");
    keep(cache, "tok_3", "grt_3", "three");
    expect(["one", "two", "three"].map((text) => cache.get(text) !== undefined)).toEqual([true, false, true]);
    cache.forgetGrant("grt_2");
    expect(cache.size).toBe(2);
  });
});
