import type { ApprovalStage } from "@/lib/declarations/approval-rules";
import type { Principal } from "@/lib/principals/principal";
import type { CastDecision, Facts } from "./assess";
import type { DecisionObjection } from "./objections";

// The decision core once more, slow and obvious: one sentence of the product's rules a line, every possibility tried. It shares
// no code with what it is held against, and knows people by the references they hold and nothing else.

export interface Verdict {
  openStage: number | null;
  approvals: number[];
  escalated: boolean[];
  /** By principal: under which name and for whom they may decide, or the kind of reason why not. */
  parts: Record<string, string>;
}

type Kind = DecisionObjection["kind"];

export function modelOf(facts: Facts, people: readonly Principal[]): Verdict {
  const stages = modelStages(facts);
  const isOpen = stages.findIndex((stage) => stage.approvals < stage.required);
  return {
    openStage: isOpen === -1 ? null : isOpen,
    approvals: stages.map((stage) => stage.approvals),
    escalated: stages.map((stage) => stage.isEscalated),
    parts: Object.fromEntries(people.map((one) => [one.id, partOf(one, isOpen, stages, facts)])),
  };
}

interface ModelStage {
  approvers: string[];
  later: string[];
  required: number;
  counts: "people" | "groups";
  approvals: number;
  isEscalated: boolean;
  escalatesAt: number | null;
  votes: CastDecision[];
}

type Somebody = Pick<Principal, "groups" | "ref" | "deactivatedAt">;

/** The names that somebody may decide under: their own. An owner who has none of these stands for every owner's name. */
function may(one: Somebody, refs: readonly string[], { pinned, current }: Facts): string[] {
  if (one.deactivatedAt !== null) return [];
  const holds = (ref: string) => one.groups.includes(ref) || one.ref === ref;
  const own = refs.filter(holds);
  if (own.length > 0) return own;
  const owns = [pinned, current].every(({ owners }) => owners.some(holds));
  return refs.filter((ref) => owns && pinned.owners.includes(ref) && current.owners.includes(ref));
}

/** Stages of both versions, the stricter of each pair: asked at once by both, asked in the end by both. */
function bothVersions({ pinnedApproval, currentApproval, pinned, current }: Facts): ApprovalStage[] {
  const now = currentApproval?.stages ?? [];
  const old = pinnedApproval.stages;
  const merged = old.map((stage, index) => {
    const twin =
      now.find((other) => other.name === stage.name) ?? (old.length === now.length ? now[index] : null);
    if (!twin) {
      const gone = pinned.owners.filter((owner) => !current.owners.includes(owner));
      const left = (refs: string[]) => refs.filter((ref) => !gone.includes(ref));
      return { ...stage, approvers: left(stage.approvers), escalatesTo: left(stage.escalatesTo) };
    }
    const first = stage.approvers.filter((ref) => twin.approvers.includes(ref));
    const ever = [...stage.approvers, ...stage.escalatesTo].filter((ref) =>
      [...twin.approvers, ...twin.escalatesTo].includes(ref),
    );
    const escalatesTo = ever.filter((ref) => !first.includes(ref));
    const times = [stage.timeoutSeconds, twin.timeoutSeconds]
      .flatMap((seconds) => seconds ?? [])
      .sort((a, b) => a - b);
    const seconds = (escalatesTo.length > 0 ? times.at(-1) : times[0]) ?? null;
    const required = Math.max(stage.required, twin.required);
    const counts = [stage.counts, twin.counts].includes("groups") ? ("groups" as const) : ("people" as const);
    return { name: twin.name, approvers: first, escalatesTo, timeoutSeconds: seconds, required, counts };
  });
  const fresh = now.filter((stage) => now.length > old.length && !old.some((one) => one.name === stage.name));
  return [...merged, ...fresh];
}

function modelStages(facts: Facts): ModelStage[] {
  let openedAt: number | null = facts.createdAt.getTime();
  return bothVersions(facts).map((stage, index) => {
    const votes = facts.decisions
      .filter((vote) => vote.stage === index)
      .sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
    const escalatesAt: number | null =
      openedAt === null || stage.timeoutSeconds === null || stage.escalatesTo.length === 0
        ? null
        : openedAt + stage.timeoutSeconds * 1000;
    const model: ModelStage = {
      approvers: stage.approvers,
      later: stage.escalatesTo,
      required: stage.required,
      counts: stage.counts,
      approvals: 0,
      escalatesAt,
      isEscalated: escalatesAt !== null && facts.now.getTime() >= escalatesAt,
      votes,
    };
    model.approvals = most(entriesOf(facts, model, votes), stage.counts);
    const enough = [...votes.keys()].find(
      (at) => most(entriesOf(facts, model, votes.slice(0, at + 1)), stage.counts) >= stage.required,
    );
    const closing = enough === undefined ? undefined : votes[enough];
    openedAt = closing ? Date.parse(closing.createdAt) : null;
    return model;
  });
}

type Entry = { who: string; refs: string[] };

/** For each yes that counts: whose it is, and every name it can be for. */
function entriesOf(facts: Facts, stage: ModelStage, votes: readonly CastDecision[]): Entry[] {
  return votes
    .filter((vote) => vote.verdict === "approve" && vote.approver.deactivatedAt === null)
    .map((vote) => {
      const who = vote.onBehalfOf ?? vote.approver;
      const late = stage.escalatesAt !== null && Date.parse(vote.createdAt) >= stage.escalatesAt;
      const asked = late ? [...stage.approvers, ...stage.later] : stage.approvers;
      return { who: who.id, refs: may(who, asked, facts) };
    })
    .filter(({ refs }) => refs.length > 0);
}

/** The most seats these can fill: tries every way of giving each of them a name, or none. */
function most(entries: readonly Entry[], counts: "people" | "groups", taken: string[] = []): number {
  const [first, ...rest] = entries.filter(
    (entry, at) => entries.findIndex(({ who }) => who === entry.who) === at,
  );
  if (!first) return 0;
  if (counts === "people") return 1 + most(rest, counts);
  const ways = first.refs
    .filter((ref) => !taken.includes(ref))
    .map((ref) => 1 + most(rest, counts, [...taken, ref]));
  return Math.max(most(rest, counts, taken), ...ways);
}

function partOf(one: Principal, open: number, stages: readonly ModelStage[], facts: Facts): string {
  const no = (kind: Kind) => `no: ${kind}`;
  const stage = stages[open];
  if (!stage) return no("filled");
  if (one.kind === "workload") return no("workload");
  const self = facts.pinnedApproval.allowSelfApproval && facts.currentApproval?.allowSelfApproval === true;
  if (!self && one.id === facts.requester.id) return no("own-request");
  if (!self && one.id === facts.askedBy?.id) return no("asked-for-it");
  const cast = facts.decisions.find((vote) => vote.approver.id === one.id || vote.onBehalfOf?.id === one.id);
  if (cast) return no(cast.approver.id === one.id ? "seat-taken" : "stand-in-seated");

  const asked = stage.isEscalated ? [...stage.approvers, ...stage.later] : stage.approvers;
  const seated = (id: string) =>
    facts.decisions.some((vote) => vote.approver.id === id || vote.onBehalfOf?.id === id);
  // Whoever was deactivated decides nothing, for nobody.
  const lenders = (one.deactivatedAt ? [] : one.standsInFor).filter(
    (absent) => absent.id !== facts.requester.id && absent.id !== facts.askedBy?.id && !seated(absent.id),
  );
  let isCrowded = false;
  for (const who of [one, ...lenders]) {
    const refs = may(who, asked, facts);
    if (refs.length === 0) continue;
    const before = entriesOf(facts, stage, stage.votes);
    if (most([...before, { who: who.id, refs }], stage.counts) > most(before, stage.counts))
      return `yes: ${refs[0]} for ${who === one ? "themself" : who.id}`;
    isCrowded = true;
  }
  if (isCrowded) return no("group-counted");
  return no(
    stages.slice(open + 1).some((next) => may(one, next.approvers, facts).length > 0)
      ? "not-yet"
      : "not-named",
  );
}
