import { lengthWords } from "@/lib/insight/words";
import { Axis } from "./axis";
import { lengthMarks, placeOf } from "./scale";

export interface LengthStep {
  key: string;
  label: string;
  p50: number | null;
  p90: number | null;
}

/** How long half and nine of ten took, step by step: a line, and a band above it, on a logarithmic scale. */
export function LengthsOverTime({ label, steps }: { label: string; steps: LengthStep[] }) {
  const marks = lengthMarks(steps.flatMap(({ p50, p90 }) => [p50, p90]));
  if (marks.length === 0) return <p className="text-muted text-sm">Nothing was decided by people.</p>;
  const known = steps.flatMap(({ p50, p90 }, index) =>
    p50 === null || p90 === null
      ? []
      : [{ x: ((index + 0.5) / steps.length) * 100, low: y(p50, marks), high: y(p90, marks) }],
  );
  const line = (of: "low" | "high") => known.map((point) => `${point.x},${point[of]}`).join(" ");
  const back = [...known].reverse().map(({ x, low }) => `${x},${low}`);
  return (
    <div>
      <ul className="mb-3 flex flex-wrap gap-x-4 gap-y-1 text-[13px] text-muted">
        <li className="inline-flex items-center gap-1.5">
          <span aria-hidden className="h-0.5 w-4 rounded bg-accent" />
          Half within
        </li>
        <li className="inline-flex items-center gap-1.5">
          <span aria-hidden className="w-4 border-accent border-t border-dashed" />
          Nine of ten within
        </li>
      </ul>
      <Axis
        ticks={marks.map((mark) => ({ at: placeOf(mark, marks), label: lengthWords(mark) }))}
        steps={steps}
      >
        <svg
          role="img"
          aria-label={label}
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          className="absolute inset-0 size-full overflow-visible"
        >
          <polygon points={[line("high"), ...back].join(" ")} fill="var(--accent)" opacity="0.12" />
          <polyline
            points={line("high")}
            fill="none"
            stroke="var(--accent)"
            strokeWidth="1.25"
            strokeDasharray="3 3"
            vectorEffect="non-scaling-stroke"
          />
          <polyline
            points={line("low")}
            fill="none"
            stroke="var(--accent)"
            strokeWidth="2"
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
          />
          {steps.map(({ key, label: step, p50, p90 }, index) => (
            <rect
              key={key}
              x={(index / steps.length) * 100}
              y={0}
              width={100 / steps.length}
              height={100}
              fill="transparent"
            >
              <title>{`${step}: half within ${lengthWords(p50)}, nine of ten within ${lengthWords(p90)}`}</title>
            </rect>
          ))}
        </svg>
      </Axis>
    </div>
  );
}

const y = (seconds: number, marks: readonly number[]) => (1 - placeOf(seconds, marks)) * 100;
