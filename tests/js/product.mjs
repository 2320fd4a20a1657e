// The product as its users have it: the server's own program on a fresh folder, and people with a browser each.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const program = process.env.FORSEGLA_SERVER ?? new URL("../../target/release/forsegla-server", import.meta.url).pathname;

// Even a gibibyte is sealed and stored in this time.
export const TRANSFER_MS_MAX = 400_000;

// Where screenshots and measurements are kept.
export const artefacts = process.env.FORSEGLA_ARTEFACTS ?? new URL("../../target/artefacts", import.meta.url).pathname;
await mkdir(artefacts, { recursive: true });

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

// A running server, with these settings besides; `close` stops it in order and takes its folder away.
export async function startServer(settings = {}) {
  const folder = await mkdtemp(join(tmpdir(), "forsegla-"));
  const data = join(folder, "data");
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const log = join(folder, "log");
  const child = spawn(program, ["serve"], {
    env: {
      ...process.env,
      FORSEGLA_DATA: data,
      FORSEGLA_LISTEN: `127.0.0.1:${port}`,
      FORSEGLA_ORIGIN: origin,
      FORSEGLA_LOCAL_OUTBOX: "true",
      FORSEGLA_LOG: "debug",
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const writing = createWriteStream(log);
  child.stderr.pipe(writing);
  child.stdout.pipe(writing, { end: false });
  const ended = once(child, "exit");
  for (let tries = 0; ; tries++) {
    const ready = await fetch(`${origin}/ready`).catch(() => undefined);
    if (ready?.ok) break;
    assert.ok(child.exitCode === null && tries < 300, "the server does not start");
    await sleep(50);
  }
  const close = async () => {
    child.kill("SIGTERM");
    const [code] = await ended;
    await rm(folder, { recursive: true });
    assert.equal(code, 0, "the server stops well");
  };
  return { origin, data, log, close };
}

// Waits for a code that has come to an address or a number since `known` was asked for, on the page where mail and SMS land.
export async function landed(origin) {
  return (await fetch(`${origin}/local-outbox.json`)).json();
}

async function codeTo(origin, to, known) {
  for (let tries = 0; tries < 200; tries++) {
    const fresh = (await landed(origin)).find((one) => one.to === to && !known.has(one.reference));
    const code = fresh && (/^\s*(\d{4} \d{4})\s*$/m.exec(fresh.text) ?? /\b(\d{6})\b/.exec(fresh.text));
    if (code) return code[1];
    await sleep(50);
  }
  assert.fail(`no code comes to ${to}`);
}

// A telephone number for somebody.
const numberOf = (address) => {
  const digits = createHmac("sha256", "number").update(address).digest().readUInt32BE(0) % 10_000_000;
  return `+4670${String(digits).padStart(7, "0")}`;
};

function decodeBase32(text) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  let bits = "";
  for (const letter of text) bits += letters.indexOf(letter).toString(2).padStart(5, "0");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

// An authenticator app (RFC 6238). It gives no code twice: where it is asked again too early, the next one, which the
// server takes too.
export class Phone {
  constructor(secret) {
    this.secret = decodeBase32(secret.replaceAll(" ", ""));
    this.last = 0;
  }

  async code() {
    while (this.last > Date.now() / 30_000) await sleep(200);
    this.last = Math.max(this.last + 1, Math.floor(Date.now() / 30_000));
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(this.last));
    const mac = createHmac("sha1", this.secret).update(step).digest();
    const at = mac[19] & 15;
    return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
  }
}

// Everything that a page can leave on a device, but for the browser's own cache of the app's files.
export const leftBy = (page) =>
  page.evaluate(async () => {
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
    return { files, boxes, session: Object.keys(sessionStorage), local: { ...localStorage }, caches: await caches.keys() };
  });

export const LOOK = { viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" };

const addressOf = (name) => `${name.toLowerCase()}@example.org`;

// Somebody with a browser of their own.
export class Person {
  constructor(name, address, context) {
    Object.assign(this, { name, address, context, password: "mossy lanterns walk over the river in the rain" });
  }

  // `undo`: letters can be taken back for ten seconds, as where nobody has chosen anything. Else they leave at once.
  static async arrive(browser, origin, name, { locale = "en-GB", address = addressOf(name), open = true, undo = false } = {}) {
    const context = await browser.newContext({ ...LOOK, locale });
    const person = new Person(name, address, context);
    person.undo = undo;
    return person.come(open ? origin : undefined);
  }

  async come(origin) {
    await this.openPage();
    if (origin) await this.page.goto(origin);
    return this;
  }

  // Everything that goes wrong in the page is gathered.
  async openPage() {
    this.page = await this.context.newPage();
    this.page.setDefaultTimeout(15_000);
    if (!this.undo) await this.page.addInitScript(() => location.protocol === "http:" && localStorage.setItem("undo", "0"));
    this.wrong = [];
    this.page.on("pageerror", (error) => this.wrong.push(`error: ${error.message}`));
    this.page.on("console", (message) => ["error", "warning"].includes(message.type()) && this.wrong.push(`console: ${message.text()}`));
  }

  button = (name) => this.page.getByRole("button", { name, exact: true });

  // Puts the words on paper and types three of them back; what follows is the caller's.
  async putWordsAway(look = async () => {}) {
    const { page } = this;
    const words = page.locator(".recovery-words li");
    await words.nth(11).waitFor();
    await look("recovery-words");
    this.words = await words.allTextContents();
    await this.button("I have them on paper").click();
    const fields = page.getByLabel(/^Word \d+$/);
    await fields.nth(2).waitFor();
    // The page puts the focus there by itself; what is typed before lands elsewhere.
    await page.locator("#word-one:focus").waitFor();
    for (const field of await fields.all()) {
      const label = await page.locator(`label[for="${await field.getAttribute("id")}"]`).textContent();
      await field.fill(this.words[Number(label.match(/\d+/)) - 1]);
    }
    await look("recovery-words-check");
    await this.button("Continue").click();
  }

  // Does something that has a code sent, and answers with the code.
  async codeSentBy(act, to) {
    const { origin } = new URL(this.page.url());
    const known = new Set((await landed(origin)).map((one) => one.reference));
    await act();
    return codeTo(origin, to, known);
  }

  // Through all steps. `look` is called on each.
  async register(look = async () => {}) {
    const { page } = this;
    await page.getByRole("link", { name: "Open a mailbox" }).click();
    await page.locator("#address").fill(this.address);
    await look("register-address");
    const mailed = await this.codeSentBy(() => this.button("Continue").click(), this.address);
    await page.locator("#code").fill(mailed);
    await look("register-code");
    await this.button("Continue").click();
    await page.locator("#name").fill(this.name);
    await page.locator("#new-password").fill(this.password);
    await page.locator("#again").fill(this.password);
    await page.locator('.meter[data-v="4"]').waitFor();
    await look("register-password");
    await this.button("Continue").click();
    await this.putWordsAway(look);
    const number = numberOf(this.address);
    await page.locator("#phone").fill(number, { timeout: 60_000 });
    await look("register-phone");
    const sent = await this.codeSentBy(() => this.button("Send a code").click(), number);
    await page.locator("#code").fill(sent);
    await look("register-phone-code");
    await this.button("Continue").click();
    const secret = page.locator(".secret");
    await secret.waitFor();
    await look("register-authenticator");
    this.phone = new Phone(await secret.textContent());
    await page.locator("#code").fill(await this.phone.code());
    await this.button("Confirm the code").click();
    await page.getByRole("heading", { name: "Inbox" }).waitFor();
  }

  // Writes a letter up to the moment before it is sent.
  async write({ to, subject, body, files = [], receipt = false }) {
    const { page } = this;
    await this.button("New letter").click();
    await page.waitForFunction(() => document.querySelector("#letter-body")?.value === "");
    await page.locator("#to").fill(to);
    await page.keyboard.press("Enter");
    await page.getByText("has a mailbox").first().waitFor();
    await page.locator("#subject").fill(subject);
    await page.locator("#letter-body").fill(body);
    if (receipt) await page.getByRole("switch", { name: "Read receipt" }).click();
    for (const file of files) await this.attach(file);
  }

  async attach(file) {
    const ready = this.page.getByText("sealed and ready");
    const count = await ready.count();
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), this.page.locator("#attach").click()]);
    await chooser.setFiles(file);
    await ready.nth(count).waitFor({ timeout: TRANSFER_MS_MAX });
  }

  async send() {
    await this.button("Seal and send").click();
    await this.page.getByText("Letter sealed and sent").first().waitFor();
  }

  async signIn({ keep = true, look = async () => {} } = {}) {
    const { page } = this;
    await page.locator("#address").fill(this.address);
    await page.locator("#password").fill(this.password);
    await this.button("Continue").click();
    await page.locator("#code").waitFor({ timeout: 60_000 });
    await look("sign-in-code");
    await page.locator("#code").fill(await this.phone.code());
    await page.getByRole("checkbox").setChecked(keep);
    await this.button("Open the mailbox").click();
    await page.getByRole("heading", { name: "Inbox" }).waitFor();
  }
}
