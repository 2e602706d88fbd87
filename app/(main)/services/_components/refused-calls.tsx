import Link from "next/link";
import type { Looker } from "@/components/refusals/next-step";
import { RefusalRow } from "@/components/refusals/refusal-row";
import { Section } from "@/components/ui/layout";
import { Rows } from "@/components/ui/rows";
import type { RefusalView } from "@/lib/assertions/refusal-view";

/** The latest refusals that the viewer may see, and where all of them are. */
export function RefusedCalls({ refusals, looker }: { refusals: RefusalView[]; looker: Looker }) {
  const seesAll = looker.service.abilities.includes("see-refusals");
  if (refusals.length === 0 && !seesAll) return null;
  const href = `/refusals/${looker.service.ref}`;
  return (
    <Section
      title={seesAll ? "Who is being refused" : "Your calls that were refused"}
      aside={
        <Link href={href}>
          All<span className="sr-only"> refused calls</span>
        </Link>
      }
    >
      {refusals.length === 0 ? (
        <p className="text-muted text-sm">Nobody, as far as the service reported in the last seven days.</p>
      ) : (
        <Rows label="Refused calls">
          {refusals.map((refusal) => (
            <RefusalRow key={refusal.id} refusal={refusal} looker={looker} showWho={seesAll} />
          ))}
        </Rows>
      )}
    </Section>
  );
}
