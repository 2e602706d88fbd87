import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { Config } from "@/lib/config/config";
import { newId } from "@/lib/db/ids";
import { migrate } from "@/lib/db/migrate";
import type { AccessTrait } from "@/lib/declarations/trait";
import { closeRuntime, createRuntime, type Runtime } from "@/lib/runtime/runtime";

/** A database of its own for one run of the benchmarks, with one service and a runtime on it. */
export interface World {
  runtime: Runtime;
  serviceId: string;
  declarationId: string;
  /** As the owner of the tables, for rows that no verb would write. */
  owner: pg.Pool;
  /** Of this database, as its owner. */
  ownerUrl: string;
  close(): Promise<void>;
}

export const issuer: Config["issuers"][number] = {
  name: "bench",
  issuer: "https://issuer.bench",
  kind: "user",
  audiences: ["daypass"],
  signIn: null,
  claims: { name: "name", email: "email", groups: "groups", user: "sub", keep: [] },
  groupPrefix: "group:default/",
  userPrefix: "user:default/",
  mappings: [],
  allowOwnerMappings: false,
  emailVerified: false,
  jwksUrl: null,
  trustDomain: null,
  aws: null,
};

export const serviceRef = "bench/bench/api";
export const audience = "urn:bench:api";

const trait: AccessTrait = {
  title: "Bench API",
  owners: ["group:default/owners"],
  defaults: { duration: { default: "1h", max: "8h" }, eligible: ["group:default/people"] },
  roles: { reader: { scopes: ["bench:read"] } },
  token: { audience },
};

export async function createWorld(adminUrl: string, connections = 20, baseUrl = usualUrl): Promise<World> {
  const name = `bench_${Date.now().toString(36)}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create database "${name}"`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  await migrate(url.toString(), path.resolve("prisma/migrations"));
  const owner = new pg.Pool({ connectionString: url.toString(), max: 4 });
  // The last of them may still be closing when its database goes.
  owner.on("error", () => {});
  const runtime = createRuntime(configOf(url.toString(), baseUrl), { logLevel: "silent", connections });
  const { serviceId, declarationId } = await declare(runtime);
  return {
    runtime,
    serviceId,
    declarationId,
    owner,
    ownerUrl: url.toString(),
    async close() {
      await owner.end();
      await closeRuntime(runtime);
      await admin.query(`drop database "${name}" with (force)`);
      await admin.end();
    },
  };
}

const usualUrl = "http://localhost:3000";

export function configOf(databaseUrl: string, baseUrl = usualUrl): Config {
  return {
    port: 0,
    baseUrl,
    databaseUrl,
    cacheFolder: tmpdir(),
    secret: "a-secret-of-at-least-32-characters-for-benches",
    issuers: [issuer],
    admins: ["group:default/platform"],
    auditors: ["group:default/audit"],
    actors: [],
    sources: [],
    limits: {
      maxDurationSeconds: 43_200,
      minDurationSeconds: 1,
      pendingForSeconds: 86_400,
      proposalPendingForSeconds: 1_209_600,
      tokenLifetimeSeconds: 600,
      apiTokenLifetimeSeconds: 3600,
      // What is measured is the work, not how much of it one caller may have.
      tokenCallsPerSecond: 1_000_000,
      serviceCallsPerSecond: 1_000_000,
    },
    tickets: null,
    webhooks: [],
    slack: null,
    teams: [],
    onCall: [],
    mail: null,
    serviceUrls: {},
  };
}

async function declare({ pool }: Runtime): Promise<{ serviceId: string; declarationId: string }> {
  const serviceId = newId("svc");
  const declarationId = newId("dcl");
  const [namespace, application, component] = serviceRef.split("/");
  await pool.query("insert into source (name, kind, location) values ('bench', 'folder', '/')");
  await pool.query(
    "insert into service (id, ref, namespace, application, component, title, owners, source_name) values ($1, $2, $3, $4, $5, 'Bench API', $6, 'bench')",
    [serviceId, serviceRef, namespace, application, component, trait.owners],
  );
  await pool.query(
    "insert into declaration (id, service_id, version, digest, trait, file, line) values ($1, $2, 1, 'sha256:bench', $3, 'bench.yaml', 1)",
    [declarationId, serviceId, JSON.stringify(trait)],
  );
  await pool.query("update service set declaration_id = $2, declared_id = $2 where id = $1", [
    serviceId,
    declarationId,
  ]);
  return { serviceId, declarationId };
}

/** Rows of live grants, written in one statement; each ends after `endsIn` (a PostgreSQL interval expression over i). */
export async function seedGrants(
  world: World,
  principalId: string,
  count: number,
  endsIn: string,
): Promise<void> {
  const place = [world.serviceId, world.declarationId, principalId];
  const tag = newId("req");
  await world.owner.query(
    `insert into access_request (id, service_id, declaration_id, role, requester_id, status, justification, duration_seconds, effective_duration_seconds, approver_refs, pending_until, closed_at)
     select '${tag}_' || i, $1, $2, 'reader', $3, 'approved', 'bench', 3600, 3600, '{}', now(), now() from generate_series(1, ${count}) i`,
    place,
  );
  await world.owner.query(
    `insert into access_grant (id, request_id, principal_id, service_id, declaration_id, role, scopes, status, starts_at, ends_at)
     select 'grt_${tag}_' || i, '${tag}_' || i, $3, $1, $2, 'reader', '{bench:read}', 'active', now() - interval '1 hour', now() + ${endsIn} from generate_series(1, ${count}) i`,
    place,
  );
  await world.owner.query("analyze access_request; analyze access_grant");
}
