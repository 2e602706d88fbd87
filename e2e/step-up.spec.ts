import type { Page } from "@playwright/test";
import { lookEverywhere } from "./look";
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
  await clear(riley);
});
