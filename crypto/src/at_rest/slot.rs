//! Slots: 128 bytes each in an erasable file, holding the key of one stored blob (protocol.md 8.3).
//!
//! ```text
//! header, 4096 bytes:       "FSGLSLOT" ‖ u32 version = 1 ‖ u64 epoch ‖ u64 slots ‖ zeros
//! slot i at 4096 + 128 i:   blob_tag[16] ‖ salt[32] ‖ sealed[48] ‖ zeros[32]
//!   blob_tag = H(P"slot\0" ‖ blob_id)[..16]
//!   key      = HKDF(E_epoch, salt, P"slot-key\0" ‖ u64 epoch ‖ u64 i ‖ blob_tag, 32)
//!   sealed   = ChaCha20Poly1305(key, nonce 0^12, aad "", K_b)
//! ```
//!
//! The salt is new for every write and there is no counter, so that a crash, a restored file or two servers
//! never repeat a nonce. The file, its syncing and its overwriting are the server's vault.

use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit,
    aead::{AeadInOut, Nonce},
};
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;

use crate::{
    BlobKey, EpochKey, Id, PREFIX, ParseError, Refused, Secret,
    hazmat::kdf::{hkdf, sha256_of},
    wire::{Reader, Writer},
};

/// Bytes of a slot: it never crosses a sector.
pub const SLOT_LEN: usize = 128;

/// Bytes of the file's header.
pub const HEADER_LEN: usize = 4096;

const MAGIC: &[u8; 8] = b"FSGLSLOT";
const VERSION: u32 = 1;
const TAG_LEN: usize = 16;
const SALT_LEN: usize = 32;
const ZEROS_LEN: usize = 32;

/// Where slot `index` stands in its file. Saturates at `u64::MAX`.
#[must_use]
pub fn offset(index: u64) -> u64 {
    index.saturating_mul(128).saturating_add(4096)
}

/// The first 4,096 bytes of a slot file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Which `E_epoch` seals the slots; counts up with each rotation.
    pub epoch: u64,
    /// How many slots the file has.
    pub slots: u64,
}

impl Header {
    /// The 4,096 bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Writer::with_capacity(HEADER_LEN)
            .bytes(MAGIC)
            .u32(VERSION)
            .u64(self.epoch)
            .u64(self.slots)
            .finish();
        bytes.resize(HEADER_LEN, 0);
        bytes
    }

    /// # Errors
    /// If `bytes` are not exactly such a header.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let mut reader = Reader::new(bytes);
        if bytes.len() != HEADER_LEN || reader.array()? != *MAGIC {
            return Err(ParseError::new("not the header of a slot file"));
        }
        if reader.u32()? != VERSION {
            return Err(ParseError::new("unknown version"));
        }
        let header = Self {
            epoch: reader.u64()?,
            slots: reader.u64()?,
        };
        if reader.bytes(reader.remaining())?.iter().any(|&byte| byte != 0) {
            return Err(ParseError::new("header is not zero where it must be"));
        }
        Ok(header)
    }
}

/// Seals a blob's key for slot `index`, with a salt of its own.
pub fn seal(
    epoch_key: &EpochKey,
    epoch: u64,
    index: u64,
    blob_id: &Id,
    key: &BlobKey,
    rng: &mut (impl CryptoRng + ?Sized),
) -> [u8; SLOT_LEN] {
    let tag = blob_tag(blob_id);
    let mut salt = [0; SALT_LEN];
    rng.fill_bytes(&mut salt);
    let mut sealed = *key.expose();
    let mac = cipher(epoch_key, epoch, index, &tag, &salt)
        .encrypt_inout_detached(
            &Nonce::<ChaCha20Poly1305>::default(),
            b"",
            sealed.as_mut_slice().into(),
        )
        .expect("ChaCha20-Poly1305 takes up to 256 GiB");
    let slot = [&tag[..], &salt, &sealed, &mac, &[0; ZEROS_LEN]].concat();
    slot.try_into().expect("16 + 32 + 48 + 32 is 128")
}

/// Opens slot `index`.
///
/// # Errors
/// If the slot is not that blob's: overwritten, of another epoch or index, or damaged.
pub fn open(
    epoch_key: &EpochKey,
    epoch: u64,
    index: u64,
    blob_id: &Id,
    slot: &[u8],
) -> Result<BlobKey, Refused> {
    let mut reader = Reader::new(slot);
    let tag: [u8; TAG_LEN] = reader.array()?;
    let salt: [u8; SALT_LEN] = reader.array()?;
    let mut sealed: [u8; 32] = reader.array()?;
    let mac: [u8; 16] = reader.array()?;
    let zeros: [u8; ZEROS_LEN] = reader.array()?;
    reader.end()?;
    if !bool::from(tag.ct_eq(&blob_tag(blob_id))) || zeros != [0; ZEROS_LEN] {
        return Err(Refused);
    }
    cipher(epoch_key, epoch, index, &tag, &salt)
        .decrypt_inout_detached(
            &Nonce::<ChaCha20Poly1305>::default(),
            b"",
            sealed.as_mut_slice().into(),
            &mac.into(),
        )
        .map_err(|_| Refused)?;
    Ok(BlobKey::from(Secret::from_bytes(sealed)))
}

fn blob_tag(blob_id: &Id) -> [u8; TAG_LEN] {
    let hash = sha256_of(&[PREFIX, b"slot\0", blob_id]);
    *hash.first_chunk().expect("16 of 32 bytes")
}

fn cipher(
    epoch_key: &EpochKey,
    epoch: u64,
    index: u64,
    tag: &[u8; TAG_LEN],
    salt: &[u8; SALT_LEN],
) -> ChaCha20Poly1305 {
    let info = [
        PREFIX,
        b"slot-key\0",
        &epoch.to_be_bytes(),
        &index.to_be_bytes(),
        tag,
    ];
    let key: Secret<32> = hkdf(epoch_key.expose(), salt, &info);
    ChaCha20Poly1305::new(&(*key.expose()).into())
}
