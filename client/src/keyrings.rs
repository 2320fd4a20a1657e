//! The person's sealed keyrings: opening them, changing them, and merging with what another device wrote meanwhile.

use crate::call::{Client, Wanted};
use crate::error::Error;
use crate::platform::Platform;
use crate::transport::{Method, Transport};
use api::account::{Keyring, Keyrings, KeyringsChange};
use api::{Code, UserId};
use crypto::age::Identity;
use crypto::keys::keyring::{DecKeyring, SigKeyring, check_seeds};
use crypto::record::VerifiedRecord;
use crypto::sign::{SigningKey, VerifyingKey};
use crypto::{KDec, KLocal, KSig, Umk};
use std::collections::BTreeMap;

/// Writes of one change before giving up against another device that is faster every time.
const TRIES: usize = 5;

/// The three keys that live in memory while someone is signed in.
pub(crate) struct Keys {
    pub(crate) dec: KDec,
    pub(crate) sig: KSig,
    pub(crate) local: KLocal,
}

impl Keys {
    pub(crate) fn derive(umk: &Umk, user_id: UserId) -> Self {
        Self {
            dec: umk.derive_dec(&user_id.0),
            sig: umk.derive_sig(&user_id.0),
            local: umk.derive_local(&user_id.0),
        }
    }
}

/// Both keyrings, opened and checked against each other.
#[derive(Clone)]
pub(crate) struct Opened {
    pub(crate) dec: DecKeyring,
    pub(crate) sig: SigKeyring,
    /// The own records, oldest first, their chain verified.
    pub(crate) records: Vec<VerifiedRecord>,
    pub(crate) identities: BTreeMap<u32, Identity>,
    pub(crate) signing: SigningKey,
    pub(crate) server_key: VerifyingKey,
}

impl Opened {
    /// Opens both and checks that they belong together: no older keyring than the other one knows, no seed that is not
    /// of an own record, a signing key that is the record's.
    pub(crate) fn open(keys: &Keys, user_id: UserId, sealed: &Keyrings) -> Result<Self, Error> {
        let damaged = |_| Error::bad_answer("a keyring does not open");
        let dec = DecKeyring::open(&keys.dec, &user_id.0, sealed.dec.version, &sealed.dec.sealed)
            .map_err(damaged)?;
        let sig = SigKeyring::open(&keys.sig, &user_id.0, sealed.sig.version, &sealed.sig.sealed)
            .map_err(damaged)?;
        if dec.ver < sig.dec_ver {
            return Err(Error::bad_answer("an old keyring"));
        }
        Self::assemble(dec, sig)
    }

    fn assemble(dec: DecKeyring, sig: SigKeyring) -> Result<Self, Error> {
        let records = verify_chain(&sig)?;
        check_seeds(&dec, &records).map_err(Error::bad_answer)?;
        let current = records.last().ok_or_else(|| Error::bad_answer("no own record"))?;
        let epoch = current.record().epoch;
        let seed = sig
            .sign_seeds
            .get(&epoch)
            .ok_or_else(|| Error::bad_answer("no signing key"))?;
        let signing = SigningKey::from_seed(seed);
        if signing.verifying_key() != *current.signing_key() {
            return Err(Error::bad_answer("the signing key is not the record's"));
        }
        let identities = dec
            .seeds
            .iter()
            .map(|(epoch, seed)| (*epoch, Identity::from_seed(seed)))
            .collect();
        let server_key = VerifyingKey::parse(&sig.server.sig_pk).map_err(Error::bad_answer)?;
        Ok(Self {
            dec,
            sig,
            records,
            identities,
            signing,
            server_key,
        })
    }

    /// The newest own record.
    pub(crate) fn current(&self) -> Result<&VerifiedRecord, Error> {
        self.records
            .last()
            .ok_or_else(|| Error::bad_answer("no own record"))
    }
}

fn verify_chain(sig: &SigKeyring) -> Result<Vec<VerifiedRecord>, Error> {
    let mut records: Vec<VerifiedRecord> = Vec::with_capacity(sig.own_records.len());
    for signed in &sig.own_records {
        let verified = match records.last() {
            None => signed.verify_first(),
            Some(before) => signed.verify_next(before),
        };
        records.push(verified.map_err(Error::bad_answer)?);
    }
    Ok(records)
}

/// A change to the keyrings that can be made again on top of another device's.
pub(crate) trait Change {
    /// Applies it; says whether it changed anything.
    fn apply(&self, sig: &mut SigKeyring, dec: &mut DecKeyring) -> bool;
}

impl<F: Fn(&mut SigKeyring, &mut DecKeyring) -> bool> Change for F {
    fn apply(&self, sig: &mut SigKeyring, dec: &mut DecKeyring) -> bool {
        self(sig, dec)
    }
}

impl<T: Transport, P: Platform> Client<T, P> {
    /// Makes a change durable at the server, on top of what other devices wrote, and returns the new keyrings.
    pub(crate) async fn change_keyrings(
        &self,
        keys: &Keys,
        user_id: UserId,
        mut opened: Opened,
        change: impl Change,
    ) -> Result<Opened, Error> {
        for _ in 0..TRIES {
            let (mut sig, mut dec) = (opened.sig.clone(), opened.dec.clone());
            if !change.apply(&mut sig, &mut dec) {
                return Ok(opened);
            }
            let dec_changed = dec != opened.dec;
            if dec_changed {
                dec.ver = opened.dec.ver.saturating_add(1);
                sig.dec_ver = dec.ver;
            }
            sig.ver = opened.sig.ver.saturating_add(1);
            let next = Opened::assemble(dec, sig)?;
            let written = self.write_keyrings(keys, user_id, &next, dec_changed).await;
            match written {
                Ok(()) => return Ok(next),
                Err(error) if error.code() == Some(Code::KeyringConflict) => {
                    opened = self.reload_keyrings(keys, user_id, &opened).await?;
                }
                Err(error) => return Err(error),
            }
        }
        Err(Error::bad_answer(
            "the keyrings change faster than they can be written",
        ))
    }

    async fn write_keyrings(
        &self,
        keys: &Keys,
        user_id: UserId,
        next: &Opened,
        dec: bool,
    ) -> Result<(), Error> {
        let rng = &mut self.platform().rng();
        let sealed_sig = next
            .sig
            .seal(&keys.sig, &user_id.0, rng)
            .map_err(Error::bad_answer)?;
        let mut change = KeyringsChange {
            dec: None,
            sig: Some(Keyring {
                version: next.sig.ver,
                sealed: sealed_sig.into(),
            }),
        };
        if dec {
            let sealed = next
                .dec
                .seal(&keys.dec, &user_id.0, rng)
                .map_err(Error::bad_answer)?;
            change.dec = Some(Keyring {
                version: next.dec.ver,
                sealed: sealed.into(),
            });
        }
        self.command(Method::Put, "/account/keyrings", &change).await
    }

    /// What the server holds now; never older than what was seen before (R17).
    pub(crate) async fn reload_keyrings(
        &self,
        keys: &Keys,
        user_id: UserId,
        seen: &Opened,
    ) -> Result<Opened, Error> {
        let sealed: Keyrings = self.get("/account/keyrings", Wanted::ByItself).await?;
        if sealed.sig.version < seen.sig.ver || sealed.dec.version < seen.dec.ver {
            return Err(Error::bad_answer("an old keyring"));
        }
        Opened::open(keys, user_id, &sealed)
    }
}
