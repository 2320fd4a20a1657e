//! The X-Wing keys of a mailbox: an identity opens, a recipient is sealed to (protocol.md 3.1).

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::text::{self, Prefix};
use crate::{Hash, ParseError, Secret, fingerprint, hazmat::xwing};

/// A mailbox's private key of one epoch: a 32-byte seed, `AGE-SECRET-KEY-PQ-1…` as text.
#[derive(Clone)]
pub struct Identity(xwing::PrivateKey);

impl Identity {
    /// A new identity from `rng`.
    pub fn make(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self::from_seed(&Secret::make(rng))
    }

    /// Every 32 bytes are an identity.
    #[must_use]
    pub fn from_seed(seed: &Secret<32>) -> Self {
        Self(xwing::PrivateKey::from_seed(seed))
    }

    /// The seed again, for the keyring.
    #[must_use]
    pub fn seed(&self) -> Secret<32> {
        self.0.seed()
    }

    /// The public half.
    #[must_use]
    pub fn recipient(&self) -> Recipient {
        Recipient(self.0.public_key())
    }

    /// The exit door: with this text `age` 1.3 and later reads the mailbox's deliveries. The caller shows it
    /// only when the owner asks.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        text::encode(Prefix::HybridIdentity, self.seed().expose())
    }

    /// # Errors
    /// If `text` is not one that [`Identity::to_text`] gives.
    pub fn from_text(text: &str) -> Result<Self, ParseError> {
        let seed = text::decode(Prefix::HybridIdentity, text)?;
        Secret::try_from_slice(&seed).map(|seed| Self::from_seed(&seed))
    }

    pub(super) fn key(&self) -> &xwing::PrivateKey {
        &self.0
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity")
    }
}

/// A mailbox's public key of one epoch: 1,216 bytes, `age1pq1…` as text. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient(xwing::PublicKey);

impl Recipient {
    /// # Errors
    /// If `bytes` are not 1,216, not a valid ML-KEM-768 key, or have an X25519 key of low order.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        xwing::PublicKey::parse(bytes).map(Self)
    }

    /// The 1,216 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; xwing::PUBLIC_LEN] {
        self.0.as_bytes()
    }

    /// `fp(0x647a, pk)`.
    #[must_use]
    pub fn fingerprint(&self) -> Hash {
        fingerprint::of(fingerprint::ENC_XWING, self.as_bytes())
    }

    /// `age1pq1…`, for printing and for other age implementations.
    #[must_use]
    pub fn to_text(&self) -> String {
        (*text::encode(Prefix::HybridRecipient, self.as_bytes())).clone()
    }

    /// # Errors
    /// If `text` is not one that [`Recipient::to_text`] gives.
    pub fn from_text(text: &str) -> Result<Self, ParseError> {
        Self::parse(&text::decode(Prefix::HybridRecipient, text)?)
    }

    pub(super) fn key(&self) -> &xwing::PublicKey {
        &self.0
    }
}

impl std::fmt::Debug for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Recipient")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::{rng, test};

    #[test]
    fn seeds_and_texts_give_the_keys_again() {
        let identity = Identity::make(&mut rng(1));
        let recipient = identity.recipient();
        assert_eq!(Identity::from_seed(&identity.seed()).recipient(), recipient);
        assert_eq!(
            Identity::from_text(&identity.to_text()).unwrap().recipient(),
            recipient
        );
        assert_eq!(Recipient::parse(recipient.as_bytes()).unwrap(), recipient);
        let text = recipient.to_text();
        assert!(text.starts_with("age1pq1") && text.len() < 2000);
        assert_eq!(Recipient::from_text(&text).unwrap(), recipient);
    }

    #[test]
    fn bytes_that_are_no_key_are_refused() {
        let recipient = Identity::make(&mut rng(1)).recipient();
        assert!(Recipient::parse(&recipient.as_bytes()[1..]).is_err());
        assert!(Recipient::parse(&[0xff; 1216]).is_err());
        assert!(Recipient::from_text("age1pq1qqqq").is_err());
    }
}
