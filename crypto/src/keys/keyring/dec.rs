//! keyring/dec: the private keys for reading.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::{TooLarge, seeds};
use crate::{Id, KDec, Refused, Secret, age::Identity, base64url, record::VerifiedRecord};

const LABEL: &str = "keyring/dec";

/// Mailbox seeds by epoch, and those of the groups the user reads for. Old epochs stay, for reading old mail.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecKeyring {
    /// Counts up with each change.
    pub ver: u64,
    /// The own mailbox's X-Wing seeds.
    #[serde(with = "seeds")]
    pub seeds: BTreeMap<u32, Secret<32>>,
    /// Groups' X-Wing seeds, by mailbox.
    #[serde(default, with = "groups")]
    pub groups: BTreeMap<Id, BTreeMap<u32, Secret<32>>>,
}

impl DecKeyring {
    /// Seals it for its owner, bound to `ver`.
    ///
    /// # Errors
    /// If it is too large.
    pub fn seal(
        &self,
        key: &KDec,
        user_id: &Id,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, TooLarge> {
        super::seal(self, self.ver, key.expose(), LABEL, user_id, rng)
    }

    /// Opens the box of version `ver`. The caller refuses a version lower than it has seen, and calls
    /// [`check_seeds`].
    ///
    /// # Errors
    /// If the box is not of this key, user and version, or not strict JSON of this shape.
    pub fn open(key: &KDec, user_id: &Id, ver: u64, sealed: &[u8]) -> Result<Self, Refused> {
        let keyring: Self = super::open(sealed, ver, key.expose(), LABEL, user_id)?;
        if keyring.ver == ver {
            Ok(keyring)
        } else {
            Err(Refused)
        }
    }
}

impl std::fmt::Debug for DecKeyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DecKeyring")
            .field("ver", &self.ver)
            .finish_non_exhaustive()
    }
}

/// A seed that is nobody's: whoever can write keyring/dec slipped it in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a seed of epoch {epoch} belongs to no record")]
pub struct SeedError {
    /// Its epoch.
    pub epoch: u32,
}

/// Whether every seed yields the encryption key of one of the records, at its epoch: the own ones (from
/// keyring/sig) and those of the groups, whose records are found by mailbox. On every load (protocol.md 3.1,
/// R16), since who holds `K_dec` by escrow can write the box.
///
/// # Errors
/// The first seed that does not.
pub fn check_seeds(keyring: &DecKeyring, own_records: &[VerifiedRecord]) -> Result<(), SeedError> {
    let own = keyring.seeds.iter().map(|(&epoch, seed)| (None, epoch, seed));
    let groups = keyring
        .groups
        .iter()
        .flat_map(|(mbox, seeds)| seeds.iter().map(move |(&epoch, seed)| (Some(mbox), epoch, seed)));
    for (mbox, epoch, seed) in own.chain(groups) {
        let recipient = Identity::from_seed(seed).recipient();
        let known = own_records.iter().any(|record| {
            let of_mailbox = mbox.is_none_or(|mbox| record.record().subject_id == *mbox);
            of_mailbox && record.record().epoch == epoch && *record.recipient() == recipient
        });
        if !known {
            return Err(SeedError { epoch });
        }
    }
    Ok(())
}

/// `[{"mbox":"…","seeds":[…]},…]`, strictly ascending.
mod groups {
    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Group {
        #[serde(with = "base64url::array")]
        mbox: Id,
        #[serde(with = "seeds")]
        seeds: BTreeMap<u32, Secret<32>>,
    }

    type Groups = BTreeMap<Id, BTreeMap<u32, Secret<32>>>;

    pub(super) fn serialize<S: Serializer>(groups: &Groups, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(groups.iter().map(|(&mbox, seeds)| Group {
            mbox,
            seeds: seeds.clone(),
        }))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Groups, D::Error> {
        let groups = Vec::<Group>::deserialize(from)?;
        if !groups.is_sorted_by(|a, b| a.mbox < b.mbox) {
            return Err(D::Error::custom("groups not in order"));
        }
        Ok(groups
            .into_iter()
            .map(|Group { mbox, seeds }| (mbox, seeds))
            .collect())
    }
}
