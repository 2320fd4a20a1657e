// Starts the app. Every address and hash below is filled in by `cargo xtask web`, so the hash of this file, which
// index.html checks, stands for all the code that runs.

const assets = Object.freeze({{assets}});

// Trusted Types: the one script address that code may make from a string is the worker's.
const allowed = (url) => {
  if (url !== assets["worker.js"].url) throw new TypeError("not a script of this app");
  return url;
};
const policy = globalThis.trustedTypes?.createPolicy("forsegla", { createScriptURL: allowed }) ?? { createScriptURL: allowed };

// For the app: where its files lie, and how to start the worker that holds the keys.
globalThis.assets = assets;
globalThis.startWorker = () => new Worker(policy.createScriptURL(assets["worker.js"].url), { type: "module" });

// Whether a session may be stored here (worker/storage.rs names the database). Only then does the page wait for the worker,
// which alone can reopen it, before it shows the form.
const mayBeSignedIn = async () => (await indexedDB.databases()).some(({ name }) => name === "forsegla");

// A worker's script has no integrity attribute. Fetching it once with its hash at least refuses a half-deployed or
// damaged one, and leaves the good one in the cache.
const fetched = (name) => fetch(assets[name].url, { integrity: assets[name].integrity }).then((response) => {
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response;
});

try {
  const wasm = fetched("app_bg.wasm");
  const [app, stored] = await Promise.all([
    import(assets["app.js"].url),
    mayBeSignedIn().catch(() => true), // a browser that cannot say
    fetched("worker.js"),
  ]);
  globalThis.mayBeSignedIn = stored;
  await app.default({ module_or_path: wasm });
} catch (error) {
  console.error(error);
  document.getElementById("boot-failed").hidden = false;
}
