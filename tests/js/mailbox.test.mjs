// A mailbox as somebody may have it: letters of several people, read by keyboard and by mouse. Its picture stands in docs/.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { look } from "./look.mjs";
import { Person, artefacts, startServer } from "./product.mjs";

const file = (name, size) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.alloc(size, 7) });

const LETTERS = [
  {
    name: "Maja Holm",
    address: "maja.holm@parkskolan.example",
    subject: "Parents’ evening on 3 December",
    body: "Hello Anna,\n\nwe meet in the library at six. There is coffee, and Olle’s class shows what they built.\n\nMaja",
  },
  {
    name: "Erik Dahl, solicitor",
    address: "erik@dahl-ek.example",
    subject: "The will, second draft",
    body: "Dear Anna,\n\nI have put in what we spoke about. Take your time with paragraph four.\n\nErik",
    files: [file("Will, draft 2.pdf", 184_000)],
    receipt: true,
  },
  {
    name: "Sofia Berg",
    address: "sofia@berg.example",
    subject: "The cabin at Easter",
    body: "The stove is mended! Shall we say Thursday to Monday? Bring the good cards.",
  },
  {
    name: "Lindö building office",
    address: "building@lindo.example",
    subject: "Permit for the glass porch",
    body: "Your application has been granted. The decision is attached; it holds for five years.",
    files: [file("Decision 2026-0417.pdf", 96_000), file("Site plan.pdf", 412_000)],
  },
  {
    name: "Lindö health centre",
    address: "care@lindo.example",
    subject: "Your test results",
    body:
      "Hello Anna,\n\nall the values are where they should be. The iron that was low in spring is back to normal, so you can stop taking the tablets.\n\nThe whole report is attached. Write to us here if anything in it is unclear; only you and we can read it.\n\nKind regards\nDr Karin Nyström",
    files: [file("Report 12 November.pdf", 238_000)],
  },
];

let server, browser, anna;

before(async () => {
  server = await startServer();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

test("five people write to Anna, and each letter arrives by itself", async () => {
  anna = await Person.arrive(browser, server.origin, "Anna Lindqvist", { address: "anna@lindqvist.example" });
  await anna.register();
  for (const { name, address, ...letter } of LETTERS) {
    const sender = await Person.arrive(browser, server.origin, name, { address });
    await sender.register();
    await sender.write({ to: anna.address, ...letter });
    await sender.send();
    await anna.page.locator(".mail").filter({ hasText: letter.subject }).waitFor();
    assert.deepEqual(sender.wrong, []);
    await sender.context.close();
  }
  assert.equal(await anna.page.locator(".mail").count(), LETTERS.length);
});

test("the newest stands first, and the number of unread ones beside the folder", async () => {
  const shown = await anna.page.locator(".mail").allTextContents();
  const newestFirst = LETTERS.map(({ subject }) => subject).reverse();
  shown.forEach((text, place) => assert.ok(text.includes(newestFirst[place]), text));
  await anna.page.getByRole("link", { name: /^Inbox.*5/ }).first().waitFor();
});

test("the keyboard goes through them", async () => {
  const { page } = anna;
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Your test results" }).waitFor();
  await page.keyboard.press("j");
  await page.getByRole("heading", { name: "Permit for the glass porch" }).waitFor();
  await page.keyboard.press("k");
  await page.getByRole("heading", { name: "Your test results" }).waitFor();
});

test("it is a picture", async () => {
  const { page } = anna;
  await page.locator(".toast").waitFor({ state: "hidden" });
  await page.mouse.move(640, 700);
  await page.evaluate(() => document.activeElement?.blur());
  await page.screenshot({ path: join(artefacts, "mailbox.png") });
  await look(page, "mailbox");
});

test("nothing went wrong", () => assert.deepEqual(anna.wrong, []));
