//! Raw primitives: they do what they are told and keep nobody from a mistake.
//!
//! For this crate, its tests and its benches. Another crate that finds itself here is probably missing an
//! envelope in one of the safe modules.

pub mod box1;
pub mod kdf;
pub mod stream;
pub mod xwing;
