//! Secrets of fixed length, and a type for each purpose so that they cannot be mixed up (protocol.md R5).
//!
//! Zeroized on drop, compared in constant time, never printed and never serialized by themselves. The bytes
//! stand on the heap, so that moving a secret leaves no copy behind.

use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::ParseError;

/// `N` secret bytes.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret<const N: usize>(Box<[u8; N]>);

impl<const N: usize> Secret<N> {
    /// `N` bytes from `rng`.
    pub fn make(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self::fill(|bytes| rng.fill_bytes(bytes))
    }

    /// Takes `bytes` over; the caller wipes any copy it keeps.
    #[must_use]
    pub fn from_bytes(mut bytes: [u8; N]) -> Self {
        let secret = Self(Box::new(bytes));
        bytes.zeroize();
        secret
    }

    /// Copies `bytes`, which the caller wipes.
    ///
    /// # Errors
    /// If `bytes` are not exactly `N`.
    pub fn try_from_slice(bytes: &[u8]) -> Result<Self, ParseError> {
        if bytes.len() != N {
            return Err(ParseError::new("secret of another length"));
        }
        Ok(Self::fill(|secret| secret.copy_from_slice(bytes)))
    }

    /// The bytes, for a primitive. They must not be kept, printed or put into text.
    #[must_use]
    pub fn expose(&self) -> &[u8; N] {
        &self.0
    }

    /// Made where it stays: `write` gets the final place, zeroed.
    pub(crate) fn fill(write: impl FnOnce(&mut [u8; N])) -> Self {
        let mut secret = Self(Box::new([0; N]));
        write(&mut secret.0);
        secret
    }
}

impl<const N: usize> PartialEq for Secret<N> {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&*other.0).into()
    }
}

impl<const N: usize> Eq for Secret<N> {}

impl<const N: usize> std::fmt::Debug for Secret<N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secret<{N}>")
    }
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(Secret<32>);

        impl $name {
            /// A new key from `rng`.
            pub fn make(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
                Self(Secret::make(rng))
            }

            /// Takes `bytes` over; the caller wipes any copy it keeps.
            #[must_use]
            pub fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(Secret::from_bytes(bytes))
            }

            /// Copies `bytes`, which the caller wipes.
            ///
            /// # Errors
            /// If `bytes` are not exactly 32.
            pub fn try_from_slice(bytes: &[u8]) -> Result<Self, ParseError> {
                Secret::try_from_slice(bytes).map(Self)
            }

            /// The bytes, for a primitive. They must not be kept, printed or put into text.
            #[must_use]
            pub fn expose(&self) -> &[u8; 32] {
                self.0.expose()
            }
        }

        impl From<Secret<32>> for $name {
            fn from(secret: Secret<32>) -> Self {
                Self(secret)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )*};
}

keys! {
    /// Wraps [`Umk`]: derived from the password's export key, the recovery words or a passkey (protocol.md
    /// 5.2). The server's own key for [`crate::server_box`] is one too.
    Kek;
    /// The user's master key: random, wrapped under each [`Kek`], in memory during login and sudo only.
    Umk;
    /// Opens keyring/dec: the private keys for reading. The only one that escrow may ever hold.
    KDec;
    /// Opens keyring/sig: signing keys and pins. Never escrowed.
    KSig;
    /// Opens local objects: drafts, folder names, contacts (protocol.md 5.7).
    KLocal;
    /// `K_part`: one attachment. It stands in the signed manifest only.
    PartKey;
    /// `K_b`: the server's own layer over one stored blob. It stands in the slot file only.
    BlobKey;
    /// `E_epoch`: seals the slots of one epoch of a slot file.
    EpochKey;
    /// `k_srv`: the server's half of staying signed in across a reload (protocol.md 5.8).
    UnlockKey;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::test;

    #[test]
    fn length_is_exact() {
        assert!(Secret::<16>::try_from_slice(&[1; 16]).is_ok());
        assert!(Secret::<16>::try_from_slice(&[1; 15]).is_err());
        assert!(Secret::<16>::try_from_slice(&[1; 17]).is_err());
    }

    #[test]
    fn equality_is_of_the_bytes() {
        assert_eq!(Kek::from_bytes([7; 32]), Kek::from_bytes([7; 32]));
        assert_ne!(Kek::from_bytes([7; 32]), Kek::from_bytes([8; 32]));
    }

    #[test]
    fn debug_is_the_type_name() {
        assert_eq!(format!("{:?}", PartKey::from_bytes([0xab; 32])), "PartKey");
        assert_eq!(format!("{:?}", Secret::from_bytes([0xab; 64])), "Secret<64>");
    }
}
