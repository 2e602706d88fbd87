import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { look, looks } from "./look";
import { clear, expect, test } from "./people";
import { catalogueFolder } from "./sources";

const file = path.join(catalogueFolder, "orders.yaml");
const service = "/services/shop/orders/orders-api";
const edit = "/edit/shop/orders/orders-api";
const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };

/** Puts the cursor at the end of the line that holds `text`. */
async function endOf(page: Page, text: string): Promise<void> {
  await page.locator(".cm-line", { hasText: text }).first().click();
  await page.keyboard.press("End");
}

/** Takes the suggestion from the keyboard, as soon as the editor lets a person: not in the first 75 ms that it is shown. */
async function takeSuggestion(page: Page, name: RegExp): Promise<void> {
  const suggestion = page.getByRole("option", { name, selected: true });
  await expect(suggestion).toBeVisible();
  await page.waitForTimeout(300);
  await page.keyboard.press("Enter");
  await expect(suggestion).toBeHidden();
}

const problems = (page: Page) => page.getByRole("list", { name: "What the reader says" });

/** Whether git takes a patch to the file as it stands in the catalogue; what the file says then. */
function applied(patch: string): string {
  const repository = mkdtempSync(path.join(tmpdir(), "daypass-e2e-"));
  try {
    execFileSync("git", ["init", "--quiet", repository]);
    writeFileSync(path.join(repository, "orders.yaml"), readFileSync(file));
    execFileSync("git", ["apply", "--check", "-"], { cwd: repository, input: patch });
    execFileSync("git", ["apply", "-"], { cwd: repository, input: patch });
    return readFileSync(path.join(repository, "orders.yaml"), "utf8");
  } finally {
    rmSync(repository, { recursive: true, force: true });
  }
}

test("an owner changes a declaration from the keyboard, sees what it would do, and takes a patch", async ({
  as,
}) => {
  const riley = await as("Riley");
  await clear(riley);
  await as("Sam");
  const olivia = await as("Olivia", clipboard);
  await olivia.goto(service);
  await olivia.getByRole("link", { name: "Change it" }).click();
  await expect(olivia.getByRole("heading", { name: /Change the declaration of Orders API/ })).toBeVisible();
  const editor = olivia.getByRole("textbox", { name: "The access trait" });
  await expect(olivia.locator(".cm-content")).toBeVisible();
  await expect(olivia.getByText("Nothing is wrong with it.")).toBeVisible();

  // A field, and then its value, by what the schema says.
  await endOf(olivia, "risk: low");
  await olivia.keyboard.press("Enter");
  await olivia.keyboard.type("dur");
  await takeSuggestion(olivia, /^duration/);
  await expect(editor).toContainText("duration:");
  await olivia.keyboard.type("max");
  await takeSuggestion(olivia, /^max/);
  await expect(editor).toContainText("max:");
  await olivia.keyboard.press("Escape");
  await olivia.keyboard.type("9 hours");
  await expect(editor).toContainText("max: 9 hours");

  // An error, in the text and in the list, which leads to its place.
  const wrong = problems(olivia).getByRole("button", { name: /must be a positive duration/ });
  await expect(wrong).toBeVisible();
  await expect(wrong).toContainText("line 25, column 7");
  await expect(olivia.locator(".cm-lintRange-error")).toHaveText("max:");
  await expect(olivia.getByText("Mend the errors first")).toBeVisible();
  await olivia.screenshot({ path: "screenshots/edit-error.png", fullPage: true });
  await wrong.click();
  await expect(editor).toBeFocused();
  await olivia.keyboard.press("End");
  for (let count = 0; count < "9 hours".length; count++) await olivia.keyboard.press("Backspace");
  await olivia.keyboard.type("2h");

  // One thing narrows, another widens.
  await expect(olivia.getByRole("list", { name: "At once" })).toContainText("2 h");
  await endOf(olivia, "eligible:");
  await olivia.keyboard.press("ArrowLeft");
  await olivia.keyboard.type(', "group:default/security"');
  const waits = olivia.getByRole("list", { name: "Waits for a yes" });
  await expect(waits).toContainText("security");
  await expect(olivia.getByRole("heading", { name: "Waits for a yes of orders-team" })).toBeVisible();
  await expect(olivia.getByRole("list", { name: "Who gains or loses" })).toContainText("could ask for");

  const copy = olivia.getByRole("button", { name: "Copy patch" });
  await copy.click();
  const patch = await olivia.evaluate(() => navigator.clipboard.readText());
  expect(applied(patch)).toContain("                  max: 2h\n");
  const downloading = olivia.waitForEvent("download");
  await olivia.getByRole("button", { name: "Download patch" }).click();
  expect((await downloading).suggestedFilename()).toBe("shop-orders-orders-api.patch");
  await olivia.screenshot({ path: "screenshots/edit.png", fullPage: true });

  // Tab indents; Esc, then Tab leaves.
  await editor.focus();
  await olivia.keyboard.press("Escape");
  await olivia.keyboard.press("Tab");
  await expect(editor).not.toBeFocused();

  // What was typed is there after a reload, also when the declaration changed meanwhile.
  olivia.once("dialog", (dialog) => void dialog.accept());
  await olivia.reload();
  await expect(olivia.locator(".cm-content")).toContainText("group:default/security");
  const before = readFileSync(file, "utf8");
  try {
    writeFileSync(file, before.replace("title: Read orders", "title: See orders"));
    await expect(
      olivia.getByText(/The declaration changed since you began: version \d+ then, \d+ now/),
    ).toBeVisible();
    await expect(olivia.locator(".cm-content")).toContainText("Read orders");
    await olivia.getByRole("button", { name: "Discard my changes" }).click();
    await expect(olivia.locator(".cm-content")).toContainText("See orders");
    await expect(olivia.getByText("There is none yet")).toBeVisible();
  } finally {
    writeFileSync(file, before);
  }
});

test("nobody else edits a declaration", async ({ as }) => {
  const riley = await as("Riley");
  await riley.goto(service);
  await expect(riley.getByRole("heading", { name: "Read orders" })).toBeVisible();
  await expect(riley.getByRole("link", { name: "Change it" })).toBeHidden();
  for (const address of [edit, "/edit/shop/orders/none", "/edit/a"])
    expect((await riley.goto(address))?.status(), address).toBe(404);
});

test("where the editor cannot be loaded, a plain field does", async ({ as }) => {
  const olivia = await as("Olivia");
  await olivia.goto(service);
  // Whatever is loaded from now on but the page itself: the editor.
  const isEditor = (body: string) => body.includes("cm-content");
  await olivia.route("**/_next/static/chunks/*.js", async (route) => {
    const answer = await route.fetch();
    if (isEditor(await answer.text())) await route.abort();
    else await route.fulfill({ response: answer });
  });
  await olivia.goto(edit);
  await expect(olivia.getByText("The editor could not be loaded")).toBeVisible();
  const field = olivia.getByRole("textbox", { name: "The access trait" });
  await field.fill((await field.inputValue()).replace("lifetime: 10m", "lifetime: 5m"));
  await expect(olivia.getByRole("list", { name: "At once" })).toContainText("5 min");
});

for (const { name, ...options } of looks) {
  test(`the editor is accessible and fits, ${name}`, async ({ as }) => {
    const olivia = await as("Olivia", options);
    await olivia.goto(edit);
    await expect(olivia.locator(".cm-content")).toBeVisible();
    await look(olivia, `edit-open-${name}`);
    await endOf(olivia, "risk: low");
    await olivia.keyboard.press("Enter");
    await olivia.keyboard.type("d");
    await expect(olivia.getByRole("option").first()).toBeVisible();
    await look(olivia, `edit-completion-${name}`);
    await olivia.keyboard.press("Escape");
    await expect(problems(olivia).getByRole("button").first()).toBeVisible();
    await look(olivia, `edit-error-${name}`);
    await olivia.keyboard.type("uration: { max: 2h }");
    await expect(olivia.getByRole("list", { name: "At once" })).toBeVisible();
    await look(olivia, `edit-${name}`);
  });
}
