//! Seeds by epoch, as a JSON list `[{"epoch":0,"seed":"…"},…]`, strictly ascending.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::{Secret, base64url};

#[derive(Serialize, Deserialize)]
struct Seed {
    epoch: u32,
    #[serde(with = "base64url::secret")]
    seed: Secret<32>,
}

pub(super) fn serialize<S: Serializer>(seeds: &BTreeMap<u32, Secret<32>>, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(seeds.iter().map(|(&epoch, seed)| Seed {
        epoch,
        seed: seed.clone(),
    }))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<u32, Secret<32>>, D::Error> {
    let seeds = Vec::<Seed>::deserialize(from)?;
    if !seeds.is_sorted_by(|a, b| a.epoch < b.epoch) {
        return Err(D::Error::custom("epochs not in order"));
    }
    Ok(seeds
        .into_iter()
        .map(|Seed { epoch, seed }| (epoch, seed))
        .collect())
}
