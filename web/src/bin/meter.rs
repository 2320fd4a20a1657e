//! The judge of new passwords, apart from the worker because its dictionaries are larger than everything else together.

use client::{Judge as _, Zxcvbn};
use wasm_bindgen::prelude::wasm_bindgen;

fn main() {}

/// How hard a password is to guess, 0 … 4, for someone who knows the `personal` words.
#[wasm_bindgen]
pub async fn judge(password: String, personal: Vec<String>) -> u8 {
    let words: Vec<&str> = personal.iter().map(String::as_str).collect();
    Zxcvbn.score(&password, &words).await.unwrap_or(0)
}
