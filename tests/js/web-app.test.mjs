// The packed web app: what it consists of, and that it starts in a browser under the server's policy.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { launch, open } from "./browser.mjs";
import { serve } from "./static-server.mjs";

const dist = process.env.FORSEGLA_WEB_DIST ?? new URL("../../web/dist", import.meta.url).pathname;
const files = JSON.parse(await readFile(join(dist, "manifest.json"), "utf8"));
const hash = (algorithm, bytes, encoding) => createHash(algorithm).update(bytes).digest(encoding);

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

test("every file is the one in the manifest, compressed or not", async () => {
  for (const [path, { sha256, bytes }] of Object.entries(files)) {
    const raw = await readFile(join(dist, path));
    assert.equal(hash("sha256", raw, "hex"), sha256, path);
    assert.equal(raw.length, bytes.raw, path);
    if (bytes.br) assert.deepEqual(brotliDecompressSync(await readFile(join(dist, `${path}.br`))), raw, path);
    if (bytes.gz) assert.deepEqual(gunzipSync(await readFile(join(dist, `${path}.gz`))), raw, path);
  }
});

test("a name under /assets/ holds its file's hash, and the page names right ones only", async () => {
  for (const [path, { sha256 }] of Object.entries(files)) {
    if (path.startsWith("assets/")) assert.ok(path.includes(`-${sha256.slice(0, 16)}`), path);
  }
  const page = await readFile(join(dist, "index.html"), "utf8");
  const links = [...page.matchAll(/(?:href|src)="\/(assets\/[^"]+)"[^>]*?integrity="(sha384-[^"]+)"/g)];
  assert.ok(links.length >= 3, "style, glue, boot script");
  for (const [, path, integrity] of links) {
    assert.equal(`sha384-${hash("sha384", await readFile(join(dist, path)), "base64")}`, integrity, path);
  }
});

// A page of the app, served from `folder` with some bytes changed; gone when the test ends.
async function visit(context, path, tamper) {
  const server = await serve(dist, tamper);
  context.after(() => server.close());
  const { page, wrong } = await open(browser, server.origin + path);
  context.after(() => page.close());
  return { page, wrong };
}

test("the app and its worker start under the content security policy", async (context) => {
  const { page, wrong } = await visit(context, "/any/page");
  await page.waitForLoadState("networkidle");
  assert.deepEqual(page.workers().map((worker) => new URL(worker.url()).pathname.replace(/-[0-9a-f]{16}/, "")), ["/assets/worker.js"]);
  assert.ok(await page.locator("#boot-failed").isHidden());
  assert.deepEqual(wrong, []);
});

test("the judge of passwords comes when it is asked", async (context) => {
  const { page, wrong } = await visit(context, "/");
  await page.waitForLoadState("networkidle");
  const judge = (password) => page.workers()[0].evaluate((text) => globalThis.judgePassword(text, []), password);
  assert.equal(await judge("password"), 0);
  assert.equal(await judge("vmqx81 Kjll eo-tTuw"), 4);
  assert.deepEqual(wrong, []);
});

test("no script but the app's can be made from a string", async (context) => {
  const { page } = await visit(context, "/");
  const outcome = await page.evaluate(() => {
    const name = (make) => {
      try {
        make();
        return "allowed";
      } catch (error) {
        return error.name;
      }
    };
    return {
      worker: name(() => new Worker("/assets/other.js")),
      markup: name(() => (document.body.innerHTML = "<b>x</b>")),
      policy: name(() => trustedTypes.createPolicy("other", { createHTML: (text) => text })),
    };
  });
  assert.deepEqual(outcome, { worker: "TypeError", markup: "TypeError", policy: "TypeError" });
});

for (const part of ["app-", "app_bg-", "boot-", "worker-", "worker_bg-"]) {
  test(`a changed byte in ${part}… keeps the app from starting`, async (context) => {
    const tamper = (path, bytes) => (path.startsWith(`/assets/${part}`) ? Buffer.concat([bytes, Buffer.from("\n")]) : undefined);
    const { page, wrong } = await visit(context, "/", tamper);
    await page.waitForLoadState("networkidle");
    assert.ok(wrong.length > 0, "the browser says why");
    // The worker's own wasm is loaded by the worker, which by then runs and does nothing.
    if (part !== "worker_bg-") assert.equal(page.workers().length, 0);
  });
}
