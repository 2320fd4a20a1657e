// The main story, in a real browser against the real server: Anna and Björn open mailboxes, she writes to him with an
// attachment, he opens it, she sees that he did, he empties his bin. What stands in each test is a chapter; they run in order.
import assert from "node:assert/strict";
import { readFile, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { look } from "./look.mjs";
import { Person, artefacts, startServer } from "./product.mjs";

// What must never be readable at the server.
const SECRETS = {
  subject: "Provsvar kvicksilver 7741",
  body: "Det du frågade om heter hjortronsylt 5529.",
  file: "blodprov-lingonris.txt",
  content: "hemoglobin fjällvråk 3318\n".repeat(2000),
  name: "Björn Isbrytarsson",
};

let server, browser, anna, bjorn;

// A chapter that fails ends the story: those after it would only wait for what does not come.
let broken = false;
const chapter = (name, tell) =>
  test(name, async (context) => {
    if (broken) return context.skip("a chapter before failed");
    broken = true;
    await tell().catch(async (error) => {
      for (const one of [anna, bjorn]) await one?.page.screenshot({ path: join(artefacts, `failed-${one.address}.png`) });
      throw error;
    });
    broken = false;
  });

before(async () => {
  server = await startServer();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

chapter("the sign-in form is there soon, and light to load", async () => {
  anna = await Person.arrive(browser, server.origin, "Anna");
  await anna.page.locator("#password").waitFor();
  const measured = await anna.page.evaluate(() => {
    const entries = performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation"));
    return { ms: Math.round(performance.now()), bytes: entries.reduce((sum, entry) => sum + entry.encodedBodySize, 0) };
  });
  await anna.page.waitForLoadState("networkidle");
  measured.bytes_altogether = await anna.page.evaluate(() =>
    performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation")).reduce((sum, entry) => sum + entry.encodedBodySize, 0),
  );
  await writeFile(join(artefacts, "first-load.json"), JSON.stringify(measured));
  console.log(`sign-in form after ${measured.ms} ms; ${measured.bytes} bytes by then, ${measured.bytes_altogether} in the end`);
  await look(anna.page, "sign-in");
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
  assert.equal(await bjorn.page.locator("html").getAttribute("lang"), "sv");
  await look(bjorn.page, "sv-sign-in");
  // Test code speaks English; so does he, from here on.
  await bjorn.page.getByRole("combobox").first().selectOption({ label: "English" });
  bjorn.address = "bjorn@example.org";
  bjorn.name = SECRETS.name;
  await bjorn.register();
});

chapter("Anna writes to him, with an attachment", async () => {
  const { page } = anna;
  await page.getByRole("link", { name: "New letter" }).or(anna.button("New letter")).first().click();
  await anna.button("Seal and send").click();
  await page.locator("#write-faults").waitFor();
  await look(page, "write-faults");
  await page.locator("#to").fill("nobody@example.org");
  await page.keyboard.press("Enter");
  await page.getByText("has no mailbox here").first().waitFor();
  await page.getByRole("button", { name: /^Remove .*nobody/ }).click();
  await page.locator("#to").fill(bjorn.address);
  await page.keyboard.press("Enter");
  await page.getByText("it is the first time you write").first().waitFor();
  await page.locator("#subject").fill(SECRETS.subject);
  await page.locator("#letter-body").fill(SECRETS.body);
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.locator("#attach").click()]);
  await chooser.setFiles({ name: SECRETS.file, mimeType: "text/plain", buffer: Buffer.from(SECRETS.content) });
  await page.getByText("sealed and ready").waitFor();
  await page.getByRole("switch", { name: "Read receipt" }).click();
  await look(page, "write");
  await anna.button("Seal and send").click();
  await page.getByText("Letter sealed and sent").first().waitFor();
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
  await anna.page.keyboard.press("?");
  await anna.page.locator("#keys-heading").waitFor();
  await look(anna.page, "keys");
  await anna.page.keyboard.press("Escape");
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
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You are signed out").waitFor();
  await look(page, "signed-out");
  assert.deepEqual(await context.cookies(), []);
  const left = await page.evaluate(async () => {
    const files = [];
    for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name);
    const boxes = [];
    for (const { name, version } of await indexedDB.databases()) {
      const database = await new Promise((resolve) => (indexedDB.open(name, version).onsuccess = (event) => resolve(event.target.result)));
      for (const store of database.objectStoreNames) {
        const keys = database.transaction(store).objectStore(store).getAllKeys();
        boxes.push(...(await new Promise((resolve) => (keys.onsuccess = () => resolve(keys.result)))));
      }
      database.close();
    }
    return { files, boxes, session: Object.keys(sessionStorage), local: Object.keys(localStorage), caches: await caches.keys() };
  });
  // What the page itself remembers is the person's choice of look and language, of which none was made in storage here.
  assert.deepEqual({ ...left, local: left.local.filter((key) => !key.startsWith("forsegla.")) }, { files: [], boxes: [], session: [], local: [], caches: [] });
});

chapter("he signs in again, and the erased letter is not there", async () => {
  await bjorn.signIn({ look: (name) => look(bjorn.page, name) });
  assert.equal(await bjorn.page.getByText(SECRETS.subject, { exact: true }).count(), 0);
});

chapter("the policy holds against eval, inline scripts and foreign requests", async () => {
  const outcome = await anna.page.evaluate(async (name) => {
    const seen = [];
    document.addEventListener("securitypolicyviolation", (event) => seen.push(event.effectiveDirective));
    // In a timer, since what a debugger evaluates itself is not bound by the policy.
    const attempt = (what) =>
      new Promise((resolve) =>
        setTimeout(async () => {
          try {
            await what();
            resolve("done");
          } catch (error) {
            resolve(error.name);
          }
        }),
      );
    const script = document.createElement("script");
    globalThis.ran = false;
    try {
      script.textContent = "globalThis.ran = true";
      document.body.append(script);
    } catch {
      // Refused by Trusted Types already.
    }
    const image = document.createElement("img");
    image.src = "https://example.org/x.png";
    document.body.append(image);
    const tries = {
      eval: await attempt(() => globalThis.eval(name)),
      fetch: await attempt(() => fetch("https://example.org/")),
      frame: await attempt(() => document.body.append(Object.assign(document.createElement("iframe"), { src: "https://example.org/" }))),
    };
    await new Promise((resolve) => setTimeout(resolve, 200));
    script.remove();
    image.remove();
    document.querySelector("iframe")?.remove();
    return { tries, ran: globalThis.ran, seen };
  }, "1 + 1");
  assert.equal(outcome.ran, false);
  assert.equal(outcome.tries.eval, "EvalError");
  assert.equal(outcome.tries.fetch, "TypeError");
  for (const directive of ["img-src", "connect-src", "frame-src"]) assert.ok(outcome.seen.includes(directive), directive);
  anna.wrong.length = 0;
});

chapter("nothing went wrong in either page", () => {
  // The one refused sign-in of this story.
  const unexpected = (wrong) => wrong.filter((line) => !line.includes("status of 401"));
  assert.deepEqual(unexpected(anna.wrong), []);
  assert.deepEqual(unexpected(bjorn.wrong), []);
});
