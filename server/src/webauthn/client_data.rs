//! What the browser says of the occasion: section 5.8.1. An authenticator signs its hash, so the page cannot change it.

use super::{Refused, RelyingParty};
use api::Bytes;
use serde::Deserialize;

/// `CollectedClientData`. Members that we do not know may be there: browsers add some at random so that nobody compares texts.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: Bytes,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

impl ClientData {
    pub(super) fn parse(json: &[u8]) -> Result<Self, Refused> {
        serde_json::from_slice(json).map_err(|_| Refused("client data"))
    }

    pub(super) fn challenge(&self) -> &[u8] {
        &self.challenge
    }

    /// For this ceremony, on a page of ours that stands in no other's.
    pub(super) fn check(&self, kind: &str, party: &RelyingParty<'_>) -> Result<(), Refused> {
        if self.kind != kind {
            return Err(Refused("ceremony"));
        }
        if self.origin != party.origin || self.cross_origin {
            return Err(Refused("origin"));
        }
        Ok(())
    }
}
