import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { digestOf } from "../digest";
import type { AccessTrait } from "../trait";
import type { ChangeRule, DeclarationChange, Direction } from "./change";
import { changesBetween } from "./changes-between";
import { inForce } from "./in-force";
import { narrow } from "./narrow";
import { placesInBoth, placesOf } from "./place";
import { ownersOf, type Tuples, tuplesOf } from "./test-oracle";
import { testLimits as limits, traitArbitrary, versionsArbitrary } from "./test-traits";

const runs = { numRuns: Number(process.env.CHANGES_RUNS ?? 200) };
const between = (before: AccessTrait, after: AccessTrait) => changesBetween(before, after, limits);
const rules = (changes: DeclarationChange[], direction: Direction) =>
  changes.flatMap((one) => (one.direction === direction ? [one.rule] : []));
// Thousands of pairs of traits against brute force: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 90_000 });

/** Wait in whole, in whichever direction they go: nothing stands between. */
const replaced: ChangeRule[] = ["audience-replaced", "token-binding-replaced", "reviewers-replaced"];

/** A policy that is strict enough for several roles, and a proposal under a lower limit, may wait to be what they will be. */
const ofCombination: ChangeRule[] = ["waiting-time", "step-time", "approval-steps", "proposed-duration"];

/** What is called otherwise the other way round. Everything else is its own opposite. */
const opposites: [ChangeRule, ChangeRule][] = [
  ["new-role", "role-removed"],
  ["new-environment", "environment-removed"],
  ["new-owner", "owner-removed"],
  ["new-owner-claim", "owner-claim-removed"],
  ["new-requester", "requester-removed"],
  ["new-asker-for-others", "asker-for-others-removed"],
  ["new-requester-claim", "requester-claim-removed"],
  ["new-approver", "approver-removed"],
  ["new-approver-claim", "approver-claim-removed"],
  ["longer-access", "shorter-access"],
  ["fewer-approvals", "more-approvals"],
  ["step-removed", "new-step"],
  ["counted-by-person", "counted-by-group"],
  ["earlier-escalation", "later-escalation"],
  ["looser-approval", "stricter-approval"],
  ["automatic-approval", "no-automatic-approval"],
  ["automatic-approval-opened", "automatic-approval-limited"],
  ["self-approval", "no-self-approval"],
  ["review-loosened", "review-tightened"],
  ["new-scope", "scope-removed"],
  ["new-action", "action-removed"],
  ["new-resource", "resource-removed"],
  ["new-authorization-detail", "authorization-detail-removed"],
  ["conflict-removed", "new-conflict"],
  ["shorter-justification", "longer-justification"],
  ["ticket-dropped", "ticket-required"],
  ["sign-in-loosened", "sign-in-tightened"],
  ["lower-risk", "higher-risk"],
  ["break-glass", "no-break-glass"],
  ["requestable", "not-requestable"],
  ["longer-token", "shorter-token"],
  ["token-unbound", "token-bound"],
  ["token-self-contained", "token-opaque"],
];
const opposite = new Map([
  ...opposites,
  ...opposites.map(([one, other]): [ChangeRule, ChangeRule] => [other, one]),
]);

/** "rule role environment" of each change, for every place that it is said of, and of the rule itself. */
function placed(
  changes: DeclarationChange[],
  [before, after]: [AccessTrait, AccessTrait],
  named: (rule: ChangeRule) => ChangeRule,
): Set<string> {
  return new Set(
    changes.flatMap(({ rule, role, environment }) => {
      const offers = /role|environment/.test(rule);
      const all = offers ? [...placesOf(before), ...placesOf(after)] : placesInBoth(before, after);
      const there = all.filter(
        (place) =>
          (role === null || place.role === role) &&
          (environment === null || place.environment === environment),
      );
      return [named(rule), ...there.map((place) => `${named(rule)} ${place.role} ${place.environment}`)];
    }),
  );
}

const handsOver = (before: AccessTrait, after: AccessTrait) =>
  !after.owners.some((owner) => before.owners.includes(owner));
/** What `narrow` may be measured by: a hand-over to other owners altogether waits whole. */
const measured = (before: AccessTrait, after: AccessTrait): AccessTrait =>
  handsOver(before, after) ? { ...after, owners: before.owners } : after;

const forNobody = (trait: AccessTrait) =>
  [...tuplesOf(trait).values()].every(({ asked }) => asked.size === 0);

describe("changes", () => {
  test("a trait changes nothing against itself, however its keys are ordered", () => {
    fc.assert(
      fc.property(traitArbitrary, (trait) => {
        const turned = JSON.parse(
          JSON.stringify(trait, (_key, value) =>
            value !== null && typeof value === "object" && !Array.isArray(value)
              ? Object.fromEntries(Object.entries(value).reverse())
              : value,
          ),
        );
        expect(between(trait, turned)).toEqual([]);
      }),
      runs,
    );
  });

  test("what widens one way narrows the other way, in the same places", () => {
    fc.assert(
      fc.property(versionsArbitrary, ([before, after]) => {
        const there = placed(between(before, after), [before, after], (rule) => rule);
        const back = placed(between(after, before), [before, after], (rule) => opposite.get(rule) ?? rule);
        expect(back).toEqual(there);
      }),
      runs,
    );
  });
});

describe("narrow", () => {
  test("is nowhere wider than before", () => {
    fc.assert(
      fc.property(versionsArbitrary, ([before, after]) => {
        expect(rules(between(before, narrow(before, after, limits)), "widening")).toEqual([]);
      }),
      runs,
    );
  });

  test("is nowhere wider than after, but for what waits whole, and for roles kept in sight for nobody", () => {
    fc.assert(
      fc.property(versionsArbitrary, ([before, after]) => {
        const trait = narrow(before, after, limits);
        if (forNobody(trait)) return;
        const widening = rules(between(measured(before, after), trait), "widening");
        expect(widening.filter((rule) => !replaced.includes(rule))).toEqual([]);
      }),
      runs,
    );
  });

  test("is after when nothing widens, and before when nothing else changes", () => {
    fc.assert(
      fc.property(versionsArbitrary, ([before, after]) => {
        const trait = narrow(before, after, limits);
        expect(digestOf(narrow(before, before, limits))).toBe(digestOf(before));
        expect(digestOf(narrow(before, trait, limits))).toBe(digestOf(trait));
        const changes = between(before, after);
        if (changes.every(({ direction }) => direction !== "widening")) expect(trait).toEqual(after);
        else if (changes.every(({ direction }) => direction === "widening")) expect(trait).toEqual(before);
      }),
      runs,
    );
  });

  test("leaves nothing waiting only where it is what was declared", () => {
    fc.assert(
      fc.property(versionsArbitrary, ([before, after]) => {
        const { trait, acts, waits } = inForce(before, after, limits);
        expect(rules(acts, "widening")).toEqual([]);
        if (waits.length === 0) expect(trait).toEqual(after);
        if (!forNobody(trait))
          expect(rules(waits, "neutral").filter((rule) => !ofCombination.includes(rule))).toEqual([]);
      }),
      runs,
    );
  });
});

describe("against brute force", () => {
  /** Rules by which a change may be announced, by what it lets through. Of who asks and who says yes: by any other. */
  const announcing: Partial<Record<keyof Tuples, ChangeRule[]>> = {
    durations: ["longer-access"],
    rights: ["new-action", "new-scope", "new-authorization-detail", "new-resource"],
    reasons: ["shorter-justification", "ticket-dropped"],
    alongside: ["conflict-removed"],
    tokens: ["longer-token"],
  };
  const specific = Object.values(announcing).flat();
  const beyond = (these: Set<string>, those: Set<string>) => [...these].filter((one) => !those.has(one));
  const factors = [
    "asked",
    "askingForOthers",
    "durations",
    "rights",
    "reasons",
    "alongside",
    "tokens",
  ] as const;
  /** That nobody is left of these closes no place. */
  const optional = ["askingForOthers", "alongside"];

  test("whatever a change lets through that was refused is listed, where it is and as what it is", () => {
    fc.assert(
      fc.property(versionsArbitrary, ([before, after]) => {
        const widening = between(before, after).filter(({ direction }) => direction === "widening");
        const was = tuplesOf(before);
        for (const [place, tuples] of tuplesOf(after)) {
          const [role = "", environment] = place.split(" ");
          const here = widening.filter(
            (one) =>
              (one.role === null || one.role === role || one.rule === "conflict-removed") &&
              (one.environment === null || one.environment === environment),
          );
          const old = was.get(place);
          if (!old) {
            expect(here.map(({ rule }) => rule)).toSatisfy((found: ChangeRule[]) =>
              found.some((rule) => rule === "new-role" || rule === "new-environment"),
            );
            continue;
          }
          for (const factor of factors) {
            const more = beyond(tuples[factor], old[factor]).filter(
              (one) => factor !== "alongside" || Object.hasOwn(before.roles, one),
            );
            if (more.length === 0) continue;
            const listed = here.filter(
              ({ rule }) => announcing[factor]?.includes(rule) ?? !specific.includes(rule),
            );
            expect(listed, `${place} ${factor}: ${more[0]}`).not.toEqual([]);
          }
        }
        const owners = beyond(ownersOf(after), ownersOf(before));
        if (owners.length > 0)
          expect(widening.some(({ rule }) => rule === "new-owner" || rule === "new-owner-claim")).toBe(true);
      }),
      runs,
    );
  });

  test("narrow lets through nothing that before or after refuses", () => {
    const counts = { both: 0, kept: 0 };
    fc.assert(
      fc.property(versionsArbitrary, ([before, declared]) => {
        const after = measured(before, declared);
        const trait = narrow(before, declared, limits);
        const [was, is] = [tuplesOf(before), tuplesOf(after)];
        for (const [place, tuples] of tuplesOf(trait)) {
          if (factors.some((factor) => !optional.includes(factor) && tuples[factor].size === 0)) continue;
          for (const other of [was.get(place), is.get(place)]) {
            expect(other, place).toBeDefined();
            if (!other) continue;
            for (const factor of factors)
              expect(beyond(tuples[factor], other[factor]), `${place} ${factor}`).toEqual([]);
          }
        }
        for (const trusted of [before, after]) expect(beyond(ownersOf(trait), ownersOf(trusted))).toEqual([]);
        const left = tuplesOf(trait);
        for (const [place, { asked }] of was) {
          const shared = [...asked].filter((one) => is.get(place)?.asked.has(one));
          if (shared.length === 0) continue;
          counts.both += shared.length;
          counts.kept += shared.filter((one) => left.get(place)?.asked.has(one)).length;
        }
      }),
      runs,
    );
    // A trait for nobody would pass all of the above.
    expect(counts.kept / counts.both).toBeGreaterThan(0.5);
    if (process.env.CHANGES_RUNS) console.log(counts);
  });
});
