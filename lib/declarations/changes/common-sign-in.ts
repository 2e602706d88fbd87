import type { Role } from "../trait";
import { shortest } from "./duration-text";

type AuthContext = NonNullable<Role["authContext"]>;

/** What satisfies both: undefined when neither asks for anything, null when one context cannot say it. */
export function commonSignIn(
  these: AuthContext | undefined,
  those: AuthContext | undefined,
): AuthContext | undefined | null {
  if (!these || !those) return these ?? those;
  const acrValues = inBoth(these.acrValues, those.acrValues);
  const amrValues = inBoth(these.amrValues, those.amrValues);
  if (acrValues?.length === 0 || amrValues?.length === 0) return null;
  return { acrValues, amrValues, maxAge: shortest(these.maxAge, those.maxAge) };
}

const inBoth = (these: string[] | undefined, those: string[] | undefined) =>
  these && those ? these.filter((value) => those.includes(value)) : (these ?? those);
