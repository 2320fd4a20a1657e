// The main story, in a real browser against the real server: Anna and Björn open mailboxes, she writes to him with an
// attachment, he opens it, she sees that he did, he empties his bin. What stands in each test is a chapter; they run in order.
import assert from "node:assert/strict";
import { readFile, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before } from "node:test";
import { launch } from "./browser.mjs";
import { story } from "./chapters.mjs";
import { look } from "./look.mjs";
import { Person, artefacts, leftBy, startServer } from "./product.mjs";

// Refusals that belong to the story: a sign-in, and what is asked after a session's end.
const unexpected = (wrong) => wrong.filter((line) => !line.includes("status of 401"));

// What must never be readable at the server.
const SECRETS = {
  subject: "Provsvar kvicksilver 7741",
  body: "Det du frågade om heter hjortronsylt 5529.",
  file: "blodprov-lingonris.txt",
  content: "hemoglobin fjällvråk 3318\n".repeat(2000),
  name: "Björn Isbrytarsson",
};

// Everything that the sign-in form takes, and everything that a first visit takes, as it travels.
const FORM_BYTES_MAX = 320_000;
const FIRST_LOAD_BYTES_MAX = 720_000;

let server, browser, anna, bjorn;

const chapter = story("story", () => [anna?.page, bjorn?.page]);

before(async () => {
  server = await startServer();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

chapter("the sign-in form is there soon, before the worker, and light to load", async () => {
  anna = await Person.arrive(browser, server.origin, "Anna", { open: false });
  const { page, context } = anna;
  // What travels for page and worker, compressed as it is.
  let bytes = 0;
  const loads = [];
  const weigh = (request) => loads.push(request.sizes().then(({ responseBodySize }) => (bytes += responseBodySize)));
  page.on("requestfinished", weigh);
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await context.route("**/worker_bg-*.wasm", async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(server.origin);
  await page.locator("#password").waitFor();
  const ms = Math.round(await page.evaluate(() => performance.now()));
  await Promise.all(loads);
  const formBytes = bytes;
  release();
  await page.waitForLoadState("networkidle");
  page.off("requestfinished", weigh);
  await Promise.all(loads);
  await context.unroute("**/worker_bg-*.wasm");
  await writeFile(
    join(artefacts, "first-load.json"),
    JSON.stringify({ sign_in_form_ms: ms, form_bytes: formBytes, first_load_bytes: bytes }),
  );
  console.log(`sign-in form after ${ms} ms and ${formBytes} bytes; ${bytes} bytes with the worker`);
  assert.ok(formBytes < FORM_BYTES_MAX, `${formBytes} bytes`);
  assert.ok(bytes < FIRST_LOAD_BYTES_MAX, `${bytes} bytes`);
  await look(page, "sign-in");
});

chapter("a wrong password is told apart from nothing else, and what was typed stays", async () => {
  const { page } = anna;
  await page.locator("#address").fill("nobody@example.org");
  await page.locator("#password").fill("wrong");
  await anna.button("Continue").click();
  await page.locator("#sign-in-trouble").waitFor();
  assert.equal(await page.locator("#address").inputValue(), "nobody@example.org");
  await look(page, "sign-in-refused");
});

chapter("Anna opens a mailbox", async () => {
  await anna.register((name) => look(anna.page, name));
  await look(anna.page, "inbox-empty");
});

chapter("Björn opens a mailbox in another browser, in Swedish", async () => {
  bjorn = await Person.arrive(browser, server.origin, "Björn", { locale: "sv-SE" });
  await bjorn.page.locator("html[lang=sv]").waitFor();
  await look(bjorn.page, "sv-sign-in");
  // Test code speaks English; so does he, from here on.
  await bjorn.page.getByRole("combobox").first().selectOption({ label: "English" });
  bjorn.address = "bjorn@example.org";
  bjorn.name = SECRETS.name;
  await bjorn.register();
});

chapter("Anna is told what is missing, for as long as it is", async () => {
  const { page } = anna;
  await anna.button("New letter").click();
  await anna.button("Seal and send").click();
  const faults = page.locator("#write-faults li");
  await faults.nth(1).waitFor();
  await look(page, "write-faults");
  await page.locator("#letter-body").fill(SECRETS.body);
  await faults.nth(1).waitFor({ state: "hidden" });
  await page.locator("#to").fill("nobody@example.org");
  await page.keyboard.press("Enter");
  await page.getByText("has no mailbox here").first().waitFor();
  await page.locator("#write-faults").waitFor({ state: "hidden" });
  await page.getByRole("button", { name: /^Remove .*nobody/ }).click();
});

chapter("Anna writes to him, with an attachment", async () => {
  const { page } = anna;
  await anna.write({
    to: bjorn.address,
    subject: SECRETS.subject,
    body: SECRETS.body,
    files: [{ name: SECRETS.file, mimeType: "text/plain", buffer: Buffer.from(SECRETS.content) }],
    receipt: true,
  });
  await page.getByText("it is the first time you write").first().waitFor();
  await look(page, "write");
  await anna.send();
});

chapter("it arrives at Björn's open window by itself", async () => {
  await bjorn.page.getByText(SECRETS.subject).waitFor();
  await look(bjorn.page, "inbox");
});

chapter("he is told of the receipt before he opens it, and then reads it", async () => {
  const { page } = bjorn;
  await page.getByRole("link", { name: SECRETS.subject }).or(page.locator(".mail a")).first().click();
  await bjorn.button("Break the seal and read").waitFor();
  await look(page, "sealed");
  await bjorn.button("Break the seal and read").click();
  await page.getByRole("region", { name: "Open letter" }).getByText(SECRETS.body).waitFor();
  await look(page, "letter");
});

chapter("he saves the attachment, byte for byte", async () => {
  const { page } = bjorn;
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: new RegExp(`^Save .*${SECRETS.file}`) }).click()]);
  assert.equal(download.suggestedFilename(), SECRETS.file);
  assert.equal(await readFile(await download.path(), "utf8"), SECRETS.content);
});

chapter("Anna sees that and when he opened it, without loading the page again", async () => {
  const { page } = anna;
  await page.getByRole("link", { name: "Sent" }).first().click();
  await page.locator(".mail a").first().click();
  await page.getByText("Everyone has opened the letter.").waitFor();
  await page.getByText(/^Read today \d\d:\d\d$/).first().waitFor();
  await look(page, "tracker");
});

chapter("he answers, and it shows at her", async () => {
  const { page } = bjorn;
  await bjorn.button("Reply").click();
  await page.locator("#letter-body").fill("Tack.");
  await page.getByText("has a mailbox").first().waitFor();
  await bjorn.button("Seal and send").click();
  await page.getByText("Letter sealed and sent").first().waitFor();
  await anna.page.getByRole("link", { name: /Inbox/ }).first().click();
  await anna.page.getByText(`Re: ${SECRETS.subject}`).first().waitFor();
});

chapter("Anna signs in on a second device, sees both, and signs out the other, which notices at once", async () => {
  const other = await Person.arrive(browser, server.origin, "Anna");
  Object.assign(other, { phone: anna.phone });
  await other.signIn();
  const { page } = anna;
  await page.goto(`${server.origin}/settings/devices`);
  const rows = page.locator("#devices-list .set-row");
  await rows.nth(1).waitFor();
  assert.equal(await rows.count(), 2);
  assert.match(await rows.nth(0).textContent(), /Chrom.*, Linux.*This one/);
  await look(page, "settings-devices");
  await page.getByRole("button", { name: /^Sign out: .*Chrom/ }).click();
  await page.locator(".toast").getByText("Signed out:").waitFor();
  await other.page.getByText("You were signed out").waitFor({ timeout: 1_000 });
  await page.getByText("You are not signed in anywhere else.").waitFor();
  await page.getByText("A device was signed out from another").waitFor();
  await look(page, "settings-devices-one");
  await look(other.page, "signed-out-elsewhere");
  assert.deepEqual((await leftBy(other.page)).boxes, []);
  assert.deepEqual(unexpected(other.wrong), []);
  await other.context.close();
});

chapter("every page of the settings is there", async () => {
  const { page } = anna;
  for (const [section, sign] of Object.entries({ profile: "#name", look: "#language", security: "#receipts-heading", contacts: "details.person" })) {
    await page.goto(`${server.origin}/settings/${section}`);
    await page.locator(sign).first().waitFor();
    if (section === "contacts") {
      await page.locator("details.person summary").first().click();
      await page.locator(".safety-number span").first().waitFor();
    }
    await look(page, `settings-${section}`);
  }
});

let onPaper;

chapter("she makes codes on paper", async () => {
  const { page } = anna;
  await page.goto(`${server.origin}/settings/security`);
  await anna.button("Make codes").click();
  // Where the last confirmation is five minutes ago, password and code are asked for first.
  const codes = page.locator(".backup-codes li");
  const confirm = page.locator("#step-code");
  await codes.or(confirm).first().waitFor();
  if (await confirm.isVisible()) {
    await look(page, "step-up");
    await page.locator("#password").fill(anna.password);
    await confirm.fill(await anna.phone.code());
    await anna.button("Continue").click();
    await codes.first().waitFor();
  }
  onPaper = await codes.allTextContents();
  assert.equal(new Set(onPaper).size, 10);
  await look(page, "codes-on-paper");
  await page.emulateMedia({ media: "print" });
  assert.ok(await codes.first().isVisible());
  assert.ok(await page.getByRole("heading", { name: "Receipts" }).isHidden());
  await page.emulateMedia({ media: "screen" });
  await anna.button("I have put them away").click();
  await page.getByText("10 codes left").waitFor();
});

let annaElsewhere;

chapter("without her phone, a code on paper opens the mailbox, once", async () => {
  annaElsewhere = await Person.arrive(browser, server.origin, "Anna", { address: anna.address });
  const { page } = annaElsewhere;
  const enter = async (code) => {
    await page.locator("#address").fill(anna.address);
    await page.locator("#password").fill(anna.password);
    await annaElsewhere.button("Continue").click();
    await annaElsewhere.button("Use a code on paper").click({ timeout: 60_000 });
    await page.locator("#code").fill(code);
    await annaElsewhere.button("Open the mailbox").click();
  };
  await enter(onPaper[0].toLowerCase());
  await page.getByRole("heading", { name: "Inbox" }).waitFor();
  await page.goto(`${server.origin}/settings/security`);
  await page.getByText("9 codes left").waitFor();
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await page.getByText("You are signed out").waitFor();
  await enter(onPaper[0]);
  await page.getByText("The code is wrong, or was used before").first().waitFor();
  await look(page, "sign-in-code-on-paper");
  await page.locator("#code").fill(onPaper[1]);
  await annaElsewhere.button("Open the mailbox").click();
  await page.getByRole("heading", { name: "Inbox" }).waitFor();
});

chapter("she changes her password, and is signed out elsewhere", async () => {
  const { page } = anna;
  await anna.button("Change").click();
  await page.locator("#password").fill(anna.password);
  const password = "an old boat carries nine quiet bakers home";
  await page.locator("#new-password").fill(password);
  await page.locator("#again").fill(password);
  await page.locator('.meter[data-v="4"]').waitFor();
  await look(page, "password-change");
  await page.locator("#step-code").fill(await anna.phone.code());
  await anna.button("Change the password").click();
  await page.getByText("The password is changed").first().waitFor({ timeout: 60_000 });
  anna.password = password;
  await annaElsewhere.page.getByText("You were signed out").waitFor({ timeout: 2_000 });
  await annaElsewhere.context.close();
});

chapter("both see the same safety number", async () => {
  const number = async (person) => {
    await person.page.goto(`${server.origin}/settings/contacts`);
    await person.page.locator("details.person summary").first().click();
    await person.page.locator(".safety-number span").first().waitFor();
    return (await person.page.locator(".safety-number").first().textContent()).replaceAll(/\D/g, "");
  };
  const [hers, his] = [await number(anna), await number(bjorn)];
  assert.equal(hers.length, 60);
  assert.equal(hers, his);
});

chapter("loading the page again keeps her signed in", async () => {
  await anna.page.goto(`${server.origin}/inbox`);
  await anna.page.getByText(`Re: ${SECRETS.subject}`).first().waitFor();
  await anna.page.reload();
  await anna.page.getByText(`Re: ${SECRETS.subject}`).first().waitFor();
  await anna.page.keyboard.press("?");
  await anna.page.locator("#keys-heading").waitFor();
  await look(anna.page, "keys");
  await anna.page.keyboard.press("Escape");
});

// Names of the languages, and of the inbox in them.
const LANGUAGES = { sv: "Inkorg", da: "Indbakke", en: "Inbox" };

chapter("she reads the pages in each of the languages", async () => {
  const { page } = anna;
  for (const [language, inbox] of Object.entries(LANGUAGES)) {
    await page.goto(`${server.origin}/settings/look`);
    await page.locator("#language").selectOption(language);
    await page.locator(`html[lang=${language}]`).waitFor();
    if (language === "en") continue; // the rest of the story is told in it
    for (const section of ["profile", "look", "security", "devices", "contacts"]) {
      await page.goto(`${server.origin}/settings/${section}`);
      await page.locator(section === "devices" ? "#devices-list" : "main h1, main h2").first().waitFor();
      await look(page, `${language}-settings-${section}`);
    }
    await page.goto(`${server.origin}/write`);
    await page.locator("#letter-body").waitFor();
    await look(page, `${language}-compose`);
    await page.goto(`${server.origin}/sent`);
    await page.locator(".mail a").first().click();
    await page.locator(".tracker section, .tracker .near").first().waitFor();
    await look(page, `${language}-tracker`);
    await page.goto(`${server.origin}/bin`);
    await page.locator("main h1").first().waitFor();
    await look(page, `${language}-bin-empty`);
    await page.goto(`${server.origin}/inbox`);
    await page.locator(".mail").first().waitFor();
    assert.ok((await page.title()).startsWith(inbox) || (await page.title()).includes(` ${inbox} `), await page.title());
    await look(page, `${language}-inbox`);
    await page.locator(".mail a").first().click();
    await page.getByText("Tack.").first().waitFor();
    await look(page, `${language}-letter`);
  }
});

chapter("what is secret is in no file of the server and in none of its logs", async () => {
  const spellings = Object.values(SECRETS)
    .concat(anna.password, bjorn.password)
    .flatMap((secret) => {
      const bytes = Buffer.from(secret.slice(0, 40));
      return [bytes, Buffer.from(bytes.toString("base64").slice(0, -4)), Buffer.from(bytes.toString("hex"))];
    });
  let looked = 0;
  for (const path of [server.log, ...(await walk(server.data))]) {
    const bytes = await readFile(path);
    for (const secret of spellings) assert.ok(!bytes.includes(secret), `${secret} stands in ${path}`);
    looked++;
  }
  assert.ok(looked > 10, "there is something to look at");
});

async function walk(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

chapter("Björn empties his bin, and the bytes are overwritten", async () => {
  const { page } = bjorn;
  const blobs = join(server.data, "vault/blobs");
  const before = (await walk(blobs)).length;
  await page.goto(`${server.origin}/inbox`);
  await page.locator(".mail a").first().click();
  await page.getByRole("region", { name: "Open letter" }).getByText(SECRETS.body).waitFor();
  await page.getByRole("button", { name: "Move to the bin" }).first().click();
  await page.getByText("Letter moved to the bin").first().waitFor();
  await page.goto(`${server.origin}/bin`);
  await page.getByRole("row", { name: new RegExp(SECRETS.subject) }).waitFor();
  await look(page, "bin");
  await bjorn.button("Empty the bin").click();
  await page.locator("#erase-heading").waitFor();
  await look(page, "erase-question");
  await bjorn.button("Erase 1 letter").click();
  await page.locator("#report-heading").waitFor();
  await look(page, "erasure-report");
  assert.equal((await walk(blobs)).length, before - 1, "his copy is gone, hers and the attachment are there");
});

chapter("signing out leaves nothing on the device", async () => {
  const { page, context } = bjorn;
  await page.evaluate(() => (globalThis.ofThisPage = true));
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You are signed out").waitFor();
  assert.equal(await page.evaluate(() => globalThis.ofThisPage), undefined, "the page is loaded anew");
  await look(page, "signed-out");
  await page.goBack();
  await page.locator("#password").waitFor();
  assert.deepEqual(await context.cookies(), []);
  // The language that was chosen on the page before anyone was signed in stays this browser's.
  assert.deepEqual(await leftBy(page), { files: [], boxes: [], session: [], local: { language: "en", undo: "0" }, caches: [] });
});

let eve;

chapter("he signs in again, and the erased letter is not there", async () => {
  // In another window of the same browser, for the chapter that follows.
  eve = await new Person("Eve", "eve@example.org", bjorn.context).come(server.origin);
  await eve.page.locator("#password").waitFor();
  await bjorn.signIn({ look: (name) => look(bjorn.page, name) });
  assert.equal(await bjorn.page.getByText(SECRETS.subject, { exact: true }).count(), 0);
});

chapter("whoever signs in at another window takes his place, and his window takes nothing of theirs away", async () => {
  await eve.register();
  await bjorn.page.getByRole("link", { name: "Sent" }).first().click();
  await bjorn.page.getByText("You were signed out").waitFor();
  await eve.page.reload();
  await eve.page.getByRole("heading", { name: "Inbox" }).waitFor();
  assert.deepEqual((await leftBy(eve.page)).boxes, ["box"]);
});

chapter("the policy holds against eval, inline scripts and foreign requests", async () => {
  const wrong = [...anna.wrong];
  const outcome = await anna.page.evaluate(async () => {
    const expected = new Set(["connect-src", "frame-src", "img-src", "require-trusted-types-for"]);
    const allRefused = new Promise((resolve) =>
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
        expected.delete(effectiveDirective);
        if (expected.size === 0) resolve();
      }),
    );
    const made = [];
    const add = (name, change) => {
      const element = document.createElement(name);
      made.push(element);
      try {
        change(element);
        document.body.append(element);
      } catch (error) {
        return error.name;
      }
    };
    globalThis.ran = 0;
    add("script", (script) => script.append("globalThis.ran += 1"));
    const markup = add("div", (div) => (div.innerHTML = "<img src=x onerror='globalThis.ran += 1'>"));
    add("button", (button) => button.setAttribute("onclick", "globalThis.ran += 1"));
    made.at(-1).click();
    add("img", (image) => (image.src = "https://example.org/x.png"));
    add("iframe", (frame) => (frame.src = "https://example.org/"));
    const fetched = await fetch("https://example.org/").catch((error) => error.name);
    // In a timer: what a debugger evaluates itself is not bound by the policy.
    const evaluated = await new Promise((resolve) =>
      setTimeout(() => {
        try {
          resolve(new Function("return 1")());
        } catch (error) {
          resolve(error.name);
        }
      }),
    );
    await Promise.race([allRefused, new Promise((resolve) => setTimeout(resolve, 10_000))]);
    for (const element of made) element.remove();
    return { missing: [...expected], ran: globalThis.ran, markup, fetched, evaluated };
  });
  assert.deepEqual(outcome, { missing: [], ran: 0, markup: "TypeError", fetched: "TypeError", evaluated: "EvalError" });
  // The browser writes each refusal to the console.
  anna.wrong = wrong;
});

chapter("a server that does not answer keeps nothing on the page of whoever signs out", async () => {
  const { page, context } = anna;
  await page.goto(`${server.origin}/inbox`);
  await page.locator(".mail").first().waitFor();
  let asked = 0;
  await context.route("**/session/end", () => asked++);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.locator(".mail").first().waitFor({ state: "detached", timeout: 2_000 });
  await page.getByText("You are signed out").waitFor();
  assert.equal(asked, 1);
  assert.deepEqual(await leftBy(page), { files: [], boxes: [], session: [], local: { language: "en", undo: "0" }, caches: [] });
});

chapter("nothing went wrong in either page", async () => {
  // The refused sign-ins of this story.
  const unexpected = (wrong) => wrong.filter((line) => !line.includes("status of 401"));
  assert.deepEqual(unexpected(anna.wrong), []);
  assert.deepEqual(unexpected(bjorn.wrong), []);
});
