import { z } from "zod";
import { deliveryMethods } from "./row";

const words = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[^\p{Cc}]*$/u, "holds control characters");

const delivery = z.discriminatedUnion("method", [
  z.object({
    method: z.literal(deliveryMethods.push),
    endpoint_url: z.string().max(2_000),
    authorization_header: z
      .string()
      .max(4_000)
      .regex(/^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/, "is no header value")
      .optional(),
  }),
  // Where events are fetched is ours to say; what a receiver read and sends back is let be.
  z.object({ method: z.literal(deliveryMethods.poll), endpoint_url: z.string().max(2_000).nullish() }),
]);

const events = z.array(z.string().max(500)).max(50);

export const createStreamSchema = z.looseObject({
  delivery: delivery.default({ method: deliveryMethods.poll }),
  events_requested: events.default([]),
  description: words(500).optional(),
});

export const updateStreamSchema = z.looseObject({
  stream_id: z.string().max(100),
  delivery: delivery.optional(),
  events_requested: events.optional(),
  description: words(500).optional(),
});

export const replaceStreamSchema = z.looseObject({
  stream_id: z.string().max(100),
  delivery,
  events_requested: events,
  description: words(500).optional(),
});

export const updateStatusSchema = z.object({
  stream_id: z.string().max(100),
  status: z.enum(["enabled", "paused", "disabled"]),
  reason: words(500).optional(),
});

export const verifySchema = z.object({
  stream_id: z.string().max(100),
  state: z.string().max(2_000).optional(),
});

export const pollSchema = z.object({
  maxEvents: z.int().min(0).optional(),
  returnImmediately: z.boolean().default(false),
  ack: z.array(z.string().max(100)).max(1_000).default([]),
  setErrs: z
    .record(z.string().max(100), z.looseObject({ err: words(100), description: words(1_000).optional() }))
    .default({}),
});
