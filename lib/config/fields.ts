import { z } from "zod";
import { parseDuration } from "./duration";

/** What things in daypass.yaml are called. */
export const configName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "must be lower-case letters, digits and dashes");

export const variable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be the name of an environment variable, not its value");

/** How daypass.yaml names people, groups and workloads. */
export const reference = z
  .string()
  .regex(
    /^((group|user):[A-Za-z0-9._-]{1,63}\/[A-Za-z0-9._-]{1,63}|spiffe:\/\/\S+|https?:\/\/[^\s#]+#\S+)$/,
    "must be group:default/name, user:default/name or <issuer>#<subject>",
  );

/** Seconds of a duration as people write it. */
export const duration = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, check) => {
      try {
        return parseDuration(text);
      } catch {
        check.addIssue({ code: "custom", message: "must be a duration like 30m, 8h, 1d12h, PT8H or P1D" });
        return z.NEVER;
      }
    });
