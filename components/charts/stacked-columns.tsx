import { Axis } from "./axis";
import { countMarks, niceTop } from "./scale";

export interface Series {
  name: string;
  /** A colour of the theme, as CSS has it. */
  colour: string;
}

export interface Column {
  key: string;
  label: string;
  /** One value a series. */
  values: number[];
}

/** Columns over time, cut by series. Drawn by the server; the words are HTML, so that they keep their size on a phone. */
export function StackedColumns({
  label,
  series,
  columns,
}: {
  label: string;
  series: Series[];
  columns: Column[];
}) {
  const totals = columns.map(({ values }) => values.reduce((sum, value) => sum + value, 0));
  const top = niceTop(Math.max(1, ...totals));
  const width = 100 / Math.max(1, columns.length);
  return (
    <div>
      <ul className="mb-3 flex flex-wrap gap-x-4 gap-y-1 text-[13px] text-muted">
        {series.map(({ name, colour }) => (
          <li key={name} className="inline-flex items-center gap-1.5">
            <span aria-hidden className="size-2.5 rounded-[3px]" style={{ background: colour }} />
            {name}
          </li>
        ))}
      </ul>
      <Axis
        ticks={countMarks(top).map((value) => ({ at: value / top, label: value.toLocaleString("en") }))}
        steps={columns}
      >
        <svg
          role="img"
          aria-label={label}
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          className="absolute inset-0 size-full"
        >
          {columns.map((column, index) => (
            <Stack
              key={column.key}
              column={column}
              series={series}
              x={index * width + width * 0.14}
              width={width * 0.72}
              top={top}
            />
          ))}
        </svg>
      </Axis>
    </div>
  );
}

function Stack({
  column,
  series,
  x,
  width,
  top,
}: {
  column: Column;
  series: Series[];
  x: number;
  width: number;
  top: number;
}) {
  let below = 0;
  const told = series.map(({ name }, index) => `${name} ${column.values[index] ?? 0}`).join(", ");
  return (
    <g>
      <title>{`${column.label}: ${told}`}</title>
      {/* All of the step's height answers to the pointer. */}
      <rect x={x} y={0} width={width} height={100} fill="transparent" />
      {series.map(({ name, colour }, index) => {
        const height = ((column.values[index] ?? 0) / top) * 100;
        below += height;
        return <rect key={name} x={x} y={100 - below} width={width} height={height} fill={colour} />;
      })}
    </g>
  );
}
