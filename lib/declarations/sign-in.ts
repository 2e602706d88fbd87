import { parseDuration } from "@/lib/config/duration";
import type { Role } from "./trait";

type AuthContext = NonNullable<Role["authContext"]>;

/** How somebody must have signed in (RFC 9470). */
export interface SignInRules {
  /** The class must be one of them; null: any will do; empty: none can be. */
  acrValues: string[] | null;
  /** Of each list one method must have been used. */
  amrValues: string[][];
  /** How long ago it may be; null: as long as the session lasts. */
  maxAgeSeconds: number | null;
}

/** What every one of these contexts asks for together; null when that is nothing. */
export function signInRules(...contexts: (AuthContext | undefined)[]): SignInRules | null {
  return strictestSignIn(
    ...contexts.map((context) => ({
      acrValues: context?.acrValues ?? null,
      amrValues: context?.amrValues ? [context.amrValues] : [],
      maxAgeSeconds: context?.maxAge ? parseDuration(context.maxAge) : null,
    })),
  );
}

/** What satisfies all of them; null when anything does. */
export function strictestSignIn(...rules: (SignInRules | null)[]): SignInRules | null {
  const all: SignInRules = { acrValues: null, amrValues: [], maxAgeSeconds: null };
  for (const rule of rules) {
    const { acrValues, amrValues, maxAgeSeconds } = rule ?? {};
    if (acrValues) all.acrValues = (all.acrValues ?? acrValues).filter((value) => acrValues.includes(value));
    for (const list of amrValues ?? [])
      if (!all.amrValues.some((other) => isSame(list, other))) all.amrValues.push(list);
    if (maxAgeSeconds != null) all.maxAgeSeconds = Math.min(maxAgeSeconds, all.maxAgeSeconds ?? Infinity);
  }
  return all.acrValues || all.amrValues.length > 0 || all.maxAgeSeconds !== null ? all : null;
}

/** Whether no sign-in at all can satisfy the rules: it is of one class only. */
export const isImpossible = (rules: SignInRules | null): boolean => rules?.acrValues?.length === 0;

/** Whether `strict` asks for all that `other` asks for. */
export function asksAsMuch(strict: SignInRules | null, other: SignInRules | null): boolean {
  if (!other || isImpossible(strict)) return true;
  if (!strict) return false;
  const acr =
    other.acrValues === null || strict.acrValues?.every((value) => other.acrValues?.includes(value)) === true;
  const amr = other.amrValues.every((list) => strict.amrValues.some((mine) => isWithin(mine, list)));
  const age = (strict.maxAgeSeconds ?? Infinity) <= (other.maxAgeSeconds ?? Infinity);
  return acr && amr && age;
}

const isWithin = (list: string[], other: string[]) => list.every((method) => other.includes(method));
const isSame = (list: string[], other: string[]) => isWithin(list, other) && isWithin(other, list);
