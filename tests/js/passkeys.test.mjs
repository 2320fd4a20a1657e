// A passkey from its beginning to its end, with Chromium's own authenticator in software.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { look } from "./look.mjs";
import { Person, startServer } from "./product.mjs";

const AUTHENTICATOR = {
  protocol: "ctap2",
  transport: "internal",
  hasResidentKey: true,
  hasUserVerification: true,
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

test("a device that has one makes no second, and it is removed", async () => {
  const { page } = anna;
  await page.goto(`${server.origin}/settings/security`);
  await row().getByRole("button").click();
  await page.getByText("My phone", { exact: true }).waitFor();
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
