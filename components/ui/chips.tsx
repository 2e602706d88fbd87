import Link from "next/link";
import { cn } from "./cn";

export interface Chip {
  label: string;
  href: string;
  isOn: boolean;
}

/** Filters as links: what is chosen is in the address, and can be sent to somebody. */
export function Chips({ label, chips }: { label: string; chips: Chip[] }) {
  return (
    <nav aria-label={label} className="mb-5">
      <ul className="flex flex-wrap gap-1.5 text-[13px]">
        {chips.map((chip) => (
          <li key={chip.label}>
            <Link
              href={chip.href}
              aria-current={chip.isOn ? "true" : undefined}
              className={cn(
                "inline-flex h-7 items-center rounded-full border px-3",
                chip.isOn
                  ? "border-ink bg-ink font-medium text-page"
                  : "border-line bg-surface text-muted hover:border-line-strong hover:text-ink",
              )}
            >
              {chip.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
