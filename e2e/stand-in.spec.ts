import { look } from "./look";
import { ask, clear, expect, test } from "./people";

test("Olivia names Sam, who decides in her place, and the page says so", async ({ as }) => {
  test.slow();
  const riley = await as("Riley");
  await clear(riley);
  const [olivia, sam] = [await as("Olivia"), await as("Sam")];
  await clear(sam);
  const asked = await ask(riley, {
    service: "shop/orders/orders-api",
    role: "reader",
    environment: "staging",
  });
  expect((await sam.goto(asked))?.status()).toBe(404);

  await olivia.goto("/absence");
  await olivia.getByLabel("Who stands in for you?").selectOption({ label: "Somebody else" });
  await olivia.getByLabel("Their reference").fill("user:default/sam");
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 16);
  await olivia.getByLabel("Until").fill(tomorrow);
  await olivia.getByLabel("Why (optional)").fill("On leave");
  await olivia.getByRole("button", { name: "Name a stand-in" }).click();
  const ahead = olivia.getByRole("list", { name: "Now and ahead" });
  await expect(ahead.getByText("Sam Osei stands in for you")).toBeVisible();
  await look(olivia, "absence");

  await sam.goto("/");
  await expect(sam.getByText("You stand in for Olivia Park")).toBeVisible();
  await sam.goto(asked);
  await expect(sam.getByText(/Olivia Park is away until .*: Sam Osei stands in/)).toBeVisible();
  await expect(sam.getByText(/You stand in for Olivia Park/).first()).toBeVisible();
  await look(sam, "request-as-stand-in");
  await sam.getByRole("button", { name: "Approve", exact: true }).click();
  await sam
    .getByRole("dialog")
    .getByRole("button", { name: /^Approve/ })
    .click();
  await expect(riley.getByText("Approved", { exact: true }).first()).toBeVisible();
  await expect(riley.getByText(/Sam Osei.*for Olivia Park/).first()).toBeVisible();

  await olivia.getByRole("button", { name: "End Sam Osei standing in for Olivia Park" }).click();
  await expect(olivia.getByText("Nobody stands in for you, and you stand in for nobody")).toBeVisible();
  await clear(riley);
});
