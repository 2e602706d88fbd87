import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./people";

export const looks = [
  { name: "light", colorScheme: "light" as const, viewport: { width: 1280, height: 860 } },
  { name: "dark", colorScheme: "dark" as const, viewport: { width: 1280, height: 860 } },
  { name: "phone", colorScheme: "light" as const, viewport: { width: 390, height: 844 } },
  { name: "phone-dark", colorScheme: "dark" as const, viewport: { width: 390, height: 844 } },
];

/** What is open can be read by everybody, fits, and is kept as a picture. */
export async function look(page: Page, name: string): Promise<void> {
  await readable(page);
  await fits(page, name);
}

async function readable(page: Page): Promise<void> {
  // An open dialog hides the heading of the page behind it.
  await expect(page.getByRole("heading").first()).toBeVisible();
  await expect(page).toHaveTitle(/./);
  const { violations } = await axe(page).analyze();
  const where = new URL(page.url()).pathname;
  expect(violations.map(({ id, nodes }) => `${where}: ${id} ${nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
}

/** The whole set of rules, on one page without frames and without what is told of rules that hold: a third of the time. */
const axe = (page: Page) =>
  new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ["violations"] });

async function fits(page: Page, name: string): Promise<void> {
  const where = new URL(page.url()).pathname;
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${where} scrolls sideways`).toBeLessThanOrEqual(0);
  await page.screenshot({ path: `screenshots/${name}.png`, fullPage: true });
}

/** The same in every look; the page is as it was afterwards. Two of them have both colours and both widths for the readers. */
export async function lookEverywhere(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const { name: how, colorScheme, viewport } of looks) {
    // No colour is half way to the other look.
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(viewport);
    if (how === "light" || how === "phone-dark") await readable(page);
    await fits(page, `${name}-${how}`);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
}
