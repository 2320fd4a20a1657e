//! A real server on a free port, and people who know how to use it.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

mod authenticator;
mod files;
mod invented;
pub mod joining;
mod listener;
mod person;
mod postfix;
mod raw;
mod raw_account;
mod server;
mod tap;

pub use authenticator::Authenticator;
pub use files::walk;
pub use invented::Invented;
pub use listener::{Heard, Listener};
pub use person::{Open, Person, Phone, TestClient, TestPlatform};
pub use postfix::Postfix;
pub use raw::{Answer, put_json, raw};
pub use raw_account::{RawAccount, RawLetter, register_raw, seal_envelope};
pub use server::TestServer;
pub use tap::Tap;
