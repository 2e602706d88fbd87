import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { decodeJwt } from "jose";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testIssuer } from "@/lib/config/test-config";
import type { Context } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, signIn } from "@/lib/db/test-world";
import { delegate } from "@/lib/delegations/delegate";
import { readDelegation } from "@/lib/delegations/delegation-token";
import { endDelegation } from "@/lib/delegations/end-delegation";
import { AppError } from "@/lib/errors/app-error";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import { deactivatePrincipal, reactivatePrincipal } from "@/lib/principals/deactivate-principal";
import type { Principal } from "@/lib/principals/principal";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { introspect } from "./introspect";
import { type Holding, issueServiceToken } from "./issue-service-token";
import { ensureSigningKey, signingKey } from "./keys";
import { OAuthError } from "./oauth-error";
import { revokeToken } from "./revoke-token";
import { getStatusList } from "./status-list";
import { audience, credentialOf, engineer, grantTo, publish } from "./test-tokens";
import { withdrawKey } from "./withdraw-key";

const cluster = { ...testIssuer, name: "Cluster", issuer: "https://cluster.test", kind: "workload" as const };

let db: TestDatabase;
let owner: pg.Client;
let admin: Principal;
let credential: { id: string; secret: string };
let worlds = 0;

beforeAll(async () => {
  db = await createTestDatabase({ issuers: [testIssuer, cluster], actors: ["group:default/agents"] });
  await ensureSigningKey(db.runtime);
  await publish(db.runtime);
  credential = await credentialOf(db.runtime);
  admin = await signIn(db.runtime, "parker", ["platform"]);
  owner = new pg.Client({ connectionString: db.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await db.drop();
});

const happenings = [
  "grant",
  "issue",
  "delegate",
  "act",
  "revoke-token",
  "revoke-grant",
  "end-delegation",
  "shorten",
  "deactivate",
  "reactivate",
  "withdraw-key",
] as const;
type Happening = (typeof happenings)[number];

/** Without these most stories would be of nothing. */
const beginning: [Happening, number][] = [
  ["grant", 0],
  ["issue", 0],
  ["delegate", 0],
  ["act", 0],
];
const reason = { reason: "a test" };

interface Issued {
  token: string;
  index: number;
  grantId: string;
  /** Its end was drawn nearer: the list names it from then on, though it may be used until that end. */
  isCut: boolean;
}

/** One person and one workload that acts for them, with all that was made for the two. What cannot be now is refused. */
class World {
  readonly tokens: Issued[] = [];
  readonly #grants: string[] = [];
  readonly #delegations: { id: string; token: string; grantId: string }[] = [];

  constructor(
    readonly person: Principal,
    readonly agent: Principal,
  ) {}

  async happen(what: Happening, nth: number): Promise<void> {
    const { runtime } = db;
    const [boss, ctx] = [contextOf(runtime, admin), contextOf(runtime, this.person)];
    const some = <T>(all: readonly T[]): T => {
      const one = all[nth % Math.max(1, all.length)];
      if (one === undefined) throw new AppError("not-found", "There is none yet.");
      return one;
    };
    switch (what) {
      case "grant":
        this.#grants.push(await grantTo(runtime, this.person));
        return;
      case "issue":
        return this.#issue(ctx, some(this.#grants));
      case "delegate":
        this.#delegations.push(await delegate(ctx, { workload: this.agent.id, grantId: some(this.#grants) }));
        return;
      case "act": {
        const { token, grantId } = some(this.#delegations);
        const delegation = await readDelegation(runtime, token);
        return this.#issue(contextOf(runtime, this.agent), grantId, { delegation });
      }
      case "revoke-token":
        return revokeToken(runtime, { principal: this.person }, some(this.tokens).token, "test");
      case "revoke-grant":
        await revokeGrant(ctx, some(this.#grants), reason);
        return;
      case "end-delegation":
        await endDelegation(ctx, some(this.#delegations).id);
        return;
      case "shorten":
        return this.#shorten(some(this.#grants));
      case "deactivate":
        await deactivatePrincipal(boss, some([this.person, this.agent]).id, reason);
        return;
      case "reactivate":
        await reactivatePrincipal(boss, some([this.person, this.agent]).id);
        return;
      case "withdraw-key":
        await withdrawKey(boss, (await signingKey(runtime)).kid, reason);
        return;
    }
  }

  async #issue(ctx: Context, grantId: string, holding: Holding = {}): Promise<void> {
    const { token } = await issueServiceToken(ctx, { audience, grantId }, holding);
    const { status } = decodeJwt<{ status: { status_list: { idx: number } } }>(token);
    this.tokens.push({ token, grantId, index: status.status_list.idx, isCut: false });
  }

  /** As a narrowed declaration does. */
  async #shorten(grantId: string): Promise<void> {
    await owner.query(
      "update access_grant set ends_at = least(ends_at - interval '1 second', now() + interval '2 minutes') where id = $1 and status in ('scheduled', 'active')",
      [grantId],
    );
    await owner.query(
      "update issued_token t set expires_at = least(t.expires_at, g.ends_at) from access_grant g where g.id = t.grant_id and g.id = $1",
      [grantId],
    );
    for (const token of this.tokens) token.isCut ||= token.grantId === grantId;
  }
}

const ended = async ({ token }: Issued) => !(await introspect(db.runtime, credential, token))?.active;

async function readList(): Promise<(index: number) => boolean> {
  const list = await getStatusList(db.runtime, 0n);
  const claims = decodeJwt<{ status_list: { lst: string } }>(list?.token ?? "");
  const bytes = inflateSync(Buffer.from(claims.status_list.lst, "base64url"));
  return (index) => ((bytes[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
}

it("names every token that has ended before its time, and no other, whatever happens and in whatever order", async () => {
  const seen = { ended: 0, live: 0 };
  const happening = fc.tuple(fc.constantFrom(...happenings), fc.nat(20));
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 8, maxLength: 30 }), async (story) => {
      worlds += 1;
      const agent = { sub: `agent-${worlds}`, groups: ["agents"] };
      const world = new World(
        await engineer(db.runtime, `riley-${worlds}`),
        await recordSignIn(db.runtime, cluster, agent, "token-exchange"),
      );
      for (const [what, nth] of [...beginning, ...story]) {
        await world.happen(what, nth).catch((error: unknown) => {
          if (!(error instanceof AppError || error instanceof OAuthError)) throw error;
        });
        // There is no list before there is a token.
        if (world.tokens.length === 0) continue;
        const isNamed = await readList();
        for (const token of world.tokens) {
          const isOver = await ended(token);
          seen[isOver ? "ended" : "live"] += 1;
          if (isOver || !token.isCut)
            expect({ what, isNamed: isNamed(token.index) }).toEqual({ what, isNamed: isOver });
        }
      }
    }),
    { numRuns: 12 },
  );
  expect(Math.min(seen.ended, seen.live), "both were there to be told apart").toBeGreaterThan(100);
}, 60_000);
