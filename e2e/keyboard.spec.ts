import { clear, expect, pressUntil, test } from "./people";

test("the whole job from the keyboard", async ({ as }) => {
  const riley = await as("Riley");
  await clear(riley);
  await pressUntil(riley, "Control+k", riley.getByRole("combobox"));
  await expect(riley.getByRole("combobox")).toBeFocused();
  await riley.keyboard.type("feature");
  await expect(riley.getByRole("option", { name: /Feature flags/ })).toBeVisible();
  await riley.keyboard.press("Enter");
  await riley.waitForURL(/\/services\/platform\/toolbox\/feature-flags/);
  await riley
    .getByRole("link", { name: /^Ask.*Switch flags in production/ })
    .first()
    .focus();
  await riley.keyboard.press("Enter");
  await riley.getByLabel("Why?").focus();
  await riley.keyboard.type("Switch the new checkout on for the beta group");
  await riley.getByRole("button", { name: "Ask for access" }).focus();
  await riley.keyboard.press("Enter");
  await riley.waitForURL(/\/requests\//);

  const parker = await as("Parker");
  await parker.goto("/inbox");
  await expect(parker.getByRole("list", { name: "Requests to decide" })).toBeVisible();
  await pressUntil(parker, "j", parker.locator("[data-row]:focus"));
  await parker.keyboard.press("x");
  await expect(parker.getByRole("region", { name: "Selection" })).toContainText("1 selected");
  await parker.keyboard.press("d");
  await parker.keyboard.type("Not before the release");
  await parker.keyboard.press("Tab");
  await parker.keyboard.press("Tab");
  await parker.keyboard.press("Enter");
  await expect(riley.getByText("Denied", { exact: true }).first()).toBeVisible();
  await expect(riley.getByText("Not before the release")).toBeVisible();
});

test("? shows the keys, / searches, j and k move over rows", async ({ as }) => {
  const riley = await as("Riley");
  await riley.goto("/services");
  await pressUntil(riley, "?", riley.getByRole("dialog", { name: "Keys" }));
  await riley.keyboard.press("Escape");
  await riley.keyboard.press("j");
  await riley.keyboard.press("j");
  await riley.keyboard.press("k");
  await expect(riley.locator("[data-row]").first()).toBeFocused();
  await riley.keyboard.press("/");
  await expect(riley.getByRole("searchbox")).toBeFocused();
});
