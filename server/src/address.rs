//! Addresses on their way in.

use crate::error::Outcome;
use api::Code;

/// The canonical form, or a refusal.
pub(crate) fn canonical(address: &str) -> Outcome<String> {
    crypto::address::canonical(address).map_err(|_| Code::InvalidAddress.into())
}
