import type { Page } from "@playwright/test";
import { lookEverywhere } from "./look";
import { ask, clear, expect, test } from "./people";

type Screen = readonly [path: string, name: string];

async function openEach(page: Page, screens: readonly Screen[]): Promise<void> {
  for (const [path, name] of screens) {
    await page.goto(path);
    await lookEverywhere(page, name);
  }
}

test("every screen is accessible and fits, in light and dark, on a desk and on a phone", async ({
  as,
  browser,
}) => {
  test.setTimeout(180_000);
  const riley = await as("Riley");
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
  const { pathname } = new URL(request);
  const ofRiley: Screen[] = [
    ["/", "home"],
    ["/services", "catalogue"],
    ["/services/shop/orders/orders-api", "service"],
    ["/ask?service=payments/payments/ledger-api&role=operator&environment=production", "ask"],
    [pathname, "request-requester"],
    ["/access", "my-access"],
    [`/grants/${grants.items[0].id}`, "grant"],
    ["/docs/api", "api"],
    ["/device", "device"],
    ["/nowhere", "not-found"],
  ];
  const ofOthers = async () => {
    await openEach(await as("Olivia"), [
      ["/inbox", "inbox"],
      [pathname, "request"],
      [`${pathname}?decide=shorten`, "decide"],
      ["/refusals/shop/orders/orders-api", "refusals"],
    ]);
    await openEach(await as("Avery"), [["/audit", "audit"]]);
    await openEach(await as("Parker"), [
      ["/sources", "sources"],
      ["/people", "people"],
      ["/identity?group=finance", "identity"],
    ]);
    const nobody = await browser.newPage();
    await openEach(nobody, [["/signin", "signin"]]);
    await nobody.close();
  };
  // Two browsers at a time: the machine has more than one processor, and no screen changes what another shows.
  await Promise.all([openEach(riley, ofRiley), ofOthers()]);
  await clear(riley);
});

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
