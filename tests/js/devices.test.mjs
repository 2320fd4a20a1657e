// The page of devices and security events: it pages on, joins what repeats itself, and each half stands without the other.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { launch } from "./browser.mjs";
import { story } from "./chapters.mjs";
import { look } from "./look.mjs";
import { Person, startServer } from "./product.mjs";

let server, browser, anna;

const chapter = story("devices", () => [anna?.page]);

before(async () => {
  server = await startServer();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const EVENTS = "**/api/v1/account/events*";
const SESSIONS = "**/api/v1/sessions";
const events = (page) => page.locator("#events-list li");
const devices = (page) => page.locator("#devices-list .set-row");

// Has requests to a route fail until what is answered is called.
async function breaks(page, path) {
  const body = JSON.stringify({ type: "urn:forsegla:problem:internal", title: "", status: 500, code: "internal" });
  await page.context().route(path, (route) => route.fulfill({ status: 500, contentType: "application/problem+json", body }));
  return () => page.context().unroute(path);
}

chapter("a stranger's wrong passwords are one line, with their number and their times", async () => {
  anna = await Person.arrive(browser, server.origin, "Anna");
  await anna.register();
  const stranger = await Person.arrive(browser, server.origin, "Anna");
  await stranger.page.locator("#address").fill(anna.address);
  for (let tries = 1; tries <= 3; tries++) {
    await stranger.page.locator("#password").fill(`the wrong words, time ${tries}`);
    const refused = stranger.page.waitForResponse((answer) => answer.url().endsWith("/auth/login/finish"));
    await stranger.button("Continue").click();
    assert.equal((await refused).status(), 401);
    await stranger.button("Continue").and(stranger.page.locator(":not([aria-disabled=true])")).waitFor();
  }
  await stranger.context.close();
  const { page } = anna;
  await page.goto(`${server.origin}/settings/devices`);
  await events(page).nth(1).waitFor();
  assert.match(await events(page).first().textContent(), /^A wrong password was refused3 times, today \d\d:\d\d( – \d\d:\d\d)?$/);
  assert.match(await events(page).nth(1).textContent(), /^\D+today \d\d:\d\d$/, "once is not counted");
  assert.equal(await anna.button("Older").count(), 0, "there is nothing else");
});

chapter("older events come when they are asked for, and a run goes on over the edge of a page", async (page) => {
  const asked = [];
  await page.context().route(EVENTS, (route) => {
    const url = new URL(route.request().url());
    asked.push(url.searchParams.get("after"));
    url.searchParams.set("limit", "2");
    return route.continue({ url: url.href });
  });
  await page.reload();
  await page.getByText(/2 times, today/).waitFor();
  assert.equal(await events(page).count(), 1);
  await look(page, "events-first");
  await anna.button("Older").click();
  await page.getByText(/3 times, today/).waitFor();
  assert.equal(await events(page).count(), 2);
  const seen = asked.length;
  while (await anna.button("Older").count()) {
    const before = await page.locator("#events-list").textContent();
    await anna.button("Older").click();
    await page.waitForFunction((text) => document.querySelector("#events-list").textContent !== text, before);
  }
  await page.getByText("Phone confirmed").waitFor();
  await page.locator("#events-list:focus").waitFor();
  assert.ok(asked.length > seen && new Set(asked).size === asked.length, "each page once");
  await look(page, "events-all");
  await page.context().unroute(EVENTS);
});

chapter("older events that do not come leave those that did, and can be asked for again", async (page) => {
  await page.context().route(EVENTS, (route) => route.continue({ url: `${route.request().url()}?limit=2` }));
  await page.reload();
  await page.getByText(/2 times, today/).waitFor();
  await page.context().unroute(EVENTS);
  const mend = await breaks(page, EVENTS);
  await anna.button("Older").click();
  await page.locator("#events-trouble").waitFor();
  assert.equal(await events(page).count(), 1);
  await look(page, "events-older-failed");
  await mend();
  await anna.button("Try again").click();
  await page.getByText(/3 times, today/).waitFor();
  await page.locator("#events-trouble").waitFor({ state: "detached" });
});

chapter("the devices stand where the events do not come, and the other way round", async (page) => {
  let mend = await breaks(page, EVENTS);
  await page.reload();
  await page.locator("#events-trouble").waitFor();
  assert.equal(await devices(page).count(), 1);
  await look(page, "events-failed");
  await mend();
  await anna.button("Try again").click();
  await events(page).first().waitFor();
  mend = await breaks(page, SESSIONS);
  await page.reload();
  await page.locator("#devices-trouble").waitFor();
  await events(page).first().waitFor();
  await look(page, "devices-failed");
  await mend();
  await anna.button("Try again").click();
  await devices(page).first().waitFor();
  await page.locator("#devices-trouble").waitFor({ state: "detached" });
});
