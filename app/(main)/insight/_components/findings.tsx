import Link from "next/link";
import { Section } from "@/components/ui/layout";
import { findingsIn } from "@/lib/insight/findings-view";
import type { InsightView } from "@/lib/insight/view";
import { hrefOf } from "../../../_lib/query";

/** What somebody can do something about, with what shows it. */
export function Findings({ view }: { view: InsightView }) {
  const findings = findingsIn(view);
  if (findings.length === 0) return null;
  const { from, to } = view;
  return (
    <Section title="What to look at">
      <ul className="grid gap-px overflow-hidden rounded-lg border border-line bg-line text-sm lg:grid-cols-2">
        {findings.map(({ title, advice, service, action, link }) => (
          <li key={title} className="grid content-start gap-1 bg-surface px-4 py-3">
            <p className="font-medium">{title}</p>
            <p className="text-muted">{advice}</p>
            <p className="flex flex-wrap gap-x-4 text-[13px] print:hidden">
              <Link
                href={hrefOf("/audit", { service, action, from, to })}
                className="text-accent underline-offset-2 hover:underline"
              >
                {link}
              </Link>
              <Link
                href={`/services/${service}`}
                className="text-muted underline-offset-2 hover:text-ink hover:underline"
              >
                What is declared
                <span className="sr-only"> for {service}</span>
              </Link>
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
