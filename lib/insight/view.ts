import { z } from "zod";

const spanSchema = z
  .strictObject({
    count: z.int(),
    p50Seconds: z.number().nullable().describe("Half took no longer; null of nothing"),
    p90Seconds: z.number().nullable().describe("Nine of ten took no longer"),
  })
  .meta({ id: "InsightSpan" });

export type Span = z.output<typeof spanSchema>;

/** What is measured of a set of requests. Every share comes with the two numbers that it is made of. */
const measuresSchema = z
  .strictObject({
    asked: z.int(),
    waiting: z.int(),
    approved: z.int().describe("With those approved at once and those taken in an emergency"),
    autoApproved: z.int().describe("Approved by the declaration itself, without break-glass"),
    breakGlass: z.int().describe("Taken in an emergency, without anybody's yes"),
    overdueReviews: z.int().describe("Reviews of it that are due and not done"),
    denied: z.int(),
    cancelled: z.int(),
    lapsed: z.int(),
    decision: spanSchema.describe("From asking to the last decision, where people approved or denied"),
    access: spanSchema.describe("From asking, or from the start that was asked for if later, to access"),
    ended: z.int().describe("Grants that began and are over"),
    unused: z
      .int()
      .describe("Of those, grants under which no token was issued and no service reported a call"),
  })
  .meta({ id: "InsightMeasures" });

export type Measures = z.output<typeof measuresSchema>;

const serviceRowSchema = measuresSchema
  .extend({ service: z.string(), title: z.string(), before: measuresSchema.nullable() })
  .meta({ id: "InsightService" });

export type ServiceMeasures = z.output<typeof serviceRowSchema>;

const roleRowSchema = measuresSchema
  .extend({ service: z.string(), title: z.string(), role: z.string() })
  .meta({ id: "InsightRole" });

export type RoleMeasures = z.output<typeof roleRowSchema>;

const groupRowSchema = z
  .strictObject({
    group: z.string().describe("The reference through which deciders were asked"),
    /** Whether they decided because those who were asked first took too long. */
    escalated: z.boolean(),
    decisions: z.int(),
    denied: z.int(),
    decision: spanSchema.describe("From the moment at which the stage opened to the decision"),
    lapsed: z.int().describe("Requests that nobody decided in time while they waited for this group"),
    waiting: z.int(),
  })
  .meta({ id: "InsightGroup" });

export type GroupMeasures = z.output<typeof groupRowSchema>;

const bucketSchema = measuresSchema.extend({ start: z.iso.datetime() }).meta({ id: "InsightBucket" });

export type BucketMeasures = z.output<typeof bucketSchema>;

const units = ["day", "week", "month"] as const;

export const insightViewSchema = z
  .strictObject({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    unit: z.enum(units).describe("Length of a step of the timeline"),
    total: measuresSchema,
    before: measuresSchema.describe("The same of the period of the same length before"),
    timeline: z.array(bucketSchema),
    services: z.array(serviceRowSchema),
    roles: z.array(roleRowSchema),
    groups: z.array(groupRowSchema),
  })
  .meta({ id: "Insight" });

export type InsightView = z.output<typeof insightViewSchema>;
export type Unit = InsightView["unit"];

export const noMeasures: Measures = {
  asked: 0,
  waiting: 0,
  approved: 0,
  autoApproved: 0,
  breakGlass: 0,
  overdueReviews: 0,
  denied: 0,
  cancelled: 0,
  lapsed: 0,
  decision: { count: 0, p50Seconds: null, p90Seconds: null },
  access: { count: 0, p50Seconds: null, p90Seconds: null },
  ended: 0,
  unused: 0,
};

/** Requests that people could decide and that are over, without those that were taken back. */
export const neededPeople = ({ approved, autoApproved, breakGlass, denied, lapsed }: Measures) =>
  approved - autoApproved - breakGlass + denied + lapsed;

/** A part of a whole, from 0 to 1; null of nothing. */
export const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

export const lapsedShare = (measures: Measures) => shareOf(measures.lapsed, neededPeople(measures));
export const atOnceShare = ({ autoApproved, approved }: Measures) => shareOf(autoApproved, approved);
export const unusedShare = ({ unused, ended }: Measures) => shareOf(unused, ended);
