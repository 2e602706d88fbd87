import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { ask, clear, expect, pressUntil, test } from "./people";

const run = promisify(execFile);
const orders = "shop/orders/orders-api";

/** Runs the line that the page offers, as a person would in a terminal; gives the HTTP status. */
async function curl(line: string): Promise<number> {
  const { stdout } = await run("sh", ["-c", `${line} -s -o /dev/null -w '%{http_code}'`]);
  return Number(stdout);
}

test("request, approval in another browser, token, curl, revocation, audit", async ({ as }) => {
  const riley = await as("Riley");
  await clear(riley);
  await riley.getByRole("link", { name: "Catalogue" }).click();
  await riley.getByRole("searchbox").fill("orders");
  await riley.getByRole("searchbox").press("Enter");
  await riley.getByRole("link", { name: /Orders API/ }).click();
  await riley.getByRole("link", { name: /Ask.*Refund orders in production/ }).click();
  await expect(riley.getByText(/At most 4 h/)).toBeVisible();
  await riley.getByLabel("Why?").fill("Customer 4711 was charged twice for order 20-3391");
  await riley.getByRole("button", { name: "Ask for access" }).click();
  await riley.waitForURL(/\/requests\/req_/);

  const olivia = await as("Olivia");
  await olivia.getByRole("link", { name: /Inbox/ }).click();
  await olivia.getByRole("link", { name: /Riley Chen asks for refunder/ }).click();
  await expect(olivia.getByText("You are asked as one of orders-team.")).toBeVisible();
  await olivia.getByRole("button", { name: "Shorten and approve" }).click();
  await olivia.getByRole("dialog").getByText("15 min", { exact: true }).click();
  await olivia.getByLabel("Comment (optional)").fill("A quarter of an hour is enough for this.");
  await olivia.getByRole("dialog").getByRole("button", { name: "Shorten and approve" }).click();
  await expect(olivia.getByText("Approved", { exact: true }).first()).toBeVisible();

  // Nobody reloads: the page of the one who asked follows by itself.
  await riley.getByRole("link", { name: "Use it" }).click();
  await expect(riley.getByText(/1[45] min/).first()).toBeVisible();
  await riley.getByRole("button", { name: "Get a token" }).click();
  const line = (await riley.getByRole("region", { name: "curl" }).textContent()) ?? "";
  expect(await curl(line)).toBe(200);

  await olivia.goto(riley.url());
  await olivia.getByRole("button", { name: "Revoke Riley Chen's access" }).click();
  await olivia.getByLabel("Why?").fill("The refund is done.");
  await olivia.getByRole("dialog").getByRole("button", { name: "Revoke Riley Chen's access" }).click();
  await expect(olivia.getByText("Revoked", { exact: true }).first()).toBeVisible();
  await sleep(1_000);
  expect(await curl(line)).toBe(401);
  await expect(riley.getByText("Revoked", { exact: true }).first()).toBeVisible();

  const avery = await as("Avery");
  await avery.goto(`/audit?service=${encodeURIComponent(orders)}`);
  const log = avery.getByRole("main");
  for (const words of [/Riley Chen asked for/, /Olivia Park approved Riley Chen/, /Olivia Park revoked/])
    await expect(log.getByText(words).first()).toBeVisible();
});

test("a short grant runs out by itself", async ({ as }) => {
  const riley = await as("Riley");
  await clear(riley);
  const headers = { origin: new URL(riley.url()).origin, "sec-fetch-site": "same-origin" };
  const asked = await riley.request.post("/api/v1/requests", {
    headers,
    data: {
      service: orders,
      role: "reader",
      environment: "staging",
      durationSeconds: 20,
      justification: "A few seconds are all that this takes",
    },
  });
  expect(asked.status()).toBe(201);
  const { id } = await asked.json();
  const olivia = await as("Olivia");
  await olivia.goto(`/requests/${id}`);
  await olivia.getByRole("button", { name: "Approve", exact: true }).click();
  await olivia.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await expect(olivia.getByText("Approved", { exact: true }).first()).toBeVisible();

  await riley.goto(`/requests/${id}`);
  await riley.getByRole("link", { name: "Use it" }).click();
  await riley.getByRole("button", { name: "Get a token" }).click();
  const line = (await riley.getByRole("region", { name: "curl" }).textContent()) ?? "";
  expect(await curl(line)).toBe(200);
  const grant = await (await riley.request.get(`/api/v1/grants/${riley.url().split("/").at(-1)}`)).json();
  await sleep(Date.parse(grant.endsAt) - Date.now() + 50);
  expect(await curl(line)).toBe(401);
  await sleep(1_900);
  const events = await (await riley.request.get(`/api/v1/audit?action=grant.expired&limit=5`)).json();
  expect(events.items.map((event: { grantId: string }) => event.grantId)).toContain(grant.id);
  await expect(riley.getByText("Ended", { exact: true }).first()).toBeVisible();
});

test("two people fill two stages; the first yes is not enough", async ({ as }) => {
  const riley = await as("Riley");
  await clear(riley);
  const url = await ask(riley, {
    service: "payments/payments/ledger-api",
    role: "operator",
    environment: "staging",
    ticket: "OPS-812",
    reason: "Repost the entries that failed in the night run",
  });
  const sam = await as("Sam");
  await sam.goto(url);
  await expect(sam.getByText(/It is not your turn yet/)).toBeVisible();
  await expect(sam.getByRole("button", { name: "Approve" })).toHaveCount(0);
  const omar = await as("Omar");
  await omar.goto(url);
  await pressUntil(omar, "a", omar.getByRole("dialog"));
  await omar.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  // The page of the second approver follows by itself.
  await sam.getByRole("button", { name: "Approve", exact: true }).click();
  await sam.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await expect(riley.getByText("Approved", { exact: true }).first()).toBeVisible();
});

test("what was cancelled or decided elsewhere is not decided again, and says why", async ({ as }) => {
  const riley = await as("Riley");
  await clear(riley);
  const url = await ask(riley, { service: orders, role: "reader", environment: "staging" });
  const olivia = await as("Olivia");
  // A page that hears of nothing, as on a bad network: the verb has the last word.
  await olivia.route("**/api/v1/events?*", (route) => route.abort());
  await olivia.goto(url);
  await olivia.getByRole("button", { name: "Approve", exact: true }).click();
  await riley.getByRole("button", { name: "Cancel my request" }).click();
  await expect(riley.getByText("Cancelled", { exact: true }).first()).toBeVisible();
  await olivia.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await expect(olivia.getByText(/was cancelled already|Cancelled/).first()).toBeVisible();
  expect(
    (await (await riley.request.get(url.replace("/requests/", "/api/v1/requests/"))).json()).grantId,
  ).toBeNull();
});

test("a deactivated person is out at once", async ({ as }) => {
  const omar = await as("Omar");
  const parker = await as("Parker");
  await parker.goto("/people");
  const row = parker.getByRole("row", { name: /Omar Haddad/ });
  await row.getByRole("button", { name: /Deactivate/ }).click();
  await parker.getByLabel(/Why/).fill("Left the company");
  await parker
    .getByRole("dialog")
    .getByRole("button", { name: /Deactivate/ })
    .click();
  await expect(row.getByRole("button", { name: /Let in again/ })).toBeVisible();
  await omar.goto("/services");
  await expect(omar.getByRole("button", { name: /demo login/ })).toBeVisible();
  expect((await omar.request.get("/api/v1/me")).status()).toBe(401);
  await row.getByRole("button", { name: /Let in again/ }).click();
  await parker.getByRole("dialog").getByRole("button", { name: "Let Omar Haddad in" }).click();
  await expect(row.getByRole("button", { name: /Deactivate/ })).toBeVisible();
});
