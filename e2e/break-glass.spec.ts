import { look, lookEverywhere } from "./look";
import { clear, expect, test } from "./people";

const reason = "Orders hang after the release and customers are waiting";

test("the glass is broken, the owner sees it at once, and somebody else reviews it", async ({ as }) => {
  test.setTimeout(150_000);
  const riley = await as("Riley");
  const olivia = await as("Olivia");
  await clear(riley);

  await riley.goto("/ask?service=shop/orders/orders-api&role=rescuer&environment=production");
  await expect(riley.getByText("You get access at once. The owners are told")).toBeVisible();
  await expect(riley.getByText("Start later")).toHaveCount(0);
  await lookEverywhere(riley, "break-glass-ask");
  await riley.getByLabel("Why?").fill("it is down");
  await riley.getByRole("button", { name: "Break the glass" }).click();
  await expect(riley.getByText(/at least 20 characters/i).first()).toBeVisible();
  await riley.getByLabel("Why?").fill(reason);
  await riley.getByRole("button", { name: "Break the glass" }).click();
  await riley.waitForURL(/\/requests\/req_/);
  const request = riley.url();
  await expect(riley.getByText("Granted at once: break-glass")).toBeVisible();

  await riley.getByRole("link", { name: "Use it" }).click();
  await riley.getByRole("button", { name: "Get a token" }).click();
  await expect(riley.getByRole("region", { name: "curl" })).toContainText("Bearer ");

  await olivia.goto("/");
  const waiting = olivia.getByRole("list", { name: "Waits for your review" });
  const row = waiting
    .getByRole("listitem")
    .filter({ has: olivia.locator(`a[href="${new URL(request).pathname}#review"]`) });
  await expect(row).toContainText("still runs");
  await expect(row).toContainText(/Riley Chen.*rescuer on Orders API in production.*Break-glass/);
  await look(olivia, "break-glass-home");
  await olivia.goto(request);
  await expect(olivia.getByText("The access still runs")).toBeVisible();
  await expect(olivia.getByText(/^1 token,/)).toBeVisible();
  await expect(olivia.getByRole("button", { name: "Justified", exact: true })).toHaveCount(0);

  await clear(riley);
  await riley.goto(request);
  await expect(riley.getByText("Nobody reviews their own access.")).toBeVisible();
  await expect(riley.getByRole("button", { name: "Justified", exact: true })).toHaveCount(0);

  await olivia.goto("/inbox");
  await row.getByRole("link").click();
  await olivia.waitForURL(`${request}#review`);
  await lookEverywhere(olivia, "break-glass-review");
  await olivia.getByRole("button", { name: "Justified", exact: true }).click();
  const dialog = olivia.getByRole("dialog");
  await dialog
    .getByLabel("What did you find?")
    .fill("The release was rolled back; only stuck orders were moved.");
  await dialog.getByRole("button", { name: "Justified" }).click();
  await expect(dialog).toBeHidden();
  await expect(olivia.getByText("The release was rolled back; only stuck orders were moved.")).toBeVisible();
  await expect(olivia.getByRole("button", { name: "Justified", exact: true })).toHaveCount(0);

  await riley.reload();
  await expect(riley.getByText("The release was rolled back; only stuck orders were moved.")).toBeVisible();
  await look(riley, "break-glass-reviewed");
});
