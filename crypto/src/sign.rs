//! Ed25519 signatures under labels (RFC 8032; protocol.md 2.1).
//!
//! Owns the label of every signature of the protocol, so that no signature means two things. Says whether a
//! key signed, never whether the key is the right one: that comes from [`crate::record`].

use ed25519_dalek::Signer;
use rand_core::CryptoRng;

use crate::{Hash, PREFIX, ParseError, Refused, Secret, fingerprint};

const SIGNATURE_LEN: usize = 64;

macro_rules! labels {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// What a signature is for: `forsegla.v1/` and a name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Label { $($(#[$doc])* $name,)* }

        impl Label {
            /// Every label there is.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            fn name(self) -> &'static [u8] {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

labels! {
    /// The sender's, over the manifest.
    Message = b"message";
    /// The sender's, over the submission.
    Submit = b"submit";
    /// The sender's, over a later change.
    Amend = b"amend";
    /// Of a key record: the key itself, the previous one, the organisation.
    KeyRecord = b"key-record";
    /// The owner's "this record is current".
    Freshness = b"freshness";
    /// The reader's.
    Receipt = b"receipt";
    /// The server's "logged".
    Promise = b"promise";
    /// A group owner's, over the members.
    Roster = b"roster";
    /// A group owner's, over a group's key for one member.
    Grant = b"grant";
    /// The user's, over an escrow.
    EscrowConsent = b"escrow-consent";
    /// An officer's, over the use of an escrow.
    EscrowUse = b"escrow-use";
    /// A form owner's, over its definition.
    Form = b"form";
    /// A letter reader's proof of possession.
    Letter = b"letter";
    /// The recovery words' proof of possession.
    Recovery = b"recovery";
    /// An existing session's approval of an account state.
    State = b"state";
    /// The sender's, over what a proof file says.
    Proof = b"proof";
    /// The server's, over what it erased.
    DeleteReport = b"delete-report";
    /// A maintainer's, over a release.
    Release = b"release";
}

/// `"forsegla-sig" ‖ 0x01 ‖ lp8(label) ‖ u64(len(msg)) ‖ msg`.
fn sign_input(label: Label, message: &[u8]) -> Vec<u8> {
    let name = label.name();
    let label_len =
        u8::try_from(PREFIX.len().saturating_add(name.len())).expect("labels have at most 26 bytes");
    let message_len = u64::try_from(message.len()).expect("usize has at most 64 bits");
    [
        b"forsegla-sig\x01",
        &[label_len][..],
        PREFIX,
        name,
        &message_len.to_be_bytes(),
        message,
    ]
    .concat()
}

/// A private key of Ed25519. Zeroized on drop.
#[derive(Clone)]
pub struct SigningKey(Box<ed25519_dalek::SigningKey>);

impl SigningKey {
    /// A new key from `rng`.
    pub fn make(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self::from_seed(&Secret::make(rng))
    }

    /// Every 32 bytes are a key (RFC 8032, 5.1.5).
    #[must_use]
    pub fn from_seed(seed: &Secret<32>) -> Self {
        Self(Box::new(ed25519_dalek::SigningKey::from_bytes(seed.expose())))
    }

    /// The seed again, for the keyring.
    #[must_use]
    pub fn seed(&self) -> Secret<32> {
        Secret::fill(|seed| seed.copy_from_slice(self.0.as_bytes()))
    }

    /// The public half.
    #[must_use]
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key())
    }

    /// `Sign(sk, label, message)` of protocol.md 2.1. The structs' own `sign` functions pick the label.
    #[must_use]
    pub fn sign(&self, label: Label, message: &[u8]) -> Signature {
        Signature(self.0.sign(&sign_input(label, message)).to_bytes())
    }

    /// Without a label: for the notes of a log (C2SP signed-note), whose key signs nothing else.
    pub(crate) fn sign_bare(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message).to_bytes())
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey")
    }
}

/// A public key of Ed25519.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

impl VerifyingKey {
    /// # Errors
    /// If `bytes` are not 32, not a point, or a point of low order (whose signatures anyone can make).
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let key = ed25519_dalek::VerifyingKey::try_from(bytes)
            .map_err(|_| ParseError::new("not an Ed25519 key"))?;
        if key.is_weak() {
            return Err(ParseError::new("Ed25519 key of low order"));
        }
        Ok(Self(key))
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// `fp(1, pk)`.
    #[must_use]
    pub fn fingerprint(&self) -> Hash {
        fingerprint::of(fingerprint::SIG_ED25519, self.as_bytes())
    }

    /// Strict (`verify_strict`): canonical `S`, no low order. The key must come from the directory record of
    /// the claimed signer, never from the message.
    ///
    /// # Errors
    /// If the signature is not this key's over this message under this label.
    pub fn verify(&self, label: Label, message: &[u8], signature: &Signature) -> Result<(), Refused> {
        self.verify_bare(&sign_input(label, message), signature)
    }

    /// What [`SigningKey::sign_bare`] made.
    pub(crate) fn verify_bare(&self, message: &[u8], signature: &Signature) -> Result<(), Refused> {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        self.0.verify_strict(message, &signature).map_err(|_| Refused)
    }
}

/// 64 bytes that may be a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature([u8; SIGNATURE_LEN]);

impl Signature {
    /// # Errors
    /// If `bytes` are not 64.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        bytes
            .try_into()
            .map(Self)
            .map_err(|_| ParseError::new("signature of another length"))
    }

    /// The 64 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; SIGNATURE_LEN] {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::{rng, test};

    #[test]
    fn input_is_the_layout() {
        let input = sign_input(Label::Message, b"hello");
        assert_eq!(
            input,
            b"forsegla-sig\x01\x13forsegla.v1/message\0\0\0\0\0\0\0\x05hello"
        );
    }

    #[test]
    fn a_signature_is_for_one_label_one_message_one_key() {
        let key = SigningKey::make(&mut rng(1));
        let signature = key.sign(Label::Submit, b"bytes");
        for &label in Label::ALL {
            assert_eq!(
                key.verifying_key().verify(label, b"bytes", &signature).is_ok(),
                label == Label::Submit
            );
        }
        assert!(
            key.verifying_key()
                .verify(Label::Submit, b"byte", &signature)
                .is_err()
        );
        let other = SigningKey::make(&mut rng(2)).verifying_key();
        assert!(other.verify(Label::Submit, b"bytes", &signature).is_err());
    }

    #[test]
    fn no_two_labels_are_alike() {
        for (i, a) in Label::ALL.iter().enumerate() {
            assert!(Label::ALL[..i].iter().all(|b| a.name() != b.name()));
        }
    }

    #[test]
    fn a_key_of_low_order_is_no_key() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert!(VerifyingKey::parse(&identity).is_err());
        assert!(VerifyingKey::parse(&[0; 32]).is_err());
        assert!(VerifyingKey::parse(&[0; 31]).is_err());
    }

    #[test]
    fn the_seed_gives_the_key_again() {
        let key = SigningKey::make(&mut rng(3));
        assert_eq!(
            SigningKey::from_seed(&key.seed()).verifying_key(),
            key.verifying_key()
        );
    }
}
