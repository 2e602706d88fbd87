import { z } from "zod";

/** Text that a person wrote: no control characters but tab and line break, so that it can be stored, logged and shown. */
export const plainText = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `at most ${max} characters`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
    .refine((text) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text), "no control characters")
    .refine((text) => !/\p{Surrogate}/u.test(text), "no broken characters");

export const wholeSeconds = z
  .number()
  .int("whole seconds")
  .positive("more than zero")
  .max(366 * 86_400, "at most a year");

/** A query parameter that is on or off. */
export const flag = z
  .enum(["true", "false"])
  .transform((value) => value === "true")
  .optional();

export const pageSchema = {
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};
