//! Accounts: opening one, its profile, its keyrings, its backup codes, what happened to the access to it.

pub(crate) mod backup_codes;
pub(crate) mod keyrings;
pub(crate) mod profile;
pub(crate) mod register;
pub(crate) mod rows;
pub(crate) mod security_events;
pub(crate) mod server_info;
