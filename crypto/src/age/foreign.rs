//! Files that others made, or that were made for others: several stanzas, grease, classic X25519 keys.
//!
//! For import, export and vectors. No passphrases.

use x25519_dalek::StaticSecret;
use zeroize::Zeroizing;

use super::{
    FileKey, FileOpener, Identity, OpenError,
    stanza::{self, Wrapped},
    text::{self, Prefix},
};
use crate::{ParseError, Refused, Secret};

/// A key that may open a foreign file.
#[derive(Clone)]
pub enum AnyIdentity {
    /// `AGE-SECRET-KEY-PQ-1…`
    XWing(Identity),
    /// `AGE-SECRET-KEY-1…`
    X25519(Secret<32>),
}

impl AnyIdentity {
    /// # Errors
    /// If `text` is not an identity of one of the two kinds.
    pub fn from_text(text: &str) -> Result<Self, ParseError> {
        if let Ok(identity) = Identity::from_text(text) {
            return Ok(Self::XWing(identity));
        }
        let secret = text::decode(Prefix::ClassicIdentity, text)?;
        Secret::try_from_slice(&secret).map(Self::X25519)
    }

    pub(super) fn unwrap(&self, wrapped: &Wrapped) -> Result<FileKey, Refused> {
        match (self, wrapped) {
            (Self::XWing(identity), Wrapped::Hybrid { enc, sealed }) => {
                stanza::unwrap_hybrid(identity, enc, sealed)
            }
            (Self::X25519(secret), Wrapped::Classic { share, sealed }) => {
                stanza::unwrap_classic(&StaticSecret::from(*secret.expose()), share, sealed)
            }
            _ => Err(Refused),
        }
    }
}

impl std::fmt::Debug for AnyIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AnyIdentity")
    }
}

/// Opens a whole file with the first identity that fits. Nothing is released unless all of it verifies.
///
/// # Errors
/// Which part does not verify.
pub fn open(identities: &[AnyIdentity], bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let mut plaintext = Zeroizing::new(Vec::with_capacity(bytes.len()));
    let mut opener = FileOpener::new(identities);
    opener.update_into(bytes, &mut plaintext)?;
    opener.finish_into(&mut plaintext)?;
    Ok(plaintext)
}
