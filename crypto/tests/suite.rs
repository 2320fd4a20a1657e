//! What the crate promises, in one program: the same natively and as wasm.
//!
//! Vectors of others and of the protocol's independent oracle, the sixteen checks, properties, and that
//! secrets are never printed. The data and where they are from: `data/README.md`.

#![allow(
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    reason = "tests fail loudly"
)]

mod suite {
    /// The attribute that runs a test natively and as wasm.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) use core::prelude::v1::test;
    #[cfg(target_arch = "wasm32")]
    pub(crate) use wasm_bindgen_test::wasm_bindgen_test as test;

    mod age_vectors;
    mod checks;
    mod hpke_vectors;
    mod keyrings;
    mod lengths;
    mod logins;
    mod parts;
    mod proof;
    mod properties;
    mod records;
    mod secrets;
    mod support;
    mod tlog;
    mod vectors;
    mod world;
    mod wycheproof;
}
