import { expect, test } from "./people";

test("what a form asks is answered after its page was left", async ({ as }) => {
  const page = await as("Riley");
  await page.goto("/ask?service=shop/orders/orders-api&role=reader");
  const asking = page.waitForRequest((request) => request.headers()["next-action"] !== undefined);
  await page.getByText("2 h", { exact: true }).click();
  const question = await asking;
  const { origin } = new URL(page.url());
  // The router sends a question to the page that is open by then, and that page's server forwards it to itself.
  const answer = await page.request.post("/inbox", {
    data: question.postDataBuffer() ?? "",
    headers: {
      origin,
      accept: "text/x-component",
      "content-type": question.headers()["content-type"] ?? "",
      "next-action": question.headers()["next-action"] ?? "",
    },
  });
  expect(answer.headers()["content-type"]).toContain("text/x-component");
  expect(await answer.text()).toContain("effectiveDurationSeconds");
});
