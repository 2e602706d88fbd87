import { z } from "zod";
import { mostBlockCharacters } from "@/lib/declarations/written";

const mostLines = 10_000;

/** A text that somebody types, as it is: what is wrong with it, the reader says. */
export const judgeEditSchema = z.strictObject({
  service: z.string().min(1).max(800),
  text: z
    .string()
    .max(
      mostBlockCharacters,
      `longer than ${mostBlockCharacters / 1024} Ki characters, which no declaration is kept beyond`,
    )
    .refine((text) => text.split("\n").length <= mostLines, `more than ${mostLines} lines`),
});
