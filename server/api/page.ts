import { z } from "zod";

/** The answer of a list: follow `nextCursor` until it is null. */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
