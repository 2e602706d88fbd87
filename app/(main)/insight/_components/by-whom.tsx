import { Figure } from "@/components/charts/figure";
import { Ranges } from "@/components/charts/ranges";
import { Shares } from "@/components/charts/shares";
import { referenceWords } from "@/lib/declarations/describe";
import {
  atOnceShare,
  type GroupMeasures,
  type InsightView,
  lapsedShare,
  type Measures,
  neededPeople,
  type RoleMeasures,
  shareOf,
  unusedShare,
} from "@/lib/insight/view";
import { definitions, lengthWords, shareWords } from "@/lib/insight/words";
import { type InsightQuery, insightHref } from "./address";

interface Given {
  view: InsightView;
  query: InsightQuery;
  csv: string;
}

/** More rows than this are in the table only. */
const mostShown = 12;
const bad = 0.1;

const measuredHead = ["Asked", "Half within", "Nine of ten within", "Lapsed", "At once", "Never used"];

const measuredCells = (row: Measures) => [
  row.asked.toLocaleString("en"),
  lengthWords(row.decision.p50Seconds),
  lengthWords(row.decision.p90Seconds),
  shareWords(lapsedShare(row)),
  shareWords(atOnceShare(row)),
  shareWords(unusedShare(row)),
];

const rangeOf = (row: Measures) => ({
  p50: row.decision.p50Seconds,
  p90: row.decision.p90Seconds,
  aside: shareWords(lapsedShare(row)),
  isBad: (lapsedShare(row) ?? 0) >= bad,
});

const roleKey = ({ service, role }: RoleMeasures) => `${service} ${role}`;
const roleName = ({ title, role }: RoleMeasures) => `${title}, ${role}`;
const roleHref = (query: InsightQuery, { service, role }: RoleMeasures) =>
  insightHref(query, { service, role });

export function ByService({ view: { services }, query, csv }: Given) {
  const decided = services.filter((row) => neededPeople(row) > 0);
  return (
    <Figure
      title="Services, those that lapse most first"
      note={`The dot is half of the decisions, the ring nine of ten. ${definitions.lapsed}`}
      csv={csv}
      table={{
        head: ["Service", ...measuredHead, "Half, before"],
        rows: services.map((row) => ({
          key: row.service,
          cells: [row.title, ...measuredCells(row), lengthWords(row.before?.decision.p50Seconds ?? null)],
        })),
      }}
    >
      <Ranges
        label="Services"
        aside="lapsed"
        ranges={decided.slice(0, mostShown).map((row) => ({
          key: row.service,
          name: row.title,
          href: insightHref(query, { service: row.service }),
          ...rangeOf(row),
        }))}
      />
      <Rest all={decided.length} what="services" />
    </Figure>
  );
}

export function ByRole({ view: { roles }, query, csv }: Given) {
  const decided = roles
    .filter(({ decision }) => decision.count > 0)
    .sort((a, b) => (b.decision.p50Seconds ?? 0) - (a.decision.p50Seconds ?? 0));
  return (
    <Figure
      title="Roles, the slowest first"
      note="How long it takes until people have decided, role by role."
      csv={csv}
      table={{
        head: ["Role", ...measuredHead],
        rows: roles.map((row) => ({
          key: roleKey(row),
          cells: [roleName(row), ...measuredCells(row)],
        })),
      }}
    >
      <Ranges
        label="Roles"
        aside="lapsed"
        ranges={decided.slice(0, mostShown).map((row) => ({
          key: roleKey(row),
          name: roleName(row),
          href: roleHref(query, row),
          ...rangeOf(row),
        }))}
      />
      <Rest all={decided.length} what="roles" />
    </Figure>
  );
}

const groupName = ({ group, escalated }: GroupMeasures) =>
  `${referenceWords(group)}${escalated ? ", by escalation" : ""}`;

export function ByGroup({ view: { groups }, query, csv }: Given) {
  return (
    <Figure
      title="Approvers, the slowest first"
      note={definitions.groups}
      csv={csv}
      table={{
        head: [
          "Asked through",
          "Decisions",
          "Half within",
          "Nine of ten within",
          "Denied",
          "Lapsed",
          "Waiting",
        ],
        rows: groups.map((row) => ({
          key: `${row.group} ${row.escalated}`,
          cells: [
            groupName(row),
            row.decisions.toLocaleString("en"),
            lengthWords(row.decision.p50Seconds),
            lengthWords(row.decision.p90Seconds),
            shareWords(shareOf(row.denied, row.decisions)),
            row.lapsed.toLocaleString("en"),
            row.waiting.toLocaleString("en"),
          ],
        })),
      }}
    >
      <Ranges
        label="Approvers"
        aside="lapsed"
        ranges={groups.slice(0, mostShown).map((row) => ({
          key: `${row.group} ${row.escalated}`,
          name: groupName(row),
          href: insightHref(query, { group: row.group }),
          p50: row.decision.p50Seconds,
          p90: row.decision.p90Seconds,
          aside: row.lapsed.toLocaleString("en"),
          isBad: (shareOf(row.lapsed, row.lapsed + row.decisions) ?? 0) >= bad,
        }))}
      />
      <Rest all={groups.length} what="approvers" />
    </Figure>
  );
}

/** Fewer accesses than this say nothing about a role. */
const fewestEnded = 10;

export function NeverUsed({ view: { roles }, query, csv }: Given) {
  const worst = roles
    .filter(({ ended, unused }) => ended >= fewestEnded && unused > 0)
    .sort((a, b) => b.unused / b.ended - a.unused / a.ended);
  if (worst.length === 0) return null;
  return (
    <Figure
      title="Access that nobody used"
      note={definitions.unused}
      csv={csv}
      table={{
        head: ["Role", "Never used", "Ended", "Share"],
        rows: worst.map((row) => ({
          key: roleKey(row),
          cells: [
            roleName(row),
            row.unused.toLocaleString("en"),
            row.ended.toLocaleString("en"),
            shareWords(row.unused / row.ended),
          ],
        })),
      }}
    >
      <Shares
        label="Roles, those that are used least first"
        shares={worst.slice(0, 10).map((row) => ({
          key: roleKey(row),
          name: roleName(row),
          href: roleHref(query, row),
          share: row.unused / row.ended,
          words: `${shareWords(row.unused / row.ended)} of ${row.ended.toLocaleString("en")}`,
        }))}
      />
    </Figure>
  );
}

function Rest({ all, what }: { all: number; what: string }) {
  if (all <= mostShown) return null;
  return (
    <p className="mt-3 text-[13px] text-muted">{`${mostShown} of ${all} ${what}; the table has all.`}</p>
  );
}
