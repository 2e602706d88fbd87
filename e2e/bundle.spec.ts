import { look, lookEverywhere } from "./look";
import { clear, expect, test } from "./people";

const reason = "Order 20-3391 was paid twice: who posted the second payment?";

test("several roles are asked for in one submit, and each is decided by itself", async ({ as }) => {
  const riley = await as("Riley", { permissions: ["clipboard-read", "clipboard-write"] });
  await clear(riley);
  const filled = {
    duration: "5400",
    justification: reason,
    environment: "moon",
    start: "2020-01-01T00:00:00Z",
  };
  await riley.goto(
    `/ask?${new URLSearchParams({ service: "payments/payments/ledger-api", role: "reader", ...filled })}`,
  );
  await expect(riley.getByText(/cannot be had in “moon”/)).toBeVisible();
  await expect(riley.getByLabel("Why?")).toHaveValue(reason);
  await riley.getByText("production", { exact: true }).click();

  await riley.getByRole("button", { name: "Add another role" }).click();
  await riley.getByLabel("Which other role?").fill("orders");
  await riley.getByRole("button", { name: "Read orders" }).click();
  const also = riley.getByRole("list", { name: "Also asked for" });
  await expect(also.getByText(/Decided by .*, for 1 h 30 min/)).toBeVisible();
  await riley.getByRole("button", { name: "Add another role" }).click();
  await lookEverywhere(riley, "ask-bundle");
  await riley.getByRole("button", { name: "Not now" }).click();

  await riley.getByRole("button", { name: "Copy link" }).click();
  await expect(riley.getByText("Copied")).toBeVisible();
  await riley.goto(await riley.evaluate(() => navigator.clipboard.readText()));
  await expect(riley.getByLabel("Why?")).toHaveValue(reason);
  await expect(riley.getByText(/does not fit/)).toBeHidden();
  await expect(also.getByText(/Decided by/)).toBeVisible();
  await riley.getByRole("button", { name: "Ask for 2 roles" }).click();
  await riley.waitForURL(/\/requests\/req_/);
  const together = riley.getByRole("list", { name: "Asked together with" });
  await expect(together.getByText("Waiting")).toBeVisible();

  const omar = await as("Omar");
  await omar.goto(riley.url());
  await expect(omar.getByRole("heading", { name: /Riley Chen asks/ })).toBeVisible();
  await expect(omar.getByText("Asked together with")).toBeHidden();
  await omar.getByRole("button", { name: "Deny" }).click();
  await omar.getByRole("dialog").getByRole("textbox").fill("Ask for the audit role instead");
  await omar.getByRole("dialog").getByRole("button", { name: "Deny" }).click();
  await expect(riley.getByText("Ask for the audit role instead")).toBeVisible();
  await lookEverywhere(riley, "request-together");
  await riley.getByRole("link", { name: /Ask again/ }).click();
  await expect(riley.getByLabel("Why?")).toHaveValue(reason);

  const olivia = await as("Olivia");
  await olivia.goto(
    "/ask?service=payments/payments/ledger-api&role=reader&environment=production&beneficiary=user:default/riley&start=2036-01-01T00:00:00Z",
  );
  await expect(olivia.getByLabel("For somebody else")).toHaveValue("user:default/riley");
  await look(olivia, "ask-rare");
  await clear(riley);
});
