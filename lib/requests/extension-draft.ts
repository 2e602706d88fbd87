import type { Context } from "@/lib/context/context";
import { getGrant } from "@/lib/grants/queries";
import { previewRequest, type RequestPreview } from "./preview-request";
import { getRequest } from "./queries";

/** What an ask to extend begins with: the words of the one that gave the access, and how much longer it may be. */
export interface ExtensionDraft {
  justification: string;
  ticket: string | null;
  endsAt: string;
  offers: { seconds: number; until: string }[];
  preview: RequestPreview;
}

const usualSeconds = [900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400];

export async function draftExtension(ctx: Context, grantId: string): Promise<ExtensionDraft> {
  const grant = await getGrant(ctx, grantId);
  const { justification, ticket } = await getRequest(ctx, grant.requestId);
  const preview = await previewRequest(ctx, {
    extends: grantId,
    durationSeconds: usualSeconds.at(-1),
    justification,
    ticket,
  });
  const endsAt = Date.parse(grant.endsAt);
  const most = Math.floor((Date.parse(preview.extends?.until ?? grant.endsAt) - endsAt) / 1000);
  const offers = offeredSeconds(most).map((seconds) => ({
    seconds,
    until: new Date(endsAt + seconds * 1000).toISOString(),
  }));
  return { justification, ticket, endsAt: grant.endsAt, offers, preview };
}

/** At most three, none longer than the limit leaves, and all of that where it leaves little. */
function offeredSeconds(most: number): number[] {
  const fitting = usualSeconds.filter((seconds) => seconds <= most);
  if (fitting.length > 0) return fitting.slice(0, 4).slice(-3);
  return most > 0 ? [most < 60 ? most : most - (most % 60)] : [];
}
