import fc from "fast-check";
import { expect, it } from "vitest";
import { claimMatches, claimValue } from "./claim-match";

it("takes every pattern literally, but for the star", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string(), (text, other) => {
      const like = text.replaceAll("*", "");
      expect(claimMatches({ arn: like }, { claim: "arn", like })).toBe(true);
      if (other !== like) expect(claimMatches({ arn: other }, { claim: "arn", like })).toBe(false);
    }),
  );
});

it.each([
  ["arn:aws:iam::123456789012:role/ci-*", "arn:aws:iam::123456789012:role/ci-deploy", true],
  ["arn:aws:iam::123456789012:role/ci-*", "arn:aws:iam::123456789012:role/ci-", true],
  ["arn:aws:iam::123456789012:role/ci-*", "arn:aws:iam::123456789012:role/ci-a/b", false],
  ["arn:aws:iam::123456789012:role/ci-*", "arn:aws:iam::123456789012:role/xci-a", false],
  ["arn:aws:iam::*:role/ci", "arn:aws:iam::1:user/a:role/ci", false],
  ["acme/*", "acme/orders\n", true],
  ["acme/*", "acme/", true],
  ["a.c", "abc", false],
])("%s and %s: %s", (like, value, expected) => {
  expect(claimMatches({ it: value }, { claim: "it", like })).toBe(expected);
});

it("finds what is nested, and never what is inherited", () => {
  const claims = { "kubernetes.io": { namespace: "orders", pod: { name: "a" } }, "a/b": 1, a: { b: 2 } };
  expect(claimValue(claims, "kubernetes.io/namespace")).toBe("orders");
  expect(claimValue(claims, "kubernetes.io/pod/name")).toBe("a");
  expect(claimValue(claims, "a/b")).toBe(1);
  for (const name of [
    "toString",
    "a/toString",
    "kubernetes.io/pod/name/length",
    "/a",
    "a/",
    "constructor/name",
  ])
    expect(claimValue(claims, name)).toBeUndefined();
});
