import { X } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Chips } from "@/components/ui/chips";
import { Input } from "@/components/ui/field";
import { referenceWords } from "@/lib/declarations/describe";
import { type InsightQuery, insightHref, periods, usualPeriod } from "./address";

/** Which time, and of what: all of it is in the address. */
export function PeriodPicker({ query, from, to }: { query: InsightQuery; from: string; to: string }) {
  const isCustom = Boolean(query.from || query.to);
  const chosen = (["service", "role", "group"] as const).filter((name) => query[name]);
  return (
    <div className="mb-5 flex flex-wrap items-start gap-x-4 gap-y-2 print:hidden">
      <div className="-mb-5">
        <Chips
          label="Period"
          chips={[...periods].map(([period, { label }]) => ({
            label,
            href: insightHref(query, { period, from: undefined, to: undefined }),
            isOn: !isCustom && (query.period ?? usualPeriod) === period,
          }))}
        />
      </div>
      <form className="flex flex-wrap items-center gap-1.5 text-[13px]" aria-label="Another period">
        {chosen.map((name) => (
          <input key={name} type="hidden" name={name} value={query[name]} />
        ))}
        <Input
          type="date"
          name="from"
          aria-label="From"
          defaultValue={from}
          required
          className="h-7 w-36 text-[13px]"
        />
        <span className="text-muted">to</span>
        <Input
          type="date"
          name="to"
          aria-label="To"
          defaultValue={to}
          required
          className="h-7 w-36 text-[13px]"
        />
        <Button type="submit" size="sm">
          Show
        </Button>
      </form>
      {chosen.length > 0 ? (
        <ul aria-label="Chosen filters" className="flex flex-wrap gap-1.5 text-[13px]">
          {chosen.map((name) => (
            <li key={name}>
              <Link
                href={insightHref(query, { [name]: null })}
                className="inline-flex min-h-7 items-center gap-1.5 rounded-full border border-line bg-surface py-0.5 pr-2 pl-3 hover:border-line-strong"
              >
                <span className="text-muted">{name}</span>
                <span className="break-all font-medium">{referenceWords(query[name] ?? "")}</span>
                <X aria-hidden className="size-3.5 text-muted" />
                <span className="sr-only">: take this filter off</span>
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
