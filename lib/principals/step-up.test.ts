import { describe, expect, it } from "vitest";
import type { SignInRules } from "@/lib/declarations/sign-in";
import type { Authentication } from "./authentication";
import { signInWords, stepUpFor } from "./step-up";

const now = new Date("2026-11-25T12:00:00Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const rules = (some: Partial<SignInRules>): SignInRules => ({
  acrValues: null,
  amrValues: [],
  maxAgeSeconds: null,
  ...some,
});
const signedIn = (some: Partial<Authentication>): Authentication => ({
  at: null,
  acr: null,
  amr: [],
  ...some,
});

const mfa = rules({ acrValues: ["urn:x:mfa", "urn:x:hw"] });
const fresh = rules({ maxAgeSeconds: 900 });
const methods = rules({ amrValues: [["otp", "hwk"], ["pwd"]] });

describe("a sign-in does", () => {
  it.each<[string, SignInRules | null, Authentication | null]>([
    ["where nothing is asked for, and nothing is known", null, null],
    ["of one of the classes", mfa, signedIn({ acr: "urn:x:hw" })],
    ["of the very last second", fresh, signedIn({ at: ago(900) })],
    ["with one method of each list", methods, signedIn({ amr: ["pwd", "hwk"] })],
    [
      "with all of it",
      { ...mfa, ...rules({ acrValues: ["urn:x:mfa"], amrValues: [["otp"]], maxAgeSeconds: 60 }) },
      signedIn({ at: ago(59), acr: "urn:x:mfa", amr: ["otp"] }),
    ],
  ])("%s", (_what, asked, authentication) => {
    expect(stepUpFor(asked, authentication, now)).toBeNull();
  });
});

describe("a sign-in does not do", () => {
  it.each<[string, SignInRules, Authentication | null, string, boolean]>([
    ["that is not known", mfa, null, "yours is of unknown class", false],
    ["of another class", mfa, signedIn({ acr: "urn:x:pwd" }), "yours is of class urn:x:pwd", false],
    [
      "of a class that only looks alike",
      mfa,
      signedIn({ acr: "URN:X:MFA" }),
      "yours is of class URN:X:MFA",
      false,
    ],
    ["a second too old", fresh, signedIn({ at: ago(901) }), "yours is 15 min old", true],
    ["of hours ago", fresh, signedIn({ at: ago(7265) }), "yours is 2 h 1 min old", true],
    [
      "of a time that the issuer keeps to itself",
      fresh,
      signedIn({ acr: "urn:x:mfa" }),
      "yours is of unknown age",
      true,
    ],
    ["with a method of one list only", methods, signedIn({ amr: ["pwd"] }), "yours is with pwd", true],
    ["with no method that is named", methods, signedIn({}), "yours is by unknown methods", true],
    [
      "where no class will do",
      rules({ acrValues: [] }),
      signedIn({ acr: "urn:x:mfa" }),
      "yours is of class urn:x:mfa",
      false,
    ],
    [
      "that lacks everything",
      { acrValues: ["a"], amrValues: [["b"]], maxAgeSeconds: 60 },
      null,
      "yours is of unknown class, by unknown methods and of unknown age",
      true,
    ],
  ])("%s", (_what, asked, authentication, lacks, askAnew) => {
    expect(stepUpFor(asked, authentication, now)).toEqual({
      needs: signInWords(asked),
      lacks,
      askAnew,
      acrValues: asked.acrValues ?? [],
      amrValues: asked.amrValues,
      maxAgeSeconds: asked.maxAgeSeconds,
    });
  });
});

it("is said in words", () => {
  expect(signInWords({ acrValues: ["a", "b"], amrValues: [["c", "d"], ["e"]], maxAgeSeconds: 900 })).toBe(
    "a sign-in of class a or b, with c or d, with e, at most 15 min old",
  );
});
