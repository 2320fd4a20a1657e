// A passkey from its beginning to its end, with Chromium's own authenticator in software.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { look } from "./look.mjs";
import { Person, startServer } from "./product.mjs";

const AUTHENTICATOR = {
  protocol: "ctap2",
  ctap2Version: "ctap2_1",
  transport: "internal",
  hasResidentKey: true,
  hasUserVerification: true,
  hasPrf: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};

let server, browser, anna, device, authenticatorId;

before(async () => {
  server = await startServer();
  browser = await launch();
  anna = await Person.arrive(browser, server.origin, "Anna");
  device = await anna.context.newCDPSession(anna.page);
  await device.send("WebAuthn.enable");
  ({ authenticatorId } = await device.send("WebAuthn.addVirtualAuthenticator", { options: AUTHENTICATOR }));
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const row = () => anna.page.locator(".set-row").filter({ has: anna.page.getByRole("heading", { name: "Passkeys", exact: true }) });
const verified = (isUserVerified) => device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
const kept = async () => (await device.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length;

async function password() {
  await anna.page.locator("#address").fill(anna.address);
  await anna.page.locator("#password").fill(anna.password);
  await anna.button("Continue").click();
}

test("a passkey is added under a name", async () => {
  await anna.register();
  const { page } = anna;
  await page.goto(`${server.origin}/settings/security`);
  await row().getByRole("button").click();
  await page.locator("#passkey-name").waitFor();
  await look(page, "passkeys-add");
  await anna.button("Add a passkey").click();
  await page.getByText("Type a name of at most 40 characters.").waitFor();
  await page.locator("#passkey-name").fill("My phone");
  await anna.button("Add a passkey").click();
  await page.getByText("The passkey is added.").first().waitFor();
  assert.equal(await kept(), 1);
  await row().getByText("One passkey", { exact: true }).waitFor();
  await page.goto(`${server.origin}/settings/devices`);
  await page.getByText("Passkey added").waitFor();
});

test("it opens the mailbox in place of the code, and says no where its user is not verified", async () => {
  const { page } = anna;
  await anna.button("Sign out").click();
  await page.getByText("You are signed out").first().waitFor();
  await password();
  await anna.button("Use a passkey").waitFor({ timeout: 60_000 });
  await look(page, "sign-in-passkey");
  await verified(false);
  await anna.button("Use a passkey").click();
  await page.getByText("No passkey was used.").waitFor();
  await look(page, "sign-in-passkey-not-allowed");
  await verified(true);
  await anna.button("Use a passkey").click();
  await page.getByRole("heading", { name: "Inbox" }).waitFor();
  // The session outlives a reload, as any other.
  await page.reload();
  await page.getByRole("heading", { name: "Inbox" }).waitFor();
});

// Wherever the settings ask for both again: the password is typed, the passkey stands for the code.
async function again(name, picture) {
  const { page } = anna;
  await page.getByText("Your passkey takes the place of the code.").waitFor();
  await page.locator("#password").fill(anna.password);
  await look(page, picture);
  await anna.button(name).click();
}

const tell = (words) => anna.page.locator(".toast").getByText(words).waitFor({ timeout: 60_000 });

test("it confirms in place of the code", async () => {
  const { page } = anna;
  await page.goto(`${server.origin}/settings/security`);
  // The sign-in counts as a confirmation once; what it allows is done first.
  await anna.button("Make codes").click();
  await anna.button("I have put them away").click();
  await row().getByRole("button").click();
  await verified(false);
  await again("Continue", "step-up-passkey");
  await page.locator("#again-trouble").getByText("No passkey was used.").waitFor({ timeout: 60_000 });
  await look(page, "step-up-passkey-not-allowed");
  await verified(true);
  await page.locator("#password").fill("not the password at all");
  await anna.button("Continue").click();
  await page.locator("#again-trouble").getByText("Address or password is wrong").waitFor({ timeout: 60_000 });
  await page.locator("#password").fill(anna.password);
  await anna.button("Continue").click();
  await page.locator("#passkey-name").waitFor({ timeout: 60_000 });
  await anna.button("Close").click();
});

test("with it the password is changed, new words are made, and the end is asked for; a code still does", async () => {
  const { page } = anna;
  const password = "an old boat carries nine quiet bakers home";
  const first = page.locator(".set-row").first();
  await first.getByRole("button").click();
  await page.locator("#new-password").fill(password);
  await page.locator("#again").fill(password);
  await page.locator('.meter[data-v="4"]').waitFor();
  await again("Change the password", "password-change-passkey");
  await tell("The password is changed");
  anna.password = password;
  const words = page.locator(".set-row").filter({ has: page.getByRole("heading", { name: "Recovery words", exact: true }) });
  await words.getByRole("button").click();
  await anna.putWordsAway();
  await again("Use these words", "settings-words-passkey");
  await tell("The new recovery words count from now on");
  await page.goto(`${server.origin}/settings/profile`);
  await anna.button("Erase the mailbox").click();
  await anna.button("Use the app").click();
  await page.locator("#step-code").fill("000000");
  await page.locator("#password").fill(anna.password);
  await anna.button("Erase the mailbox").click();
  await page.locator("#again-trouble").getByText("The code is wrong").waitFor({ timeout: 60_000 });
  await anna.button("Use a passkey").click();
  await again("Erase the mailbox", "ending-form-passkey");
  await page.getByText("Your mailbox will be erased on").waitFor({ timeout: 60_000 });
  await anna.button("Keep the mailbox").click();
  await tell("The mailbox stays");
});

// What the authenticator yields, as the page hears it, and everything that goes out.
async function overhear() {
  const { page, context } = anna;
  const heard = { secrets: new Set(), sent: [] };
  await page.exposeFunction("heard", (secret) => heard.secrets.add(secret));
  await page.addInitScript(() => {
    const get = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = async (options) => {
      const answer = await get(options);
      const first = answer.getClientExtensionResults().prf?.results?.first;
      if (first) await globalThis.heard(Array.from(new Uint8Array(first), (byte) => byte.toString(16).padStart(2, "0")).join(""));
      return answer;
    };
  });
  context.on("request", (request) => heard.sent.push(request.url(), request.postDataBuffer() ?? ""));
  return heard;
}

const opening = () => anna.page.locator(".set-row").filter({ has: anna.page.getByRole("heading", { name: "Sign in without the password", exact: true }) });

async function signOut() {
  await anna.button("Sign out").click();
  await anna.page.getByText("You are signed out").first().waitFor();
}

async function byPasskey() {
  await anna.page.locator("#address").fill(anna.address);
  await anna.button("Sign in with a passkey").click();
}

let heard;

test("a passkey that may not do so opens nothing by itself, and password and code are still there", async () => {
  heard = await overhear();
  const { page } = anna;
  await page.reload();
  await signOut();
  await anna.button("Sign in with a passkey").click();
  await page.getByText("Write the whole address").first().waitFor();
  assert.equal(await page.locator("#password-fault p").count(), 0);
  await look(page, "sign-in");
  await byPasskey();
  await page.getByText("This passkey does not open the mailbox.").waitFor();
  await look(page, "by-passkey-refused");
  await password();
  await anna.button("Use a passkey").click({ timeout: 60_000 });
  await page.getByRole("heading", { name: "Inbox" }).waitFor();
});

test("its owner lets it open the mailbox, with password and passkey", async () => {
  const { page } = anna;
  await page.goto(`${server.origin}/settings/security`);
  await opening().getByText("Off. A passkey can open the mailbox by itself").waitFor();
  await opening().getByRole("button").click();
  await page.getByText("Whoever holds the device and its PIN, finger or face").waitFor();
  await again("Continue", "opening");
  await page.locator("#opening-choose").waitFor({ timeout: 60_000 });
  await look(page, "opening-choose");
  await verified(false);
  await page.locator("#opening-choose").click();
  await page.locator("#opening-trouble").getByText("No passkey was used.").waitFor();
  await look(page, "opening-not-allowed");
  await verified(true);
  await page.locator("#opening-choose").click();
  await tell("The passkey opens the mailbox now.");
  await opening().getByText("One passkey opens the mailbox by itself").waitFor();
  await page.goto(`${server.origin}/settings/devices`);
  await page.getByText("A passkey may open the mailbox without the password").waitFor();
});

test("address and passkey open the mailbox, and what the passkey yields leaves the browser in no request", async () => {
  const { page } = anna;
  await signOut();
  heard.sent.length = 0;
  await verified(false);
  await byPasskey();
  await page.getByText("No passkey was used.").waitFor();
  await look(page, "by-passkey-not-allowed");
  await verified(true);
  await byPasskey();
  await page.getByRole("heading", { name: "Inbox" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Inbox" }).waitFor();
  const sent = heard.sent.map((part) => part.toString("latin1"));
  assert.ok(sent.some((part) => part.includes("/auth/by-passkey/finish")));
  assert.ok(sent.some((part) => part.includes('"assertion"')), "bodies are seen");
  assert.equal(heard.secrets.size, 1, "the same each time");
  const [hex] = heard.secrets;
  assert.equal(hex.length, 64);
  const bytes = Buffer.from(hex, "hex");
  for (const spelled of [hex, bytes.toString("base64url"), bytes.toString("base64").replace("=", ""), bytes.toString("latin1"), [...bytes].join(",")]) {
    assert.ok(!sent.some((part) => part.includes(spelled)), "the secret goes out");
  }
  // It is no confirmation: what opens the mailbox takes the password.
  await page.goto(`${server.origin}/settings/security`);
  await row().getByRole("button").click();
  await page.getByText("Your passkey takes the place of the code.").waitFor();
  await anna.button("Not now").click();
});

test("in every language the screens are whole", async () => {
  const { page } = anna;
  for (const [language, words] of [["sv", "Då räcker enheten ensam"], ["da", "Så er enheden alene nok"], ["en", "The device alone is enough then"]]) {
    await page.goto(`${server.origin}/settings/look`);
    await page.locator("#language").selectOption(language);
    await page.locator(`html[lang=${language}]`).waitFor();
    await page.goto(`${server.origin}/settings/security`);
    await page.locator(".set-row").nth(3).getByRole("button").click();
    await page.getByText(words).waitFor();
    await look(page, `opening-one-${language}`);
  }
});

test("it is taken back", async () => {
  const { page } = anna;
  await page.getByRole("button", { name: /^No longer let the passkey .*My phone/ }).click();
  await tell("The passkey no longer opens the mailbox.");
  await signOut();
  await byPasskey();
  await page.getByText("This passkey does not open the mailbox.").waitFor();
  await anna.signIn();
});

test("a device that has one makes no second, and it is removed", async () => {
  const { page } = anna;
  await page.goto(`${server.origin}/settings/security`);
  await row().getByRole("button").click();
  await page.getByText("My phone", { exact: true }).or(page.locator("#step-code")).first().waitFor();
  if (await page.locator("#step-code").isVisible()) await again("Continue", "step-up-passkey");
  await page.getByText("My phone", { exact: true }).waitFor({ timeout: 60_000 });
  await look(page, "passkeys-one");
  await page.locator("#passkey-name").fill("My phone again");
  await anna.button("Add a passkey").click();
  await page.getByText("This device has one already.").waitFor();
  await page.getByRole("button", { name: /^Remove the passkey .*My phone/ }).click();
  await page.getByText("The passkey is removed.").first().waitFor();
  await anna.button("Sign out").click();
  await page.getByText("You are signed out").first().waitFor();
  await password();
  await page.locator("#code").waitFor({ timeout: 60_000 });
  assert.equal(await anna.button("Use a passkey").count(), 0);
  assert.deepEqual(anna.wrong, []);
});

test("an authenticator that keeps no passkey, or yields nothing, is said to open no mailbox", async () => {
  const { page } = anna;
  await page.locator("#code").fill(await anna.phone.code());
  await anna.button("Open the mailbox").click();
  await page.getByRole("heading", { name: "Inbox" }).waitFor();
  for (const [name, lacking, told] of [
    ["No PRF", { hasPrf: false }, "This passkey cannot open a mailbox."],
    ["Not kept", { hasResidentKey: false, hasPrf: false }, "No passkey was used."],
  ]) {
    await device.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
    const options = { ...AUTHENTICATOR, ...lacking };
    ({ authenticatorId } = await device.send("WebAuthn.addVirtualAuthenticator", { options }));
    await page.goto(`${server.origin}/settings/security`);
    await row().getByRole("button").click();
    const field = page.locator("#passkey-name");
    await field.or(page.locator("#step-code")).first().waitFor();
    if (await page.locator("#step-code").isVisible()) await byCode();
    await field.fill(name, { timeout: 60_000 });
    await anna.button("Add a passkey").click();
    await tell("The passkey is added.");
    await opening().getByRole("button").click();
    await byCode();
    await page.locator("#opening-choose").click({ timeout: 60_000 });
    await page.locator("#opening-trouble").getByText(told).waitFor();
    await look(page, `opening-${name.toLowerCase().replace(" ", "-")}`);
  }
  assert.deepEqual(anna.wrong, []);
});

async function byCode() {
  const { page } = anna;
  if (await anna.button("Use the app").isVisible()) await anna.button("Use the app").click();
  await page.locator("#password").fill(anna.password);
  await page.locator("#step-code").fill(await anna.phone.code());
  await anna.button("Continue").click();
}
