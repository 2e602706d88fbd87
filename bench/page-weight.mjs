// First-load JavaScript of the pages, gzip, as a signed-in browser gets it: node bench/page-weight.mjs [base URL].
import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { launchOptions } from "../scripts/chromium.mjs";

const base = process.argv[2] ?? "http://localhost:3000";
const browser = await chromium.launch(launchOptions());
const page = await browser.newPage();
await page.goto(base);
await page.getByRole("button", { name: /demo login/ }).click();
await page.getByRole("button", { name: /Riley/ }).click();
await page.waitForURL(`${base}/`);

for (const path of ["/", "/services", "/ask?service=shop/orders/orders-api", "/inbox", "/access", "/audit"]) {
  const html = await (await page.request.get(base + path)).text();
  const scripts = new Set(
    [...html.matchAll(/<script(?![^>]*nomodule)[^>]+src="([^"]+\.js[^"]*)"/gi)].map((match) => match[1]),
  );
  let bytes = 0;
  for (const script of scripts)
    bytes += gzipSync(await (await page.request.get(new URL(script, base).href)).body()).length;
  console.log(`${path.padEnd(40)} ${(bytes / 1000).toFixed(1).padStart(7)} kB gzip in ${scripts.size} files`);
}
await browser.close();
