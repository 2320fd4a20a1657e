// Appended to the worker's glue by `cargo xtask web`, which fills in address and hash: starts the worker's program.

// Messages that arrive before it listens are kept, and delivered once it does.
const early = [];
const keep = (event) => early.push(event);
addEventListener("message", keep);
await __wbg_init({ module_or_path: fetch("{{url:worker_bg.wasm}}", { integrity: "{{integrity:worker_bg.wasm}}" }) });
removeEventListener("message", keep);
for (const { data, ports } of early) dispatchEvent(new MessageEvent("message", { data, ports }));
