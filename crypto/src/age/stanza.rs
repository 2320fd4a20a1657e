//! Wrapping a file key: `mlkem768x25519` both ways (C2SP age.md), and classic `X25519` for reading foreign
//! files.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit, aead::Aead};
use rand_core::CryptoRng;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use super::{
    FileKey, Identity, Recipient,
    header::{Stanza, decode},
};
use crate::{
    ParseError, Refused, Secret,
    hazmat::{kdf::hkdf, xwing},
};

/// The kind of the hybrid stanza.
pub(super) const HYBRID: &str = "mlkem768x25519";
/// HPKE's info for it.
const HYBRID_INFO: &[u8] = b"age-encryption.org/mlkem768x25519";
/// The kind of the classic stanza, and what its HKDF info begins with.
const CLASSIC: &str = "X25519";
const CLASSIC_INFO: &[u8] = b"age-encryption.org/v1/X25519";
/// A passphrase's stanza, which we never open.
const SCRYPT: &str = "scrypt";

/// A sealed file key: 16 bytes and a tag. Checked before anything is decrypted (protocol.md R11).
pub(super) const SEALED_LEN: usize = 32;

/// A stanza whose shape was checked.
pub(super) enum Wrapped {
    Hybrid {
        enc: Vec<u8>,
        sealed: [u8; SEALED_LEN],
    },
    Classic {
        share: [u8; 32],
        sealed: [u8; SEALED_LEN],
    },
    Unknown,
}

impl Wrapped {
    /// # Errors
    /// If a stanza of a known kind is malformed, or is a passphrase's.
    pub(super) fn parse(stanza: &Stanza) -> Result<Self, ParseError> {
        match stanza.kind.as_str() {
            HYBRID => {
                let enc = argument(stanza)?;
                xwing::check_enc(&enc)?;
                Ok(Self::Hybrid {
                    enc,
                    sealed: sealed(stanza)?,
                })
            }
            CLASSIC => {
                let share = argument(stanza)?
                    .try_into()
                    .map_err(|_| ParseError::new("share of another length"))?;
                if xwing::has_low_order(&share) {
                    return Err(ParseError::new("X25519 share of low order"));
                }
                Ok(Self::Classic {
                    share,
                    sealed: sealed(stanza)?,
                })
            }
            SCRYPT => Err(ParseError::new("a passphrase's stanza")),
            _ => Ok(Self::Unknown),
        }
    }
}

fn argument(stanza: &Stanza) -> Result<Vec<u8>, ParseError> {
    match stanza.args.as_slice() {
        [argument] => decode(argument),
        _ => Err(ParseError::new("not one argument")),
    }
}

fn sealed(stanza: &Stanza) -> Result<[u8; SEALED_LEN], ParseError> {
    stanza
        .body
        .as_slice()
        .try_into()
        .map_err(|_| ParseError::new("sealed file key of another length"))
}

/// Seals `file_key`: the encapsulation and the sealed key.
pub(super) fn wrap_hybrid(
    recipient: &Recipient,
    file_key: &FileKey,
    rng: &mut (impl CryptoRng + ?Sized),
) -> ([u8; xwing::ENC_LEN], Vec<u8>) {
    xwing::seal(recipient.key(), HYBRID_INFO, b"", file_key.expose(), rng)
}

/// The same as a stanza.
pub(super) fn make_hybrid(
    recipient: &Recipient,
    file_key: &FileKey,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Stanza {
    let (enc, body) = wrap_hybrid(recipient, file_key, rng);
    Stanza {
        kind: HYBRID.to_owned(),
        args: vec![STANDARD_NO_PAD.encode(enc)],
        body,
    }
}

pub(super) fn unwrap_hybrid(identity: &Identity, enc: &[u8], sealed: &[u8]) -> Result<FileKey, Refused> {
    let file_key = xwing::open(identity.key(), HYBRID_INFO, b"", enc, sealed)?;
    Ok(Secret::try_from_slice(&file_key)?)
}

pub(super) fn unwrap_classic(
    secret: &StaticSecret,
    share: &[u8; 32],
    sealed: &[u8],
) -> Result<FileKey, Refused> {
    let shared = secret.diffie_hellman(&PublicKey::from(*share));
    if !shared.was_contributory() {
        return Err(Refused);
    }
    let salt = [&share[..], PublicKey::from(secret).as_bytes()].concat();
    let key: Secret<32> = hkdf(shared.as_bytes(), &salt, &[CLASSIC_INFO]);
    let file_key = ChaCha20Poly1305::new(&(*key.expose()).into())
        .decrypt(&[0; 12].into(), sealed)
        .map(Zeroizing::new)
        .map_err(|_| Refused)?;
    Ok(Secret::try_from_slice(&file_key)?)
}
