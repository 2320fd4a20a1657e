//! Accounts: opening one, its profile, its keyrings, what happened to the access to it.

pub(crate) mod keyrings;
pub(crate) mod profile;
pub(crate) mod register;
pub(crate) mod rows;
pub(crate) mod security_events;
pub(crate) mod server_info;
