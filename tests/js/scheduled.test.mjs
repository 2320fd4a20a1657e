// Changing one's mind: a letter that is taken back in time, one that goes later, and what the pages say of it.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { launch } from "./browser.mjs";
import { story } from "./chapters.mjs";
import { look } from "./look.mjs";
import { Person, startServer } from "./product.mjs";

let server, browser, anna, bjorn;

before(async () => {
  server = await startServer();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const chapter = story("scheduled", () => [anna?.page, bjorn?.page]);

const FILE = { name: "Plan.txt", mimeType: "text/plain", buffer: Buffer.from("It is all in here.") };
// Sealed and at the server: the page goes to the inbox then, and says when the letter goes. What it said before may still be there.
async function put() {
  await anna.page.getByRole("heading", { name: "Inbox" }).waitFor();
  await anna.page.getByText(/^Letter sealed\. It goes /).last().waitFor();
}
const newest = () => bjorn.page.locator(".mails a").first();

// A moment so many minutes ahead, as a field for day and time holds it.
const inMinutes = (minutes) => {
  const at = new Date(Date.now() + minutes * 60_000 - new Date().getTimezoneOffset() * 60_000);
  return at.toISOString().slice(0, 16);
};

chapter("Anna and Björn open mailboxes", async () => {
  anna = await Person.arrive(browser, server.origin, "Anna", { undo: true });
  await anna.register();
  bjorn = await Person.arrive(browser, server.origin, "Björn", { address: "bjorn@example.org" });
  await bjorn.register();
});

chapter("a letter that is taken back in time comes as it was, and nobody has got it", async () => {
  const { page } = anna;
  await anna.write({ to: bjorn.address, subject: "Too early", body: "Not quite done.", files: [FILE], receipt: true });
  await anna.button("Seal and send").click();
  await put();
  await anna.button("Undo").waitFor();
  await anna.button("Undo").click();
  await page.locator("#subject").waitFor();
  assert.equal(await page.locator("#subject").inputValue(), "Too early");
  assert.equal(await page.locator("#letter-body").inputValue(), "Not quite done.");
  assert.ok(await page.getByRole("switch", { name: "Read receipt" }).isChecked());
  await page.getByText("has a mailbox").first().waitFor();
  await page.getByText("sealed and ready").waitFor();
  await page.waitForTimeout(11_000);
  assert.equal(await bjorn.page.getByText("Too early").count(), 0);
});

chapter("sent again, it waits its time and then arrives whole", async () => {
  const { page } = anna;
  await page.locator("#subject").fill("Well done");
  await anna.button("Seal and send").click();
  await put();
  const sealed = Date.now();
  await look(page, "undo-toast");
  await bjorn.page.getByText("Well done").first().waitFor({ timeout: 30_000 });
  assert.ok(Date.now() - sealed > 8_000, "not before its time");
  await page.getByRole("link", { name: "Sent", exact: true }).click();
  await page.getByRole("link", { name: "Well done" }).waitFor();
  await newest().click();
  await bjorn.button("Break the seal and read").click();
  await bjorn.page.getByText("Plan.txt").first().waitFor();
});

chapter("a time that is over is no time", async () => {
  const { page } = anna;
  await anna.write({ to: bjorn.address, subject: "For the morning", body: "Good morning!" });
  await anna.button("Send later").click();
  await page.locator("#later-at").waitFor();
  await look(page, "send-later");
  await page.locator("#later-at").fill(inMinutes(-5));
  await anna.button("Seal and schedule").click();
  await page.getByText("Choose a time that lies ahead").waitFor();
  await page.locator("#later-at").fill(inMinutes(60 * 24 * 100));
  await anna.button("Seal and schedule").click();
  await page.getByText("Choose a time within 90 days").waitFor();
});

chapter("a letter for later stands among the scheduled ones, and can be gone on with", async () => {
  const { page } = anna;
  await page.locator("#later-at").fill(inMinutes(60));
  await anna.button("Seal and schedule").click();
  await put();
  await page.getByRole("link", { name: "Scheduled" }).click();
  await page.getByRole("heading", { name: "For the morning" }).waitFor();
  await page.getByText(/^Goes /).waitFor();
  await look(page, "scheduled");
  await anna.button("Back to writing").click();
  await page.locator("#letter-body").waitFor();
  assert.equal(await page.locator("#letter-body").inputValue(), "Good morning!");
  await page.locator("#letter-body").fill("Good morning, Björn!");
  await anna.button("Send later").click();
  await page.getByRole("button", { name: /^Tomorrow morning/ }).click();
  await put();
});

chapter("and it goes at once when Anna says so", async () => {
  const { page } = anna;
  await page.getByRole("link", { name: "Scheduled" }).click();
  await anna.button("Send now").click();
  await page.getByText("Nothing is waiting").waitFor();
  await look(page, "scheduled-nothing");
  await bjorn.page.getByText("For the morning").first().waitFor();
  await newest().click();
  await bjorn.page.getByText("Good morning, Björn!").first().waitFor();
});

chapter("who needs no time to think again sends at once", async () => {
  const { page } = anna;
  await page.goto(`${server.origin}/settings/look`);
  await page.getByRole("group", { name: "Time to think again" }).waitFor();
  await look(page, "undo-time");
  await page.getByRole("group", { name: "Time to think again" }).getByRole("button", { name: "None" }).click();
  await page.reload();
  await page.getByRole("group", { name: "Time to think again" }).waitFor();
  await anna.write({ to: bjorn.address, subject: "At once", body: "Now." });
  await anna.send();
  await bjorn.page.getByText("At once").first().waitFor();
});

chapter("the last day of a letter that was sent can be changed", async () => {
  const { page } = anna;
  await page.getByRole("link", { name: "Sent", exact: true }).click();
  await page.getByRole("link", { name: "At once" }).click();
  await page.getByRole("button", { name: "Readers" }).click();
  await anna.button("Change the last day").click();
  await page.locator("#new-last-day").selectOption("30");
  await look(page, "change-last-day");
  await page.getByRole("alertdialog").getByRole("button", { name: "Change the last day" }).click();
  await page.getByText(/changed after sending/).waitFor();
});

chapter("and it can be recalled while nobody has opened it", async () => {
  const { page } = anna;
  await anna.button("Recall").click();
  await page.getByText("may still have a copy").waitFor();
  await look(page, "recall");
  await page.getByRole("alertdialog").getByRole("button", { name: "Recall" }).click();
  await page.getByText(/^You recalled it /).waitFor();
  await look(page, "recalled-sender");
  await bjorn.page.locator('nav a[href="/inbox"]').first().click();
  await bjorn.page.getByText(/has recalled a letter$/).waitFor();
  assert.equal(await bjorn.page.getByText("At once").count(), 0);
  await look(bjorn.page, "recalled-reader");
  assert.deepEqual(anna.wrong, []);
  assert.deepEqual(bjorn.wrong, []);
});
