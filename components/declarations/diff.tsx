import { cn } from "@/components/ui/cn";
import { type DiffLine, diffLines, hunksOf } from "@/lib/declarations/diff-lines";

const signs = { same: " ", added: "+", removed: "-" } as const;
const hues = { same: "", added: "bg-live-soft text-live", removed: "bg-refused-soft text-refused" } as const;
const said = { same: "", added: "added: ", removed: "removed: " } as const;

/** What one version changed, as lines with a sign: colour only helps. */
export function Diff({ before, after, label }: { before: string; after: string; label: string }) {
  const lines = diffLines(before, after);
  if (!lines) return <p className="text-muted text-sm">Both versions are too long to compare here.</p>;
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable from the keyboard
      tabIndex={0}
      aria-label={label}
      className="overflow-auto rounded-md border border-line bg-surface py-1.5"
    >
      <pre className="w-max min-w-full font-mono text-[12px] leading-relaxed">
        {hunksOf(lines).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one comparison never move
          <Line key={index} line={line} />
        ))}
      </pre>
    </section>
  );
}

function Line({ line }: { line: DiffLine | null }) {
  if (!line) return <span className="block px-3 text-muted">…</span>;
  return (
    <span className={cn("block px-3", hues[line.kind])}>
      <span aria-hidden>{signs[line.kind]} </span>
      <span className="sr-only">{said[line.kind]}</span>
      {line.text}
    </span>
  );
}
