import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { ask, clear, expect, test } from "./people";

const looks = [
  { name: "light", colorScheme: "light" as const, viewport: { width: 1280, height: 860 } },
  { name: "dark", colorScheme: "dark" as const, viewport: { width: 1280, height: 860 } },
  { name: "phone", colorScheme: "light" as const, viewport: { width: 390, height: 844 } },
  { name: "phone-dark", colorScheme: "dark" as const, viewport: { width: 390, height: 844 } },
];

async function look(page: Page, path: string, name: string): Promise<void> {
  await page.goto(path);
  // An open dialog hides the heading of the page behind it.
  await expect(page.getByRole("heading").first()).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${path}: ${id} ${nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
  await page.screenshot({ path: `screenshots/${name}.png`, fullPage: true });
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
      await look(riley, path, `${screen}-${name}`);
    }
    const olivia = await as("Olivia", options);
    await look(olivia, "/inbox", `inbox-${name}`);
    await look(olivia, new URL(request).pathname, `request-${name}`);
    await look(olivia, `${new URL(request).pathname}?decide=shorten`, `decide-${name}`);
    const avery = await as("Avery", options);
    await look(avery, "/audit", `audit-${name}`);
    const parker = await as("Parker", options);
    await look(parker, "/sources", `sources-${name}`);
    await look(parker, "/people", `people-${name}`);
    const nobody = await (await browser.newContext(options)).newPage();
    await look(nobody, "/signin", `signin-${name}`);
    await nobody.context().close();
    await clear(riley);
  });
}
