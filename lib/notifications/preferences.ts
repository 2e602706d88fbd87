import { z } from "zod";
import { isTimeZone } from "@/lib/input/time-zone";
import type { notificationTopics } from "./kinds";

/** Channels that reach a person by themselves. */
export const personalChannels = ["mail", "slack"] as const;
export type PersonalChannel = (typeof personalChannels)[number];

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time like 07:30");

const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, "must be a time zone like Europe/Berlin")
  .describe("IANA name");

const channels = z.strictObject({ mail: z.boolean(), slack: z.boolean() });

/** What reaches a person, where and when. The list inside Daypass always has everything. */
export const preferencesSchema = z
  .strictObject({
    topics: z
      .strictObject({
        asked: channels.describe("Requests and changes that wait for your yes or no"),
        mine: channels.describe("What becomes of your requests"),
        ending: channels.describe("Your access ends soon, or was ended"),
        alarms: channels.describe("Break-glass, and reviews that you owe"),
        mentions: channels.describe("Somebody mentions you, or names you their stand-in"),
      } satisfies Record<(typeof notificationTopics)[number], unknown>)
      .describe("Through which channels"),
    timeZone,
    quietHours: z
      .strictObject({ from: timeOfDay, to: timeOfDay })
      .refine(({ from, to }) => from !== to, "must end at another time than they begin")
      .nullable()
      .describe("Nothing but break-glass reaches you then; the rest comes when they end"),
    mailPace: z
      .enum(["at-once", "hourly", "daily"])
      .describe("Each at once, or gathered in one mail an hour or a day"),
    dailyAt: timeOfDay.describe("When the mail of the day is sent"),
    tellOutcome: z.boolean().describe("Also say what became of what others decided before you"),
  })
  .meta({ id: "NotificationPreferences" });

export type Preferences = z.output<typeof preferencesSchema>;

const everywhere = { mail: true, slack: true };

export const usualPreferences: Preferences = {
  topics: {
    asked: everywhere,
    mine: everywhere,
    ending: everywhere,
    alarms: everywhere,
    mentions: everywhere,
  },
  timeZone: "UTC",
  quietHours: null,
  mailPace: "at-once",
  dailyAt: "09:00",
  tellOutcome: false,
};
