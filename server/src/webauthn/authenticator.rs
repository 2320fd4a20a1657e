//! What an authenticator says and signs: section 6.1.
//!
//! ```text
//! rp_id_hash[32] ‖ u8 flags ‖ u32 counter
//!     ‖ if attested: aaguid[16] ‖ u16 len ‖ credential_id[len] ‖ CBOR COSE_Key
//!     ‖ if extensions: CBOR map
//! ```

use super::{Refused, RelyingParty};
use ciborium::Value;
use crypto::sha256;

/// Longest credential id (section 4).
const CREDENTIAL_ID_LEN_MAX: usize = 1023;

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const ATTESTED: u8 = 1 << 6;
const EXTENSIONS: u8 = 1 << 7;

pub(super) struct AuthenticatorData {
    rp_id_hash: [u8; 32],
    flags: u8,
    pub(super) counter: u32,
    pub(super) attested: Option<Attested>,
}

/// A credential that was just made.
pub(super) struct Attested {
    pub(super) credential_id: Vec<u8>,
    /// A COSE_Key, not yet read.
    pub(super) public_key: Vec<u8>,
}

impl AuthenticatorData {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Refused> {
        let mut rest = bytes;
        let rp_id_hash = take_array(&mut rest)?;
        let [flags] = take_array(&mut rest)?;
        let counter = u32::from_be_bytes(take_array(&mut rest)?);
        let attested = (flags & ATTESTED != 0)
            .then(|| take_attested(&mut rest))
            .transpose()?;
        if flags & EXTENSIONS != 0 {
            take_cbor(&mut rest)?;
        }
        if !rest.is_empty() {
            return Err(Refused("authenticator data"));
        }
        Ok(Self {
            rp_id_hash,
            flags,
            counter,
            attested,
        })
    }

    /// For our host, by a person who was there and was verified.
    pub(super) fn check(&self, party: &RelyingParty<'_>) -> Result<(), Refused> {
        let has = |flag: u8| self.flags & flag != 0;
        if self.rp_id_hash != sha256(party.id.as_bytes()) {
            return Err(Refused("relying party"));
        }
        if !has(USER_PRESENT) || !has(USER_VERIFIED) {
            return Err(Refused("user verification"));
        }
        if has(BACKED_UP) && !has(BACKUP_ELIGIBLE) {
            return Err(Refused("authenticator data"));
        }
        Ok(())
    }
}

fn take_attested(rest: &mut &[u8]) -> Result<Attested, Refused> {
    let _aaguid: [u8; 16] = take_array(rest)?;
    let len = usize::from(u16::from_be_bytes(take_array(rest)?));
    if !(1..=CREDENTIAL_ID_LEN_MAX).contains(&len) {
        return Err(Refused("credential id"));
    }
    Ok(Attested {
        credential_id: take(rest, len)?.to_vec(),
        public_key: take_cbor(rest)?.to_vec(),
    })
}

/// One CBOR value, as its bytes.
fn take_cbor<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], Refused> {
    let mut after = *rest;
    let _value: Value = ciborium::from_reader(&mut after).map_err(|_| Refused("authenticator data"))?;
    let len = rest.len() - after.len();
    take(rest, len)
}

fn take_array<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], Refused> {
    take(rest, N)?
        .try_into()
        .map_err(|_| Refused("authenticator data"))
}

fn take<'a>(rest: &mut &'a [u8], len: usize) -> Result<&'a [u8], Refused> {
    let (taken, after) = rest.split_at_checked(len).ok_or(Refused("authenticator data"))?;
    *rest = after;
    Ok(taken)
}
