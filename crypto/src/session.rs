//! Staying signed in across a reload (protocol.md 5.8): the box that rests in the browser, whose key the
//! server has.
//!
//! ```text
//! box1(k_srv, "session", aad = user_id ‖ session_id ‖ u64 expires_ms, K_dec ‖ K_sig ‖ K_local)
//! ```
//!
//! Neither half opens anything alone. UMK is not in it.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

pub use crate::UnlockKey;
use crate::{Id, KDec, KLocal, KSig, Refused, hazmat::box1, wire::Reader};

const LABEL: &str = "session";

/// Seals the three keys under the server's half, for one session.
#[expect(clippy::too_many_arguments, reason = "each names another part of the layout")]
pub fn seal(
    unlock_key: &UnlockKey,
    user_id: &Id,
    session_id: &Id,
    expires_ms: u64,
    k_dec: &KDec,
    k_sig: &KSig,
    k_local: &KLocal,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Vec<u8> {
    let keys = Zeroizing::new([*k_dec.expose(), *k_sig.expose(), *k_local.expose()]);
    let aad = aad(user_id, session_id, expires_ms);
    box1::seal(unlock_key.expose(), LABEL, &aad, keys.as_flattened(), rng)
}

/// Opens what [`seal`] made.
///
/// # Errors
/// If the box is not of this key, user, session and end.
pub fn open(
    unlock_key: &UnlockKey,
    user_id: &Id,
    session_id: &Id,
    expires_ms: u64,
    sealed: &[u8],
) -> Result<(KDec, KSig, KLocal), Refused> {
    let keys = box1::open(
        unlock_key.expose(),
        LABEL,
        &aad(user_id, session_id, expires_ms),
        sealed,
    )?;
    let mut reader = Reader::new(&keys);
    let k_dec = KDec::try_from_slice(reader.bytes(32)?)?;
    let k_sig = KSig::try_from_slice(reader.bytes(32)?)?;
    let k_local = KLocal::try_from_slice(reader.bytes(32)?)?;
    reader.end()?;
    Ok((k_dec, k_sig, k_local))
}

fn aad(user_id: &Id, session_id: &Id, expires_ms: u64) -> Vec<u8> {
    [&user_id[..], session_id, &expires_ms.to_be_bytes()].concat()
}
