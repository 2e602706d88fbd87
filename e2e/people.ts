import { type Browser, test as base, expect, type Locator, type Page } from "@playwright/test";

export { expect };

export type PersonaName = "Riley" | "Olivia" | "Omar" | "Sam" | "Avery" | "Parker";

/** Console messages that are not ours to mend: the browser reports every refused request itself. */
const expected = [
  /Failed to load resource: (the server responded with a status of (401|403|404|409|422|503)|net::ERR_FAILED)/,
];

/** Signs a demo person in through the real identity provider, in a browser context of their own. */
export async function signIn(page: Page, name: PersonaName): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: /demo login/ }).click();
  await page.getByRole("button", { name: new RegExp(name) }).click();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
}

interface Fixtures {
  /** A browser of their own for each person; an unexpected console error fails the test. */
  as: (name: PersonaName, options?: Parameters<Browser["newContext"]>[0]) => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  as: async ({ browser }, use) => {
    const complaints: string[] = [];
    const pages: Page[] = [];
    await use(async (name, options = {}) => {
      const page = await (await browser.newContext(options)).newPage();
      page.on("console", (message) => {
        const text = message.text();
        if (["error", "warning"].includes(message.type()) && !expected.some((pattern) => pattern.test(text)))
          complaints.push(`${name}: ${text}`);
      });
      page.on("pageerror", (error) => complaints.push(`${name}: ${error.message}`));
      pages.push(page);
      await signIn(page, name);
      return page;
    });
    await Promise.all(pages.map((page) => page.context().close()));
    expect(complaints).toEqual([]);
  },
});

export interface Asked {
  service: string;
  role: string;
  environment?: string;
  reason?: string;
  duration?: string;
  ticket?: string;
}

/** Asks through the form and ends on the page of the request. */
export async function ask(
  page: Page,
  {
    service,
    role,
    environment,
    reason = "Customer 4711 was charged twice for order 20-3391",
    duration,
    ticket,
  }: Asked,
): Promise<string> {
  await page.goto(`/ask?${new URLSearchParams({ service, role, ...(environment ? { environment } : {}) })}`);
  if (duration) await page.getByText(duration, { exact: true }).click();
  await page.getByLabel("Why?").fill(reason);
  if (ticket) await page.getByLabel("Ticket").fill(ticket);
  await page.getByRole("button", { name: "Ask for access" }).click();
  await page.waitForURL(/\/requests\/req_/);
  return page.url();
}

/** Presses until the page answers with `shown`: keys have no effect while the page still loads its scripts. */
export async function pressUntil(page: Page, key: string, shown: Locator): Promise<void> {
  await expect(async () => {
    await page.keyboard.press(key);
    await expect(shown).toBeVisible({ timeout: 1_500 });
  }).toPass();
}

/** Gives back or cancels whatever a person still has, so that tests do not meet each other's requests. */
export async function clear(page: Page): Promise<void> {
  const headers = { origin: new URL(page.url()).origin, "sec-fetch-site": "same-origin" };
  const requests = await (
    await page.request.get("/api/v1/requests?mine=true&status=pending&limit=200")
  ).json();
  for (const request of requests.items)
    await page.request.post(`/api/v1/requests/${request.id}/cancellation`, { headers, data: {} });
  for (const status of ["active", "scheduled"]) {
    const grants = await (
      await page.request.get(`/api/v1/grants?mine=true&status=${status}&limit=200`)
    ).json();
    for (const grant of grants.items)
      await page.request.post(`/api/v1/grants/${grant.id}/revocation`, {
        headers,
        data: { reason: "clearing up" },
      });
  }
}
