import { digestHtml, messageHtml } from "@/lib/mail/html";
import { testDigest, testMail } from "@/lib/mail/test-mail";
import { look, lookEverywhere, looks } from "./look";
import { ask, clear, expect, test } from "./people";

test("an approver hears the bell, decides, and for the other it is settled", async ({ as }) => {
  test.slow();
  const [riley, olivia] = [await as("Riley"), await as("Olivia")];
  await clear(riley);
  const request = await ask(riley, {
    service: "shop/orders/orders-api",
    role: "reader",
    environment: "staging",
  });
  const bell = olivia.getByRole("button", { name: /^Notifications/ });
  await expect(bell).toHaveAccessibleName(/unread/);
  await bell.click();
  // What other tests asked for is in the list, too: only the address says which this is.
  const { pathname } = new URL(request);
  await olivia
    .locator(`a[href="${pathname}?decide=approve"]`)
    .filter({ hasText: "Riley Chen asks for reader on Orders API" })
    .click();
  const dialog = olivia.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: /^Approve/ }).click();
  await expect(dialog).toBeHidden();

  const { grantId } = await (await riley.request.get(`/api/v1${pathname}`)).json();
  await riley.goto("/access");
  await riley.getByRole("button", { name: /^Notifications, \d+ unread/ }).click();
  await expect(
    riley
      .locator(`a[href="/grants/${grantId}"]`)
      .filter({ hasText: "approved your request for reader on Orders API" }),
  ).toBeVisible();
  await look(riley, "bell");
  await riley.keyboard.press("Escape");

  await olivia.goto("/notifications");
  await expect(olivia.getByRole("main").locator(`a[href="${pathname}"]`)).toContainText(/approved it for/);
  await lookEverywhere(olivia, "notifications");
  await clear(riley);
});

test("who runs the platform sees where messages go", async ({ as }) => {
  const parker = await as("Parker");
  await parker.goto("/sources");
  await expect(parker.getByRole("list", { name: "Who is told of changes" })).toContainText("people");
});

test("mails can be read in every look", async ({ page }) => {
  test.slow();
  const baseUrl = "https://daypass.example.com";
  const emergency =
    "Riley Chen took refunder on Orders API in production in an emergency, without anybody's yes, for 1 h.";
  const mails = {
    question: messageHtml(testMail(), baseUrl),
    alarm: messageHtml(testMail({ urgent: true, sentence: emergency, facts: [] }), baseUrl),
    digest: digestHtml(testDigest(), "3 things wait for you", baseUrl),
  };
  for (const [name, html] of Object.entries(mails))
    for (const { name: how, colorScheme, viewport } of looks) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      await page.setContent(html);
      await look(page, `mail-${name}-${how}`);
    }
});
