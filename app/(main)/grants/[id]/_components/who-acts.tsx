"use client";
import { useNow } from "@/components/ui/clock";
import { Section } from "@/components/ui/layout";
import { Rows } from "@/components/ui/rows";
import { ClockTime, Countdown } from "@/components/ui/time";
import type { DelegationView } from "@/lib/delegations/view";
import { EndButton } from "../../../_forms/end-button";
import { endActing } from "../actions";

const everySecond = () => 1;

/** The workloads that act for the holder under this access now; nothing when there is none. */
export function WhoActs({ delegations }: { delegations: DelegationView[] }) {
  const now = useNow(everySecond);
  const running = delegations.filter((item) => Date.parse(item.expiresAt) > now);
  if (running.length === 0) return null;
  return (
    <Section title="Who acts for you">
      <Rows label="Who acts for you">
        {running.map((item) => (
          <li
            key={item.id}
            className="flex items-start justify-between gap-3 border-line border-b px-4 py-3 text-sm last:border-b-0"
          >
            <div className="min-w-0">
              <p className="break-words font-medium">{item.workload.name}</p>
              <p className="tabular text-[13px] text-muted">
                until <ClockTime at={item.expiresAt} />, <Countdown until={item.expiresAt} /> left
              </p>
            </div>
            {item.abilities.includes("end") ? (
              <EndButton
                end={() => endActing(item.id)}
                label={`End ${item.workload.name} acting for you`}
                done={`${item.workload.name} no longer acts for you here`}
              />
            ) : null}
          </li>
        ))}
      </Rows>
    </Section>
  );
}
