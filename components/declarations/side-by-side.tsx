import { cn } from "@/components/ui/cn";
import { type DiffLine, diffLines, hunksOf, pairsOf } from "@/lib/declarations/diff-lines";
import { Diff } from "./diff";

interface Side {
  label: string;
  text: string;
}

const hues = { same: "", added: "bg-live-soft text-live", removed: "bg-refused-soft text-refused" } as const;

/** Two versions beside each other, each change on one line; one under the other where the screen is narrow. */
export function SideBySide({ before, after }: { before: Side; after: Side }) {
  const lines = diffLines(before.text, after.text);
  const label = `From ${before.label.toLowerCase()} to ${after.label.toLowerCase()}`;
  if (!lines) return <Diff before={before.text} after={after.text} label={label} />;
  return (
    <>
      <div className="md:hidden">
        <Diff before={before.text} after={after.text} label={label} />
      </div>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable from the keyboard
        tabIndex={0}
        aria-label={label}
        className="hidden overflow-auto rounded-md border border-line bg-surface md:block"
      >
        <table className="w-full table-fixed font-mono text-[12px] leading-relaxed">
          <thead>
            <tr className="border-line border-b text-left font-sans text-[13px]">
              <th scope="col" className="px-3 py-1.5 font-medium">
                {before.label}
              </th>
              <th scope="col" className="border-line border-l px-3 py-1.5 font-medium">
                {after.label}
              </th>
            </tr>
          </thead>
          <tbody>
            {pairsOf(hunksOf(lines)).map((pair, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one comparison never move
              <tr key={index}>
                <Cell line={pair?.[0]} isGap={pair === null} />
                <Cell line={pair?.[1]} isGap={pair === null} className="border-line border-l" />
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

const said = { same: "", added: "added: ", removed: "removed: " } as const;

function Cell({
  line,
  isGap,
  className,
}: {
  line: DiffLine | null | undefined;
  isGap: boolean;
  className?: string;
}) {
  return (
    <td
      className={cn(
        "whitespace-pre-wrap break-words px-3 align-top",
        line && hues[line.kind],
        isGap && "text-muted",
        className,
      )}
    >
      {isGap ? "…" : null}
      {line ? (
        <>
          <span className="sr-only">{said[line.kind]}</span>
          {line.text}
        </>
      ) : null}
    </td>
  );
}
