// A passkey that opens the mailbox without the password, with Chromium's own authenticator in software.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { look } from "./look.mjs";
import { Person, startServer } from "./product.mjs";

const PLAIN = {
  protocol: "ctap2",
  transport: "internal",
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};
const WITH_PRF = { ...PLAIN, ctap2Version: "ctap2_1", hasPrf: true };

let server, browser, anna, device, authenticatorId, heard;

before(async () => {
  server = await startServer();
  browser = await launch();
  anna = await Person.arrive(browser, server.origin, "Anna");
  device = await anna.context.newCDPSession(anna.page);
  await device.send("WebAuthn.enable");
  heard = await overhear();
  await anna.page.reload();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const named = (name) => anna.page.locator(".set-row").filter({ has: anna.page.getByRole("heading", { name, exact: true }) });
const passkeys = () => named("Passkeys");
const opening = () => named("Sign in without the password");
const tell = (words) => anna.page.locator(".toast").getByText(words).waitFor({ timeout: 60_000 });

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

async function signOut() {
  await anna.button("Sign out").click();
  await anna.page.getByText("You are signed out").first().waitFor();
}

async function byPasskey() {
  await anna.page.locator("#address").fill(anna.address);
  await anna.button("Sign in with a passkey").click();
}

async function byCode() {
  const { page } = anna;
  if (await anna.button("Use the app").isVisible()) await anna.button("Use the app").click();
  await page.locator("#password").fill(anna.password);
  await page.locator("#step-code").fill(await anna.phone.code());
  await anna.button("Continue").click();
}

// Another device, which makes a passkey of its own.
async function useDevice(options, name) {
  const { page } = anna;
  if (authenticatorId) await device.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
  ({ authenticatorId } = await device.send("WebAuthn.addVirtualAuthenticator", { options }));
  await page.goto(`${server.origin}/settings/security`);
  await passkeys().getByRole("button").click();
  const field = page.locator("#passkey-name");
  await field.or(page.locator("#step-code")).first().waitFor();
  if (await page.locator("#step-code").isVisible()) await byCode();
  await field.fill(name, { timeout: 60_000 });
  await anna.button("Add a passkey").click();
  await tell("The passkey is added.");
}

test("a passkey that may not do so opens nothing by itself, and password and code are still there", async () => {
  const { page } = anna;
  await anna.register();
  await useDevice(WITH_PRF, "My laptop");
  await signOut();
  await anna.button("Sign in with a passkey").click();
  await page.getByText("Write the whole address").first().waitFor();
  assert.equal(await page.locator("#password-fault p").count(), 0, "no password is asked for");
  await look(page, "by-passkey-no-address");
  await byPasskey();
  await page.getByText("This passkey does not open the mailbox.").waitFor();
  await look(page, "by-passkey-refused");
  await page.locator("#password").fill(anna.password);
  await anna.button("Continue").click();
  await anna.button("Use a passkey").click({ timeout: 60_000 });
  await page.getByRole("heading", { name: "Inbox" }).waitFor();
});

test("its owner lets it open the mailbox, with password and passkey", async () => {
  const { page } = anna;
  await page.goto(`${server.origin}/settings/security`);
  await opening().getByText("Off. A passkey can open the mailbox by itself").waitFor();
  await opening().getByRole("button").click();
  await page.getByText("Whoever holds the device and its PIN, finger or face").waitFor();
  await page.getByText("Your passkey takes the place of the code.").waitFor();
  await page.locator("#password").fill(anna.password);
  await look(page, "opening");
  await anna.button("Continue").click();
  await page.locator("#opening-choose").waitFor({ timeout: 60_000 });
  await look(page, "opening-choose");
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
  await passkeys().getByRole("button").click();
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
  await page.getByRole("button", { name: /^Take back .*My laptop/ }).click();
  await tell("The passkey no longer opens the mailbox.");
  await signOut();
  await byPasskey();
  await page.getByText("This passkey does not open the mailbox.").waitFor();
  await anna.signIn();
});

test("an authenticator that keeps no passkey, or yields nothing, is said to open no mailbox", async () => {
  const { page } = anna;
  for (const [name, options, told] of [
    ["no secret", PLAIN, "This passkey cannot open a mailbox."],
    ["not kept", { ...WITH_PRF, hasResidentKey: false }, "No passkey was used."],
  ]) {
    await useDevice(options, name);
    await opening().getByRole("button").click();
    await byCode();
    await page.locator("#opening-choose").click({ timeout: 60_000 });
    await page.locator("#opening-trouble").getByText(told).waitFor();
    await look(page, `opening-${name.replace(" ", "-")}`);
  }
  await signOut();
  await byPasskey();
  await page.locator("#sign-in-trouble").getByText("No passkey was used.").waitFor();
  await look(page, "by-passkey-none");
  assert.deepEqual(anna.wrong, []);
});
