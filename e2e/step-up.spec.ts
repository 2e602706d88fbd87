import type { Page } from "@playwright/test";
import { look, lookEverywhere } from "./look";
import { clear, expect, test } from "./people";

const reason = "Flags of the old checkout, which nobody reads any more";
const comment = "Checked with the checkout team.";

/** The second factor of the demo login, of whoever it knows already. */
async function confirm(page: Page, name: string): Promise<void> {
  await expect(page.getByRole("heading", { name: `Confirm that you are ${name}` })).toBeVisible();
  await page.getByRole("button", { name: "Confirm with the second factor" }).click();
}

async function openApproval(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  await page.getByLabel("Comment (optional)").fill(comment);
}

test("a stronger sign-in leads to the provider and back, and loses nothing", async ({ as }) => {
  test.setTimeout(120_000);
  const riley = await as("Riley");
  await clear(riley);
  await riley.goto("/ask?service=platform/toolbox/feature-flags&role=archivist&environment=production");
  await riley.getByLabel("Why?").fill(reason);
  await expect(
    riley.getByText(/needs a sign-in of class urn:daypass:acr:mfa, at most 15 min old/),
  ).toBeVisible();
  await lookEverywhere(riley, "step-up-ask");
  await riley.getByRole("button", { name: "Sign in again to ask" }).click();
  await confirm(riley, "Riley Chen");
  await expect(riley.getByLabel("Why?")).toHaveValue(reason);
  await riley.getByRole("button", { name: "Ask for access" }).click();
  await riley.waitForURL(/\/requests\/req_/);
  const path = new URL(riley.url()).pathname;

  const parker = await as("Parker");
  const headers = { origin: new URL(parker.url()).origin, "sec-fetch-site": "same-origin" };
  const refused = await parker.request.post(`/api/v1${path}/decisions`, {
    headers,
    data: { verdict: "approve" },
  });
  expect(refused.status()).toBe(401);
  expect(refused.headers()["www-authenticate"]).toContain('acr_values="urn:daypass:acr:mfa", max_age="900"');
  await openApproval(parker, path);
  await expect(parker.getByRole("dialog").getByText(/yours is of unknown class/)).toBeVisible();
  await lookEverywhere(parker, "step-up-approve");

  // Somebody else comes back: nothing is decided, and nothing of what Parker typed is theirs.
  const other = await as("Parker");
  await openApproval(other, path);
  await other.getByRole("button", { name: "Sign in again to approve" }).click();
  await expect(other.getByRole("heading", { name: "Confirm that you are Parker Ellis" })).toBeVisible();
  await lookEverywhere(other, "step-up-provider");
  await other.getByRole("button", { name: "I am somebody else" }).click();
  await other.getByRole("button", { name: /Omar Haddad/ }).click();
  await confirm(other, "Omar Haddad");
  await expect(other.getByText("You are signed in as Omar Haddad now")).toBeVisible();
  await lookEverywhere(other, "step-up-somebody-else");

  await parker.getByRole("button", { name: "Sign in again to approve" }).click();
  await confirm(parker, "Parker Ellis");
  const dialog = parker.getByRole("dialog");
  await expect(dialog.getByLabel("Comment (optional)")).toHaveValue(comment);
  await dialog.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(parker.getByText("Approved", { exact: true }).first()).toBeVisible();
  await expect(riley.getByText("Approved", { exact: true }).first()).toBeVisible();

  // Another sign-in of Riley's, without a second factor: to extend leads there and back, too.
  const again = await as("Riley");
  const grant = await (await again.request.get(`/api/v1${path}`)).json();
  await again.goto(`/grants/${grant.grantId}?extend=1`);
  const extension = again.getByRole("dialog");
  await extension.getByLabel("Why?").fill(`${reason}, and those of the cart`);
  await look(again, "step-up-extend");
  await extension.getByRole("button", { name: "Sign in again to extend" }).click();
  await confirm(again, "Riley Chen");
  await expect(extension.getByLabel("Why?")).toHaveValue(`${reason}, and those of the cart`);
  await extension.getByRole("button", { name: "Ask to extend" }).click();
  await again.waitForURL(/\/requests\/req_/);

  // Several at once: whoever comes back finds the same requests chosen, and their comment.
  const data = {
    service: "platform/toolbox/feature-flags",
    role: "archivist",
    environment: "production",
    durationSeconds: 1_800,
    justification: reason,
  };
  expect((await other.request.post("/api/v1/requests", { headers, data })).status()).toBe(201);
  const inbox = await as("Parker");
  await inbox.goto("/inbox?service=platform/toolbox/feature-flags");
  for (const name of ["Riley Chen", "Omar Haddad"])
    await inbox.getByRole("checkbox", { name: new RegExp(`${name}’s request for archivist`) }).check();
  await inbox.getByRole("button", { name: "Approve 2" }).click();
  await inbox.getByLabel("Comment (optional)").fill(comment);
  await inbox.getByRole("button", { name: "Sign in again to approve" }).click();
  await confirm(inbox, "Parker Ellis");
  const both = inbox.getByRole("dialog");
  await expect(both.getByRole("list", { name: "What is decided" }).getByRole("listitem")).toHaveCount(2);
  await expect(both.getByLabel("Comment (optional)")).toHaveValue(comment);
  await look(inbox, "step-up-several");
  await both.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(inbox.getByText("Approved 2 requests")).toBeVisible();
  for (const page of [riley, other]) await clear(page);
});
