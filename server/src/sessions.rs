//! Sessions: signing in with both factors or by a passkey alone, staying in, confirming again, getting out, here and elsewhere,
//! and getting in again without the password.

mod at_address;
pub(crate) mod by_passkey;
pub(crate) mod compromised;
mod device;
pub(crate) mod end;
pub(crate) mod end_elsewhere;
pub(crate) mod info;
pub(crate) mod known_devices;
pub(crate) mod list;
pub(crate) mod login;
mod new_password;
pub(crate) mod opening;
pub(crate) mod passkey;
pub(crate) mod password;
pub(crate) mod pending;
pub(crate) mod phone;
pub(crate) mod recovery;
pub(crate) mod replace_totp;
pub(crate) mod rows;
pub(crate) mod second_factor;
pub(crate) mod step_up;
mod totp;
pub(crate) mod unlock;
