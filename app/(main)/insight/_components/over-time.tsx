import { Figure } from "@/components/charts/figure";
import { LengthsOverTime } from "@/components/charts/lengths-over-time";
import { type Series, StackedColumns } from "@/components/charts/stacked-columns";
import type { BucketMeasures, InsightView, Unit } from "@/lib/insight/view";
import { definitions, lengthWords } from "@/lib/insight/words";

const series: Series[] = [
  { name: "Approved by people", colour: "var(--accent)" },
  { name: "Approved at once", colour: "color-mix(in oklab, var(--accent) 40%, var(--surface))" },
  { name: "Break-glass", colour: "var(--ink)" },
  { name: "Denied", colour: "var(--refused)" },
  { name: "Lapsed", colour: "var(--pending)" },
  { name: "Taken back", colour: "color-mix(in oklab, var(--ended) 55%, var(--surface))" },
  { name: "Waiting", colour: "color-mix(in oklab, var(--pending) 35%, var(--surface))" },
];

const valuesOf = (step: BucketMeasures) => [
  step.approved - step.autoApproved - step.breakGlass,
  step.autoApproved,
  step.breakGlass,
  step.denied,
  step.lapsed,
  step.cancelled,
  step.waiting,
];

export function OverTime({ view, csv }: { view: InsightView; csv: string }) {
  const { timeline, unit, total } = view;
  const every = { day: "each day", week: "each week", month: "each month" }[unit];
  const named = timeline.map((step) => ({ step, key: step.start, label: stepName(step.start, unit) }));
  return (
    <>
      <Figure
        title={`What was asked for, ${every}`}
        note={`By what became of it until now. The first and the last ${unit} may be cut short.`}
        csv={csv}
        table={{
          head: [unitName[unit], ...series.map(({ name }) => name), "All"],
          rows: named.map(({ step, key, label }) => ({
            key,
            cells: [label, ...[...valuesOf(step), step.asked].map((value) => value.toLocaleString("en"))],
          })),
        }}
      >
        <StackedColumns
          label={`${total.asked} requests in ${timeline.length} steps: ${total.approved} approved, ${total.denied} denied, ${total.lapsed} lapsed.`}
          series={series}
          columns={named.map(({ step, key, label }) => ({ key, label, values: valuesOf(step) }))}
        />
      </Figure>
      <Figure
        title={`Time to decision, ${every}`}
        note={definitions.decision}
        csv={csv}
        table={{
          head: [
            unitName[unit],
            "Decided",
            "Half within",
            "Nine of ten within",
            "Access, half within",
            "Access, nine of ten",
          ],
          rows: named.map(({ step: { decision, access }, key, label }) => ({
            key,
            cells: [
              label,
              decision.count.toLocaleString("en"),
              ...[decision.p50Seconds, decision.p90Seconds, access.p50Seconds, access.p90Seconds].map(
                lengthWords,
              ),
            ],
          })),
        }}
      >
        <LengthsOverTime
          label={`Half of ${total.decision.count} decisions within ${lengthWords(total.decision.p50Seconds)}, nine of ten within ${lengthWords(total.decision.p90Seconds)}.`}
          steps={named.map(({ step: { decision }, key, label }) => ({
            key,
            label,
            p50: decision.p50Seconds,
            p90: decision.p90Seconds,
          }))}
        />
      </Figure>
    </>
  );
}

const unitName: Record<Unit, string> = { day: "Day", week: "Week from", month: "Month" };

/** "3 Nov", "Nov 2026" */
function stepName(start: string, unit: Unit): string {
  const options: Intl.DateTimeFormatOptions =
    unit === "month" ? { month: "short", year: "numeric" } : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" }).format(new Date(start));
}
