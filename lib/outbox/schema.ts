import { z } from "zod";

/** How one destination of what leaves the process is doing. */
export const destinationViewSchema = z
  .strictObject({
    name: z.string(),
    kind: z
      .enum(["webhook", "channel", "inside", "signals", "gone"])
      .describe(
        '"inside" works out whom to tell; "signals" is a stream of a service; "gone" is no longer in daypass.yaml',
      ),
    address: z.string().nullable(),
    waiting: z.int(),
    waitingSince: z.iso.datetime().nullable().describe("Of the oldest that waits: how far behind it is"),
    attempts: z.int().describe("At the message that was tried most often"),
    givenUp: z.int().describe("Messages that wait for a replay"),
    lastError: z
      .string()
      .nullable()
      .describe("Of the latest attempt that failed, of all that did not arrive"),
    lastTriedAt: z.iso.datetime().nullable(),
    abilities: z.array(z.enum(["replay"])).describe("What the caller may do with it"),
  })
  .meta({ id: "Destination" });

export type DestinationView = z.output<typeof destinationViewSchema>;

/** A message that did not arrive. What it says stays with those whom it is for. */
export const stuckMessageViewSchema = z
  .strictObject({
    id: z.string(),
    type: z.string(),
    about: z.string().describe("What keeps it in order: the id of a request, mostly"),
    state: z.enum(["waiting", "given-up"]),
    attempts: z.int(),
    createdAt: z.iso.datetime(),
    triedAt: z.iso.datetime().nullable(),
    nextAttemptAt: z.iso.datetime().nullable().describe("Null when it was given up"),
    lastError: z.string().nullable(),
  })
  .meta({ id: "StuckMessage" });

export type StuckMessageView = z.output<typeof stuckMessageViewSchema>;

export const replayMessagesSchema = z.strictObject({
  message: z.string().min(1).max(64).optional().describe("One message; without it all that did not arrive"),
});
