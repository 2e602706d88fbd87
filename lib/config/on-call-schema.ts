import { z } from "zod";
import { isTimeZone } from "@/lib/input/time-zone";
import { configName, duration, reference, variable } from "./fields";

const words = z.string().trim().min(1).max(200);

const person = reference.refine(
  (ref) => ref.startsWith("user:") || /^https?:/.test(ref),
  "must be user:default/name or <issuer>#<subject>",
);

/** Names as the schedule has them, and who that is here. Upper and lower case are the same. */
const people = z
  .record(words, person)
  .default({})
  .transform((table) =>
    Object.fromEntries(Object.entries(table).map(([name, ref]) => [name.trim().toLowerCase(), ref])),
  );

const common = {
  name: configName,
  title: words.optional(),
  every: duration("5m"),
  maxStale: duration("1h"),
};

const timeZone = z
  .string()
  .refine(isTimeZone, "must be the name of a time zone, like Europe/Berlin")
  .default("UTC");

const icalendar = z.strictObject({
  ...common,
  kind: z.literal("icalendar"),
  url: z.string().optional(),
  urlEnv: variable.optional(),
  /** Of events that name none. */
  timeZone,
  holders: z.strictObject({
    by: z.enum(["attendee-email", "organizer-email", "summary"]),
    /** Whose people have these addresses; it must be marked emailVerified. */
    issuer: z.string().optional(),
    people,
  }),
});

const pagerduty = z.strictObject({
  ...common,
  kind: z.literal("pagerduty"),
  scheduleIds: z
    .array(z.string().regex(/^[A-Z0-9]{3,30}$/, "must be the id of a schedule, like PI7DH85"))
    .min(1)
    .max(20),
  tokenEnv: variable,
  apiUrl: z.string().default("https://api.pagerduty.com"),
  holders: z.strictObject({
    by: z.enum(["user-email", "user-id"]),
    issuer: z.string().optional(),
    people,
  }),
});

export const onCallSchema = z
  .discriminatedUnion("kind", [icalendar, pagerduty])
  .refine(
    (schedule) =>
      schedule.kind !== "icalendar" || (schedule.url === undefined) !== (schedule.urlEnv === undefined),
    "must have either url or urlEnv",
  );

export type WrittenOnCall = z.infer<typeof onCallSchema>;
