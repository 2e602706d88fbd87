import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { Cell, HeadCell } from "@/components/ui/table";

export interface FigureTable {
  head: string[];
  /** The first cell of a row names it. */
  rows: { key: string; cells: ReactNode[] }[];
}

/** A chart with what it shows in one sentence, and the table behind it. */
export function Figure({
  title,
  note,
  children,
  table,
  csv,
}: {
  title: string;
  note: string;
  children: ReactNode;
  table: FigureTable;
  csv: string;
}) {
  return (
    <figure className="mb-6 break-inside-avoid rounded-lg border border-line bg-surface p-4 sm:p-5">
      <figcaption className="mb-4 grid gap-0.5">
        <h2 className="font-semibold text-[15px]">{title}</h2>
        <p className="max-w-prose text-[13px] text-muted">{note}</p>
      </figcaption>
      {children}
      <details className="group mt-4 border-line border-t pt-3 print:hidden">
        <summary className="w-fit cursor-pointer rounded text-[13px] text-muted hover:text-ink">
          Table
        </summary>
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable from the keyboard
          tabIndex={0}
          aria-label={`${title}: table`}
          className="relative mt-3 overflow-x-auto rounded-md border border-line"
        >
          <table className="w-full text-left text-[13px] [&_tbody_tr]:border-line [&_tbody_tr]:border-t">
            <caption className="sr-only">{title}</caption>
            <thead>
              <tr>
                {table.head.map((name, index) => (
                  <HeadCell key={name} className={index === 0 ? "px-3 py-2" : "px-3 py-2 text-right"}>
                    {name}
                  </HeadCell>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map(({ key, cells }) => (
                <tr key={key}>
                  <th scope="row" className="px-3 py-1.5 font-normal">
                    {cells[0]}
                  </th>
                  {cells.slice(1).map((cell, index) => (
                    <Cell key={table.head[index + 1]} className="whitespace-nowrap px-3 py-1.5 text-right">
                      {cell}
                    </Cell>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <a
          href={csv}
          download
          className="mt-2.5 inline-flex items-center gap-1.5 text-[13px] text-accent hover:underline"
        >
          <Download aria-hidden className="size-3.5" />
          Download as CSV
          <span className="sr-only">: {title}</span>
        </a>
      </details>
    </figure>
  );
}
