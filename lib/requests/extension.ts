import { z } from "zod";
import type { Config } from "@/lib/config/config";
import { limitWords } from "@/lib/declarations/limit-words";
import { extendedEnd, gainedSeconds } from "@/lib/grants/extension";
import type { GrantRow } from "@/lib/grants/row";
import { statusAt } from "@/lib/grants/transitions";
import type { Refusal } from "./ask";

/** The running grant that somebody asks to extend. */
export type ExtendedGrant = Pick<GrantRow, "id" | "status" | "starts_at" | "ends_at">;

/** What an ask that extends does, would do or did to the end of a grant, as pages and programs see it. */
export const extensionViewSchema = z
  .strictObject({
    grantId: z.string(),
    endsAt: z.iso.datetime().describe("When it ends without this extension"),
    until: z.iso
      .datetime()
      .nullable()
      .describe("When it ends, or would end, with it; null where none came of it"),
  })
  .meta({ id: "Extension" });

export type ExtensionView = z.output<typeof extensionViewSchema>;

interface Limit {
  seconds: number;
  name: string;
}

/** What stands in the way of an extension whatever the role's other rules say, or null. */
export function extensionRefusal(
  grant: ExtendedGrant,
  asked: { seconds: number; now: Date },
  limit: Limit,
  { limits }: Pick<Config, "limits">,
): Refusal | null {
  const over = whyOver(grant, asked.now);
  if (over) return { code: "conflict", detail: over };
  const gained = gainedSeconds(grant, extendedEnd(grant, asked.seconds, limit.seconds, asked.now));
  if (gained >= Math.min(asked.seconds, limits.minDurationSeconds)) return null;
  return { code: "conflict", detail: nothingGained(grant, limit) };
}

/** Why a grant can no longer be extended, and what to do instead; null while it runs or is scheduled. */
export function whyOver(grant: ExtendedGrant, now: Date): string | null {
  const status = statusAt(grant, now);
  if (status === "active" || status === "scheduled") return null;
  return `The access that this would extend ${status === "expired" ? "has ended" : "was revoked"}. It can be asked for anew.`;
}

export const nothingGained = (grant: Pick<ExtendedGrant, "ends_at">, limit: Limit) =>
  `Nothing would be gained yet: ${limitWords(limit.name, limit.seconds)}, counted from the yes, and this access lasts until ${grant.ends_at.toISOString()} already. Ask again closer to its end.`;
