import fc from "fast-check";
import { expect, it } from "vitest";
import { approvalRules } from "@/lib/declarations/approval-rules";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { Principal } from "@/lib/principals/principal";
import { assessApproval, type CastDecision, type Facts } from "./assess";
import { modelOf } from "./test-model";

const refs = ["group:default/a", "group:default/b", "group:default/c", "user:default/p0"];
const config = { issuers: [] };
const createdAt = new Date("2026-03-01T09:00:00Z");
const minutes = (count: number) => new Date(createdAt.getTime() + count * 60_000);

const some = (min: number) => fc.subarray(refs, { minLength: min, maxLength: 3 });
const stage = fc.record({
  name: fc.constantFrom("owner", "security", "third"),
  approvers: fc.oneof(fc.constant(["owners"]), some(1)),
  required: fc.integer({ min: 1, max: 3 }),
  counts: fc.constantFrom("people" as const, "groups" as const),
  timeout: fc.option(fc.constantFrom("30m", "1h", "2h"), { nil: undefined }),
});
const stages = fc.uniqueArray(stage, { minLength: 1, maxLength: 3, selector: ({ name }) => name });
const version = fc.record({ owners: some(1), stages, allowSelfApproval: fc.boolean() });

interface Person {
  refs: string[];
  isWorkload: boolean;
  isDeactivated: boolean;
  standsInFor: number[];
}
const person = fc.record({
  refs: some(0),
  isWorkload: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  isDeactivated: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  standsInFor: fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { maxLength: 2 }),
});
const people = fc.array(person, { minLength: 6, maxLength: 6 });

/** What is tried, in this order: somebody says yes or no, as themself or for another, so many minutes later. */
const attempt = fc.record({ who: fc.integer({ min: 0, max: 5 }), later: fc.integer({ min: 0, max: 90 }) });

function principals(crowd: readonly Person[]): Principal[] {
  const alone = crowd.map(({ refs: held, isWorkload, isDeactivated }, index) => ({
    id: `p${index}`,
    kind: isWorkload ? ("workload" as const) : ("user" as const),
    issuer: "https://login.example.com",
    subject: `p${index}`,
    name: `p${index}`,
    email: null,
    ref: held.find((ref) => ref.startsWith("user:")) ?? null,
    groups: held.filter((ref) => ref.startsWith("group:")),
    claims: {},
    deactivatedAt: isDeactivated ? createdAt : null,
  }));
  return alone.map((one, index) => ({
    ...one,
    slackUser: null,
    standsInFor: (crowd[index]?.standsInFor ?? []).flatMap((absent) => {
      const other = alone[absent];
      return other && other.id !== one.id && other.deactivatedAt === null ? [other] : [];
    }),
  }));
}

const traitOf = ({
  owners,
  stages: declared,
  allowSelfApproval,
}: {
  owners: string[];
  stages: unknown;
  allowSelfApproval: boolean;
}) =>
  ({
    owners,
    roles: { reader: { scopes: ["read"] } },
    approvalPolicies: { policy: { stages: declared, allowSelfApproval } },
  }) as unknown as AccessTrait;

it("agrees with the slow and obvious model over 5,000 policies, requests and orders of decisions", () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(
      fc.record({
        before: version,
        after: fc.option(version),
        people,
        attempts: fc.array(attempt, { maxLength: 6 }),
        onBehalf: fc.boolean(),
      }),
      ({ before, after, people: crowd, attempts, onBehalf }) => {
        const everybody = principals(crowd);
        const [requester, asker] = everybody;
        if (!requester || !asker) throw new Error("the crowd has six");
        const pinned = traitOf(before);
        const current = after ? traitOf(after) : pinned;
        const decisions: CastDecision[] = [];
        let now = createdAt;
        const facts = (): Facts => ({
          role: "reader",
          requester,
          askedBy: onBehalf ? asker : null,
          pinned,
          current,
          pinnedApproval: approvalRules(pinned, "policy", 86_400),
          currentApproval: approvalRules(current, "policy", 86_400),
          decisions: [...decisions],
          createdAt,
          now,
        });
        const compare = () => {
          const state = assessApproval(facts(), config);
          const model = modelOf(facts(), everybody);
          const parts = Object.fromEntries(
            everybody.map((one) => {
              const seat = state.seatFor(one);
              const objection = state.whyNot(one);
              if ((seat === null) !== (objection !== null)) throw new Error("either a seat or a reason");
              const part = seat
                ? `yes: ${seat.ref} for ${seat.onBehalfOf?.id ?? "themself"}`
                : `no: ${objection?.kind}`;
              const kind = seat
                ? seat.onBehalfOf
                  ? "stand-in"
                  : seat.isEscalated
                    ? "escalated"
                    : "seat"
                : part;
              seen.set(kind, (seen.get(kind) ?? 0) + 1);
              return [one.id, part];
            }),
          );
          expect({
            openStage: state.openStage,
            approvals: state.stages.map((one) => one.approvals),
            escalated: state.stages.map((one) => one.isEscalated),
            parts,
          }).toEqual(model);
          return state;
        };
        let minute = 0;
        for (const { who, later } of attempts) {
          minute += later;
          now = minutes(minute);
          const state = compare();
          const approver = everybody[who];
          const seat = approver && state.seatFor(approver);
          if (!approver || !seat || state.openStage === null) continue;
          decisions.push({
            id: `dec_${decisions.length}`,
            stage: state.openStage,
            verdict: "approve",
            comment: null,
            durationSeconds: null,
            createdAt: now.toISOString(),
            approver,
            onBehalfOf: seat.onBehalfOf,
          });
          const next = compare();
          // A yes counts: nobody is let to a seat that changes nothing.
          const filled = (one: typeof state) => one.stages.reduce((sum, each) => sum + each.approvals, 0);
          expect(filled(next)).toBeGreaterThan(filled(state));
        }
      },
    ),
    { numRuns: 5_000 },
  );
  // Every kind of answer was met often enough to mean something.
  for (const kind of [
    "seat",
    "escalated",
    "stand-in",
    "no: own-request",
    "no: asked-for-it",
    "no: workload",
    "no: not-yet",
    "no: not-named",
    "no: seat-taken",
    "no: stand-in-seated",
    "no: group-counted",
    "no: filled",
  ])
    expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(20);
}, 120_000);
