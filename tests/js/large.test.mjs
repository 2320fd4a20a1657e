// An attachment of one gibibyte goes up from one browser and comes down in another, byte for byte, and neither browser
// ever holds more than a few pieces of it in memory.
import assert from "node:assert/strict";
import { createCipheriv, createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { Person, TRANSFER_MS_MAX, artefacts, startServer } from "./product.mjs";

const MIB = 1024 * 1024;
const SIZE_BYTES = 1024 * MIB;
// What all processes of the browser together may grow by after the first quarter.
const GROWTH_MIB_MAX = 200;
const NAME = "survey.bin";

let folder, server, browser, anna, bjorn, sent;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "forsegla-large-"));
  sent = await makeFile(join(folder, NAME));
  server = await startServer();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

// Bytes that nothing can compress and that are the same on every run. Returns their SHA-256.
async function makeFile(path) {
  const cipher = createCipheriv("aes-128-ctr", Buffer.alloc(16, 1), Buffer.alloc(16, 2));
  const hash = createHash("sha256");
  const zeros = Buffer.alloc(MIB);
  const pieces = Array.from({ length: SIZE_BYTES / MIB }, () => zeros);
  const hashed = new Transform({
    transform(piece, _, done) {
      hash.update(piece);
      done(null, piece);
    },
  });
  await pipeline(Readable.from(pieces), cipher, hashed, createWriteStream(path));
  return hash.digest("hex");
}

async function sha256(path) {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

// The most memory that each process of the browser ever had. Linux keeps these marks itself, so that nothing between two
// looks is missed.
async function peaks() {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const peak = async ({ id }) => Number(/^VmHWM:\s+(\d+) kB/m.exec(await readFile(`/proc/${id}/status`, "utf8"))[1]) * 1024;
  return new Map(await Promise.all(processInfo.map(async (process) => [process.id, { ...process, bytes: await peak(process) }])));
}

const measured = {};

// Runs one transfer. `bar` is its progress: what is held after a quarter is held until the end.
async function measure(name, bar, transfer) {
  const begun = performance.now();
  const done = transfer();
  await bar.waitFor();
  const quarter = await bar.evaluateHandle((element) => element);
  await bar.page().waitForFunction((element) => element.value >= 25, quarter, { timeout: TRANSFER_MS_MAX, polling: 100 });
  const before = await peaks();
  await done;
  const seconds = (performance.now() - begun) / 1000;
  const grown = [...(await peaks()).values()].map(({ id, type, bytes }) => ({ type, bytes: bytes - (before.get(id)?.bytes ?? 0) }));
  measured[name] = {
    seconds: Math.round(seconds),
    mib_a_second: Math.round(SIZE_BYTES / MIB / seconds),
    grown_mib: Math.round(grown.reduce((sum, { bytes }) => sum + bytes, 0) / MIB),
    grown_mib_each: grown.map(({ type, bytes }) => `${type} ${Math.round(bytes / MIB)}`).join(", "),
  };
  console.log(`${name}: ${JSON.stringify(measured[name])}`);
  await writeFile(join(artefacts, "large.json"), JSON.stringify(measured, undefined, 2));
}

test("two people have mailboxes", async () => {
  anna = await Person.arrive(browser, server.origin, "Anna");
  await anna.register();
  bjorn = await Person.arrive(browser, server.origin, "Bjorn");
  await bjorn.register();
});

test("a gibibyte goes up", async () => {
  await anna.write({ to: bjorn.address, subject: "The survey", body: "Here it is." });
  await measure("up", anna.page.getByRole("progressbar", { name: /^Uploading/ }), () => anna.attach(join(folder, NAME)));
  await anna.send();
});

test("it comes down, byte for byte", async () => {
  const { page } = bjorn;
  await page.getByRole("link", { name: "The survey" }).or(page.locator(".mail a")).first().click();
  await page.getByText("Here it is.").last().waitFor();
  let download;
  await measure("down", page.getByRole("progressbar", { name: /^Saving/ }), async () => {
    [download] = await Promise.all([
      page.waitForEvent("download", { timeout: TRANSFER_MS_MAX }),
      page.getByRole("button", { name: /^Save .*survey/ }).click(),
    ]);
    assert.equal(await download.failure(), null);
  });
  assert.equal(await sha256(await download.path()), sent);
});

test("neither browser holds more of it as it goes on", () => {
  for (const [name, { grown_mib }] of Object.entries(measured)) assert.ok(grown_mib < GROWTH_MIB_MAX, `${name}: ${grown_mib} MiB`);
  assert.equal(Object.keys(measured).length, 2);
});

test("nothing of it stays in the browser's own storage", async () => {
  const { page } = bjorn;
  const kept = () =>
    page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      const names = [];
      for await (const [name, entry] of root) {
        names.push(name);
        if (entry.kind === "directory") for await (const inner of entry.keys()) names.push(`${name}/${inner}`);
      }
      return names;
    });
  assert.equal((await kept()).length, 2, "the browser's downloads copy it from there");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You are signed out").waitFor();
  assert.deepEqual(await kept(), []);
});

test("nothing went wrong in either page", () => {
  assert.deepEqual(anna.wrong, []);
  assert.deepEqual(bjorn.wrong, []);
});
