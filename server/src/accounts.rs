//! Accounts: opening one, its profile, its keyrings, its backup codes and
//! recovery words, what happened to the access to it.

pub(crate) mod backup_codes;
pub(crate) mod keyrings;
pub(crate) mod profile;
pub(crate) mod recovery_requests;
pub(crate) mod register;
pub(crate) mod rows;
pub(crate) mod security_events;
pub(crate) mod server_info;
pub(crate) mod words;
