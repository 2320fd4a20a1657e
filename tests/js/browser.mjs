// Debian's Chromium, driven by playwright-core, which downloads no browser of its own.
import { chromium } from "playwright-core";

const ARGS = [
  "--no-sandbox", // root has none, and tests run as root where CI does
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const launch = () =>
  chromium.launch({ executablePath: process.env.FORSEGLA_CHROMIUM ?? "/usr/bin/chromium", args: ARGS });

// A browser with a profile of its own in `folder`, which keeps what it stores on disk, as people's browsers do; the contexts
// of `launch` keep everything in memory.
export const launchWithProfile = (folder, options) =>
  chromium.launchPersistentContext(folder, { executablePath: process.env.FORSEGLA_CHROMIUM ?? "/usr/bin/chromium", args: ARGS, ...options });

// Opens a page that gathers what went wrong in it: policy violations, errors, failed requests.
export async function open(browser, url) {
  const page = await browser.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("requestfailed", (request) => wrong.push(`failed: ${request.url()}`));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(`console: ${message.text()}`));
  await page.goto(url);
  return { page, wrong };
}
