import type { ClaimMatch } from "@/lib/config/config";

type Claims = Record<string, unknown>;

/**
 * The claim of this name; else, for "object/member", the member of a claim that is an object, as Kubernetes nests its own
 * ("kubernetes.io/namespace"). Undefined when there is none.
 */
export function claimValue(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  for (let slash = name.indexOf("/"); slash > 0; slash = name.indexOf("/", slash + 1)) {
    const inner = Object.hasOwn(claims, name.slice(0, slash)) ? claims[name.slice(0, slash)] : undefined;
    if (isClaims(inner)) return claimValue(inner, name.slice(slash + 1));
  }
  return undefined;
}

/** Whether the claims say what is asked. An absent claim never does. */
export function claimMatches(claims: Claims, match: ClaimMatch): boolean {
  const value = claimValue(claims, match.claim);
  if (value === undefined || value === null) return false;
  if ("exists" in match) return match.exists === true;
  if ("equals" in match) return value === match.equals;
  if ("in" in match) return typeof value === "string" && match.in.includes(value);
  if ("like" in match) return typeof value === "string" && likePattern(match.like).test(value);
  return Array.isArray(value) && value.includes(match.contains);
}

const isClaims = (value: unknown): value is Claims =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** "*" stands for a part of one segment: never for an account, a path or a further colon. */
const likePattern = (pattern: string) =>
  new RegExp(`^${pattern.split("*").map(literally).join("[^:/]*")}$`, "u");

const literally = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
