// Appended by `cargo xtask web` to the glue of the worker and of the judge of passwords, with addresses and hashes filled in.

const checked = (url, integrity) => fetch(url, { integrity });

// For the worker: how hard a password is to guess, 0 … 4. The judge's dictionaries come with the first question.
let judge;
globalThis.judgePassword = async (password, personal) => {
  judge ??= meter({ module_or_path: checked("{{url:meter_bg.wasm}}", "{{integrity:meter_bg.wasm}}") });
  await judge.catch((error) => {
    judge = undefined; // so that the next question tries again
    throw error;
  });
  return meter.judge(password, personal);
};

// Messages that arrive before the worker listens are kept, and delivered once it does.
const early = [];
const keep = (event) => early.push(event);
addEventListener("message", keep);
await __wbg_init({ module_or_path: checked("{{url:worker_bg.wasm}}", "{{integrity:worker_bg.wasm}}") });
removeEventListener("message", keep);
for (const { data, ports } of early) dispatchEvent(new MessageEvent("message", { data, ports }));
