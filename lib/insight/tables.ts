import type { InsightTable } from "./schema";
import type { InsightView, Measures, Span } from "./view";

type Cell = string | number | null;

interface Rows {
  head: string[];
  rows: Cell[][];
}

/** What stands behind each chart, seconds as they are. */
export const tables: Record<InsightTable, (view: InsightView) => Rows> = {
  timeline: ({ timeline }) => ({
    head: ["from", ...measureNames],
    rows: timeline.map((step) => [step.start, ...measureCells(step)]),
  }),
  services: ({ services }) => ({
    head: ["service", "title", ...measureNames],
    rows: services.map((row) => [row.service, row.title, ...measureCells(row)]),
  }),
  roles: ({ roles }) => ({
    head: ["service", "title", "role", ...measureNames],
    rows: roles.map((row) => [row.service, row.title, row.role, ...measureCells(row)]),
  }),
  groups: ({ groups }) => ({
    head: ["group", "escalated", "decisions", "denied", "lapsed", "waiting", ...spanNames("decision")],
    rows: groups.map((row) => [
      row.group,
      String(row.escalated),
      row.decisions,
      row.denied,
      row.lapsed,
      row.waiting,
      ...spanCells(row.decision),
    ]),
  }),
};

const spanNames = (of: string) => [`${of}Count`, `${of}P50Seconds`, `${of}P90Seconds`];
const spanCells = ({ count, p50Seconds, p90Seconds }: Span): Cell[] => [count, p50Seconds, p90Seconds];

const counts = [
  "asked",
  "waiting",
  "approved",
  "autoApproved",
  "breakGlass",
  "overdueReviews",
  "denied",
  "cancelled",
  "lapsed",
  "ended",
  "unused",
] as const;
const measureNames = [...counts, ...spanNames("decision"), ...spanNames("access")];
const measureCells = (measures: Measures): Cell[] => [
  ...counts.map((name) => measures[name]),
  ...spanCells(measures.decision),
  ...spanCells(measures.access),
];
