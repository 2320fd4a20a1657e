//! Accounts: opening one, its profile, its keyrings, its backup codes.

pub(crate) mod backup_codes;
pub(crate) mod keyrings;
pub(crate) mod profile;
pub(crate) mod register;
pub(crate) mod rows;
pub(crate) mod server_info;
