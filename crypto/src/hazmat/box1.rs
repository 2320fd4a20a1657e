//! `box1` of protocol.md 2.2: the committing wrap for small secrets.
//!
//! Owns the layout only. Which label, key and owner go together is the business of the typed wraps
//! ([`crate::keys`], [`crate::session`], [`crate::server_box`]).

use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit,
    aead::{AeadInOut, Nonce},
};
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{PREFIX, Refused, Secret, hazmat::kdf::hkdf, wire::Reader};

const VERSION: u8 = 1;
const SALT_LEN: usize = 32;
const COMMITMENT_LEN: usize = 32;
const TAG_LEN: usize = 16;

/// Bytes that a box has more than its content.
pub const OVERHEAD: usize = 1 + SALT_LEN + COMMITMENT_LEN + TAG_LEN;

/// Longest content that [`open`] accepts. More is an age file or a part.
pub const CONTENT_LEN_MAX: usize = 1 << 20;

/// Seals `pt` under `kek`, bound to `label` and `aad`. The salt is new for every box, so there is no nonce to
/// keep.
///
/// ```text
/// okm = HKDF(kek, salt, P"box1\0" ‖ lp16(label) ‖ lp32(aad), 64)
/// 0x01 ‖ salt[32] ‖ okm[32..64] ‖ ChaCha20Poly1305(key = okm[..32], nonce = 0^12, aad = "", pt)
/// ```
///
/// The caller keeps `pt` within [`CONTENT_LEN_MAX`], or the box will not open.
pub fn seal(
    kek: &[u8; 32],
    label: &str,
    aad: &[u8],
    pt: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> Vec<u8> {
    let mut salt = [0; SALT_LEN];
    rng.fill_bytes(&mut salt);
    let okm = derive(kek, label, aad, &salt);
    let (key, commitment) = halves(&okm);

    let mut content = Zeroizing::new(pt.to_vec());
    let tag = cipher(key)
        .encrypt_inout_detached(
            &Nonce::<ChaCha20Poly1305>::default(),
            b"",
            content.as_mut_slice().into(),
        )
        .expect("ChaCha20-Poly1305 takes up to 256 GiB");
    [&[VERSION][..], &salt, commitment, &content, &tag].concat()
}

/// Opens a box made by [`seal`] with the same key, label and aad. Compares the commitment in constant time
/// and only then decrypts.
///
/// # Errors
/// One for everything.
pub fn open(kek: &[u8; 32], label: &str, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refused> {
    if sealed.len() < OVERHEAD || sealed.len() > OVERHEAD + CONTENT_LEN_MAX {
        return Err(Refused);
    }
    let mut reader = Reader::new(sealed);
    reader.version(VERSION)?;
    let salt: [u8; SALT_LEN] = reader.array()?;
    let claimed: [u8; COMMITMENT_LEN] = reader.array()?;
    let content = reader.bytes(reader.remaining().saturating_sub(TAG_LEN))?;
    let tag: [u8; TAG_LEN] = reader.array()?;

    let okm = derive(kek, label, aad, &salt);
    let (key, commitment) = halves(&okm);
    if !bool::from(commitment.ct_eq(&claimed)) {
        return Err(Refused);
    }
    let mut content = Zeroizing::new(content.to_vec());
    cipher(key)
        .decrypt_inout_detached(
            &Nonce::<ChaCha20Poly1305>::default(),
            b"",
            content.as_mut_slice().into(),
            &tag.into(),
        )
        .map_err(|_| Refused)?;
    Ok(content)
}

fn derive(kek: &[u8; 32], label: &str, aad: &[u8], salt: &[u8; SALT_LEN]) -> Secret<64> {
    let label_len = u16::try_from(label.len()).expect("labels are short constants of this crate");
    let aad_len = u32::try_from(aad.len()).expect("aads are ids and versions of a few dozen bytes");
    let info = [
        PREFIX,
        b"box1\0",
        &label_len.to_be_bytes(),
        label.as_bytes(),
        &aad_len.to_be_bytes(),
        aad,
    ];
    hkdf(kek, salt, &info)
}

fn halves(okm: &Secret<64>) -> (&[u8], &[u8]) {
    okm.expose().split_at(32)
}

fn cipher(key: &[u8]) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new_from_slice(key).expect("half of 64 bytes is a key of 32")
}
