import type { ReactNode } from "react";

/** Lines and words around a chart over time: ticks at the left, some of the steps below. `at` is from 0 (bottom) to 1. */
export function Axis({
  ticks,
  steps,
  children,
}: {
  ticks: { at: number; label: string }[];
  steps: { key: string; label: string }[];
  children: ReactNode;
}) {
  const every = Math.max(1, Math.ceil(steps.length / 6));
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2.5 text-[12px] text-muted">
      <div aria-hidden className="tabular relative min-w-9">
        {/* Holds the width of the longest. */}
        {ticks.map(({ label, at }) => (
          <span key={at} className="block h-0 overflow-hidden whitespace-nowrap">
            {label}
          </span>
        ))}
        {ticks.map(({ label, at }) => (
          <span
            key={at}
            className="-translate-y-1/2 absolute right-0 whitespace-nowrap"
            style={{ top: `${(1 - at) * 100}%` }}
          >
            {label}
          </span>
        ))}
      </div>
      <div className="relative h-44 sm:h-52">
        {ticks.map(({ at }) => (
          <span
            key={at}
            aria-hidden
            className="absolute inset-x-0 border-line border-t"
            style={{ top: `${(1 - at) * 100}%` }}
          />
        ))}
        {children}
      </div>
      <span />
      <div aria-hidden className="relative mt-1.5 h-5">
        {steps.map(({ key, label }, index) =>
          index % every === 0 ? (
            <span
              key={key}
              className="-translate-x-1/2 absolute whitespace-nowrap first:translate-x-0"
              style={{ left: index === 0 ? 0 : `${((index + 0.5) / steps.length) * 100}%` }}
            >
              {label}
            </span>
          ) : null,
        )}
      </div>
    </div>
  );
}
