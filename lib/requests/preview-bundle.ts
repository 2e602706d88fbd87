import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import { asRefusal } from "./bundle-error";
import { itemsOf } from "./bundle-items";
import { previewRequest, type RequestPreview } from "./preview-request";
import { createBundleSchema } from "./schema";

/** What would happen to an item by itself, or the refusal that keeps it from being looked at. */
export type ItemPreview = Pick<RequestPreview, "refusals"> & { outlook: RequestPreview | null };

/** What would happen to each of a bundle if it were asked now, in the order given. Creates nothing. */
export async function previewBundle(ctx: Context, input: unknown): Promise<ItemPreview[]> {
  const previews: ItemPreview[] = [];
  // One after the other: a form has no more of the pool than any other call.
  for (const item of itemsOf(parseInput(createBundleSchema, input)))
    previews.push(await previewItem(ctx, item.input));
  return previews;
}

async function previewItem(ctx: Context, input: unknown): Promise<ItemPreview> {
  try {
    const outlook = await previewRequest(ctx, input);
    return { outlook, refusals: outlook.refusals };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { outlook: null, refusals: [asRefusal(error)] };
  }
}
