import { auditActor } from "@/lib/audit/event";
import { actorOf } from "@/lib/context/context";
import { later } from "./calendar";
import type { Chance } from "./chance";
import type { DatedEvent } from "./events";
import type { Employee } from "./people";
import type { Story } from "./story";

/** What people tried and might not: now and then, around what others did. */
export function refusalsIn(
  chance: Chance,
  stories: readonly Story[],
  people: readonly Employee[],
): DatedEvent[] {
  return stories.flatMap((story) => {
    if (!chance.isLucky(0.012)) return [];
    return chance.isLucky(0.3) ? selfApproval(story) : notEligible(story, chance.pick(people));
  });
}

function selfApproval({ place, requester, id, at, fate }: Story): DatedEvent[] {
  const triedAt = later(at, 2);
  if (place.rules.approval.autoApprove || (fate.closedAt ?? fate.pendingUntil) <= triedAt) return [];
  const reason = "Nobody approves their own request here: the declaration does not allow it.";
  return [
    refused(requester, triedAt, {
      action: "decision.made",
      requestId: id,
      service: place.service.ref,
      subject: requester.principal.id,
      detail: { role: place.role, environment: place.environment, code: "self-approval", reason },
    }),
  ];
}

function notEligible({ place, at }: Story, employee: Employee): DatedEvent[] {
  if (place.eligible.includes(employee) || employee.joinedAt > at) return [];
  const reason = `It is for ${place.rules.eligible.join(", ")} only.`;
  return [
    refused(employee, at, {
      action: "request.created",
      service: place.service.ref,
      subject: employee.principal.id,
      detail: { role: place.role, environment: place.environment, code: "not-eligible", reason },
    }),
  ];
}

const refused = ({ principal }: Employee, at: Date, event: DatedEvent["event"]): DatedEvent => ({
  at,
  actor: auditActor(actorOf(principal)),
  event: { ...event, outcome: "refused" },
});
