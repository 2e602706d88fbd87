import { durationWords, oneOfWords } from "@/lib/declarations/describe";
import type { SignInRules } from "@/lib/declarations/sign-in";
import type { Authentication } from "./authentication";

/** What a sign-in lacks, in words, and what to ask the issuer for (RFC 9470). */
export interface StepUp {
  /** "a sign-in of class urn:example:mfa, at most 15 min old" */
  needs: string;
  /** "yours is of unknown class and 2 h old" */
  lacks: string;
  acrValues: string[];
  /** Of each list one. There is no parameter by which an issuer is asked for methods. */
  amrValues: string[][];
  maxAgeSeconds: number | null;
  /** Whether the issuer must ask who it is even if it still knows: another sign-in like this one would not do. */
  askAnew: boolean;
}

/** Null when the sign-in does. What is not known of it satisfies nothing. Pure. */
export function stepUpFor(
  rules: SignInRules | null,
  authentication: Authentication | null,
  now: Date,
): StepUp | null {
  if (!rules) return null;
  const { at, acr, amr } = authentication ?? { at: null, acr: null, amr: [] };
  const { acrValues, amrValues, maxAgeSeconds } = rules;
  const lacks: string[] = [];
  if (acrValues && (acr === null || !acrValues.includes(acr)))
    lacks.push(acr === null ? "of unknown class" : `of class ${acr}`);
  const isUnmet = amrValues.some((list) => !list.some((method) => amr.includes(method)));
  if (isUnmet) lacks.push(amr.length === 0 ? "by unknown methods" : `with ${oneOfWords(amr, "and")}`);
  const age = at === null ? null : Math.max(0, Math.floor((now.getTime() - at.getTime()) / 1000));
  const isOld = maxAgeSeconds !== null && (age === null || age > maxAgeSeconds);
  if (isOld) lacks.push(age === null ? "of unknown age" : `${roughly(age)} old`);
  if (lacks.length === 0) return null;
  return {
    needs: signInWords(rules),
    lacks: `yours is ${oneOfWords(lacks, "and")}`,
    acrValues: acrValues ?? [],
    amrValues,
    maxAgeSeconds,
    askAnew: isOld || isUnmet,
  };
}

/** "a sign-in of class urn:example:mfa, with hwk or otp, at most 15 min old" */
export function signInWords({ acrValues, amrValues, maxAgeSeconds }: SignInRules): string {
  const parts = [
    ...(acrValues ? [`of class ${oneOfWords(acrValues)}`] : []),
    ...amrValues.map((list) => `with ${oneOfWords(list)}`),
    ...(maxAgeSeconds === null ? [] : [`at most ${durationWords(maxAgeSeconds)} old`]),
  ];
  return `a sign-in ${parts.join(", ")}`;
}

/** Whole minutes once there is one: a sign-in is not timed. */
const roughly = (seconds: number) => durationWords(seconds < 60 ? seconds : Math.floor(seconds / 60) * 60);
