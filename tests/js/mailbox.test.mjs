// A mailbox as somebody may have it: letters of several people, read by keyboard and by mouse. Its picture stands in docs/.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { look } from "./look.mjs";
import { Person, artefacts, startServer } from "./product.mjs";

const file = (name, size) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.alloc(size, 7) });

const PEOPLE = {
  "maja.holm@parkskolan.example": "Maja Holm",
  "erik@dahl-ek.example": "Erik Dahl, solicitor",
  "sofia@berg.example": "Sofia Berg",
  "building@lindo.example": "Lindö building office",
  "care@lindo.example": "Lindö health centre",
};

// In the order they are sent.
const LETTERS = [
  {
    from: "building@lindo.example",
    subject: "Your application is complete",
    body: "Thank you. Nothing is missing; you will have our answer within four weeks.",
  },
  {
    from: "sofia@berg.example",
    subject: "The cabin at Easter",
    body: "The stove is mended! Shall we say Thursday to Monday? Bring the good cards.",
  },
  {
    from: "maja.holm@parkskolan.example",
    subject: "Parents’ evening",
    body: "Hello Anna,\n\nwe meet in the library at six. There is coffee, and the class shows what they built.\n\nMaja",
  },
  {
    from: "erik@dahl-ek.example",
    subject: "The will, second draft",
    body: "Dear Anna,\n\nI have put in what we spoke about. Take your time with paragraph four.\n\nErik",
    files: [file("Will, draft 2.pdf", 184_000)],
    receipt: true,
  },
  {
    from: "sofia@berg.example",
    subject: "Keys",
    body: "They hang where they always hang. The neighbour has the other pair.",
  },
  {
    from: "building@lindo.example",
    subject: "Permit for the glass porch",
    body: "Your application has been granted. The decision is attached; it holds for five years.",
    files: [file("Decision 2026-0417.pdf", 96_000), file("Site plan.pdf", 412_000)],
  },
  {
    from: "care@lindo.example",
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
  anna = await Person.arrive(browser, server.origin, "Anna Lind", { address: "anna@lind.example" });
  await anna.register();
  const people = new Map();
  for (const [address, name] of Object.entries(PEOPLE)) {
    people.set(address, await Person.arrive(browser, server.origin, name, { address }));
    await people.get(address).register();
  }
  for (const { from, ...letter } of LETTERS) {
    await people.get(from).write({ to: anna.address, ...letter });
    await people.get(from).send();
    await anna.page.locator(".mail").filter({ hasText: letter.subject }).waitFor();
  }
  for (const { wrong, context } of people.values()) {
    assert.deepEqual(wrong, []);
    await context.close();
  }
});

test("the newest stands first, and the number of unread ones beside the folder", async () => {
  const shown = await anna.page.locator(".mail").allTextContents();
  const newestFirst = LETTERS.map(({ subject }) => subject).reverse();
  assert.equal(shown.length, newestFirst.length);
  shown.forEach((text, place) => assert.ok(text.includes(newestFirst[place]), text));
  await anna.page.getByRole("link", { name: /^Inbox.*7/ }).first().waitFor();
});

test("the keyboard goes through them", async () => {
  const { page } = anna;
  const isOn = (subject) => document.activeElement?.closest(".mail")?.textContent.includes(subject);
  const open = async (key, subject) => {
    // A letter that arrives just now may take the place of the row; whoever sees that presses the key again.
    for (let there = false; !there; ) {
      await page.keyboard.press(key);
      there = await page.waitForFunction(isOn, subject, { timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    }
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: subject }).waitFor();
  };
  await open("j", "Your test results");
  await page.getByText("The first letter from").waitFor();
  await open("j", "Permit for the glass porch");
  await open("k", "Your test results");
});

test("someone whose number was compared is marked as verified", async () => {
  const { page } = anna;
  await page.goto(`${server.origin}/settings/contacts`);
  const person = page.locator("details.person").filter({ hasText: "care@lindo.example" });
  await person.locator("summary").click();
  await person.getByRole("button", { name: "We have compared: verified" }).click();
  await person.getByText("Verified").first().waitFor();
  await page.getByRole("link", { name: /^Inbox/ }).first().click();
  await page.locator(".mail").filter({ hasText: "Your test results" }).getByRole("link").click();
  await page.getByText("Dr Karin Nyström").last().waitFor();
  assert.equal(await page.getByText("The first letter from").count(), 0);
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
