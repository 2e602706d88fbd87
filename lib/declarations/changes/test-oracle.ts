import { testIssuer } from "@/lib/config/test-config";
import type { Principal } from "@/lib/principals/principal";
import { standingOf } from "@/lib/principals/standing";
import type { ApprovalStage } from "../approval-rules";
import { environmentsOf, type RoleRules, rulesFor } from "../rules";
import type { AccessTrait } from "../trait";
import { testIssuerUrl, testLimits } from "./test-traits";

// What a trait lets through, by brute force over a small world, from the code that decides requests. It knows nothing of how
// changes are compared. A tuple is a person who asks, the people who say yes, a duration, a right, a reason, another role that
// is held, and a lifetime of a token. In one place all but the first two are independent of each other, so that the tuples
// are the product of these sets.

export interface Tuples {
  /** "p0 p1,p2 2": p0 gets it within two hours when p1 and p2 say yes. */
  asked: Set<string>;
  /** Who may ask for somebody else. */
  askingForOthers: Set<string>;
  durations: Set<string>;
  rights: Set<string>;
  reasons: Set<string>;
  alongside: Set<string>;
  tokens: Set<string>;
}

const config = { issuers: [{ ...testIssuer, issuer: testIssuerUrl, allowOwnerMappings: true }] };

const world: [string[], Record<string, unknown>][] = [
  [["group:default/a"], {}],
  [["group:default/b"], {}],
  [["group:default/c"], { unit: "x" }],
  [["group:default/a", "group:default/b"], {}],
  [["group:default/b", "group:default/c"], { teams: ["dev"] }],
  [["user:default/u"], {}],
  [[], { teams: ["ops"], unit: "x" }],
  [[], { teams: ["dev"], unit: "y" }],
];
const people = world.map(
  ([refs, claims], index): Principal => ({
    id: `p${index}`,
    kind: "user",
    issuer: testIssuerUrl,
    subject: `p${index}`,
    name: `p${index}`,
    email: null,
    ref: refs.find((ref) => ref.startsWith("user:")) ?? null,
    groups: refs.filter((ref) => ref.startsWith("group:")),
    claims,
    slackUser: null,
    deactivatedAt: null,
    standsInFor: [],
  }),
);

/** Every set of up to four people. */
const crowds = Array.from({ length: 2 ** people.length }, (_, bits) =>
  people.filter((_person, index) => (bits >> index) % 2 === 1),
).filter((crowd) => crowd.length <= 4);

export function ownersOf(trait: AccessTrait): Set<string> {
  return new Set(people.filter((one) => standingOf(one, trait, config).isOwner).map(({ id }) => id));
}

/** By "role environment"; a place where nobody can get anything has an empty set in it. */
export function tuplesOf(trait: AccessTrait): Map<string, Tuples> {
  const standings = new Map(people.map((one) => [one, standingOf(one, trait, config)]));
  const places = Object.keys(trait.roles).flatMap((role) => {
    const environments = environmentsOf(trait, role);
    return (environments.length > 0 ? environments : [null]).map((environment) => ({ role, environment }));
  });
  const tuples = ({ role, environment }: { role: string; environment: string | null }): Tuples => {
    const rules = rulesFor(trait, role, environment, testLimits);
    const { autoApprove, stages, allowSelfApproval } = rules.approval;
    const decidesAs = (one: Principal, refs: readonly string[]) =>
      standings.get(one)?.decidesAs(role, refs) ?? [];
    const mayAsk = (one: Principal) =>
      rules.unsupported.length === 0 &&
      standings.get(one)?.mayAskFor(role, rules.eligible) === true &&
      (!autoApprove?.eligible || autoApprove.eligible.some((ref) => standings.get(one)?.refs.has(ref)));
    const soonest = new Map(
      autoApprove ? [] : crowds.map((crowd) => [names(crowd), secondsToFill(crowd, stages, decidesAs)]),
    );
    const asked = people.filter(mayAsk).flatMap((asker) =>
      crowds.flatMap((crowd) => {
        const counted = allowSelfApproval ? crowd : crowd.filter((one) => one !== asker);
        const seconds = autoApprove ? 0 : (soonest.get(names(counted)) ?? Infinity);
        return [0, 1, 2, 4]
          .filter((hours) => seconds <= hours * 3600)
          .map((hours) => `${asker.id} ${names(crowd)} ${hours}`);
      }),
    );
    const longest = Math.min(rules.maxDurationSeconds, autoApprove?.maxDurationSeconds ?? Infinity);
    return {
      asked: new Set(asked),
      askingForOthers: new Set(
        people
          .filter((one) => rules.onBehalf.some((ref) => standings.get(one)?.refs.has(ref)))
          .map(({ id }) => id),
      ),
      durations: below(
        [1, 2, 4, 8, 10, 24].map((hours) => hours * 3600),
        longest,
      ),
      rights: rightsOf(rules),
      reasons: reasonsOf(rules.justification),
      alongside: new Set(
        Object.keys(trait.roles).filter((other) => other !== role && !rules.conflictsWith.includes(other)),
      ),
      tokens: below([60, 300, 600, 3600], rules.tokenLifetimeSeconds ?? Infinity),
    };
  };
  return new Map(places.map((place) => [`${place.role} ${place.environment}`, tuples(place)]));
}

const names = (crowd: readonly Principal[]) => crowd.map(({ id }) => id).join();

const below = (values: number[], limit: number) =>
  new Set(values.filter((value) => value <= limit).map(String));

type DecidesAs = (one: Principal, refs: readonly string[]) => string[];

/** How soon different people of the crowd can fill every seat of every stage; Infinity: never. Tries them all. */
function secondsToFill(
  crowd: readonly Principal[],
  [stage, ...later]: readonly ApprovalStage[],
  decidesAs: DecidesAs,
): number {
  if (!stage) return 0;
  const after = (left: readonly Principal[]) => secondsToFill(left, later, decidesAs);
  const atOnce = fillings(crowd, stage.approvers, stage, decidesAs).map(after);
  const opened =
    stage.timeoutSeconds === null
      ? []
      : fillings(crowd, [...stage.approvers, ...stage.escalatesTo], stage, decidesAs).map(
          (left) => (stage.timeoutSeconds ?? 0) + after(left),
        );
  return Math.min(Infinity, ...atOnce, ...opened);
}

/** Everybody who may be left of the crowd when the seats of a stage are filled. */
function fillings(
  crowd: readonly Principal[],
  refs: readonly string[],
  { required, counts }: Pick<ApprovalStage, "required" | "counts">,
  decidesAs: DecidesAs,
): Principal[][] {
  if (required === 0) return [[...crowd]];
  const found = crowd.flatMap((one) => {
    const own = decidesAs(one, refs);
    if (own.length === 0) return [];
    const left = crowd.filter((other) => other !== one);
    const taken = counts === "groups" ? own : [null];
    return taken.flatMap((ref) =>
      fillings(
        left,
        refs.filter((other) => other !== ref),
        { required: required - 1, counts },
        decidesAs,
      ),
    );
  });
  return [...new Map(found.map((left) => [names(left), left])).values()];
}

const verbs = ["orders:GetOne", "orders:GetTwo", "orders:Refund", "orders:Put"];
const things = ["urn:o:eu/1", "urn:o:eu/2", "urn:o:us/1", "urn:p:1", "urn:q:1"];

function rightsOf({ scopes, actions, resources, authorizationDetails }: RoleRules): Set<string> {
  const matches = (patterns: string[], text: string) =>
    patterns.some((pattern) => new RegExp(`^${pattern.replace("*", ".*")}$`).test(text));
  const what = [
    ...scopes,
    ...verbs.filter((verb) => matches(actions, verb)),
    ...authorizationDetails.map((detail) => JSON.stringify(detail)),
  ];
  const where = resources.length > 0 ? things.filter((thing) => matches(resources, thing)) : things;
  return new Set(what.flatMap((one) => where.map((thing) => `${one} on ${thing}`)));
}

function reasonsOf({ minLength, ticket }: RoleRules["justification"]): Set<string> {
  const reasons = [1, 19, 20].flatMap((length) => [`${length} ticket`, `${length} none`]);
  return new Set(
    reasons.filter(
      (reason) =>
        Number.parseInt(reason, 10) >= minLength && (ticket !== "required" || reason.endsWith("ticket")),
    ),
  );
}
