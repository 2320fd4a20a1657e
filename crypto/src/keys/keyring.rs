//! The keyring (protocol.md 5.2): a user's private keys and pins, in two boxes.
//!
//! keyring/dec has what reads mail and can be escrowed; keyring/sig has what speaks for the user, and never
//! can. Both are JSON in a box1 whose aad has the version, so that the server cannot relabel an old one
//! (R17). Which version is the newest that was seen is the caller's to remember.

use rand_core::CryptoRng;
use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use crate::{Id, Refused, hazmat::box1, json};

mod dec;
mod pins;
mod seeds;
mod sig;
pub(crate) mod writer;

pub use dec::{DecKeyring, SeedError, check_seeds};
pub use pins::{Contact, Escrow, LogPin, Profile, ServerPin};
pub use sig::SigKeyring;

/// Longest keyring, in bytes of its JSON: some 3,000 contacts.
pub const LEN_MAX: usize = box1::CONTENT_LEN_MAX;

/// The keyring would be longer than [`LEN_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("keyring too large")]
pub struct TooLarge;

fn seal<T: Serialize>(
    keyring: &T,
    ver: u64,
    key: &[u8; 32],
    label: &str,
    user_id: &Id,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Vec<u8>, TooLarge> {
    let json = writer::to_json(keyring);
    if json.len() > LEN_MAX {
        return Err(TooLarge);
    }
    Ok(box1::seal(key, label, &aad(user_id, ver), &json, rng))
}

fn open<T: DeserializeOwned>(
    sealed: &[u8],
    ver: u64,
    key: &[u8; 32],
    label: &str,
    user_id: &Id,
) -> Result<T, Refused> {
    let json: Zeroizing<Vec<u8>> = box1::open(key, label, &aad(user_id, ver), sealed)?;
    Ok(json::parse(&json)?)
}

fn aad(user_id: &Id, ver: u64) -> Vec<u8> {
    [&user_id[..], &ver.to_be_bytes()].concat()
}
