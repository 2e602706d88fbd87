import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { contextOf, signIn } from "@/lib/db/test-world";
import { readDeclarations } from "@/lib/declarations/reader";
import type { AccessTrait } from "@/lib/declarations/trait";
import { AppError } from "@/lib/errors/app-error";
import { createTestCatalogue, fileOf, type TestCatalogue } from "@/lib/narrowing/test-changes";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "@/lib/requests/create-request";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { previewDeclarations } from "./preview-declarations";

let world: TestCatalogue;
let admin: Principal;
let askers: Principal[];
let deciders: Principal[];

beforeAll(async () => {
  world = await createTestCatalogue();
  world.write("shop/other/api", { owners: ["group:default/red"], roles: { one: { scopes: ["a"] } } });
  admin = await signIn(world.runtime, "parker", ["platform"]);
  askers = await Promise.all(
    [["blue"], ["blue", "green"], ["green"], ["blue", "red"]].map((groups, index) =>
      signIn(world.runtime, `asker-${index}`, groups),
    ),
  );
  deciders = [
    await signIn(world.runtime, "red-only", ["red"]),
    await signIn(world.runtime, "grey-only", ["grey"]),
  ];
});
afterAll(() => world.drop());

const group = fc.constantFrom("blue", "green").map((name) => `group:default/${name}`);
const some = <T>(one: fc.Arbitrary<T>, least = 1) => fc.uniqueArray(one, { minLength: least, maxLength: 2 });

const role = fc.record(
  {
    scopes: some(fc.constantFrom("a", "b", "c")),
    resources: some(fc.constantFrom("urn:shop:x", "urn:shop:y")),
    actions: some(fc.constantFrom("api:Get", "api:Put")),
    eligible: some(group),
    duration: fc.constantFrom({ max: "1h" }, { max: "2h" }, { max: "4h" }),
    environments: some(fc.constantFrom("here", "there")),
    approval: fc.constantFrom("owner", "second", "auto"),
    conflictsWith: fc.constant(["two"]).map((names) => [...names]),
    breakGlass: fc.constantFrom(false, false, false, true),
  },
  { requiredKeys: ["scopes"] },
);

const here: NonNullable<AccessTrait["environments"]> = { here: {} };
const approvers = fc.constantFrom("owners", "group:default/grey", "user:default/asker-1");
const trait: fc.Arbitrary<AccessTrait> = fc
  .record({
    owners: some(fc.constantFrom("group:default/red", "group:default/grey", "user:default/asker-3")),
    roles: fc.record({ one: role, two: role, three: role }, { requiredKeys: ["two"] }),
    eligible: some(group),
    stage: approvers,
    only: fc.boolean(),
  })
  .map(({ owners, roles, eligible, stage, only }) => ({
    owners,
    defaults: { eligible, duration: { max: "8h" } },
    approvalPolicies: {
      owner: { stages: [{ name: "owner", approvers: ["owners"] }] },
      second: {
        stages: [
          { name: "owner", approvers: ["owners"] },
          { name: "second", approvers: [stage] },
        ],
      },
      auto: { autoApprove: { maxDuration: "3h" } },
    },
    roles: Object.fromEntries(
      Object.entries(roles).map(([name, one]) => [
        name,
        name === "two" ? { ...one, conflictsWith: [] } : one,
      ]),
    ),
    environments: only ? here : { ...here, there: { maxDuration: "2h" } },
  }));

/** What the reader refuses is no change. */
const isSound = (declared: AccessTrait) =>
  readDeclarations(new TextEncoder().encode(fileOf("shop/a/api", declared).text ?? ""), "a.yaml").ok;

/** Any other declaration, none at all, or the same with less time, which chance alone would seldom find. */
const change = trait.filter(isSound).chain((before) =>
  fc.record({
    before: fc.constant(before),
    after: fc.oneof(
      { weight: 4, arbitrary: trait.filter(isSound) },
      {
        weight: 2,
        arbitrary: fc.constant({ ...before, defaults: { ...before.defaults, duration: { max: "1h" } } }),
      },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
  }),
);

const ask = fc.record({
  who: fc.integer({ min: 0, max: 3 }),
  role: fc.constantFrom("one", "two", "three"),
  environment: fc.constantFrom("here", "there"),
  hours: fc.integer({ min: 1, max: 6 }),
  isDecided: fc.boolean(),
});

/** A refusal is an answer; anything else is a bug. */
async function attempt<T>(work: Promise<T>): Promise<T | null> {
  return work.catch((error: unknown) => {
    if (error instanceof AppError) return null;
    throw error;
  });
}

async function populate(
  ref: string,
  asks: readonly (typeof ask extends fc.Arbitrary<infer A> ? A : never)[],
) {
  for (const { who, role, environment, hours, isDecided } of asks) {
    const person = askers[who] ?? admin;
    const input = { service: ref, role, environment, durationSeconds: hours * 3600, justification: "look" };
    const request = await attempt(createRequest(contextOf(world.runtime, person), input));
    if (!request) continue;
    if (isDecided)
      for (const decider of [...deciders, ...askers])
        await attempt(decideRequest(contextOf(world.runtime, decider), request.id, { verdict: "approve" }));
    await attempt(issueServiceToken(contextOf(world.runtime, person), { audience: ref }));
  }
}

/** What became of everything since: read from the rows and the audit log, not from what the code says of itself. */
async function happened(ref: string, since: number): Promise<string[]> {
  const { rows } = await world.runtime.pool.query<{ line: string }>(
    `select coalesce(grant_id, request_id) || ' ' || action as line from audit_event
     where position > $2 and service = $1 and (request_id is not null or grant_id is not null)`,
    [ref, since],
  );
  return rows.map(({ line }) => line).toSorted();
}

async function snapshot(ref: string): Promise<Map<string, Record<string, unknown>>> {
  const { rows } = await world.runtime.pool.query<{ id: string }>(
    `select g.id, g.status::text, g.ends_at, g.revoke_reason as reason, null::int as seconds,
       (select count(*)::int from issued_token t where t.grant_id = g.id and t.revoked_at is null and t.expires_at > now()) as tokens
     from access_grant g join service s on s.id = g.service_id where s.ref = $1
     union all
     select r.id, r.status::text, null, r.close_reason, r.effective_duration_seconds, null
     from access_request r join service s on s.id = r.service_id where s.ref = $1`,
    [ref],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

const actionOf = {
  end: "grant.revoked",
  lessen: "grant.lessened",
  close: "request.cancelled",
} as const;

let round = 0;
const seen: Record<string, number> = {};

it("what a preview said is what happened, and nothing else", async () => {
  await fc.assert(
    fc.asyncProperty(
      change,
      fc.array(ask, { minLength: 4, maxLength: 12 }),
      async ({ before, after }, asks) => {
        round += 1;
        const ref = `shop/random-${round}/api`;
        world.write(ref, before);
        expect((await world.sync()).problems.filter(({ severity }) => severity === "error")).toEqual([]);
        await populate(ref, asks);
        const was = await snapshot(ref);
        const since = await world.runtime.pool.query("select max(position)::int as at from audit_event");

        const { path, text } = world.write(ref, after);
        const files = [{ path, content: text }];
        const preview = await previewDeclarations(contextOf(world.runtime, admin), {
          source: "catalogue",
          files,
        });
        expect(await snapshot(ref), "a preview changes nothing").toEqual(was);
        await world.sync();

        const impact = preview.services[0]?.impact ?? { grants: [], requests: [] };
        const said = [
          ...impact.grants.map(({ id, effect }) =>
            effect === "shorten" ? `${id} grant.shortened` : `${id} ${actionOf[effect]}`,
          ),
          ...impact.requests.map(({ id, effect }) =>
            effect === "shorten" ? `${id} request.shortened` : `${id} ${actionOf[effect]}`,
          ),
        ];
        expect(await happened(ref, since.rows[0]?.at)).toEqual(said.toSorted());
        for (const line of said) seen[line.split(" ")[1] ?? ""] = (seen[line.split(" ")[1] ?? ""] ?? 0) + 1;

        const expected = new Map(was);
        const put = (id: string, change: object) => expected.set(id, { ...expected.get(id), ...change });
        for (const { id, effect, until, words } of impact.grants) {
          if (effect === "end") put(id, { status: "revoked", reason: words });
          else if (effect === "shorten") put(id, { ends_at: new Date(until ?? "") });
          else put(id, { tokens: 0 });
        }
        const is = await snapshot(ref);
        for (const { id, effect, words } of impact.requests)
          put(
            id,
            effect === "close" ? { status: "cancelled", reason: words } : { seconds: is.get(id)?.seconds },
          );
        expect(is).toEqual(expected);
      },
    ),
    { numRuns: 30 },
  );
  // A world in which nothing happens would agree with anything.
  expect(Object.keys(seen).length, JSON.stringify(seen)).toBeGreaterThan(2);
}, 120_000);
