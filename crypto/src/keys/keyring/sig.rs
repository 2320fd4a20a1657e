//! keyring/sig: what speaks for the user, and what the user has pinned.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{
    Contact, Escrow, LogPin, Profile, ServerPin, TooLarge,
    pins::{FRONTIER_MAX, old_keys},
    seeds,
};
use crate::{Id, KLocal, KSig, Refused, Secret, record::SignedRecord};

const LABEL: &str = "keyring/sig";

/// Signing seeds, account state, pins. `K_sig` opens it; no escrow ever does.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigKeyring {
    /// Counts up with each change.
    pub ver: u64,
    /// The newest keyring/dec.
    pub dec_ver: u64,
    /// The newest root of local objects.
    pub local_ver: u64,
    /// Ed25519 seeds by epoch.
    #[serde(with = "seeds")]
    pub sign_seeds: BTreeMap<u32, Secret<32>>,
    /// The lowest suite the user accepts (R4).
    pub min_suite: u16,
    /// The server's keys, pinned at registration.
    pub server: ServerPin,
    /// The newest head of the key directory that was seen.
    pub kt: LogPin,
    /// The newest head of the audit log that was seen. Keyrings from before have none.
    #[serde(default)]
    pub audit: LogPin,
    /// The own key records, by epoch.
    pub own_records: Vec<SignedRecord>,
    /// Pins, by canonical address.
    pub contacts: BTreeMap<String, Contact>,
    /// Whether an organisation can restore access.
    pub escrow: Escrow,
    /// Former `K_local`s, until everything under them is sealed anew.
    #[serde(with = "old_keys")]
    pub k_local_old: Vec<KLocal>,
    /// What the user is called.
    #[serde(default)]
    pub profile: Profile,
}

impl SigKeyring {
    /// Seals it for its owner, bound to `ver`.
    ///
    /// # Errors
    /// If it is too large.
    pub fn seal(
        &self,
        key: &KSig,
        user_id: &Id,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, TooLarge> {
        super::seal(self, self.ver, key.expose(), LABEL, user_id, rng)
    }

    /// Bytes of its JSON, which may be at most [`super::LEN_MAX`].
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        super::writer::to_json(self).len()
    }

    /// Opens the box of version `ver`. The caller refuses a version lower than it has seen.
    ///
    /// # Errors
    /// If the box is not of this key, user and version, or not strict JSON of this shape.
    pub fn open(key: &KSig, user_id: &Id, ver: u64, sealed: &[u8]) -> Result<Self, Refused> {
        let keyring: Self = super::open(sealed, ver, key.expose(), LABEL, user_id)?;
        let heads = [&keyring.kt, &keyring.audit];
        let sound = keyring.ver == ver && heads.iter().all(|head| head.frontier.len() <= FRONTIER_MAX);
        if sound { Ok(keyring) } else { Err(Refused) }
    }
}

impl std::fmt::Debug for SigKeyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigKeyring")
            .field("ver", &self.ver)
            .finish_non_exhaustive()
    }
}
