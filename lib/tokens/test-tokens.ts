import { decideRequest } from "@/lib/approvals/decide-request";
import { contextOf, declare, signIn } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "@/lib/requests/create-request";
import type { Runtime } from "@/lib/runtime/runtime";
import { createCredential } from "@/lib/services/credentials";

export const ref = "shop/orders/orders-api";
export const audience = "urn:test:orders-api";

/** A service whose roles are approved at once, so that a test gets to the tokens. */
export const ordersTrait: AccessTrait = {
  title: "Orders API",
  owners: ["group:default/orders-team"],
  defaults: {
    duration: { default: "1h", max: "8h" },
    eligible: ["group:default/engineering"],
    approval: "auto",
  },
  approvalPolicies: { auto: { autoApprove: { eligible: ["group:default/engineering"], maxDuration: "8h" } } },
  roles: {
    reader: { scopes: ["orders:read"] },
    refunder: { scopes: ["orders:read", "orders:refund"], actions: ["refund"], resources: ["eu/*"] },
    auditor: { scopes: ["orders:audit"] },
  },
  environments: { staging: {}, production: {} },
  token: { audience, lifetime: "5m" },
};

/** Puts a service into the catalogue, with its audiences as a source does. */
export async function publish(runtime: Runtime, trait: AccessTrait = ordersTrait, name = ref) {
  const service = await declare(runtime, trait, name);
  const audiences = [
    trait.token?.audience,
    ...Object.values(trait.environments ?? {}).map((place) => place.audience),
  ];
  await runtime.pool.query("update service set audiences = $2 where id = $1", [
    service.id,
    audiences.filter(Boolean),
  ]);
  return service;
}

export const engineer = (runtime: Runtime, name: string) => signIn(runtime, name, ["engineering"]);

/** A live grant, by way of a request that was approved at once. */
export async function grantTo(
  runtime: Runtime,
  holder: Principal,
  { role = "reader", environment = "staging" as string | undefined, seconds = 3600, service = ref } = {},
): Promise<string> {
  const input = {
    service,
    role,
    environment,
    durationSeconds: seconds,
    justification: "a reason that is long enough",
  };
  const asked = await createRequest(contextOf(runtime, holder), input);
  if (asked.grantId) return asked.grantId;
  const owner = await signIn(runtime, "olivia", ["orders-team"]);
  const decided = await decideRequest(contextOf(runtime, owner), asked.id, { verdict: "approve" });
  return decided.grantId ?? "";
}

export async function credentialOf(runtime: Runtime, service = ref): Promise<{ id: string; secret: string }> {
  const owner = await signIn(runtime, "olivia", ["orders-team"]);
  return createCredential(contextOf(runtime, owner), service, { label: "test" });
}
