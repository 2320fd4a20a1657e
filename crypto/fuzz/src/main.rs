//! Every parser of outside bytes, fuzzed: one program, so that it is linked once. `FUZZ_TARGET` picks the parser.
//!
//! A target fails when the parser panics, takes unbounded memory or time, or accepts bytes that it would not write.

#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

mod seeds;
mod targets;

static TARGET: OnceLock<fn(&[u8])> = OnceLock::new();

/// Finds the target and, before the corpus is read, writes its good seeds into `FUZZ_SEEDS`.
fn init() {
    let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
    let Some((_, target)) = targets::ALL.iter().find(|(known, _)| *known == name) else {
        panic!(
            "FUZZ_TARGET is one of: {}",
            targets::ALL.map(|(name, _)| name).join(" ")
        );
    };
    if let Ok(folder) = std::env::var("FUZZ_SEEDS") {
        seeds::write(&name, &folder);
    }
    TARGET.get_or_init(|| *target);
}

fuzz_target!(init: init(), |bytes: &[u8]| {
    if let Some(target) = TARGET.get() {
        target(bytes);
    }
});
