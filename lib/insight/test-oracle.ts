import { referencesOf } from "@/lib/principals/principal";
import type { PastRequest } from "./test-history";
import type { GroupMeasures, Measures, Span } from "./view";

/** The measures as their definitions read, one after the other, slowly. */
export function measuresOf(requests: readonly PastRequest[], now: number): Measures {
  const count = (status: PastRequest["status"]) => requests.filter((each) => each.status === status).length;
  const approved = requests.filter(({ status }) => status === "approved");
  const byPeople = requests.filter(
    ({ status, decisions }) => decisions.length > 0 && (status === "approved" || status === "denied"),
  );
  const grants = requests.flatMap(({ grant }) => grant ?? []);
  const over = grants.filter(({ startsAt, endsAt, revokedAt }) => {
    const end = revokedAt ?? endsAt;
    return startsAt < end && end <= now;
  });
  return {
    asked: requests.length,
    waiting: count("pending"),
    approved: approved.length,
    autoApproved: approved.filter(({ decisions, breakGlass }) => decisions.length === 0 && !breakGlass)
      .length,
    breakGlass: requests.filter(({ breakGlass }) => breakGlass).length,
    overdueReviews: requests.filter(({ breakGlass, grant }) => breakGlass && grant && grant.endsAt <= now)
      .length,
    denied: count("denied"),
    cancelled: count("cancelled"),
    lapsed: count("lapsed"),
    decision: spanOf(byPeople.map(({ createdAt, closedAt }) => (closedAt ?? 0) - createdAt)),
    access: spanOf(
      requests.flatMap(({ createdAt, startsAt, grant }) =>
        grant && grant.startsAt <= now ? [grant.startsAt - Math.max(createdAt, startsAt ?? 0)] : [],
      ),
    ),
    ended: over.length,
    unused: over.filter(({ used }) => !used).length,
  };
}

/** Half way between two values where there is no middle one, as PostgreSQL's percentile_cont has it. */
function spanOf(milliseconds: readonly number[]): Span {
  const sorted = milliseconds.map((each) => each / 1000).sort((a, b) => a - b);
  const at = (share: number) => {
    if (sorted.length === 0) return null;
    const place = share * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
    return low + (high - low) * (place - Math.floor(place));
  };
  return { count: sorted.length, p50Seconds: at(0.5), p90Seconds: at(0.9) };
}

/** What `ordersTrait` says of its roles. */
const stagesOf = (role: string) => {
  const owners = { approvers: ["group:default/orders-team"], required: role === "pair" ? 2 : 1 };
  return role === "refunder" ? [owners, { approvers: ["group:default/security"], required: 1 }] : [owners];
};

export function groupsOf(requests: readonly PastRequest[]): Omit<GroupMeasures, "escalated">[] {
  const asked = requests.filter(({ approverRefs }) => approverRefs.length > 0);
  const votes = asked.flatMap(({ role, createdAt, decisions }) =>
    decisions.map(({ stage, approver, verdict, at }) => {
      const approvers = stagesOf(role)[stage]?.approvers ?? [];
      const earlier = decisions.filter((other) => other.stage < stage).map((other) => other.at);
      const held = referencesOf(approver);
      const group = approvers.find((ref) => held.includes(ref)) ?? approvers[0] ?? "";
      return { group, verdict, took: at - (earlier.length > 0 ? Math.max(...earlier) : createdAt) };
    }),
  );
  const open = asked.flatMap(({ role, status, decisions }) => {
    const stage = stagesOf(role).find(
      ({ required }, index) =>
        decisions.filter((each) => each.stage === index && each.verdict === "approve").length < required,
    );
    return (stage?.approvers ?? []).map((group) => ({ group, status }));
  });
  const groups = [...new Set([...votes, ...open].map(({ group }) => group))];
  return groups
    .map((group) => {
      const own = votes.filter((vote) => vote.group === group);
      const left = (status: string) =>
        open.filter((each) => each.group === group && each.status === status).length;
      return {
        group,
        decisions: own.length,
        denied: own.filter(({ verdict }) => verdict === "deny").length,
        decision: spanOf(own.map(({ took }) => took)),
        lapsed: left("lapsed"),
        waiting: left("pending"),
      };
    })
    .filter(({ decisions, lapsed, waiting }) => decisions + lapsed + waiting > 0);
}
