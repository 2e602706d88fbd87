import { decideRequest } from "@/lib/approvals/decide-request";
import { contextOf, ordersTrait, signIn } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import { createTestCatalogue, fileOf, type TestCatalogue } from "@/lib/narrowing/test-changes";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "@/lib/requests/create-request";
import { previewDeclarations } from "./preview-declarations";
import type { Impact, Preview, ServicePreview } from "./schema";

export const orders = "shop/orders/api";
export const payments = "shop/payments/api";

/** Two services, the people around them, one grant that runs and one request that waits. */
export interface TestShop {
  world: TestCatalogue;
  riley: Principal;
  uma: Principal;
  olivia: Principal;
  admin: Principal;
  finn: Principal;
  /** What Riley holds as reader for 4 hours, and what Uma waits for as auditor. */
  held: string;
  waits: string;
  preview(trait: AccessTrait | null, by?: Principal): Promise<Preview>;
  /** The same of a change that is about the orders and nothing else. */
  only(trait: AccessTrait | null, by?: Principal): Promise<ServicePreview & { impact: Impact }>;
}

export async function createTestShop(): Promise<TestShop> {
  const world = await createTestCatalogue();
  world.write(orders, ordersTrait);
  world.write(payments, { ...ordersTrait, title: "Payments", owners: ["group:default/payments-team"] });
  await world.sync();
  const person = (name: string, group: string) => signIn(world.runtime, name, [group]);
  const riley = await person("riley", "engineering");
  const uma = await person("uma", "engineering");
  const olivia = await person("olivia", "orders-team");
  const admin = await person("parker", "platform");
  const finn = await person("finn", "finance");
  await person("sam", "security");
  await person("pia", "payments-team");
  const as = (principal: Principal) => contextOf(world.runtime, principal);
  const ask = async (by: Principal, role: string, hours: number) => {
    const input = { service: orders, role, environment: "production", durationSeconds: hours * 3600 };
    return (await createRequest(as(by), { ...input, justification: "a reason that is long enough" })).id;
  };
  const asked = await ask(riley, "reader", 4);
  const held = (await decideRequest(as(olivia), asked, { verdict: "approve" })).grantId ?? "";
  const waits = await ask(uma, "auditor", 2);
  const preview = (trait: AccessTrait | null, by = admin) => {
    const { path, text } = fileOf(orders, trait);
    return previewDeclarations(as(by), { source: "catalogue", files: [{ path, content: text }] });
  };
  return {
    ...{ world, riley, uma, olivia, admin, finn, held, waits, preview },
    async only(trait, by) {
      const { services } = await preview(trait, by);
      const [service] = services;
      if (services.length !== 1 || !service?.impact) throw new Error("the change is about one service");
      return { ...service, impact: service.impact };
    },
  };
}

export const withRole = (name: string, more: Partial<AccessTrait["roles"][string]>): AccessTrait => ({
  ...ordersTrait,
  roles: { ...ordersTrait.roles, [name]: { ...ordersTrait.roles[name], ...more } },
});

export const without = (...names: string[]): AccessTrait => ({
  ...ordersTrait,
  roles: Object.fromEntries(Object.entries(ordersTrait.roles).filter(([name]) => !names.includes(name))),
});
