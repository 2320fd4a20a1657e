//! Flows through the SDK against a real server. A test's name is the behaviour.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

mod abuse;
mod access;
mod account_end;
mod amend;
mod attachments;
mod audit_log;
mod by_passkey;
mod compromised;
mod devices;
mod drafts;
mod erasing;
mod fallbacks;
mod held;
mod installation;
mod kannel;
mod kept_keyrings;
mod keys;
mod limits;
mod log_pins;
mod mail;
mod objects;
mod outbox;
mod passkeys;
mod phones;
mod pins;
mod places;
mod proof;
mod receipts;
mod recovery;
mod refusals;
mod registration;
mod resembling;
mod residue;
mod revocation;
mod security_events;
mod sending;
mod sign_in;
mod sms;
mod story;
mod suspicion;
mod transport;
mod windows;
mod work;
