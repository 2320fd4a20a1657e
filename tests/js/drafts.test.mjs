// Letters that are not finished: kept by themselves, there again after a reload, a sign-out and on another device.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { launch } from "./browser.mjs";
import { story } from "./chapters.mjs";
import { look } from "./look.mjs";
import { Person, startServer } from "./product.mjs";

let server, browser, anna, other;

const chapter = story("drafts", () => [anna?.page, other?.page]);

before(async () => {
  server = await startServer();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const kept = (person) => person.page.locator(".kept").getByText(/^Saved \d\d:\d\d$/).waitFor();
const rows = (person) => person.page.locator(".mail.draft");

async function drafts(person) {
  await person.page.getByRole("link", { name: /^Drafts/ }).first().click();
  await person.page.getByRole("heading", { name: "Drafts" }).waitFor();
}

async function type(person, text) {
  await person.page.locator("#letter-body").fill(text);
}

const text = (person) => person.page.locator("#letter-body").inputValue();

chapter("what Anna begins to write is kept by itself", async () => {
  anna = await Person.arrive(browser, server.origin, "Anna");
  await anna.register();
  const { page } = anna;
  await drafts(anna);
  await page.getByText("No drafts").waitFor();
  await look(page, "drafts-none");
  await anna.button("New letter").click();
  await page.locator("#to").fill("nobody@example.org");
  await page.keyboard.press("Enter");
  await page.locator("#subject").fill("The boat");
  await type(anna, "It lies at the second bridge.");
  await kept(anna);
  assert.match(page.url(), /\/write\/obj_/);
  await look(page, "write-kept");
});

chapter("it is there again after the page is loaded anew", async () => {
  const { page } = anna;
  await page.reload();
  await page.locator("#subject").waitFor();
  await page.waitForFunction(() => document.querySelector("#letter-body").value !== "");
  assert.equal(await text(anna), "It lies at the second bridge.");
  assert.equal(await page.locator("#subject").inputValue(), "The boat");
  await page.getByText("has no mailbox here").first().waitFor();
});

chapter("another letter takes nothing from it, and both are among the drafts", async () => {
  const { page } = anna;
  await type(anna, "It lies at the third bridge.");
  await anna.button("New letter").click();
  await page.waitForFunction(() => document.querySelector("#letter-body").value === "");
  assert.equal(await page.locator("#subject").inputValue(), "");
  await page.locator("#subject").fill("The house");
  await type(anna, "It is blue.");
  await kept(anna);
  await drafts(anna);
  await rows(anna).nth(1).waitFor();
  assert.match(await rows(anna).nth(0).textContent(), /The house/);
  assert.match(await rows(anna).nth(1).textContent(), /The boat.*nobody@example.org.*third bridge/s);
  await look(page, "drafts");
});

chapter("signing out loses nothing that was written until then", async () => {
  const { page } = anna;
  await rows(anna).nth(0).getByRole("link").click();
  await page.waitForFunction(() => document.querySelector("#letter-body").value === "It is blue.");
  await type(anna, "It is blue, with a red door.");
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await page.getByText("You are signed out").waitFor();
  await anna.signIn();
  await drafts(anna);
  await rows(anna).filter({ hasText: "with a red door" }).waitFor();
});

chapter("of two devices that write one letter both versions stay", async () => {
  other = await Person.arrive(browser, server.origin, "Anna");
  Object.assign(other, { phone: anna.phone });
  await other.signIn();
  for (const person of [anna, other]) {
    await drafts(person);
    await rows(person).filter({ hasText: "The house" }).getByRole("link").click();
    await person.page.waitForFunction(() => document.querySelector("#letter-body").value.startsWith("It is blue"));
  }
  await type(other, "It is green.");
  await kept(other);
  await type(anna, "It is yellow.");
  await anna.page.getByText("This letter was changed on another device").first().waitFor();
  await drafts(other);
  await rows(other).nth(2).waitFor();
  const all = (await rows(other).allTextContents()).join("\n");
  assert.match(all, /It is green/);
  assert.match(all, /It is yellow/);
});

chapter("what is thrown away can be taken back, and is gone later", async () => {
  const { page } = anna;
  await drafts(anna);
  await page.getByRole("button", { name: /^Throw away: .*The boat/ }).click();
  await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
  await rows(anna).filter({ hasText: "The boat" }).waitFor();
  await rows(anna).filter({ hasText: "It is green" }).getByRole("button").click();
  await rows(anna).filter({ hasText: "It is green" }).waitFor({ state: "detached" });
  // Elsewhere it goes when it cannot be taken back any more.
  await rows(other).filter({ hasText: "It is green" }).waitFor({ state: "detached", timeout: 20_000 });
});

chapter("a file stays with its draft, goes out with the letter, and on with a forwarded one", async () => {
  const { page } = anna;
  const bjorn = await Person.arrive(browser, server.origin, "Björn", { address: "bjorn@example.org" });
  await bjorn.register();
  await anna.write({ to: bjorn.address, subject: "With a file", body: "See there.", files: [{ name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("a plan") }] });
  await kept(anna);
  await page.reload();
  await page.getByText("plan.txt").waitFor();
  await page.getByText("has a mailbox").first().waitFor();
  await anna.send();
  await page.getByRole("link", { name: /^Inbox/ }).first().click();
  await drafts(anna);
  await rows(anna).nth(1).waitFor();
  assert.equal(await rows(anna).filter({ hasText: "With a file" }).count(), 0, "a sent letter is no draft");
  await page.getByRole("link", { name: /^Sent/ }).first().click();
  await page.locator(".mail a").first().click();
  await page.getByText("plan.txt").waitFor();
  await page.getByRole("button", { name: "Forward" }).click();
  await page.locator(".file.line").getByText("plan.txt").waitFor();
  await look(page, "forward");
  await page.locator("#to").fill(bjorn.address);
  await page.keyboard.press("Enter");
  await page.getByText("has a mailbox").first().waitFor();
  await anna.send();
  await bjorn.page.locator(".mail").nth(1).waitFor();
  await bjorn.context.close();
});

chapter("an address that is nearly a known one is asked about before it is written to", async () => {
  const { page } = anna;
  await anna.button("New letter").click();
  await page.waitForFunction(() => document.querySelector("#letter-body")?.value === "");
  await page.locator("#to").fill("bjron@example.org");
  await page.keyboard.press("Enter");
  await page.getByText(/Did you mean .*bjorn@example.org/).waitFor();
  await look(page, "write-doubt");
  await anna.button("Yes, replace").click();
  await page.getByText("has a mailbox").first().waitFor();
  assert.equal(await page.getByText("bjron@example.org").count(), 0);
});

chapter("without a connection nothing is thrown away unasked", async () => {
  const { page, context } = anna;
  await anna.button("New letter").click();
  await page.waitForFunction(() => document.querySelector("#letter-body")?.value === "");
  await context.setOffline(true);
  await page.locator("#subject").fill("Offline");
  await type(anna, "Written on the ferry.");
  await page.locator(".kept").getByText("Not saved yet").waitFor({ timeout: 30_000 });
  await anna.button("New letter").click();
  await page.getByRole("heading", { name: "Your letter could not be saved" }).waitFor({ timeout: 30_000 });
  await look(page, "unsent");
  await anna.button("Continue the letter").click();
  await context.setOffline(false);
  await kept(anna);
  assert.equal(await text(anna), "Written on the ferry.");
});
