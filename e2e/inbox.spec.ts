import type { Page } from "@playwright/test";
import { look, lookEverywhere } from "./look";
import { clear, expect, pressUntil, test } from "./people";

/** Asks without the form; gives the path of the request. */
async function askFor(page: Page, environment: string): Promise<string> {
  const headers = { origin: new URL(page.url()).origin, "sec-fetch-site": "same-origin" };
  const data = {
    service: "shop/orders/orders-api",
    role: "refunder",
    environment,
    durationSeconds: 1_800,
    justification: "Customer 4711 was charged twice for order 20-3391",
  };
  const answer = await page.request.post("/api/v1/requests", { headers, data });
  expect(answer.status()).toBe(201);
  return `/requests/${(await answer.json()).id}`;
}

test("like requests are decided at once from the keyboard, and what is said before is seen at once", async ({
  as,
}) => {
  const riley = await as("Riley");
  const omar = await as("Omar");
  for (const page of [riley, omar]) await clear(page);
  await askFor(riley, "production");
  await askFor(riley, "staging");
  await omar.goto(await askFor(omar, "production"));

  const olivia = await as("Olivia");
  await olivia.goto("/inbox");
  const row = (name: RegExp) => olivia.getByRole("link", { name });
  await row(/Omar Haddad asks for refunder/).focus();
  await pressUntil(olivia, "c", olivia.getByText(/You are looking at it/));
  await expect(omar.getByText(/Olivia Park is looking at it/)).toBeVisible();

  await olivia.keyboard.press("e");
  await expect(olivia.getByRole("textbox", { name: "Comment" })).toBeFocused();
  await olivia.keyboard.type("Which order is it, @oma");
  await expect(olivia.getByRole("option", { name: "Omar Haddad" })).toBeVisible();
  await look(olivia, "inbox-mention");
  // Escape closes the offer, and nothing else: what was typed stays.
  await olivia.keyboard.press("Escape");
  await expect(olivia.getByRole("option")).toHaveCount(0);
  await olivia.keyboard.type("r");
  await expect(olivia.getByRole("option", { name: "Omar Haddad" })).toBeVisible();
  await olivia.keyboard.press("Enter");
  await olivia.keyboard.press("Control+Enter");
  await expect(omar.getByText("Which order is it, @Omar Haddad")).toBeVisible();
  await lookEverywhere(omar, "request-comments");

  await row(/Omar Haddad asks for refunder/).focus();
  await olivia.keyboard.press("Shift+X");
  await row(/Riley Chen asks for refunder.* in staging/).focus();
  await olivia.keyboard.press("x");
  await expect(olivia.getByRole("status").filter({ hasText: "3 selected" })).toBeAttached();
  await lookEverywhere(olivia, "inbox-selection");
  await olivia.keyboard.press("d");
  await expect(olivia.getByRole("list", { name: "What is decided" }).getByRole("listitem")).toHaveCount(3);
  await olivia.keyboard.type("Not before the release");
  await lookEverywhere(olivia, "inbox-bulk");
  await olivia.keyboard.press("Control+Enter");
  await expect(olivia.getByText("Denied 3 requests")).toBeVisible();
  await expect(row(/asks for refunder/)).toHaveCount(0);
  await expect(omar.getByText("Denied", { exact: true }).first()).toBeVisible();
  await expect(omar.getByText("Not before the release")).toBeVisible();
});
