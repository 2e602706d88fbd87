import { parseDuration } from "@/lib/config/duration";
import type { Role } from "../trait";
import { shortest } from "./duration-text";

type AuthContext = NonNullable<Role["authContext"]>;

/** How strong a sign-in must be, of a role and its environment together (RFC 9470). */
export interface SignIn {
  /** Any of them will do; null: any at all. */
  acrValues: string[] | null;
  /** Each list as declared. Whether one or all of its methods are meant is for who enforces it: different lists do not compare. */
  amrValues: string[];
  maxAgeSeconds: number | null;
}

export function signInOf(...contexts: (AuthContext | undefined)[]): SignIn {
  const all: SignIn = { acrValues: null, amrValues: [], maxAgeSeconds: null };
  for (const context of contexts) {
    const { acrValues, amrValues, maxAge } = context ?? {};
    if (acrValues) all.acrValues = (all.acrValues ?? acrValues).filter((value) => acrValues.includes(value));
    if (amrValues) all.amrValues.push([...new Set(amrValues)].sort().join(", "));
    if (maxAge) all.maxAgeSeconds = Math.min(parseDuration(maxAge), all.maxAgeSeconds ?? Infinity);
  }
  return all;
}

/** Whether `strict` asks for all that `other` asks for. */
export function asksAsMuch(strict: SignIn, other: SignIn): boolean {
  const acr =
    other.acrValues === null || strict.acrValues?.every((value) => other.acrValues?.includes(value)) === true;
  const amr = other.amrValues.every((list) => strict.amrValues.includes(list));
  const age = (strict.maxAgeSeconds ?? Infinity) <= (other.maxAgeSeconds ?? Infinity);
  return acr && amr && age;
}

/** What asks for all that both ask for: undefined when neither asks for anything, null when one context cannot say it. */
export function commonSignIn(
  these: AuthContext | undefined,
  those: AuthContext | undefined,
): AuthContext | undefined | null {
  if (!these || !those) return these ?? those;
  const acrValues =
    these.acrValues && those.acrValues
      ? these.acrValues.filter((value) => those.acrValues?.includes(value))
      : (these.acrValues ?? those.acrValues);
  if (acrValues?.length === 0) return null;
  const [, second] = new Set(signInOf(these, those).amrValues);
  if (second !== undefined) return null;
  const maxAge = shortest(these.maxAge, those.maxAge);
  return { acrValues, amrValues: these.amrValues ?? those.amrValues, maxAge };
}
