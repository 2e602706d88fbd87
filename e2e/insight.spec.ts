import { lookEverywhere } from "./look";
import { ask, clear, expect, test } from "./people";

test("whoever owns a service sees how long people wait there, and nobody else does", async ({ as }) => {
  const riley = await as("Riley");
  await clear(riley);
  await ask(riley, { service: "shop/orders/orders-api", role: "reader", environment: "staging" });
  await expect(riley.getByRole("link", { name: "Insight" })).toHaveCount(0);
  await riley.goto("/insight");
  await expect(riley.getByRole("heading", { level: 1 })).not.toHaveText("Insight");
  for (const path of ["/api/v1/insight", "/api/v1/insight/export?table=services"])
    expect((await riley.request.get(path)).status()).toBe(403);

  const olivia = await as("Olivia");
  await olivia.getByRole("link", { name: "Insight" }).click();
  await expect(olivia.getByRole("heading", { level: 1 })).toHaveText("Insight");
  await expect(olivia.getByText("at the services that you own")).toBeVisible();
  // Behind each chart is its table, and what it says leads on.
  await olivia.getByText("Table", { exact: true }).first().click();
  await expect(olivia.getByRole("columnheader", { name: "Approved by people" })).toBeVisible();
  await lookEverywhere(olivia, "insight");
  expect((await olivia.request.get("/api/v1/insight?service=data/analytics/warehouse")).status()).toBe(404);
  const view = await (await olivia.request.get("/api/v1/insight")).json();
  const owned = view.services.map(({ service }: { service: string }) => service.split("/")[0]);
  expect([...new Set(owned)]).toEqual(["shop"]);
  await clear(riley);
});
