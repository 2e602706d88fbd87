import { atOnceShare, type InsightView, lapsedShare, neededPeople, unusedShare } from "@/lib/insight/view";
import {
  type Comparison,
  compareCounts,
  compareLengths,
  compareShares,
  lengthWords,
  shareWords,
} from "@/lib/insight/words";

interface Tile {
  name: string;
  value: string;
  more: string;
  comparison: Comparison | null;
}

/** The whole in six numbers, each with what it is made of and how it was before. */
export function Tiles({ total, before }: Pick<InsightView, "total" | "before">) {
  const lapsed = lapsedShare(total);
  const auto = atOnceShare(total);
  const unused = unusedShare(total);
  const tiles: Tile[] = [
    {
      name: "Time to decision",
      value: lengthWords(total.decision.p50Seconds),
      more: `nine of ten within ${lengthWords(total.decision.p90Seconds)}`,
      comparison: compareLengths(total.decision.p50Seconds, before.decision.p50Seconds),
    },
    {
      name: "Time to access",
      value: lengthWords(total.access.p50Seconds),
      more: `nine of ten within ${lengthWords(total.access.p90Seconds)}`,
      comparison: compareLengths(total.access.p50Seconds, before.access.p50Seconds),
    },
    {
      name: "Requests",
      value: total.asked.toLocaleString("en"),
      more: [
        `${total.waiting.toLocaleString("en")} waiting`,
        `${total.breakGlass.toLocaleString("en")} by break-glass`,
        ...(total.overdueReviews > 0 ? [`${total.overdueReviews.toLocaleString("en")} reviews overdue`] : []),
      ]
        .map(together)
        .join(" · "),
      comparison: compareCounts(total.asked, before.asked),
    },
    {
      name: "Lapsed",
      value: shareWords(lapsed),
      more: `${total.lapsed.toLocaleString("en")} of ${neededPeople(total).toLocaleString("en")}`,
      comparison: compareShares(lapsed, lapsedShare(before)),
    },
    {
      name: "Approved at once",
      value: shareWords(auto),
      more: `${total.autoApproved.toLocaleString("en")} of ${total.approved.toLocaleString("en")}`,
      comparison: compareShares(auto, atOnceShare(before), null),
    },
    {
      name: "Never used",
      value: shareWords(unused),
      more: `${total.unused.toLocaleString("en")} of ${total.ended.toLocaleString("en")}`,
      comparison: compareShares(unused, unusedShare(before)),
    },
  ];
  return (
    <dl className="mb-6 grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line lg:grid-cols-3">
      {tiles.map(({ name, value, more, comparison }) => (
        <div key={name} className="bg-surface px-4 py-3.5">
          <dt className="text-[13px] text-muted">{name}</dt>
          <dd>
            <span className="tabular block font-semibold text-2xl tracking-tight">{value}</span>
            <span className="block text-[13px] text-muted">{more}</span>
            {comparison ? <Compared comparison={comparison} /> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What no line is broken in. */
const together = (words: string) => words.replaceAll(" ", "\u00a0");

function Compared({ comparison: { words, isBetter } }: { comparison: Comparison }) {
  const hue = isBetter === null ? "text-muted" : isBetter ? "text-live" : "text-pending";
  return <span className={`block text-[13px] ${hue}`}>{words}</span>;
}
