//! Key records (protocol.md 6.2): the signed statement "this mailbox has these public keys", chained by
//! epochs.
//!
//! Owns layout, rules and signatures. Which record the directory serves, whether it was pinned, and what a
//! person is told when one changes is the caller's; so is the organisation's key.

mod layout;
mod signed;
mod verified;

pub use layout::{Flags, KeyRecord, Kind};
pub use signed::SignedRecord;
pub use verified::{RecordError, VerifiedRecord};

/// A record is good for at most 400 days, in seconds.
pub const LIFETIME_S_MAX: u64 = 400 * 86_400;
