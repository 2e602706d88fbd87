import { z } from "zod";
import { flag, pageSchema } from "@/lib/input/fields";

export const listServicesSchema = z.strictObject({
  /** Beginnings of words of the reference, the title, the system, the roles or the owners. */
  q: z.string().max(200).optional(),
  /** Only services that the caller's groups own. */
  owned: flag,
  /** Only services with a role that the caller may ask for. */
  requestable: flag,
  /** Only the caller's favourites, those that were withdrawn too. */
  favourite: flag,
  ...pageSchema,
});
