// Anna forgets her password, and then loses her phone too: what the pages do with the recovery words, from paper to the notice.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { look } from "./look.mjs";
import { leftBy, Person, startServer } from "./product.mjs";

let server, browser, anna, elsewhere;

before(async () => {
  server = await startServer();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

test("at the registration the words go on paper, and three come back", async () => {
  anna = await Person.arrive(browser, server.origin, "Anna");
  const { page } = anna;
  await anna.register((name) => look(page, name));
  assert.equal(anna.words.length, 12);
});

const fillWords = async (person, words) => {
  await person.page.locator("#address").fill(anna.address);
  await person.page.locator("#words").fill(words);
  await person.button("Continue").click();
};

const fillPassword = async (person, password) => {
  await person.page.locator("#new-password").fill(password);
  await person.page.locator("#again").fill(password);
  await person.page.locator('.meter[data-v="4"]').waitFor();
};

test("a word that is none is named by its place", async () => {
  elsewhere = await Person.arrive(browser, server.origin, "Anna");
  const { page } = elsewhere;
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByRole("heading", { name: "In again with your words" }).waitFor();
  await look(page, "recover");
  const wrong = anna.words.with(4, "zebrra");
  await fillWords(elsewhere, wrong.join(" "));
  await page.getByText("Word 5 is not one of the words. Is it one of these: zebra?").waitFor();
  await look(page, "recover-word-unknown");
  await fillWords(elsewhere, anna.words.slice(1).join(" "));
  await page.getByText("There are 11 words, and there should be 12.").waitFor();
});

test("with the words and a code she chooses a new password, and is signed out everywhere", async () => {
  const { page } = elsewhere;
  await fillWords(elsewhere, anna.words.map((word, at) => `${at + 1}. ${word.toUpperCase()}`).join("\n"));
  await page.getByRole("heading", { name: "Now a code" }).waitFor();
  await look(page, "recover-code");
  await page.locator("#code").fill(await anna.phone.code());
  anna.password = elsewhere.password = "amber kettles whistle under the northern bridge";
  await fillPassword(elsewhere, anna.password);
  await elsewhere.button("Use the new password").click();
  await page.getByText("The new password counts. Sign in with it.").first().waitFor({ timeout: 60_000 });
  await anna.page.getByText("You were signed out").waitFor();
  elsewhere.phone = anna.phone;
  await elsewhere.signIn();
  await page.getByText("If you lose your phone, you lose your letters").waitFor();
});

test("she makes new words in the settings, with print and file", async () => {
  const { page } = elsewhere;
  await page.goto(`${server.origin}/settings/security`);
  await page.getByText("Whoever forgets the password without them").waitFor();
  await look(page, "settings-security-no-words");
  await elsewhere.button("Make words").click();
  await page.locator(".recovery-words li").nth(11).waitFor();
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.locator(".recovery-words li").first().isVisible());
  assert.ok(await page.getByText(anna.address).first().isVisible());
  assert.ok(await page.getByRole("heading", { name: "Receipts" }).isHidden());
  assert.ok(await elsewhere.button("I have them on paper").isHidden());
  await page.emulateMedia({ media: "screen" });
  const [download] = await Promise.all([page.waitForEvent("download"), elsewhere.button("Save as a text file").click()]);
  assert.equal(download.suggestedFilename(), "forsegla-recovery-words.txt");
  const file = await readFile(await download.path(), "utf8");
  await elsewhere.putWordsAway((name) => look(page, `settings-${name}`));
  assert.ok(elsewhere.words.every((word, at) => file.includes(`${String(at + 1).padStart(2)}. ${word}\r\n`)));
  assert.ok(file.includes(anna.address));
  await look(page, "settings-words-confirm");
  await page.locator("#password").fill(anna.password);
  await page.locator("#step-code").fill(await anna.phone.code());
  await elsewhere.button("Use these words").click();
  await page.locator(".toast").getByText("The new recovery words count from now on").waitFor({ timeout: 60_000 });
  await page.getByText("Made on").waitFor();
});

test("without the phone there is a waiting period, which any device that is signed in stops", async () => {
  const { page } = anna;
  await page.goto(`${server.origin}/recover`);
  await fillWords(anna, anna.words.join(" "));
  await page.getByText("Address or recovery words are wrong.").waitFor();
  await fillWords(anna, elsewhere.words.join(" "));
  await anna.button("Begin to wait").click();
  await page.getByRole("heading", { name: "You have to wait" }).waitFor();
  await look(page, "recover-waiting");
  await page.getByRole("link", { name: "Back to signing in" }).click();
  const owner = elsewhere.page;
  await owner.goto(`${server.origin}/inbox`);
  await owner.getByText("Somebody wants to open your mailbox with your recovery words").waitFor();
  await look(owner, "recovery-pending");
  await elsewhere.button("Stop it").click();
  await owner.locator(".toast").getByText("Stopped").waitFor();
  await owner.getByText("Perhaps they have your paper").waitFor();
  await look(owner, "words-doubted");
});

test("what somebody with her session wrote over her keys is put right at the next sign-in, and she is told", async () => {
  const { page } = elsewhere;
  const asks = page.waitForRequest((request) => request.headers()["forsegla-session"]);
  await page.goto(`${server.origin}/inbox`);
  const session = (await asks).headers()["forsegla-session"];
  const overwritten = await page.evaluate(async (session) => {
    const headers = { "forsegla-csrf": "1", "forsegla-session": session, "content-type": "application/json" };
    const keyrings = "/api/v1/account/keyrings";
    const now = await (await fetch(keyrings, { headers })).json();
    const nonsense = ({ version }) => ({ version: version + 1, sealed: btoa("nonsense".repeat(30)) });
    const body = JSON.stringify({ dec: nonsense(now.dec), sig: nonsense(now.sig) });
    return (await fetch(keyrings, { method: "PUT", headers, body })).status;
  }, session);
  assert.equal(overwritten, 204);
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await page.getByText("You are signed out").waitFor();
  await elsewhere.signIn();
  await page.getByText("Somebody had overwritten your keys").waitFor();
  await look(page, "keyrings-restored");
});

test("where somebody may know the password, keys and words are replaced with it, and nobody is signed in", async () => {
  const { page } = elsewhere;
  await page.goto(`${server.origin}/settings/security`);
  await elsewhere.button("Change").first().click();
  await elsewhere.button("Somebody may know my password").click();
  await page.getByText("Your mailbox gets new keys.").waitFor();
  await page.locator(".recovery-words li").nth(11).waitFor();
  await look(page, "settings-compromised");
  await elsewhere.putWordsAway();
  await page.locator("#password").fill(elsewhere.password);
  const old = elsewhere.password;
  elsewhere.password = "the heron waits where the quarry turns to water";
  await fillPassword(elsewhere, elsewhere.password);
  await page.locator("#step-code").fill(await elsewhere.phone.code());
  await look(page, "settings-compromised-confirm");
  await elsewhere.button("Replace password and keys").click();
  await page.getByText("Your password and all keys are replaced").waitFor({ timeout: 60_000 });
  await look(page, "signed-out-replaced");
  assert.deepEqual(await page.context().cookies(), []);
  const { files, boxes } = await leftBy(page);
  assert.deepEqual({ files, boxes }, { files: [], boxes: [] });
  await page.locator("#address").fill(elsewhere.address);
  await page.locator("#password").fill(old);
  await elsewhere.button("Continue").click();
  await page.getByText("Address or password is wrong").first().waitFor({ timeout: 60_000 });
  await page.goto(server.origin);
  await elsewhere.signIn();
  await page.goto(`${server.origin}/settings/devices`);
  await page.getByText("Password and all keys replaced").first().waitFor();
  anna.words = elsewhere.words;
});

test("the notice's page does nothing by itself, and says when there is nothing to stop", async () => {
  const { page } = anna;
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`${server.origin}/recovery/stop#${"A".repeat(43)}`);
  await page.getByRole("heading", { name: "Stop the recovery?" }).waitFor();
  await page.waitForLoadState("networkidle");
  assert.ok(!asked.some((url) => url.includes("/auth/recovery/stop")));
  await look(page, "recovery-stop");
  await anna.button("Stop it").click();
  await page.locator("#stop-trouble").waitFor();
  assert.ok(!asked.some((url) => url.includes("AAAA")));
});

test("nothing went wrong in the pages, and no word lies in the server's log", async () => {
  for (const one of [anna, elsewhere]) {
    assert.deepEqual(one.wrong.filter((line) => !/status of 40[14]/.test(line)), []);
  }
  const log = await readFile(server.log, "utf8");
  assert.ok(!log.includes(anna.words.join(" ")) && !log.includes(elsewhere.words.slice(0, 2).join(" ")));
});
