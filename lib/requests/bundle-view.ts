import { z } from "zod";
import { requestViewSchema } from "./view";

/** What was asked in one submit, in the order in which it was said. Each is an ordinary request. */
export const bundleViewSchema = z
  .strictObject({ id: z.string(), items: z.array(requestViewSchema) })
  .meta({ id: "RequestBundle" });

export type BundleView = z.output<typeof bundleViewSchema>;
