//! The plaintext of a delivery (protocol.md 3.3): a signed manifest in a padded frame.
//!
//! ```text
//! "FSGL" ‖ 0x01 ‖ 00 00 00
//! u32 M ‖ manifest[M]                                            1 ≤ M ≤ 1 MiB
//! u8 n (1..4) ‖ n × { u16 alg ‖ fp[32] of signer key ‖ lp16(sig) }
//! zeros up to padme(max(len, 2048))
//! ```
//!
//! Owns the frame and the inner signature. What the manifest says is [`crate::manifest`]; whether it is to be
//! believed is [`crate::checks`].

use zeroize::Zeroizing;

use crate::{
    Hash, ParseError, Refused, fingerprint, padme,
    sign::{Label, Signature, SigningKey, VerifyingKey},
    wire::{Reader, Writer},
};

const MAGIC: &[u8; 8] = b"FSGL\x01\0\0\0";

/// Longest manifest, in bytes. A long body becomes a part.
pub const MANIFEST_LEN_MAX: usize = 1 << 20;

/// Plaintexts are padded to at least this, in bytes.
pub const PADDED_LEN_MIN: u64 = 2048;

/// Most signatures on a manifest.
const SIGNATURES_MAX: u8 = 4;

/// Signs `manifest` with the sender's key and frames it. The same plaintext is sealed to every mailbox of the
/// message; it is padded, so all envelopes have one size.
///
/// # Errors
/// If `manifest` is empty or longer than [`MANIFEST_LEN_MAX`].
pub fn encode(manifest: &[u8], signer: &SigningKey) -> Result<Zeroizing<Vec<u8>>, ParseError> {
    let manifest_len = manifest_len(manifest.len())?;
    let signature = signer.sign(Label::Message, manifest).to_bytes();
    let mut frame = Writer::with_capacity(padded_len(manifest.len().saturating_add(256))?)
        .bytes(MAGIC)
        .u32(manifest_len)
        .bytes(manifest)
        .u8(1)
        .u16(fingerprint::SIG_ED25519)
        .bytes(&signer.verifying_key().fingerprint())
        .lp16(&signature)
        .finish();
    frame.resize(padded_len(frame.len())?, 0);
    Ok(Zeroizing::new(frame))
}

/// A plaintext taken apart. Nothing of it is verified yet.
#[derive(Clone, PartialEq, Eq)]
pub struct Plaintext {
    /// The JSON, byte for byte as it was signed.
    pub manifest: Vec<u8>,
    /// The first is the sender's. Others are for later suites and mean nothing in this one.
    pub signatures: Vec<ManifestSignature>,
}

/// A signature over the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestSignature {
    /// See [`fingerprint`].
    pub alg: u16,
    /// Which key is said to have signed.
    pub key_fp: Hash,
    /// The signature's bytes.
    pub signature: Vec<u8>,
}

/// Takes a plaintext apart.
///
/// # Errors
/// If it is not the layout, or the padding is not of the right length and zero.
pub fn decode(plaintext: &[u8]) -> Result<Plaintext, ParseError> {
    let mut reader = Reader::new(plaintext);
    if reader.array()? != *MAGIC {
        return Err(ParseError::new("not a message"));
    }
    let manifest = reader.lp32()?;
    manifest_len(manifest.len())?;
    let count = reader.u8()?;
    if !(1..=SIGNATURES_MAX).contains(&count) {
        return Err(ParseError::new("not one to four signatures"));
    }
    let signatures = (0..count)
        .map(|_| ManifestSignature::read(&mut reader))
        .collect::<Result<_, _>>()?;
    let padding = reader.bytes(reader.remaining())?;
    if padding.iter().fold(0, |bits, byte| bits | byte) != 0 {
        return Err(ParseError::new("padding is not zero"));
    }
    if padded_len(plaintext.len().saturating_sub(padding.len()))? != plaintext.len() {
        return Err(ParseError::new("padding of another length"));
    }
    Ok(Plaintext {
        manifest: manifest.to_vec(),
        signatures,
    })
}

impl Plaintext {
    /// The inner signature: by `key`, under the label `message`, over the manifest's exact bytes.
    ///
    /// # Errors
    /// If the first signature is not that.
    pub fn verify(&self, key: &VerifyingKey) -> Result<Signature, Refused> {
        let first = self.signatures.first().ok_or(Refused)?;
        if first.alg != fingerprint::SIG_ED25519 || first.key_fp != key.fingerprint() {
            return Err(Refused);
        }
        let signature = Signature::parse(&first.signature)?;
        key.verify(Label::Message, &self.manifest, &signature)?;
        Ok(signature)
    }
}

impl ManifestSignature {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ParseError> {
        Ok(Self {
            alg: reader.u16()?,
            key_fp: reader.array()?,
            signature: reader.lp16()?.to_vec(),
        })
    }
}

impl std::fmt::Debug for Plaintext {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plaintext")
            .field("signatures", &self.signatures)
            .finish_non_exhaustive()
    }
}

fn manifest_len(len: usize) -> Result<u32, ParseError> {
    match u32::try_from(len) {
        Ok(len_u32) if len_u32 > 0 && len <= MANIFEST_LEN_MAX => Ok(len_u32),
        _ => Err(ParseError::new("manifest empty or too long")),
    }
}

fn padded_len(len: usize) -> Result<usize, ParseError> {
    let padded = u64::try_from(len).map(|len| padme::padded_len(len.max(PADDED_LEN_MIN)));
    padded
        .and_then(usize::try_from)
        .map_err(|_| ParseError::new("message too long"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::{rng, test};

    #[test]
    fn a_frame_comes_apart_again_at_every_padding_edge() {
        let key = SigningKey::make(&mut rng(1));
        for len in [1, 1900, 1934, 1935, 1936, 2000, 65_536, MANIFEST_LEN_MAX] {
            let manifest = vec![b'x'; len];
            let frame = encode(&manifest, &key).unwrap();
            let plaintext = decode(&frame).unwrap();
            assert_eq!(plaintext.manifest, manifest);
            assert!(plaintext.verify(&key.verifying_key()).is_ok());
            assert!(
                plaintext
                    .verify(&SigningKey::make(&mut rng(2)).verifying_key())
                    .is_err()
            );
        }
    }

    #[test]
    fn empty_and_too_long_manifests_are_refused() {
        let key = SigningKey::make(&mut rng(1));
        assert!(encode(b"", &key).is_err());
        assert!(encode(&vec![0; MANIFEST_LEN_MAX + 1], &key).is_err());
    }

    #[test]
    fn padding_is_checked_byte_for_byte() {
        let frame = encode(b"{}", &SigningKey::make(&mut rng(1))).unwrap();
        assert_eq!(frame.len(), 2048);
        for at in [200, 1000, 2047] {
            let mut bad = frame.clone();
            bad[at] = 1;
            assert!(decode(&bad).is_err());
        }
        assert!(decode(&frame[..2047]).is_err());
        assert!(decode(&[&frame[..], &[0]].concat()).is_err());
        assert!(decode(&[&frame[..], &[0; 64]].concat()).is_err());
    }

    #[test]
    fn one_to_four_signatures() {
        let frame = encode(b"{}", &SigningKey::make(&mut rng(1))).unwrap();
        for count in [0, 2, 5, 255] {
            let mut bad = frame.clone();
            bad[14] = count;
            assert!(count == 2 || decode(&bad).is_err(), "{count}");
        }
    }
}
