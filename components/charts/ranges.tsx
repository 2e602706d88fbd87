import Link from "next/link";
import { lengthWords } from "@/lib/insight/words";
import { lengthMarks, placeOf } from "./scale";

export interface Range {
  key: string;
  name: string;
  href: string;
  p50: number | null;
  p90: number | null;
  /** What else there is to say, at the end of the row. */
  aside: string;
  /** Whether that is something to look at. */
  isBad: boolean;
}

/** One row each: from how long half took to how long nine of ten took, on one logarithmic scale. */
export function Ranges({ label, ranges, aside }: { label: string; ranges: Range[]; aside: string }) {
  const marks = lengthMarks(ranges.flatMap(({ p50, p90 }) => [p50, p90]));
  if (marks.length === 0) return <p className="text-muted text-sm">Nothing was decided by people.</p>;
  const row =
    "grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 sm:grid-cols-[11rem_minmax(0,1fr)_5.5rem]";
  return (
    <div className="text-[13px]">
      <div aria-hidden className={`${row} mb-1 text-[12px] text-muted`}>
        <span className="hidden sm:block" />
        <span className="relative col-span-2 h-5 sm:col-span-1">
          {marks.map((mark, index) => (
            <span
              key={mark}
              className={`absolute whitespace-nowrap ${index === 0 ? "" : index === marks.length - 1 ? "-translate-x-full" : "-translate-x-1/2"} ${index % 2 === 1 && index !== marks.length - 1 ? "hidden sm:inline" : ""}`}
              style={{ left: `${placeOf(mark, marks) * 100}%` }}
            >
              {lengthWords(mark)}
            </span>
          ))}
        </span>
        <span className="hidden text-right sm:block">{aside}</span>
      </div>
      <ul aria-label={label} className="grid gap-2 sm:gap-0">
        {ranges.map((range) => (
          <li key={range.key} className={`${row} sm:h-7`}>
            <Link
              href={range.href}
              className="col-start-1 row-start-1 truncate underline-offset-2 hover:underline"
            >
              {range.name}
            </Link>
            <Bar range={range} marks={marks} />
            <span
              className={`tabular col-start-2 row-start-1 text-right sm:col-start-3 ${range.isBad ? "font-medium text-pending" : "text-muted"}`}
            >
              {range.aside}
              <span className="sr-only"> {aside}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Bar({ range: { name, p50, p90 }, marks }: { range: Range; marks: number[] }) {
  const words = `${name}: half within ${lengthWords(p50)}, nine of ten within ${lengthWords(p90)}`;
  const [from, to] = [p50 ?? 0, p90 ?? 0].map((seconds) => placeOf(seconds, marks) * 100) as [number, number];
  return (
    <svg
      role="img"
      aria-label={words}
      className="col-span-2 col-start-1 row-start-2 h-4 w-full overflow-visible sm:col-span-1 sm:col-start-2 sm:row-start-1 sm:h-7"
    >
      <title>{words}</title>
      <line x1="0" x2="100%" y1="50%" y2="50%" stroke="var(--line)" />
      {p50 === null ? null : (
        <>
          <line
            x1={`${from}%`}
            x2={`${to}%`}
            y1="50%"
            y2="50%"
            stroke="var(--accent)"
            strokeWidth="4"
            strokeLinecap="round"
            opacity="0.35"
          />
          <circle cx={`${from}%`} cy="50%" r="5" fill="var(--accent)" />
          <circle
            cx={`${to}%`}
            cy="50%"
            r="3.5"
            fill="var(--surface)"
            stroke="var(--accent)"
            strokeWidth="2"
          />
        </>
      )}
    </svg>
  );
}
