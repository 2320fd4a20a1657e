//! What `forsegla` says about files that a person has saved. Reads nothing else, and asks no server.

mod known;
mod proof;
mod report;
mod verify;
mod words;

pub use known::{Known, KnownError};
pub use verify::{Unproven, verify};
