// Runs the tests named on the command line. The names beginning with __wbg are wasm-bindgen-test's.
"use strict";

const { tests, filtered } = JSON.parse(process.argv[2]);
const wasm = require("./tests.js");

// wasm-bindgen-test prints through these two, and watches the console for what a test prints.
global.__wbgtest_og_console_log = console.log;
global.__wbgtest_og_console_error = console.error;
for (const level of ["debug", "log", "info", "warn", "error"]) {
  console[level] = (...args) => wasm[`__wbgtest_console_${level}`](args);
}
global.__wbg_test_invoke = (test) => test();

const context = new wasm.WasmBindgenTestContext(false);
context.filtered_count(filtered);
context.run(tests.map((name) => wasm.__wasm[name])).then(
  (passed) => process.exit(passed ? 0 : 1),
  (error) => {
    global.__wbgtest_og_console_error(error);
    process.exit(1);
  },
);
