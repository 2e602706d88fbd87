import { describe, expect, test } from "vitest";
import { type PushProof, provesPush } from "./push-proof";

// The example of GitHub's documentation, "Validating webhook deliveries".
const secret = "It's a Secret to Everybody";
const body = new TextEncoder().encode("Hello, World!");
const signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

describe("a push is proven by", () => {
  test.each<[string, PushProof, boolean]>([
    ["the signature that GitHub's documentation shows", { signature, token: null }, true],
    ["the token that GitLab sends", { signature: null, token: secret }, true],
    ["nothing", { signature: null, token: null }, false],
    ["an empty token", { signature: null, token: "" }, false],
    ["the beginning of the token", { signature: null, token: secret.slice(0, -1) }, false],
    ["the token in the place of the signature", { signature: secret, token: null }, false],
    [
      "a wrong signature beside the right token",
      { signature: `${signature.slice(0, -1)}8`, token: secret },
      false,
    ],
    ["SHA-1", { signature: signature.replace("sha256", "sha1"), token: null }, false],
    ["an empty signature", { signature: "", token: null }, false],
    ["the name of the hash alone", { signature: "sha256=", token: null }, false],
    ["the signature in upper case", { signature: signature.toUpperCase(), token: null }, false],
  ])("%s: %#", (_what, proof, expected) => {
    expect(provesPush(proof, body, secret)).toBe(expected);
  });

  test("only its own body and its own secret", () => {
    const proof = { signature, token: null };
    expect(provesPush(proof, new TextEncoder().encode("Hello, World?"), secret)).toBe(false);
    expect(provesPush(proof, body, `${secret}.`)).toBe(false);
  });
});
