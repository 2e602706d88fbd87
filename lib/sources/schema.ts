import { z } from "zod";
import { sourceProblemSchema } from "./problem-schema";

const version = z
  .strictObject({
    id: z.string(),
    label: z.string(),
    author: z.string().nullable(),
    at: z.string().nullable(),
    title: z.string().nullable(),
  })
  .describe("A commit or a resource version, in its author's words")
  .nullable();

const instant = z.iso.datetime().nullable();

/** How a source is doing, on the wire. */
export const sourceViewSchema = z
  .strictObject({
    name: z.string(),
    kind: z.string(),
    location: z.string(),
    declares: z.array(z.string()),
    configured: z.boolean(),
    whenGone: z.enum(["end", "keep"]).nullable(),
    state: z.enum(["fresh", "stale", "new"]),
    version,
    seenVersion: version,
    isDrifting: z.boolean().describe("It was read, and says something that the catalogue does not show"),
    attemptedAt: instant,
    syncedAt: instant,
    changedAt: instant,
    staleSince: instant,
    unreadableSince: instant,
    nextSyncAt: instant,
    services: z.int(),
    withdrawn: z.int(),
    problems: z.array(sourceProblemSchema),
    abilities: z.array(z.enum(["sync", "upload"])).describe("What the caller may do with it"),
  })
  .meta({ id: "Source" });
