// Where letters lie and what they are marked as: archive, star, unread; by buttons, by keys, several at once, taken back.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { launch } from "./browser.mjs";
import { story } from "./chapters.mjs";
import { look } from "./look.mjs";
import { Person, startServer } from "./product.mjs";

let server, browser, anna, bjorn;

const chapter = story("places", () => [anna?.page, bjorn?.page]);

before(async () => {
  server = await startServer();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const row = (subject) => anna.page.locator(".mail").filter({ hasText: subject });
const go = async (name) => {
  await anna.page.getByRole("link", { name, exact: false }).first().click();
  await anna.page.getByRole("heading", { name, exact: true }).first().waitFor();
};
const undo = () => anna.page.locator(".toast").getByRole("button", { name: "Undo" }).click();
const gone = (subject) => row(subject).waitFor({ state: "detached" });

chapter("three letters lie in Anna's inbox", async () => {
  anna = await Person.arrive(browser, server.origin, "Anna");
  bjorn = await Person.arrive(browser, server.origin, "Björn", { address: "bjorn@example.org" });
  await anna.register();
  await bjorn.register();
  for (const subject of ["The roof", "The well", "The fence"]) {
    await bjorn.write({ to: anna.address, subject, body: `About ${subject.toLowerCase()}.`, receipt: subject === "The fence" });
    await bjorn.send();
  }
  await row("The roof").waitFor();
  await row("The fence").waitFor();
});

chapter("she gives one a star, and finds it by that", async () => {
  const { page } = anna;
  await row("The roof").getByRole("link").click();
  await page.getByRole("region", { name: "Open letter" }).getByText("About the roof.").waitFor();
  await page.keyboard.press("s");
  await page.getByRole("button", { name: "Remove the star" }).waitFor();
  await row("The roof").getByText("Starred").waitFor({ state: "attached" });
  await look(page, "letter-starred");
  await go("Starred");
  await row("The roof").waitFor();
  assert.equal(await page.locator(".mail").count(), 1);
  await look(page, "starred");
});

chapter("an opened letter is unread again until it is opened again", async () => {
  const { page } = anna;
  await go("Inbox");
  await row("The roof").getByRole("link").click();
  await page.getByRole("region", { name: "Open letter" }).getByText("About the roof.").waitFor();
  await page.getByRole("button", { name: "Mark as unread" }).click();
  await page.locator(".mail.unread").filter({ hasText: "The roof" }).waitFor();
  await row("The roof").getByRole("link").click();
  await page.locator(".mail.unread").filter({ hasText: "The roof" }).waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
});

chapter("several at once go into the archive, and come back when that is taken back", async () => {
  const { page } = anna;
  for (const subject of ["The roof", "The well"]) await row(subject).getByRole("checkbox").check();
  await page.getByText("2 chosen").first().waitFor();
  await look(page, "bulk");
  await page.getByRole("button", { name: "Move to the archive" }).first().click();
  await gone("The roof");
  await undo();
  await row("The roof").waitFor();
  for (const subject of ["The roof", "The well"]) await row(subject).getByRole("checkbox").check();
  await page.locator(".pane.list").click({ position: { x: 5, y: 400 } });
  await page.keyboard.press("e");
  await gone("The well");
  await go("Archive");
  await row("The roof").waitFor();
  await row("The well").waitFor();
  await look(page, "archive");
  await row("The well").getByRole("link").click();
  await page.getByRole("region", { name: "Open letter" }).getByText("About the well.").waitFor();
  await page.getByRole("button", { name: "Take out of the archive" }).click();
  await gone("The well");
  await go("Inbox");
  await row("The well").waitFor();
});

chapter("what is marked as read is still announced before its sender is told", async () => {
  const { page } = anna;
  await row("The fence").getByRole("checkbox").check();
  await page.getByRole("button", { name: "Mark as read" }).click();
  await page.locator(".mail.unread").filter({ hasText: "The fence" }).waitFor({ state: "detached" });
  await page.reload();
  await row("The fence").getByRole("link").click();
  await anna.button("Break the seal and read").waitFor();
  await bjorn.page.getByRole("link", { name: /^Sent/ }).first().click();
  await bjorn.page.locator(".mail").filter({ hasText: "The fence" }).getByRole("link").click();
  await bjorn.page.getByText("Not opened").first().waitFor();
});

chapter("nothing went wrong", async () => {
  assert.deepEqual(anna.wrong, []);
  assert.deepEqual(bjorn.wrong, []);
});
