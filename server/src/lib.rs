//! Forsegla's server: stores and routes ciphertext, and proves what it did. It never sees a plaintext, a password or a
//! private key of a user.
//!
//! Capabilities are folders, operations are files; a request goes from [`routes`] to the operation to the rows. What
//! is shared lies beside: the database, the vault, the keys, the audit log.

mod accounts;
mod address;
pub mod app;
mod audit;
mod auth;
mod blobs;
mod body;
pub mod clock;
pub mod config;
pub mod db;
pub mod doctor;
mod ending;
mod erasure;
pub mod error;
mod events;
mod guard;
mod keys;
pub mod keystore;
mod limits;
pub mod mail;
mod messages;
pub mod notices;
mod objects;
pub mod outbox;
mod pending;
mod promises;
mod receipts;
pub mod rng;
pub mod routes;
pub mod run;
mod sessions;
mod shares;
pub mod sms;
pub mod storage;
#[cfg(test)]
mod testing;
mod upkeep;
mod vault;
mod web_app;
mod webauthn;

pub use vault::{Media, Overwrites};
