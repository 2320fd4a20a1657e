//! Accounts: opening one, its profile, its keyrings, its phones, passkeys, backup codes and recovery words, what happened to
//! the access to it.

pub(crate) mod address_proof;
pub(crate) mod backup_codes;
pub(crate) mod ends;
pub(crate) mod kept_keyrings;
pub(crate) mod keyrings;
pub(crate) mod passkey_rows;
pub(crate) mod passkey_wraps;
pub(crate) mod passkeys;
pub(crate) mod phones;
pub(crate) mod profile;
pub(crate) mod recovery_requests;
pub(crate) mod register;
pub(crate) mod rows;
pub(crate) mod security_events;
mod sent_code;
pub(crate) mod server_info;
pub(crate) mod tell;
pub(crate) mod words;
