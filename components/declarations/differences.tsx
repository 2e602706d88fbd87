import { Rows } from "@/components/ui/rows";
import type { DeclarationChange } from "@/lib/declarations/changes/change";

const signs = { widening: "+", narrowing: "−", neutral: "·" } as const;
const said = { widening: "Opens: ", narrowing: "Takes away: ", neutral: "" } as const;

/** What a new version does differently, a line each. */
export function Differences({
  label,
  differences,
}: {
  label: string;
  differences: (Omit<DeclarationChange, "rule"> & { rule: string })[];
}) {
  return (
    <Rows label={label}>
      {differences.map(({ direction, rule, role, environment, words }) => (
        <li
          key={`${rule} ${role} ${environment} ${words}`}
          className="flex gap-3 border-line border-b px-4 py-2.5 text-sm last:border-b-0"
        >
          <span
            aria-hidden
            className={direction === "widening" ? "font-mono text-pending" : "font-mono text-muted"}
          >
            {signs[direction]}
          </span>
          <span className="min-w-0 break-words">
            <span className="sr-only">{said[direction]}</span>
            {words}
          </span>
        </li>
      ))}
    </Rows>
  );
}
