import { z } from "zod";

/** What a notification says, in words, as it was when it happened. Plain text of people: whoever shows it escapes it. */
export const contentSchema = z.strictObject({
  /** A subject line: "Riley asks for refunder on Orders API". */
  title: z.string(),
  /** The whole sentence. */
  sentence: z.string(),
  /** Why this person hears of it. */
  why: z.string().nullable(),
  /** What somebody wrote: a reason, a comment. */
  quote: z.strictObject({ by: z.string(), text: z.string() }).nullable(),
  facts: z.array(z.strictObject({ label: z.string(), value: z.string() })),
  /** The one next step; the path begins with a slash. */
  action: z.strictObject({ label: z.string(), path: z.string() }),
});

export type Content = z.output<typeof contentSchema>;
