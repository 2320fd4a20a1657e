//! SHA-256, HMAC-SHA256 and HKDF-SHA256, over inputs in pieces.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::{Hash, Refused, Secret};

/// SHA-256 (FIPS 180-4) of the pieces, one after the other.
#[must_use]
pub fn sha256_of(pieces: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for piece in pieces {
        hasher.update(piece);
    }
    hasher.finalize().into()
}

/// HKDF-SHA256 (RFC 5869); salt `""` = none. `info` in pieces, one after the other.
///
/// # Errors
/// If `out` is longer than 8,160 bytes.
pub fn hkdf_into(ikm: &[u8], salt: &[u8], info: &[&[u8]], out: &mut [u8]) -> Result<(), Refused> {
    Hkdf::<Sha256>::new(Some(salt), ikm)
        .expand_multi_info(info, out)
        .map_err(|_| Refused)
}

/// [`hkdf_into`] for `N` bytes, at most 8,160.
#[must_use]
pub fn hkdf<const N: usize>(ikm: &[u8], salt: &[u8], info: &[&[u8]]) -> Secret<N> {
    const { assert!(N <= 255 * 32, "RFC 5869, 2.3: L <= 255*HashLen") };
    Secret::fill(|out| {
        hkdf_into(ikm, salt, info, out).expect("the length was checked when this was compiled")
    })
}

fn hmac(key: &[u8], pieces: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length (RFC 2104)");
    for piece in pieces {
        mac.update(piece);
    }
    mac
}

/// HMAC-SHA256 (RFC 2104) of the pieces, one after the other.
#[must_use]
pub fn hmac_sha256(key: &[u8], pieces: &[&[u8]]) -> Hash {
    hmac(key, pieces).finalize().into_bytes().into()
}

/// Compares in constant time; `tag` must have all 32 bytes.
///
/// # Errors
/// If `tag` is not the HMAC-SHA256 of the pieces.
pub fn hmac_sha256_verify(key: &[u8], pieces: &[&[u8]], tag: &[u8]) -> Result<(), Refused> {
    hmac(key, pieces).verify_slice(tag).map_err(|_| Refused)
}
