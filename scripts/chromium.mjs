import { existsSync } from "node:fs";
import { hasApt, installFromDebian } from "./debian.mjs";
import { runNode, Stop, step } from "./progress.mjs";

const systemPlaces = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** How Playwright launches its browser: the machine's own, else the one that Playwright downloads for itself. */
export function launchOptions() {
  const executablePath = systemPlaces.find((place) => place && existsSync(place));
  // Chromium refuses its sandbox to root.
  return { executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] };
}

/** Makes sure that there is a browser to test with: Debian's, where we may install it, else Playwright's download. */
export async function installChromium() {
  const { chromium } = await import("@playwright/test");
  const isThere = () => launchOptions().executablePath || existsSync(chromium.executablePath());
  if (isThere()) return;
  await step("Installing Chromium", async () => {
    if (hasApt()) await installFromDebian(["chromium"]).catch(() => {});
    if (!isThere())
      await runNode(["node_modules/@playwright/test/cli.js", "install", "chromium"]).catch(() => {});
  });
  if (!isThere())
    throw new Stop("No Chromium could be installed. Set CHROMIUM_PATH to the one that you have.");
}
