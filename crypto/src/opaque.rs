//! Login by OPAQUE (RFC 9807; protocol.md 5.1, 5.4): the server never sees the password, and gives away
//! nothing about it before a login succeeds.
//!
//! ristretto255-SHA512, 3DH, Argon2id. The credential identifier (RFC 9807, 4) is `user_id` too. Identifiers:
//! client = `user_id`, server = the client's *configured* host; context = `forsegla.v1/opaque` ‖ u8 profile.
//! The only module that touches `opaque-ke` and its older generation of libraries; nothing of theirs is in a
//! public signature. The client half never runs at the server, nor Argon2.

use icu_normalizer::ComposingNormalizerBorrowed;
use opaque_ke::{CipherSuite, Identifiers, Ristretto255, TripleDh, argon2::Argon2};
use zeroize::Zeroizing;

use crate::{Id, PREFIX, ParseError};

pub mod client;
mod old_rng;
pub mod server;
#[cfg(test)]
mod vectors;

pub use client::{ClientLogin, ClientRegistration, LoggedIn, Registered, login_start, register_start};
pub use server::{ServerLogin, ServerSetup, check_upload};

/// Bytes of the messages (RFC 9807, 5.1 and 6.1, for this suite).
pub const REGISTRATION_REQUEST_LEN: usize = 32;
/// What the server answers.
pub const REGISTRATION_RESPONSE_LEN: usize = 64;
/// What the client uploads, and what the server keeps.
pub const UPLOAD_LEN: usize = 192;
/// The first message of a login.
pub const KE1_LEN: usize = 96;
/// The server's answer.
pub const KE2_LEN: usize = 320;
/// The client's proof.
pub const KE3_LEN: usize = 64;

/// The suite, over the key-stretching function: Argon2id here, nothing in the RFC's vectors.
struct Suite<K>(std::marker::PhantomData<K>);

impl<K: opaque_ke::ksf::Ksf + 'static> CipherSuite for Suite<K> {
    type OprfCs = Ristretto255;
    type KeyExchange = TripleDh<Ristretto255, sha2_old::Sha512>;
    type Ksf = K;
}

type Argon = Argon2<'static>;

/// Cost of a password guess: an allow-list compiled into the client (R3), one per installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KsfProfile {
    /// 1: Argon2id v1.3, 64 MiB, 3 passes, 4 lanes (RFC 9106, second choice).
    One,
    /// 2: Argon2id v1.3, 128 MiB, 3 passes, 4 lanes.
    Two,
}

impl KsfProfile {
    /// # Errors
    /// If `number` is not on the list, whatever the server says.
    pub fn from_number(number: u8) -> Result<Self, ParseError> {
        match number {
            1 => Ok(Self::One),
            2 => Ok(Self::Two),
            _ => Err(ParseError::new("unknown cost profile")),
        }
    }

    /// Its number on the wire.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }

    fn memory_kib(self) -> u32 {
        match self {
            Self::One => 65_536,
            Self::Two => 131_072,
        }
    }

    fn ksf(self) -> Argon {
        use opaque_ke::argon2::{Algorithm, Params, Version};
        let params =
            Params::new(self.memory_kib(), 3, 4, None).expect("the profiles are valid Argon2 parameters");
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
    }

    fn context(self) -> Vec<u8> {
        [PREFIX, b"opaque", &[self.number()]].concat()
    }
}

/// What a login is bound to.
fn identifiers<'a>(user_id: &'a Id, host: &'a str) -> Identifiers<'a> {
    Identifiers {
        client: Some(user_id),
        server: Some(host.as_bytes()),
    }
}

/// The password as it enters OPAQUE: NFC (UAX 15), so that every keyboard types the same.
#[must_use]
pub fn normalize_password(password: &str) -> Zeroizing<String> {
    let mut normalized = Zeroizing::new(String::with_capacity(password.len().saturating_mul(3)));
    ComposingNormalizerBorrowed::new_nfc()
        .normalize_to(password, &mut *normalized)
        .expect("a String takes everything");
    normalized
}

/// A message must have exactly its length: the library reads a beginning.
fn check_len(message: &[u8], len: usize) -> Result<(), ParseError> {
    if message.len() == len {
        Ok(())
    } else {
        Err(ParseError::new("message of another length"))
    }
}
