import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { lookEverywhere } from "./look";
import { clear, expect, test } from "./people";

const orders = "shop/orders/orders-api";

/** Calls a service over and over, with whatever token is the newest, and counts what it was answered. */
function startCalls(url: string, first: string) {
  const statuses: number[] = [];
  let token = first;
  let isRunning = true;
  const done = (async () => {
    while (isRunning) {
      const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
      statuses.push(answer.status);
      await sleep(100);
    }
  })();
  return {
    use(next: string) {
      token = next;
    },
    async stop() {
      isRunning = false;
      await done;
      return statuses;
    },
  };
}

async function readToken(page: Page): Promise<{ token: string; url: string }> {
  const line = (await page.getByRole("region", { name: "curl" }).textContent()) ?? "";
  const [, token = "", url = ""] = /Bearer ([^"]+)" (\S+)/.exec(line) ?? [];
  return { token, url };
}

/** Access for no longer than asking to extend it takes, that Olivia said yes to; gives the address of the grant's page. */
async function holdBriefly(riley: Page, olivia: Page): Promise<string> {
  const headers = { origin: new URL(riley.url()).origin, "sec-fetch-site": "same-origin" };
  const asked = await riley.request.post("/api/v1/requests", {
    headers,
    data: {
      service: orders,
      role: "reader",
      environment: "staging",
      durationSeconds: 40,
      justification: "Watch the night run of the refunds",
    },
  });
  const { id } = await asked.json();
  const decided = await olivia.request.post(`/api/v1/requests/${id}/decisions`, {
    headers,
    data: { verdict: "approve" },
  });
  return `/grants/${(await decided.json()).grantId}`;
}

test("access is extended while calls run, and none of them is refused over its old end", async ({ as }) => {
  test.setTimeout(180_000);
  const riley = await as("Riley");
  const olivia = await as("Olivia");
  await clear(riley);
  await riley.goto(await holdBriefly(riley, olivia));
  const grantPage = riley.url();
  const oldEnd = Date.parse(
    (await (await riley.request.get(grantPage.replace("/grants/", "/api/v1/grants/"))).json()).endsAt,
  );
  await riley.getByRole("button", { name: "Get a token" }).click();
  const { token, url } = await readToken(riley);
  const calls = startCalls(url, token);

  await riley.goto("/access");
  await riley.getByRole("button", { name: /^Extend/ }).click();
  const dialog = riley.getByRole("dialog");
  await expect(dialog.getByLabel("Why?")).toHaveValue("Watch the night run of the refunds");
  await dialog.getByText("30 min", { exact: true }).click();
  await dialog.getByRole("button", { name: "Ask to extend" }).click();
  await riley.waitForURL(/\/requests\/req_/);
  await expect(riley.getByRole("heading", { level: 1 })).toContainText(
    /You ask to extend .* by 30 min, until/,
  );

  await olivia.goto(riley.url());
  await expect(olivia.getByRole("heading", { level: 1 })).toContainText("Riley Chen asks to extend");
  await olivia.getByRole("button", { name: "Approve", exact: true }).click();
  await olivia.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await expect(olivia.getByText("Approved", { exact: true }).first()).toBeVisible();
  await lookEverywhere(olivia, "extension-approved");

  await riley.goto(grantPage);
  await expect(riley.getByText(/by 30 min/)).toBeVisible();
  await riley.getByRole("button", { name: "Get a token" }).click();
  const longer = await readToken(riley);
  calls.use(longer.token);
  await lookEverywhere(riley, "grant-extended");
  await riley.goto("/access");
  await riley.getByRole("button", { name: /^Extend/ }).click();
  await expect(riley.getByRole("dialog").getByLabel("Why?")).toBeVisible();
  await lookEverywhere(riley, "extend");

  await sleep(Math.max(0, oldEnd - Date.now()) + 3_000);
  const statuses = await calls.stop();
  expect(Date.now()).toBeGreaterThan(oldEnd);
  expect(statuses.length).toBeGreaterThan(100);
  expect(statuses.filter((status) => status !== 200)).toEqual([]);
});
