import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { auditTrail } from "@/lib/db/test-world";
import { AppError } from "@/lib/errors/app-error";
import { refuseUnproven } from "./refuse-unproven";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

it("whoever proves nothing fills neither the audit log nor the process's own", async () => {
  const warn = vi.spyOn(db.runtime.log, "warn");
  const ctx = systemContext(db.runtime, "Slack");
  const refusal = new AppError("forbidden", "The signature is wrong.");
  for (let call = 0; call < 20; call++)
    await expect(refuseUnproven(ctx, "interaction.received", { via: "slack" }, refusal)).rejects.toBe(
      refusal,
    );
  expect(await auditTrail(db.runtime)).toEqual(["interaction.received refused"]);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0]?.[0]).toMatchObject({ via: "slack", reason: "The signature is wrong." });
});
