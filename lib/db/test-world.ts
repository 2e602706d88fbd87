import { testIssuer } from "@/lib/config/test-config";
import { actorOf, type Context } from "@/lib/context/context";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { Principal } from "@/lib/principals/principal";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import type { Runtime } from "@/lib/runtime/runtime";
import { newId } from "./ids";

/** A person of the test issuer who has just signed in. */
export async function signIn(runtime: Runtime, name: string, groups: string[]): Promise<Principal> {
  return recordSignIn(runtime, testIssuer, { sub: name, name, groups }, "token-exchange");
}

export function contextOf(
  runtime: Runtime,
  principal: Principal,
  idempotency?: Context["idempotency"],
): Context {
  return { runtime, actor: actorOf(principal), requestId: "test", idempotency };
}

export const ordersTrait: AccessTrait = {
  title: "Orders API",
  owners: ["group:default/orders-team"],
  defaults: { duration: { default: "1h", max: "8h" }, eligible: ["group:default/engineering"] },
  approvalPolicies: {
    two: {
      stages: [
        { name: "owner", approvers: ["owners"], required: 1 },
        { name: "security", approvers: ["group:default/security"], required: 1 },
      ],
    },
    pair: { stages: [{ name: "owner", approvers: ["owners"], required: 2 }] },
    auto: { autoApprove: { eligible: ["group:default/engineering"], maxDuration: "2h" } },
  },
  roles: {
    reader: { scopes: ["orders:read"] },
    refunder: {
      scopes: ["orders:read", "orders:refund"],
      approval: "two",
      conflictsWith: ["auditor"],
      justification: { minLength: 20 },
    },
    auditor: { scopes: ["orders:audit"] },
    pair: { scopes: ["orders:pair"], approval: "pair" },
    viewer: { scopes: ["orders:view"], approval: "auto" },
  },
  environments: { staging: {}, production: { maxDuration: "4h" } },
};

/** Puts a service with this declaration into the catalogue; called again with the same ref it publishes a new version. */
export async function declare(
  runtime: Runtime,
  trait: AccessTrait = ordersTrait,
  ref = "shop/orders/orders-api",
): Promise<{ id: string; ref: string; declarationId: string }> {
  const [namespace, application, component] = ref.split("/");
  const declarationId = newId("dcl");
  await runtime.pool.query(
    "insert into source (name, kind, location) values ('test', 'folder', '/') on conflict do nothing",
  );
  const { rows } = await runtime.pool.query<{ id: string }>(
    `insert into service (id, ref, namespace, application, component, title, owners, source_name) values ($1, $2, $3, $4, $5, $6, $7, 'test')
     on conflict (ref) do update set owners = excluded.owners returning id`,
    [newId("svc"), ref, namespace, application, component, trait.title ?? component, trait.owners],
  );
  const id = rows[0]?.id ?? "";
  await runtime.pool.query(
    `insert into declaration (id, service_id, version, digest, trait, file, line)
     values ($1, $2, (select count(*) + 1 from declaration where service_id = $2), $3, $4, 'test.yaml', 1)`,
    [declarationId, id, `sha256:${declarationId}`, JSON.stringify(trait)],
  );
  await runtime.pool.query("update service set declaration_id = $2, declared_id = $2 where id = $1", [
    id,
    declarationId,
  ]);
  return { id, ref, declarationId };
}

/** Actions and outcomes of the audit log, oldest first. */
export async function auditTrail(
  runtime: Runtime,
  { requestId = null, service = null }: { requestId?: string | null; service?: string | null } = {},
): Promise<string[]> {
  const { rows } = await runtime.pool.query<{ action: string; outcome: string }>(
    "select action, outcome from audit_event where ($1::text is null or request_id = $1) and ($2::text is null or service = $2) order by position",
    [requestId, service],
  );
  return rows.map((row) => (row.outcome === "success" ? row.action : `${row.action} ${row.outcome}`));
}
