import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, signIn } from "@/lib/db/test-world";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "./create-request";
import { previewRequest } from "./preview-request";

let db: TestDatabase;
let riley: Principal;

beforeAll(async () => {
  const url = "https://tickets.example.com/browse/{ticket}";
  db = await createTestDatabase({
    tickets: { pattern: /^(?:OPS-[0-9]+|CAB [0-9]+)$/u, example: "OPS-1234", url },
  });
  await declare(db.runtime);
  riley = await signIn(db.runtime, "riley", ["engineering"]);
});
afterAll(() => db.drop());

const ask = (ticket?: string) => ({
  service: "shop/orders/orders-api",
  role: "reader",
  environment: "staging",
  durationSeconds: 3600,
  justification: "look",
  ticket,
});

it.each(["OPS-", "see OPS-12", "OPS-12 and more", "ops-12", "OPS-1\nx"])(
  "%j is no ticket here, though none is needed, and the refusal shows one",
  async (ticket) => {
    await expect(createRequest(contextOf(db.runtime, riley), ask(ticket))).rejects.toMatchObject({
      code: "invalid-input",
      detail: expect.stringContaining("OPS-1234"),
      extra: { errors: [{ path: "ticket" }] },
    });
    const { refusals } = await previewRequest(contextOf(db.runtime, riley), ask(ticket));
    expect(refusals).toMatchObject([{ path: "ticket" }]);
  },
);

it("a ticket is kept, and is a link to where it is read", async () => {
  const asked = await createRequest(contextOf(db.runtime, riley), ask("CAB 7"));
  expect(asked).toMatchObject({
    ticket: "CAB 7",
    ticketUrl: "https://tickets.example.com/browse/CAB%207",
  });
});

it("none is asked for where none is needed, and the form knows what one looks like", async () => {
  const viewer = { ...ask(), role: "viewer" };
  expect(await createRequest(contextOf(db.runtime, riley), viewer)).toMatchObject({
    ticket: null,
    ticketUrl: null,
  });
  const { justification } = await previewRequest(contextOf(db.runtime, riley), ask());
  expect(justification.ticketExample).toBe("OPS-1234");
});
