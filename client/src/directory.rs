//! Whose keys are whose. The server hands out records; this module decides which to believe: pinned at first use, then
//! only what the old key has signed, and a full stop where it has not.

use crate::call::Wanted;
use crate::error::Error;
use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::transport::Transport;
use crate::view::{Contact as ContactView, Person, Reachable, Trust};
use api::keys::{KeyRecords, Lookup, LookupAddress, LookupAnswer, SignedKeyRecord};
use api::limits::LOOKUP_ADDRESSES_MAX;
use api::{Bytes, MailboxId};
use crypto::keys::keyring::{Contact, SigKeyring};
use crypto::record::{Kind, SignedRecord, VerifiedRecord};
use crypto::{Id, address, safety};
use std::collections::BTreeMap;

/// How long a lookup is good. The server refuses a letter to keys that were renewed meanwhile, and it is looked up anew.
const FOUND_MS: u64 = 5 * 60 * 1000;

/// A record as it travels.
pub(crate) fn on_the_wire(record: &SignedRecord) -> SignedKeyRecord {
    SignedKeyRecord {
        record: Bytes(record.record.clone()),
        self_signature: Bytes(record.self_sig.clone()),
        prev_signature: Bytes(record.prev_sig.clone()),
        org_signature: Bytes(record.org_sig.clone()),
    }
}

fn off_the_wire(record: &SignedKeyRecord) -> SignedRecord {
    SignedRecord {
        record: record.record.0.clone(),
        self_sig: record.self_signature.0.clone(),
        prev_sig: record.prev_signature.0.clone(),
        org_sig: record.org_signature.0.clone(),
    }
}

/// The keys are not those that were pinned, and the pinned ones did not consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Changed;

/// Records that follow from one another, oldest first, and how far to trust them.
struct Chain {
    records: Vec<VerifiedRecord>,
    trust: Trust,
    /// What to pin, where that is news.
    pin: Option<Contact>,
}

/// An address that can be written to.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) record: VerifiedRecord,
    pub(crate) trust: Trust,
}

impl Found {
    /// As it is found the next time: what was new is pinned now.
    fn as_known(&self) -> Self {
        let trust = if self.trust == Trust::New {
            Trust::Known
        } else {
            self.trust
        };
        Self {
            record: self.record.clone(),
            trust,
        }
    }
}

/// What a lookup came to.
#[derive(Debug, Clone)]
pub(crate) enum Resolved {
    Found(Box<Found>),
    Nobody {
        address: String,
    },
    Changed {
        address: String,
    },
    /// Its keys are over; its owner has not been here for a year.
    Expired {
        address: String,
    },
}

/// Checks records against a pin. The first record must be the pinned one, each further one signed by the one before.
/// Without a pin the newest is taken on the server's word, which is what "pinned at first use" means.
fn check_chain(signed: &[SignedKeyRecord], pin: Option<&Contact>) -> Result<Chain, Changed> {
    let mut records: Vec<VerifiedRecord> = Vec::with_capacity(signed.len());
    for record in signed {
        let record = off_the_wire(record);
        let verified = match records.last() {
            None => record.verify_alone(),
            Some(before) => record.verify_next(before),
        };
        records.push(verified.map_err(|_| Changed)?);
    }
    let (first, newest) = records.first().zip(records.last()).ok_or(Changed)?;
    let Some(pin) = pin else {
        let pin = Some(make_pin(newest, false, None));
        return Ok(Chain {
            records,
            trust: Trust::New,
            pin,
        });
    };
    if first.hash() != pin.rec_hash {
        return Err(Changed);
    }
    // A compared safety number speaks of the signing key alone.
    let verified = pin.verified && first.signing_key() == newest.signing_key();
    let trust = if verified { Trust::Verified } else { Trust::Known };
    let pin = (newest.hash() != pin.rec_hash).then(|| make_pin(newest, verified, pin.name.clone()));
    Ok(Chain { records, trust, pin })
}

/// Only people have mailboxes in this release; other kinds would need an organisation's signature.
fn is_person_at(record: &VerifiedRecord, address: &str) -> bool {
    record.record().addr == address && record.record().kind == Kind::Person
}

fn make_pin(record: &VerifiedRecord, verified: bool, name: Option<String>) -> Contact {
    Contact {
        rec_hash: record.hash(),
        epoch: record.record().epoch,
        verified,
        first_size: 0,
        name,
    }
}

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Can this address be written to? Pins what is new.
    pub async fn look(&self, address: &str) -> Result<Reachable, Error> {
        let canonical = address::canonical(address.trim()).map_err(|_| Error::invalid("address"))?;
        let resolved = self.resolve(&[canonical]).await?.pop();
        Ok(match resolved.ok_or_else(|| Error::bad_answer("lookup"))? {
            Resolved::Nobody { address } => Reachable::No { address },
            Resolved::Changed { address } => Reachable::KeysChanged { address },
            Resolved::Expired { address } => Reachable::KeysExpired { address },
            Resolved::Found(found) => Reachable::Yes(self.person(&found.record.record().addr, found.trust)),
        })
    }

    /// Finds canonical addresses, in order: those found lately as they were, the others by asking.
    pub(crate) async fn resolve(&self, addresses: &[String]) -> Result<Vec<Resolved>, Error> {
        let since = self.now_ms().saturating_sub(FOUND_MS);
        let unknown: Vec<String> = {
            let found = &mut self.state().found;
            found.retain(|_, (at_ms, _)| *at_ms > since);
            addresses
                .iter()
                .filter(|address| !found.contains_key(*address))
                .cloned()
                .collect()
        };
        let mut asked = self.ask(&unknown).await?.into_iter();
        let found = &self.state().found;
        let resolved = addresses.iter().map(|address| match found.get(address) {
            Some((_, found)) if !unknown.contains(address) => Ok(Resolved::Found(Box::new(found.clone()))),
            _ => asked.next().ok_or_else(|| Error::bad_answer("lookup")),
        });
        resolved.collect()
    }

    /// Forgets what lookups came to: someone's keys were renewed.
    pub(crate) fn forget_found(&self) {
        self.state().found.clear();
    }

    /// Looks addresses up, in order, checks what comes against the pins, and pins what is new.
    async fn ask(&self, addresses: &[String]) -> Result<Vec<Resolved>, Error> {
        let mut resolved = Vec::with_capacity(addresses.len());
        let mut news = BTreeMap::new();
        for some in addresses.chunks(LOOKUP_ADDRESSES_MAX) {
            let pins = self.pins(some);
            let wanted = some.iter().zip(&pins).map(|(address, pin)| LookupAddress {
                address: address.clone(),
                known_epoch: pin.as_ref().map(|pin| pin.epoch),
            });
            let lookup = Lookup {
                wanted: wanted.collect(),
            };
            let answer: LookupAnswer = self
                .client
                .post("/keys/lookup", &lookup, Wanted::ByPerson)
                .await?;
            if answer.found.len() != some.len() {
                return Err(Error::bad_answer("lookup"));
            }
            for ((address, pin), found) in some.iter().zip(&pins).zip(&answer.found) {
                resolved.push(self.judge(address, pin.as_ref(), &found.records, &mut news));
            }
        }
        self.pin(news).await?;
        let now_ms = self.now_ms();
        let known = resolved
            .iter()
            .zip(addresses)
            .filter_map(|(resolved, address)| match resolved {
                Resolved::Found(found) => Some((address.clone(), (now_ms, found.as_known()))),
                _ => None,
            });
        self.state().found.extend(known);
        Ok(resolved)
    }

    fn judge(
        &self,
        address: &str,
        pin: Option<&Contact>,
        records: &[SignedKeyRecord],
        news: &mut BTreeMap<String, Contact>,
    ) -> Resolved {
        let address = address.to_owned();
        if address == self.address {
            return match self.state().opened.current() {
                Ok(record) => Resolved::Found(Box::new(Found {
                    record: record.clone(),
                    trust: Trust::Own,
                })),
                Err(_) => Resolved::Nobody { address },
            };
        }
        if records.is_empty() {
            return Resolved::Nobody { address };
        }
        match check_chain(records, pin) {
            Ok(chain) if chain.records.iter().all(|record| is_person_at(record, &address)) => {
                news.extend(chain.pin.map(|pin| (address.clone(), pin)));
                let now_s = self.now_ms() / 1000;
                match chain.records.into_iter().last() {
                    Some(record) if record.record().not_after_s < now_s => Resolved::Expired { address },
                    Some(record) => Resolved::Found(Box::new(Found {
                        record,
                        trust: chain.trust,
                    })),
                    None => Resolved::Nobody { address },
                }
            }
            _ => Resolved::Changed { address },
        }
    }

    /// The record of a mailbox at one epoch, for checking what it signed.
    pub(crate) async fn record_of(
        &self,
        mailbox: Id,
        epoch: u32,
    ) -> Result<Result<(VerifiedRecord, Trust), Changed>, Error> {
        if let Some(known) = self.state().records.get(&(mailbox, epoch)) {
            return Ok(Ok(known.clone()));
        }
        if mailbox == self.mailbox_id.0 {
            let own = self
                .state()
                .opened
                .records
                .iter()
                .find(|own| own.record().epoch == epoch)
                .cloned();
            return Ok(own.map(|record| (record, Trust::Own)).ok_or(Changed));
        }
        let Ok(record) = self.fetch_record(mailbox, epoch).await? else {
            return Ok(Err(Changed));
        };
        self.state().records.insert((mailbox, epoch), record.clone());
        Ok(Ok(record))
    }

    async fn fetch_record(
        &self,
        mailbox: Id,
        epoch: u32,
    ) -> Result<Result<(VerifiedRecord, Trust), Changed>, Error> {
        let records = self.fetch_records(mailbox, epoch).await?;
        let Some(first) = records
            .first()
            .and_then(|record| off_the_wire(record).verify_alone().ok())
        else {
            return Ok(Err(Changed));
        };
        if first.record().subject_id != mailbox || first.record().epoch != epoch {
            return Ok(Err(Changed));
        }
        let address = first.record().addr.clone();
        let pin = self.pins(std::slice::from_ref(&address)).pop().flatten();
        let checked = match &pin {
            // The pinned record must lie on the chain, before or after the wanted one.
            Some(pin) if pin.epoch < epoch => {
                check_chain(&self.fetch_records(mailbox, pin.epoch).await?, Some(pin))
            }
            Some(pin) => check_contains(&records, pin),
            None => check_chain(&records, None),
        };
        let Ok(chain) = checked else {
            return Ok(Err(Changed));
        };
        let wanted = chain
            .records
            .iter()
            .find(|record| record.hash() == first.hash())
            .cloned();
        let Some(wanted) = wanted else {
            return Ok(Err(Changed));
        };
        if let Some(pin) = chain.pin {
            self.pin([(address, pin)].into()).await?;
        }
        Ok(Ok((wanted, chain.trust)))
    }

    async fn fetch_records(&self, mailbox: Id, from_epoch: u32) -> Result<Vec<SignedKeyRecord>, Error> {
        let path = format!("/keys/{}?from_epoch={from_epoch}", MailboxId(mailbox));
        match self.client.get::<KeyRecords>(&path, Wanted::ByItself).await {
            Ok(answer) => Ok(answer.records),
            Err(error) if error.code() == Some(api::Code::NotFound) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    fn pins(&self, addresses: &[String]) -> Vec<Option<Contact>> {
        let state = self.state();
        addresses
            .iter()
            .map(|address| state.opened.sig.contacts.get(address).cloned())
            .collect()
    }

    async fn pin(&self, news: BTreeMap<String, Contact>) -> Result<(), Error> {
        if news.is_empty() {
            return Ok(());
        }
        self.change(move |sig: &mut SigKeyring, _: &mut _| {
            let mut changed = false;
            for (address, pin) in &news {
                // Another device may have pinned meanwhile: the higher epoch follows from the lower by signatures.
                let newer = sig.contacts.get(address).is_none_or(|old| old.epoch < pin.epoch);
                if newer {
                    sig.contacts.insert(address.clone(), pin.clone());
                }
                changed |= newer;
            }
            changed
        })
        .await
    }

    /// Remembers the names that correspondents gave themselves.
    pub(crate) async fn learn_names(&self, names: BTreeMap<String, String>) -> Result<(), Error> {
        self.change(move |sig: &mut SigKeyring, _: &mut _| {
            let mut changed = false;
            for (address, name) in &names {
                if let Some(contact) = sig.contacts.get_mut(address)
                    && contact.name.as_ref() != Some(name)
                {
                    contact.name = Some(name.clone());
                    changed = true;
                }
            }
            changed
        })
        .await
    }

    /// Someone as shown: with the name that was last heard.
    pub(crate) fn person(&self, address: &str, trust: Trust) -> Person {
        let state = self.state();
        let name = if address == self.address {
            state.opened.sig.profile.name.clone()
        } else {
            state
                .opened
                .sig
                .contacts
                .get(address)
                .and_then(|contact| contact.name.clone())
        };
        Person {
            address: address.to_owned(),
            name: name.unwrap_or_default(),
            trust,
        }
    }

    /// How far an address is trusted by its pin alone.
    pub(crate) fn pinned_trust(&self, address: &str) -> Trust {
        if address == self.address {
            return Trust::Own;
        }
        match self.state().opened.sig.contacts.get(address) {
            Some(contact) if contact.verified => Trust::Verified,
            Some(_) => Trust::Known,
            None => Trust::New,
        }
    }

    /// Known correspondents whose name or address begins like this; all for an empty beginning.
    pub fn contacts(&self, prefix: &str) -> Vec<Person> {
        let wanted = prefix.trim().to_lowercase();
        let begins = |text: &str| {
            let text = text.to_lowercase();
            text.starts_with(&wanted)
                || text
                    .split([' ', '.', '@', '-'])
                    .any(|word| word.starts_with(&wanted))
        };
        let known: Vec<String> = {
            let state = self.state();
            let contacts = state.opened.sig.contacts.iter();
            let wanted = contacts
                .filter(|(address, contact)| begins(address) || contact.name.as_deref().is_some_and(begins));
            wanted.map(|(address, _)| address.clone()).collect()
        };
        known
            .iter()
            .map(|address| self.person(address, self.pinned_trust(address)))
            .collect()
    }

    /// A correspondent with the safety number that both see alike if nobody stands between them.
    pub async fn contact(&self, address: &str) -> Result<ContactView, Error> {
        match self.resolve(&[address.to_owned()]).await?.pop() {
            Some(Resolved::Found(found)) => {
                let own = self.state().opened.signing.verifying_key().fingerprint();
                let theirs = found.record.signing_key().fingerprint();
                Ok(ContactView {
                    person: self.person(address, found.trust),
                    safety_number: safety::number(&self.address, &own, address, &theirs),
                })
            }
            Some(Resolved::Changed { address }) => Err(Error::KeysChanged { address }),
            Some(Resolved::Expired { address }) => Err(Error::KeysExpired { address }),
            _ => Err(Error::NoMailbox {
                address: address.to_owned(),
            }),
        }
    }

    /// The safety number was compared with this person; or was not, after all.
    pub async fn set_verified(&self, address: &str, verified: bool) -> Result<(), Error> {
        let address = address.to_owned();
        self.change(
            move |sig: &mut SigKeyring, _: &mut _| match sig.contacts.get_mut(&address) {
                Some(contact) => std::mem::replace(&mut contact.verified, verified) != verified,
                None => false,
            },
        )
        .await?;
        self.state().records.clear();
        self.forget_found();
        Ok(())
    }
}

/// Checks a chain that begins before the pinned record and must run through it.
fn check_contains(signed: &[SignedKeyRecord], pin: &Contact) -> Result<Chain, Changed> {
    let mut chain = check_chain(signed, None)?;
    let pinned = chain
        .records
        .iter()
        .find(|record| record.hash() == pin.rec_hash)
        .ok_or(Changed)?;
    let newest = chain.records.last().ok_or(Changed)?;
    let verified = pin.verified && pinned.signing_key() == newest.signing_key();
    chain.trust = if verified { Trust::Verified } else { Trust::Known };
    chain.pin = (newest.hash() != pin.rec_hash).then(|| make_pin(newest, verified, pin.name.clone()));
    Ok(chain)
}
