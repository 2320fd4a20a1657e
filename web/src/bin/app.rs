//! The page's program. For now it only starts the worker, to show that both are built, loaded and allowed to run.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    type Worker;

    /// Made by boot.js.
    #[wasm_bindgen(js_name = startWorker)]
    fn start_worker() -> Worker;
}

fn main() {
    start_worker();
}
