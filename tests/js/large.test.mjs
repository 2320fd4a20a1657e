// An attachment of one gibibyte goes up from one browser and comes down in another, byte for byte, and neither browser
// ever holds more than a few pieces of it in memory.
import assert from "node:assert/strict";
import { createCipheriv, createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { after, before, test } from "node:test";
import { launchWithProfile } from "./browser.mjs";
import { LOOK, Person, TRANSFER_MS_MAX, artefacts, startServer } from "./product.mjs";

const MIB = 1024 * 1024;
const SIZE_BYTES = 1024 * MIB;
// What all processes of the browser together may grow by after the first quarter.
const GROWTH_MIB_MAX = 200;
const NAME = "survey.bin";

let folder, server, anna, bjorn, sent;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "forsegla-large-"));
  sent = await makeFile(join(folder, NAME));
  server = await startServer();
});
after(async () => {
  await anna?.context.close();
  await bjorn?.context.close();
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

// All processes of the browser that has its profile in `profile`.
async function processes(profile) {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const read = (id, file) => readFile(`/proc/${id}/${file}`, "utf8").catch(() => "");
  const parents = new Map(await Promise.all(ids.map(async (id) => [id, /\) \S (\d+)/.exec(await read(id, "stat"))?.[1]])));
  const found = new Set();
  for (const id of ids) if ((await read(id, "cmdline")).includes(`--user-data-dir=${profile}`)) found.add(id);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const [id, parent] of parents) if (found.has(parent)) found.add(id);
  }
  return [...found];
}

// The memory that these processes hold, less what is only mapped from files.
async function held(ids) {
  const each = await Promise.all(
    ids.map(async (id) => {
      const status = await readFile(`/proc/${id}/status`, "utf8").catch(() => "");
      return ["RssAnon", "RssShmem"].reduce((sum, name) => sum + Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0), 0);
    }),
  );
  return each.reduce((sum, kib) => sum + kib, 0) / 1024;
}

const measured = {};

// Runs one transfer, whose progress is `bar`, and looks again and again at what the browser holds.
async function measure(name, person, bar, transfer) {
  const ids = await processes(person.profile);
  const peak = { first_quarter: 0, rest: 0 };
  const begun = performance.now();
  const before = await held(ids);
  let phase = "first_quarter";
  let going = true;
  const watching = (async () => {
    while (going) {
      peak[phase] = Math.max(peak[phase], await held(ids));
      const percent = await bar.evaluateAll(([element]) => element?.value ?? 0);
      if (percent >= 25) phase = "rest";
    }
  })();
  await transfer().finally(() => (going = false));
  await watching;
  const seconds = (performance.now() - begun) / 1000;
  measured[name] = {
    seconds: Math.round(seconds),
    mib_a_second: Math.round(SIZE_BYTES / MIB / seconds),
    mib_before: Math.round(before),
    mib_in_first_quarter: Math.round(peak.first_quarter),
    mib_in_the_rest: Math.round(peak.rest),
  };
  console.log(`${name}: ${JSON.stringify(measured[name])}`);
  await writeFile(join(artefacts, "large.json"), JSON.stringify(measured, undefined, 2));
}

// Somebody whose browser keeps its files on disk.
async function arrive(name) {
  const profile = join(folder, name);
  const context = await launchWithProfile(profile, { ...LOOK, locale: "en-GB" });
  const person = new Person(name, `${name}@example.org`, context);
  person.profile = profile;
  return person.come(server.origin);
}

test("two people have mailboxes", async () => {
  anna = await arrive("anna");
  await anna.register();
  bjorn = await arrive("bjorn");
  await bjorn.register();
});

test("a gibibyte goes up", async () => {
  await anna.write({ to: bjorn.address, subject: "The survey", body: "Here it is." });
  await measure("up", anna, anna.page.getByRole("progressbar", { name: /^Uploading/ }), () => anna.attach(join(folder, NAME)));
  await anna.send();
});

test("it comes down, byte for byte", async () => {
  const { page } = bjorn;
  await page.getByRole("link", { name: "The survey" }).or(page.locator(".mail a")).first().click();
  await page.getByText("Here it is.").last().waitFor();
  let download;
  await measure("down", bjorn, page.getByRole("progressbar", { name: /^Saving/ }), async () => {
    [download] = await Promise.all([
      page.waitForEvent("download", { timeout: TRANSFER_MS_MAX }),
      page.getByRole("button", { name: /^Save .*survey/ }).click(),
    ]);
    assert.equal(await download.failure(), null);
  });
  assert.equal(await sha256(await download.path()), sent);
});

test("neither browser holds more of it as it goes on", () => {
  for (const name of ["up", "down"]) {
    const { mib_in_first_quarter, mib_in_the_rest } = measured[name];
    assert.ok(mib_in_first_quarter > 0 && mib_in_the_rest > 0, name);
    assert.ok(mib_in_the_rest - mib_in_first_quarter < GROWTH_MIB_MAX, `${name}: ${JSON.stringify(measured[name])}`);
  }
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
