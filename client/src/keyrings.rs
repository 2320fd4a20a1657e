//! The person's sealed keyrings: opening them, changing them, and merging with what another device wrote meanwhile.

use crate::call::{Client, Wanted};
use crate::error::Error;
use crate::platform::Platform;
use crate::transport::{Method, Transport};
use api::account::{Keyring, Keyrings, KeyringsChange, KeyringsOpened};
use api::{Bytes, Code, UserId};
use crypto::age::Identity;
use crypto::keys::keyring::{DecKeyring, LogPin, SigKeyring, check_seeds};
use crypto::record::VerifiedRecord;
use crypto::sign::{SigningKey, VerifyingKey};
use crypto::tlog::NoteVerifier;
use crypto::{Hash, KDec, KLocal, KSig, Umk, sha256};
use serde::{Deserialize, Serialize};
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

/// Which keyrings were seen: their versions, and the hashes of their boxes. Says nothing of what is in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Seen {
    sig_ver: u64,
    sig_sha256: Hash,
    dec_ver: u64,
    dec_sha256: Hash,
}

impl Seen {
    fn of(sealed: &Keyrings) -> Self {
        Self {
            sig_ver: sealed.sig.version,
            sig_sha256: sha256(&sealed.sig.sealed),
            dec_ver: sealed.dec.version,
            dec_sha256: sha256(&sealed.dec.sealed),
        }
    }

    /// Whether these can come after those: no version is older, and one that is the same is the same box.
    pub(crate) fn may_follow(&self, before: &Self) -> bool {
        let follows = |(ver, hash): (u64, Hash), (old_ver, old_hash): (u64, Hash)| {
            ver > old_ver || (ver == old_ver && hash == old_hash)
        };
        follows(
            (self.sig_ver, self.sig_sha256),
            (before.sig_ver, before.sig_sha256),
        ) && follows(
            (self.dec_ver, self.dec_sha256),
            (before.dec_ver, before.dec_sha256),
        )
    }

    /// Every change makes a new keyring/sig.
    pub(crate) fn is_newer_than(&self, other: &Self) -> bool {
        self.sig_ver > other.sig_ver
    }
}

/// Both keyrings, opened and checked against each other.
#[derive(Clone)]
pub(crate) struct Opened {
    pub(crate) seen: Seen,
    pub(crate) dec: DecKeyring,
    pub(crate) sig: SigKeyring,
    /// The own records, oldest first, their chain verified.
    pub(crate) records: Vec<VerifiedRecord>,
    pub(crate) identities: BTreeMap<u32, Identity>,
    pub(crate) signing: SigningKey,
    pub(crate) server_key: VerifyingKey,
    /// The audit log's key; none in keyrings from before there was one.
    pub(crate) log_key: Option<NoteVerifier>,
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
        Self::assemble(dec, sig, Seen::of(sealed))
    }

    /// As [`Self::open`]; where those in use do not open, because somebody has written nonsense over them, the ones that a sign-in
    /// before opened. Says whether it were these.
    pub(crate) fn open_either(
        keys: &Keys,
        user_id: UserId,
        in_use: &Keyrings,
        kept: Option<&Keyrings>,
    ) -> Result<(Self, bool), Error> {
        match (Self::open(keys, user_id, in_use), kept) {
            (Ok(opened), _) => Ok((opened, false)),
            (Err(_), Some(kept)) => Ok((Self::open(keys, user_id, kept)?, true)),
            (Err(error), None) => Err(error),
        }
    }

    fn assemble(dec: DecKeyring, sig: SigKeyring, seen: Seen) -> Result<Self, Error> {
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
        let log_key = sig.server.log_vkey.as_deref().map(NoteVerifier::parse);
        let log_key = log_key.transpose().map_err(Error::bad_answer)?;
        Ok(Self {
            seen,
            dec,
            sig,
            records,
            identities,
            signing,
            server_key,
            log_key,
        })
    }

    /// Whether these keyrings come after those, on the same branch: nothing that was known is gone or older. A name or a
    /// comparison may have been taken back, and keys never.
    pub(crate) fn follows(&self, before: &Self) -> bool {
        let (sig, old) = (&self.sig, &before.sig);
        let pins_follow = old.contacts.iter().all(|(address, old)| {
            sig.contacts.get(address).is_some_and(|pin| {
                pin.epoch > old.epoch || (pin.epoch == old.epoch && pin.rec_hash == old.rec_hash)
            })
        });
        self.seen.may_follow(&before.seen)
            && sig.own_records.starts_with(&old.own_records)
            && before
                .dec
                .seeds
                .keys()
                .all(|epoch| self.dec.seeds.contains_key(epoch))
            && sig.server.sig_pk == old.server.sig_pk
            && (old.server.log_vkey.is_none() || sig.server.log_vkey == old.server.log_vkey)
            && log_follows(&sig.audit, &old.audit)
            && sig.min_suite >= old.min_suite
            && pins_follow
    }

    /// The newest own record.
    pub(crate) fn current(&self) -> Result<&VerifiedRecord, Error> {
        self.records
            .last()
            .ok_or_else(|| Error::bad_answer("no own record"))
    }
}

/// Whether a pinned head is not before another. That it continues it was checked by the device that pinned it.
fn log_follows(new: &LogPin, old: &LogPin) -> bool {
    new.size > old.size || (new.size == old.size && new.root == old.root)
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
            let mut next = Opened::assemble(dec, sig, opened.seen)?;
            let written = self.write_keyrings(keys, user_id, &mut next, dec_changed).await;
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

    /// Puts keyrings that were kept in the place of those in use, which do not open.
    pub(crate) async fn restore_keyrings(
        &self,
        keys: &Keys,
        user_id: UserId,
        kept: Opened,
        in_use: &Keyrings,
    ) -> Result<Opened, Error> {
        let (mut dec, mut sig) = (kept.dec, kept.sig);
        dec.ver = in_use.dec.version.saturating_add(1);
        sig.ver = in_use.sig.version.saturating_add(1);
        sig.dec_ver = dec.ver;
        let mut next = Opened::assemble(dec, sig, kept.seen)?;
        self.write_keyrings(keys, user_id, &mut next, true).await?;
        Ok(next)
    }

    /// Tells the server that a full sign-in has opened these keyrings. Where it does not hear it, the ones from before stay kept.
    pub(crate) async fn tell_opened(&self, token: Bytes, opened: &Opened) {
        let told = KeyringsOpened {
            token,
            dec: opened.dec.ver,
            sig: opened.sig.ver,
        };
        let _the_next_sign_in_tells = self.command_once("/account/keyrings/opened", &told).await;
    }

    async fn write_keyrings(
        &self,
        keys: &Keys,
        user_id: UserId,
        next: &mut Opened,
        dec: bool,
    ) -> Result<(), Error> {
        let rng = &mut self.platform().rng();
        let sealed_sig = next
            .sig
            .seal(&keys.sig, &user_id.0, rng)
            .map_err(Error::bad_answer)?;
        (next.seen.sig_ver, next.seen.sig_sha256) = (next.sig.ver, sha256(&sealed_sig));
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
            (next.seen.dec_ver, next.seen.dec_sha256) = (next.dec.ver, sha256(&sealed));
            change.dec = Some(Keyring {
                version: next.dec.ver,
                sealed: sealed.into(),
            });
        }
        self.command(Method::Put, "/account/keyrings", &change).await
    }

    /// What the server holds now; never older than what was seen before, and never another branch (R17).
    pub(crate) async fn reload_keyrings(
        &self,
        keys: &Keys,
        user_id: UserId,
        seen: &Opened,
    ) -> Result<Opened, Error> {
        let sealed: Keyrings = self.get("/account/keyrings", Wanted::ByItself).await?;
        let opened = Opened::open(keys, user_id, &sealed)?;
        if opened.follows(seen) {
            Ok(opened)
        } else {
            Err(Error::bad_answer("an old keyring"))
        }
    }
}
