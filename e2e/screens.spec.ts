import type { Page } from "@playwright/test";
import { look, looks } from "./look";
import { ask, clear, expect, test } from "./people";

async function open(page: Page, path: string, name: string): Promise<void> {
  await page.goto(path);
  await look(page, name);
}

for (const { name, ...options } of looks) {
  test(`every screen is accessible and fits, ${name}`, async ({ as, browser }) => {
    test.setTimeout(180_000);
    const riley = await as("Riley", options);
    await clear(riley);
    const request = await ask(riley, {
      service: "shop/orders/orders-api",
      role: "refunder",
      environment: "production",
    });
    const warehouse = await ask(riley, {
      service: "data/analytics/warehouse",
      role: "reader",
      reason: "Weekly numbers for the board",
    });
    const grants = await (await riley.request.get("/api/v1/grants?mine=true&status=active")).json();
    expect(warehouse).toContain("/requests/");
    for (const [path, screen] of [
      ["/", "home"],
      ["/services", "catalogue"],
      ["/services/shop/orders/orders-api", "service"],
      ["/ask?service=payments/payments/ledger-api&role=operator&environment=production", "ask"],
      [new URL(request).pathname, "request-requester"],
      ["/access", "my-access"],
      [`/grants/${grants.items[0].id}`, "grant"],
      ["/docs/api", "api"],
      ["/nowhere", "not-found"],
    ] as const) {
      await open(riley, path, `${screen}-${name}`);
    }
    const olivia = await as("Olivia", options);
    await open(olivia, "/inbox", `inbox-${name}`);
    await open(olivia, new URL(request).pathname, `request-${name}`);
    await open(olivia, `${new URL(request).pathname}?decide=shorten`, `decide-${name}`);
    const avery = await as("Avery", options);
    await open(avery, "/audit", `audit-${name}`);
    const parker = await as("Parker", options);
    await open(parker, "/sources", `sources-${name}`);
    await open(parker, "/people", `people-${name}`);
    const nobody = await (await browser.newContext(options)).newPage();
    await open(nobody, "/signin", `signin-${name}`);
    await nobody.context().close();
    await clear(riley);
  });
}

test("nothing moves for a person who asked for less motion", async ({ as }) => {
  const riley = await as("Riley", { reducedMotion: "reduce" });
  await riley.goto("/services/shop/orders/orders-api");
  await expect(riley.getByRole("heading", { level: 1 })).toBeVisible();
  const moving = await riley.evaluate(() =>
    [...document.querySelectorAll("body *")]
      .filter((element) => {
        const { transitionProperty, animationName } = getComputedStyle(element);
        return transitionProperty !== "none" || animationName !== "none";
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  );
  expect(moving).toEqual([]);
});
