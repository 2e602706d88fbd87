import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { lookEverywhere } from "./look";
import { clear, expect, test } from "./people";
import { catalogueFolder } from "./sources";

const file = path.join(catalogueFolder, "orders.yaml");
const service = "/services/shop/orders/orders-db";

test("a declaration that widens waits for an owner; what it narrows counts at once", async ({ as }) => {
  test.setTimeout(120_000);
  const before = readFileSync(file, "utf8");
  const riley = await as("Riley");
  await clear(riley);
  await riley.goto(service);
  await expect(riley.getByRole("heading", { name: "Query orders with SQL" })).toBeVisible();
  const dumper = `              dumper:
                title: Take a copy of the data
                scopes: ["orders-db:dump"]
`;
  try {
    // In the files: one role more, and less time for another.
    writeFileSync(
      file,
      before
        .replace("              repairer:\n", `${dumper}              repairer:\n`)
        .replace("duration: { default: 30m, max: 4h }", "duration: { default: 30m, max: 2h }"),
    );
    await expect(riley.getByText("opens more than before, and waits for an owner")).toBeVisible();
    await expect(riley.getByRole("heading", { name: "Take a copy of the data" })).toBeHidden();
    await expect(riley.getByText("Up to 2 h").first()).toBeVisible();
    await riley.getByRole("link", { name: "See what it is" }).click();
    await expect(riley.getByText(/Only .*orders-team can decide/)).toBeVisible();
    await expect(riley.getByRole("button", { name: "Approve" })).toBeHidden();

    const olivia = await as("Olivia");
    await olivia.goto("/inbox");
    await olivia.getByRole("link", { name: /The declaration of Orders database/ }).click();
    await expect(olivia.getByRole("list", { name: "What it widens" })).toContainText("dumper");
    await expect(olivia.getByRole("list", { name: "What counted at once" })).toContainText("2 h");
    await lookEverywhere(olivia, "proposal");
    await olivia.keyboard.press("a");
    await olivia.getByLabel("Comment (optional)").fill("The migration needs it.");
    await olivia.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
    await expect(olivia.getByText("Approved", { exact: true })).toBeVisible();

    await riley.goto(service);
    await expect(riley.getByRole("heading", { name: "Take a copy of the data" })).toBeVisible();
    await expect(riley.getByText("waits for an owner")).toBeHidden();
    await riley.getByText("Versions", { exact: true }).click();
    await riley.getByRole("link", { name: "Version 2", exact: true }).click();
    await expect(riley.getByRole("list", { name: "What it changed" })).toContainText("dumper");
    await lookEverywhere(riley, "version");
    await riley.goto(service);
  } finally {
    writeFileSync(file, before);
  }
  // The role goes at once; the longer time would widen again, and waits.
  await expect(riley.getByRole("heading", { name: "Take a copy of the data" })).toBeHidden();
  const olivia = await as("Olivia");
  await olivia.goto(service);
  await olivia.getByRole("link", { name: "Decide about it" }).click();
  await olivia.getByRole("button", { name: "Deny" }).click();
  await olivia.getByRole("dialog").getByRole("button", { name: "Deny" }).click();
  await olivia.goto(service);
  await expect(olivia.getByText("Not all that the declaration says is in force")).toBeVisible();
  await olivia.getByRole("button", { name: "Ask the owners again" }).click();
  await olivia.getByRole("button", { name: "Approve" }).click();
  await olivia.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await expect(olivia.getByText("Approved", { exact: true })).toBeVisible();
});
