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
