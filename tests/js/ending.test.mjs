// The end of an account, asked for and stopped, in a real browser against the real server.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { launch } from "./browser.mjs";
import { story } from "./chapters.mjs";
import { look } from "./look.mjs";
import { Person, landed, startServer } from "./product.mjs";

let server, browser, anna;

const chapter = story("ending", () => [anna?.page]);

before(async () => {
  server = await startServer();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const go = (page, path) => page.goto(`${server.origin}${path}`);

chapter("she looks at what erasing her mailbox means, and keeps it", async () => {
  anna = await Person.arrive(browser, server.origin, "Anna");
  await anna.register();
  const { page } = anna;
  await go(page, "/settings/profile");
  await page.getByRole("heading", { name: "Erase the mailbox" }).scrollIntoViewIfNeeded();
  await look(page, "ending");
  await anna.button("Erase the mailbox").click();
  await page.locator("#ending-form").scrollIntoViewIfNeeded();
  await look(page, "ending-form");
  await anna.button("Keep the mailbox").click();
  await page.locator("#ending-form").waitFor({ state: "detached" });
});

chapter("a wrong code ends nothing", async (page) => {
  await anna.button("Erase the mailbox").click();
  await page.locator("#password").fill(anna.password);
  await page.locator("#step-code").fill("000000");
  await anna.button("Erase the mailbox").click();
  await page.locator("#again-trouble").waitFor({ timeout: 60_000 });
  await look(page, "ending-refused");
});

chapter("with password and code the end begins, and she is told wherever she is, in every language", async (page) => {
  await page.locator("#step-code").fill(await anna.phone.code());
  await anna.button("Erase the mailbox").click();
  await page.getByText("Your mailbox will be erased on").waitFor({ timeout: 60_000 });
  await look(page, "ending-begun");
  for (const [language, sign] of [["sv", "Brevlådan raderas"], ["da", "Postkassen slettes"], ["en", "Your mailbox will be erased"]]) {
    await go(page, "/settings/look");
    await page.locator("#language").selectOption(language);
    await page.locator(`html[lang=${language}]`).waitFor();
    for (const place of ["inbox", "bin", "sent"]) {
      await go(page, `/${place}`);
      await page.getByText(sign).waitFor();
      if (place === "inbox") await look(page, `ending-${language}-inbox`);
    }
  }
  await look(page, "ending-sent");
  const told = await landed(server.origin);
  assert.ok(told.some((one) => one.to === anna.address && /erased/.test(one.subject)), "told by mail");
});

chapter("one click keeps it", async (page) => {
  await anna.button("Keep the mailbox").click();
  await page.getByText("The mailbox stays").first().waitFor();
  await page.getByText("Your mailbox will be erased").waitFor({ state: "detached" });
});
