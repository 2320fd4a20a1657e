// Proof of work: the app does it by itself, the page says so and stays alive, and it can be stopped.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before } from "node:test";
import { launch } from "./browser.mjs";
import { story } from "./chapters.mjs";
import { look } from "./look.mjs";
import { Person, artefacts, startServer } from "./product.mjs";

let server, browser, anna, page, body;

const chapter = story("work", () => [page]);

before(async () => {
  server = await startServer({ FORSEGLA_TRUSTED_PROXIES: "127.0.0.0/8" });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const START = "**/api/v1/auth/login/start";

function solve(challenge) {
  const bits = challenge[1];
  const begun = createHash("sha256").update("forsegla.v1/work\0").update(challenge);
  const nonce = Buffer.alloc(8);
  for (let n = 0; ; n++) {
    nonce.writeUInt32BE(n, 4);
    if (Math.clz32(begun.copy().update(nonce).digest().readUInt32BE(0)) >= bits) return Buffer.concat([challenge, nonce]);
  }
}

// A challenge of so many bits that no server made, in a refusal.
function asksFor(bits, rest = randomBytes(48)) {
  const challenge = Buffer.concat([Buffer.from([1, bits]), Buffer.alloc(8, 255), rest]).toString("base64url");
  const problem = { type: "urn:forsegla:problem:work_required", title: "", status: 429, code: "work_required", work: { challenge, bits } };
  return { status: 429, contentType: "application/problem+json", body: JSON.stringify(problem) };
}

// As much as the app works for; the first solution of this one comes after more than sixty million tries.
const asksForMuch = () => asksFor(24, Buffer.concat([Buffer.alloc(15), Buffer.from([45]), Buffer.alloc(32)]));

// A sign-in that a stranger begins at her address, from one network after the other.
let networks = 0;
async function attack() {
  const from = `10.1.${++networks}.1`;
  const headers = { "content-type": "application/json", "forsegla-csrf": "1", "x-forwarded-for": from };
  const begin = (more) => fetch(`${server.origin}/api/v1/auth/login/start`, { method: "POST", headers: { ...headers, ...more }, body });
  const first = await begin({});
  if (first.ok) return 0;
  const { code, work } = await first.json();
  assert.equal(code, "work_required");
  const solution = solve(Buffer.from(work.challenge, "base64url")).toString("base64url");
  assert.equal((await begin({ "forsegla-work": solution })).status, 200);
  return work.bits;
}

chapter("during an attack from many networks her browser works, and she is in", async () => {
  anna = await Person.arrive(browser, server.origin, "Anna");
  await anna.register();
  const other = await Person.arrive(browser, server.origin, "Anna");
  Object.assign(other, { phone: anna.phone });
  ({ page } = other);
  await other.context.route(START, (route) => ((body = route.request().postData()), route.continue()));
  await other.signIn();
  await other.context.unroute(START);
  const asked = [];
  while (asked.at(-1) !== 17) asked.push(await attack());
  assert.ok(asked.includes(0) && asked.includes(16), "free, then work");
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await page.locator("#address").waitFor();
  const refused = page.waitForResponse((answer) => answer.url().endsWith("/auth/login/start") && answer.status() === 429);
  await other.signIn();
  assert.equal((await (await refused).json()).code, "work_required");
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await page.locator("#address").waitFor();
});

chapter("the page says what goes on and why, stays alive, and stops it", async () => {
  await page.context().route(START, (route) => route.fulfill(asksForMuch()));
  await page.locator("#address").fill(anna.address);
  await page.locator("#password").fill(anna.password);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByText("A calculation first").waitFor();
  await page.locator("#work .banner").scrollIntoViewIfNeeded();
  await page.screenshot({ path: join(artefacts, "work-seen.png") });
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.locator("#sign-in-trouble").getByText("Cancelled").waitFor();
  await page.getByText("A calculation first").waitFor({ state: "detached" });
  await page.context().unroute(START);
});

chapter("the line is there in every language, at both widths and in both themes", async () => {
  for (const [language, sign] of Object.entries({ sv: "Först en uträkning", da: "Først en beregning", en: "A calculation first" })) {
    await page.locator("#language-top").selectOption(language);
    await page.locator(`html[lang=${language}]`).waitFor();
    let challenges = 0;
    // Again and again, so that it lasts as long as somebody looks.
    await page.context().route(START, (route) => (challenges++, route.fulfill(asksForMuch())));
    await page.locator("#address").fill(anna.address);
    await page.locator("#password").fill(anna.password);
    await page.locator("#password").press("Enter");
    await page.getByText(sign).waitFor();
    await look(page, `work-${language}`);
    await page.locator("#work button").click();
    await page.locator("#sign-in-trouble").waitFor();
    await page.context().unroute(START);
    assert.ok(challenges > 0);
  }
});

chapter("what it costs in this browser is measured", async () => {
  const times = [];
  for (let n = 0; n < 5; n++) {
    let given, tries;
    await page.context().route(START, async (route) => {
      const solution = route.request().headers()["forsegla-work"];
      if (!solution) {
        given = performance.now();
        return route.fulfill(asksFor(20));
      }
      tries ??= Number(Buffer.from(solution, "base64url").readBigUInt64BE(58)) + 1;
      times.push({ tries, ms: performance.now() - given });
      return route.fulfill({ status: 500, contentType: "application/problem+json", body: JSON.stringify({ type: "", title: "", status: 500, code: "internal" }) });
    });
    await page.locator("#password").fill(anna.password);
    await page.locator("#password").press("Enter");
    while (times.length <= n) await page.waitForTimeout(20);
    await page.locator("#sign-in-trouble").getByText("Something went wrong").waitFor();
    await page.context().unroute(START);
  }
  const sum = (of) => times.reduce((all, one) => all + one[of], 0);
  const perSecond = Math.round((1000 * sum("tries")) / sum("ms"));
  await writeFile(join(artefacts, "work.json"), JSON.stringify({ perSecond, times }, null, 1));
  console.log(`${perSecond} tries a second`);
});
