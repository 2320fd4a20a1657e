//! The judge of new passwords: a program of its own, with its dictionaries fetched only when someone chooses a password.

use client::{Error, Judge};
use js_sys::Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};

#[wasm_bindgen]
extern "C" {
    /// From `worker.js`: loads the program once and calls it. Resolves to 0 … 4.
    #[wasm_bindgen(js_name = judgePassword, catch)]
    async fn judge_password(password: &str, personal: &Array) -> Result<JsValue, JsValue>;
}

/// Asks the judge.
pub(crate) struct Meter;

impl Judge for Meter {
    async fn score(&self, password: &str, personal: &[&str]) -> Result<u8, Error> {
        let personal: Array = personal.iter().map(|word| JsValue::from_str(word)).collect();
        let score = judge_password(password, personal.unchecked_ref())
            .await
            .map_err(|_| Error::Offline)?;
        u8::try_from(web::number::whole(score.as_f64().unwrap_or(0.0))).map_err(|_| Error::Offline)
    }
}
