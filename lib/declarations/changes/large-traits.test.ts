import { expect, test } from "vitest";
import { type AccessTrait, accessTrait } from "../trait";
import { inForce } from "./in-force";
import { having, tableLimits as limits } from "./test-changes";

test("of two traits that fill every list, the part that acts is a trait too, with no list too long", () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
  const large = (shift: number): AccessTrait =>
    having({
      owners: numbers(50).map((index) => `user:default/o${index + shift}`),
      approvalPolicies: Object.fromEntries(
        numbers(20).map((index) => [
          `p${index}`,
          {
            stages: numbers(5).map((at) => ({
              name: `s${at}-${index}`,
              approvers: ["owners", ...numbers(49).map((ref) => `group:default/g${ref + shift + at}`)],
              required: 10 - ((at + shift) % 2),
            })),
          },
        ]),
      ),
      roles: Object.fromEntries(
        numbers(100).map((index) => [
          `r${index}`,
          {
            actions: numbers(100).map((verb) => `svc${index % 3}:V${verb + shift}x*`),
            resources: numbers(100).map((at) => `urn:x:${at + shift}:*`),
            approval: `p${index % 20}`,
            eligible: numbers(50).map((ref) => `group:default/e${ref + shift}`),
            conflictsWith: numbers(20).map((other) => `r${(index + 1 + other * (2 + shift)) % 100}`),
          },
        ]),
      ),
      environments: Object.fromEntries(
        numbers(8).map((index) => [`e${index}`, { approval: `p${index % 20}` }]),
      ),
      trust: Object.fromEntries(
        numbers(2).map((issuer) => [
          `t${issuer}`,
          {
            issuer: "https://login.example.com",
            mappings: numbers(30).map((at) => ({
              match: numbers(10).map((claim) => ({
                claim: `c${claim}`,
                in: [`v${at + shift}`, `w${issuer}`],
              })),
              grant: "eligible" as const,
            })),
          },
        ]),
      ),
    });
  const [before, after] = [large(0), large(1)];
  for (const one of [before, after]) expect(accessTrait.parse(one)).toEqual(one);
  const { trait } = inForce(before, after, limits);
  expect(accessTrait.parse(trait)).toEqual(trait);
});
