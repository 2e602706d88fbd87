import type { DenialReason } from "../access-denied.js";
import type { FakeIssuer } from "./fake-issuer.js";

/** The protected address that is tried, and what it takes. */
export interface VectorTarget {
  /** Whose tokens the service under test takes. */
  issuer: FakeIssuer;
  /** As the service sees its own address. */
  url: string;
  method: string;
  /** The scopes that a call takes, separated by spaces. */
  scope: string;
}

/** One call, and what a verifier must say to it. */
export interface Vector {
  group: string;
  name: string;
  /** "accepted", or why not; where a verifier may stumble over one of several things first, all of them. */
  expected: "accepted" | readonly DenialReason[];
  headers: readonly (readonly [string, string])[];
  /** Appended to the address. */
  query?: string;
}

export const bearer = (token: string) => [["Authorization", `Bearer ${token}`] as const];

/** What JSON can hold, by kind: every claim is tried as each. */
export const wrongTypes: Record<string, unknown> = {
  missing: undefined,
  null: null,
  true: true,
  "a number": 12,
  "a negative number": -1,
  "a text": "wrong",
  "an empty text": "",
  "a list": ["wrong"],
  "an empty list": [],
  "a list in a list": [["wrong"]],
  "an object": { wrong: "wrong" },
  "an endless text": "x".repeat(1_000),
};
