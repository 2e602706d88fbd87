import { expect, it } from "vitest";
import { authenticationClaims, authenticationOf } from "./authentication";

const now = new Date("2026-11-25T12:00:00Z");
const seconds = now.getTime() / 1000;
const nothing = { at: null, acr: null, amr: [] };

it.each<[string, Record<string, unknown>, object]>([
  ["nothing", {}, nothing],
  ["only when the token was made", { iat: seconds }, nothing],
  ["a time as text", { auth_time: String(seconds) }, nothing],
  ["a time before time", { auth_time: -1 }, nothing],
  ["no number", { auth_time: Number.NaN }, nothing],
  ["a class that could not be asked for", { acr: "two words" }, nothing],
  ["a class that is no text", { acr: 2 }, nothing],
  ["methods that are no list", { amr: "otp" }, nothing],
  ["a method that is no text", { amr: ["otp", 1, "", "x\u0000"] }, { ...nothing, amr: ["otp"] }],
  ["a time that is still to come", { auth_time: seconds + 3600 }, { ...nothing, at: now }],
  [
    "everything",
    { auth_time: seconds - 60, acr: "urn:x:mfa", amr: ["pwd", "otp"] },
    { at: new Date("2026-11-25T11:59:00Z"), acr: "urn:x:mfa", amr: ["pwd", "otp"] },
  ],
])("an issuer that says %s", (_name, claims, expected) => {
  expect(authenticationOf(claims, now)).toEqual(expected);
});

it("comes back from a session or a token as it went in", () => {
  const whole = { at: new Date("2026-11-25T11:59:00Z"), acr: "urn:x:mfa", amr: ["pwd"] };
  expect(authenticationOf(authenticationClaims(whole), now)).toEqual(whole);
  expect(authenticationClaims({ at: null, acr: null, amr: [] })).toEqual({});
});
