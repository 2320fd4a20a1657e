//! Whose keys are whose. The server hands out records; this module decides which to believe: pinned at first use, then
//! only what the old key has signed, and a full stop where it has not.

use crate::call::Wanted;
use crate::error::Error;
use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::register::clean_name;
use crate::transport::Transport;
use crate::view::{Contact as ContactView, Person, Reachable, Trust};
use api::keys::{KeyRecords, Lookup, LookupAddress, LookupAnswer, SignedKeyRecord};
use api::limits::LOOKUP_ADDRESSES_MAX;
use api::{Bytes, MailboxId};
use crypto::keys::keyring::{Contact, LEN_MAX, SigKeyring};
use crypto::manifest::{Mailbox as Named, Sender};
use crypto::record::{Kind, SignedRecord, VerifiedRecord};
use crypto::sign::VerifyingKey;
use crypto::{Hash, Id, address, safety};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How long a lookup is good. The server refuses a letter to keys that were renewed meanwhile, and it is looked up anew.
const FOUND_MS: u64 = 5 * 60 * 1000;
/// Rounds of asking: what was found lately may be forgotten while others are asked for, because a pin has changed.
const RESOLVE_ROUNDS: usize = 3;
/// Bytes of a keyring up to which correspondents are pinned. The rest is for renewals, and for those whose safety numbers
/// were compared.
const PINS_BYTES_MAX: usize = LEN_MAX - 128 * 1024;
/// People of whom is remembered while the mailbox is open what the keyring does not hold.
const STRANGERS_MAX: usize = 10_000;

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

/// What is remembered of a correspondent's keys.
#[derive(Debug, Clone)]
struct Known {
    pin: Contact,
    /// In the keyring. What only this session remembers is as good as a first contact.
    is_kept: bool,
}

/// A pin to be made, with the records that lead to it.
#[derive(Debug, Clone)]
pub(crate) struct News {
    pin: Contact,
    /// Hashes of the records and fingerprints of their signing keys, oldest first. The last is the pinned record.
    chain: Vec<(Hash, Hash)>,
}

impl News {
    /// The pin in place of an older one; none where the older one does not lie on the way to it, or is the same.
    fn after(&self, old: &Contact) -> Option<Contact> {
        let (newest, newest_key) = self.chain.last()?;
        let (_, old_key) = self.chain.iter().find(|(hash, _)| *hash == old.rec_hash)?;
        (*newest != old.rec_hash).then(|| Contact {
            // A compared safety number speaks of the signing key alone.
            verified: old.verified && old_key == newest_key,
            first_size: old.first_size,
            name: old.name.clone(),
            ..self.pin.clone()
        })
    }

    /// Bytes that the pin takes in a keyring, at most.
    fn size_bytes_max(&self, address: &str) -> usize {
        const REST: usize = 192;
        let name = self.pin.name.as_ref().map_or(0, String::len);
        2 * (address.len() + name) + REST
    }
}

/// A record that lies on one chain with what is known of its owner. Nothing of it is pinned before something that it
/// signed has passed its checks.
#[derive(Clone)]
pub(crate) struct Judged {
    pub(crate) record: VerifiedRecord,
    pub(crate) trust: Trust,
    /// When another signing key took its place, in seconds since 1970.
    pub(crate) withdrawn_s: Option<u64>,
    news: Option<News>,
}

/// Records that follow from one another, oldest first, and what was known of them before.
struct Chain {
    records: Vec<VerifiedRecord>,
    known: Option<Known>,
    /// The signing key of the record that was known.
    known_key: Option<VerifyingKey>,
}

impl Chain {
    /// How far a record of the chain is to be trusted. A compared safety number speaks of one signing key.
    fn trust(&self, record: &VerifiedRecord) -> Trust {
        match &self.known {
            Some(known) if !known.is_kept => Trust::New,
            Some(known) if known.pin.verified && self.known_key == Some(*record.signing_key()) => {
                Trust::Verified
            }
            Some(_) => Trust::Known,
            None => Trust::New,
        }
    }

    /// What to pin: the newest record, where it is not yet.
    fn news(&self) -> Option<News> {
        let newest = self.records.last()?;
        let known = self.known.as_ref();
        if known.is_some_and(|known| known.is_kept && known.pin.rec_hash == newest.hash()) {
            return None;
        }
        let pin = Contact {
            rec_hash: newest.hash(),
            epoch: newest.record().epoch,
            verified: self.trust(newest) == Trust::Verified,
            first_size: 0,
            name: known.and_then(|known| known.pin.name.clone()),
        };
        let chain = self
            .records
            .iter()
            .map(|record| (record.hash(), record.signing_key().fingerprint()));
        Some(News {
            pin,
            chain: chain.collect(),
        })
    }

    /// When the signing key of a record was replaced by another one.
    fn withdrawn_s(&self, record: &VerifiedRecord) -> Option<u64> {
        let after = self
            .records
            .iter()
            .filter(|other| other.record().epoch > record.record().epoch);
        let mut others = after.filter(|other| other.signing_key() != record.signing_key());
        others.next().map(|other| other.record().created_s)
    }
}

/// An address that can be written to.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) record: VerifiedRecord,
    pub(crate) trust: Trust,
}

impl Found {
    /// As it is found the next time: what was new is pinned now, where there was room.
    fn once_more(&self, is_pinned: bool) -> Self {
        let trust = if is_pinned && self.trust == Trust::New {
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

/// Checks records against what is known: each must be signed by the one before, and the known one must be among them.
/// Where nothing is known they are taken on the server's word, which is what "pinned at first use" means.
fn check_chain(signed: &[SignedKeyRecord], known: Option<Known>) -> Result<Chain, Changed> {
    let mut records: Vec<VerifiedRecord> = Vec::with_capacity(signed.len());
    for record in signed {
        let record = off_the_wire(record);
        let verified = match records.last() {
            None => record.verify_alone(),
            Some(before) => record.verify_next(before),
        };
        records.push(verified.map_err(|_| Changed)?);
    }
    let known_key = match &known {
        Some(known) => {
            let mut records = records.iter();
            let pinned = records.find(|record| record.hash() == known.pin.rec_hash);
            Some(*pinned.ok_or(Changed)?.signing_key())
        }
        None => None,
    };
    Ok(Chain {
        records,
        known,
        known_key,
    })
}

/// Only people have mailboxes in this release; other kinds would need an organisation's signature.
fn is_person_at(record: &VerifiedRecord, address: &str) -> bool {
    record.record().addr == address && record.record().kind == Kind::Person
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
        self.state().found.retain(|_, (at_ms, _)| *at_ms > since);
        let mut asked: HashMap<String, Resolved> = HashMap::new();
        for _ in 0..RESOLVE_ROUNDS {
            let unknown: Vec<String> = {
                let found = &self.state().found;
                let known = |address: &String| asked.contains_key(address) || found.contains_key(address);
                addresses
                    .iter()
                    .filter(|address| !known(address))
                    .cloned()
                    .collect()
            };
            if unknown.is_empty() {
                break;
            }
            let answers = self.ask(&unknown).await?;
            asked.extend(unknown.into_iter().zip(answers));
        }
        let found = &self.state().found;
        let resolved = addresses.iter().map(|address| {
            let lately = || {
                let (_, found) = found.get(address)?;
                Some(Resolved::Found(Box::new(found.clone())))
            };
            let resolved = asked.get(address).cloned().or_else(lately);
            resolved.ok_or_else(|| Error::bad_answer("lookup"))
        });
        resolved.collect()
    }

    /// Forgets what lookups came to: someone's keys were renewed.
    pub(crate) fn forget_found(&self) {
        self.state().found.clear();
    }

    /// Looks addresses up, in order, checks what comes against the pins, and pins what is new.
    async fn ask(&self, addresses: &[String]) -> Result<Vec<Resolved>, Error> {
        let is_pinned = |address: &String| self.state().opened.sig.contacts.contains_key(address);
        if !addresses
            .iter()
            .all(|address| *address == self.address || is_pinned(address))
        {
            // Another window may have pinned what this one takes for a first contact.
            self.refresh_keyrings().await?;
        }
        let mut resolved = Vec::with_capacity(addresses.len());
        let mut news = BTreeMap::new();
        for some in addresses.chunks(LOOKUP_ADDRESSES_MAX) {
            let known: Vec<Option<Known>> = some.iter().map(|address| self.known(address)).collect();
            let wanted = some.iter().zip(&known).map(|(address, known)| LookupAddress {
                address: address.clone(),
                known_epoch: known.as_ref().map(|known| known.pin.epoch),
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
            for ((address, known), found) in some.iter().zip(known).zip(&answer.found) {
                resolved.push(self.judge(address, known, &found.records, &mut news));
            }
        }
        let changed = self.pin(news).await?;
        for (resolved, address) in resolved.iter_mut().zip(addresses) {
            if changed.contains(address) {
                *resolved = Resolved::Changed {
                    address: address.clone(),
                };
            }
        }
        let now_ms = self.now_ms();
        let found = resolved
            .iter()
            .zip(addresses)
            .filter_map(|(resolved, address)| match resolved {
                Resolved::Found(found) => {
                    Some((address.clone(), (now_ms, found.once_more(is_pinned(address)))))
                }
                _ => None,
            });
        let found: Vec<_> = found.collect();
        self.state().found.extend(found);
        Ok(resolved)
    }

    fn judge(
        &self,
        address: &str,
        known: Option<Known>,
        records: &[SignedKeyRecord],
        news: &mut BTreeMap<String, News>,
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
        let Ok(chain) = check_chain(records, known) else {
            return Resolved::Changed { address };
        };
        let is_theirs = |record: &VerifiedRecord| {
            is_person_at(record, &address) && record.record().subject_id != self.mailbox_id.0
        };
        let Some(newest) = chain
            .records
            .last()
            .filter(|_| chain.records.iter().all(is_theirs))
        else {
            return Resolved::Changed { address };
        };
        news.extend(chain.news().map(|news| (address.clone(), news)));
        if newest.record().not_after_s < self.now_ms() / 1000 {
            return Resolved::Expired { address };
        }
        Resolved::Found(Box::new(Found {
            record: newest.clone(),
            trust: chain.trust(newest),
        }))
    }

    /// The record of a mailbox at one epoch, for checking what it signed.
    pub(crate) async fn record_of(&self, mailbox: Id, epoch: u32) -> Result<Result<Judged, Changed>, Error> {
        if let Some(known) = self.state().records.get(&(mailbox, epoch)) {
            return Ok(Ok(known.clone()));
        }
        if mailbox == self.mailbox_id.0 {
            return Ok(self.own_record(epoch).ok_or(Changed));
        }
        let Ok(judged) = self.fetch_record(mailbox, epoch).await? else {
            return Ok(Err(Changed));
        };
        self.state().records.insert((mailbox, epoch), judged.clone());
        Ok(Ok(judged))
    }

    fn own_record(&self, epoch: u32) -> Option<Judged> {
        let state = self.state();
        let chain = Chain {
            records: state.opened.records.clone(),
            known: None,
            known_key: None,
        };
        let own = chain.records.iter().find(|own| own.record().epoch == epoch)?;
        Some(Judged {
            record: own.clone(),
            trust: Trust::Own,
            withdrawn_s: chain.withdrawn_s(own),
            news: None,
        })
    }

    async fn fetch_record(&self, mailbox: Id, epoch: u32) -> Result<Result<Judged, Changed>, Error> {
        let records = self.fetch_records(mailbox, epoch).await?;
        let Some(wanted) = records
            .first()
            .and_then(|record| off_the_wire(record).verify_alone().ok())
        else {
            return Ok(Err(Changed));
        };
        let address = &wanted.record().addr;
        let is_wanted = wanted.record().subject_id == mailbox && wanted.record().epoch == epoch;
        // Nobody but this mailbox speaks for its address.
        if !is_wanted || !is_person_at(&wanted, address) || *address == self.address {
            return Ok(Err(Changed));
        }
        if self.known(address).is_none_or(|known| !known.is_kept) {
            self.refresh_keyrings_at_times().await?;
        }
        let known = self.known(address);
        let checked = match &known {
            // The known record must lie on the chain, before or after the wanted one.
            Some(before) if before.pin.epoch < epoch => {
                check_chain(&self.fetch_records(mailbox, before.pin.epoch).await?, known)
            }
            _ => check_chain(&records, known),
        };
        let Ok(chain) = checked else {
            return Ok(Err(Changed));
        };
        if !chain.records.iter().any(|record| record.hash() == wanted.hash()) {
            return Ok(Err(Changed));
        }
        Ok(Ok(Judged {
            trust: chain.trust(&wanted),
            withdrawn_s: chain.withdrawn_s(&wanted),
            news: chain.news(),
            record: wanted,
        }))
    }

    /// Remembers the keys of someone who has signed something that passed its checks: in the keyring where they are
    /// pinned already, else while the mailbox is open.
    pub(crate) async fn believe(&self, judged: &Judged) -> Result<Result<(), Changed>, Error> {
        let Some(news) = judged.news.clone() else {
            return Ok(Ok(()));
        };
        let (mailbox, epoch) = (judged.record.record().subject_id, judged.record.record().epoch);
        let address = judged.record.record().addr.clone();
        let holds = match self.known(&address) {
            Some(known) if known.is_kept => self.pin([(address, news)].into()).await?.is_empty(),
            Some(known) if news.pin.rec_hash != known.pin.rec_hash && news.after(&known.pin).is_none() => {
                false
            }
            _ => {
                self.remember_stranger(address, news);
                true
            }
        };
        let records = &mut self.state().records;
        if !holds {
            // To be judged by what is known now.
            records.remove(&(mailbox, epoch));
            return Ok(Err(Changed));
        }
        if let Some(judged) = records.get_mut(&(mailbox, epoch)) {
            judged.news = None;
        }
        Ok(Ok(()))
    }

    /// Pins the sender of a letter whom the person has now seen as new.
    pub(crate) async fn pin_stranger(&self, from: &Sender) -> Result<Result<(), Changed>, Error> {
        let address = from.addr.as_str();
        let news = self.state().strangers.get(address).cloned();
        let Some(mut news) = news else {
            return Ok(Ok(()));
        };
        news.pin.name = from.name.as_deref().and_then(clean_name);
        let changed = self.pin([(address.to_owned(), news)].into()).await?;
        Ok(if changed.is_empty() { Ok(()) } else { Err(Changed) })
    }

    fn remember_stranger(&self, address: String, news: News) {
        let strangers = &mut self.state().strangers;
        if strangers.len() < STRANGERS_MAX || strangers.contains_key(&address) {
            strangers.insert(address, news);
        }
    }

    async fn fetch_records(&self, mailbox: Id, from_epoch: u32) -> Result<Vec<SignedKeyRecord>, Error> {
        let path = format!("/keys/{}?from_epoch={from_epoch}", MailboxId(mailbox));
        match self.client.get::<KeyRecords>(&path, Wanted::ByItself).await {
            Ok(answer) => Ok(answer.records),
            // Of one mailbox nothing can be known; that is no reason not to show the letters of others.
            Err(Error::BadAnswer(_)) => Ok(Vec::new()),
            Err(error) if error.code() == Some(api::Code::NotFound) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// All records of a mailbox, oldest first, for whoever is to check them without the server.
    pub(crate) async fn records_from_the_first(&self, mailbox: Id) -> Result<Vec<SignedRecord>, Error> {
        let records = self.fetch_records(mailbox, 0).await?;
        Ok(records.iter().map(off_the_wire).collect())
    }

    fn known(&self, address: &str) -> Option<Known> {
        let state = self.state();
        let kept = state.opened.sig.contacts.get(address).map(|pin| (pin, true));
        let known = kept.or_else(|| state.strangers.get(address).map(|news| (&news.pin, false)));
        known.map(|(pin, is_kept)| Known {
            pin: pin.clone(),
            is_kept,
        })
    }

    /// Pins what is new, as far as the keyring has room; the rest is remembered while the mailbox is open. Returns the
    /// addresses of which another window has pinned something that does not lead to this.
    async fn pin(&self, news: BTreeMap<String, News>) -> Result<BTreeSet<String>, Error> {
        let mut changed = BTreeSet::new();
        if news.is_empty() {
            return Ok(changed);
        }
        self.change(|sig: &mut SigKeyring, _: &mut _| {
            let mut room = PINS_BYTES_MAX.saturating_sub(sig.size_bytes());
            let mut changed = false;
            for (address, news) in &news {
                let pin = match sig.contacts.get(address) {
                    Some(old) => news.after(old),
                    None => {
                        let size = news.size_bytes_max(address);
                        let left = room.checked_sub(size);
                        room = left.unwrap_or(room);
                        left.map(|_| news.pin.clone())
                    }
                };
                changed |= pin.is_some();
                sig.contacts.extend(pin.map(|pin| (address.clone(), pin)));
            }
            changed
        })
        .await?;
        for (address, news) in news {
            let kept = self
                .state()
                .opened
                .sig
                .contacts
                .get(&address)
                .map(|pin| pin.rec_hash);
            match kept {
                Some(hash) if hash == news.pin.rec_hash => {}
                Some(_) => {
                    changed.insert(address);
                }
                None => self.remember_stranger(address, news),
            }
        }
        Ok(changed)
    }

    /// Remembers the names that correspondents gave themselves.
    pub(crate) async fn learn_names(&self, names: BTreeMap<String, String>) -> Result<(), Error> {
        self.change(move |sig: &mut SigKeyring, _: &mut _| {
            let mut changed = false;
            if sig.size_bytes() > PINS_BYTES_MAX {
                return changed;
            }
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

    /// How far someone whom a letter of another person names is trusted. The letter may put any mailbox beside an address:
    /// keys count as compared only where those it names are the very ones.
    pub(crate) fn named_trust(&self, named: &Named) -> Trust {
        let trust = self.pinned_trust(&named.addr);
        let is_theirs = |judged: &Judged| {
            judged.trust == Trust::Verified
                && judged.record.record().addr == named.addr
                && judged.record.recipient().fingerprint() == named.enc
        };
        let state = self.state();
        match trust {
            Trust::Verified
                if !state
                    .records
                    .get(&(named.mbox, named.epoch))
                    .is_some_and(is_theirs) =>
            {
                Trust::Known
            }
            trust => trust,
        }
    }

    /// A correspondent with the safety number that both see alike if nobody stands between them.
    pub async fn contact(&self, address: &str) -> Result<ContactView, Error> {
        let found = self.find_one(address).await?;
        Ok(ContactView {
            person: self.person(address, found.trust),
            safety_number: self.safety_number(address, &found.record),
        })
    }

    async fn find_one(&self, address: &str) -> Result<Found, Error> {
        match self.resolve(&[address.to_owned()]).await?.pop() {
            Some(Resolved::Found(found)) => Ok(*found),
            Some(Resolved::Changed { address }) => Err(Error::KeysChanged { address }),
            Some(Resolved::Expired { address }) => Err(Error::KeysExpired { address }),
            _ => Err(Error::NoMailbox {
                address: address.to_owned(),
            }),
        }
    }

    fn safety_number(&self, address: &str, record: &VerifiedRecord) -> String {
        let own = self.state().opened.signing.verifying_key().fingerprint();
        safety::number(&self.address, &own, address, &record.signing_key().fingerprint())
    }

    /// The safety number `compared` was compared with this person; none takes that back. A number that is not, or no
    /// longer, that of the pinned keys is [`Error::KeysChanged`].
    pub async fn set_verified(&self, address: &str, compared: Option<&str>) -> Result<(), Error> {
        let Some(compared) = compared else {
            let change = |sig: &mut SigKeyring, _: &mut _| {
                let contact = sig.contacts.get_mut(address);
                contact.is_some_and(|contact| std::mem::replace(&mut contact.verified, false))
            };
            return self.change(change).await;
        };
        let record = self.find_one(address).await?.record;
        let changed = || Error::KeysChanged {
            address: address.to_owned(),
        };
        if address == self.address || self.safety_number(address, &record) != compared {
            return Err(changed());
        }
        let first = Contact {
            rec_hash: record.hash(),
            epoch: record.record().epoch,
            verified: false,
            first_size: 0,
            name: None,
        };
        self.change(|sig: &mut SigKeyring, _: &mut _| {
            let contact = sig
                .contacts
                .entry(address.to_owned())
                .or_insert_with(|| first.clone());
            contact.rec_hash == first.rec_hash && !std::mem::replace(&mut contact.verified, true)
        })
        .await?;
        let kept = self.state().opened.sig.contacts.get(address).cloned();
        kept.filter(|contact| contact.verified && contact.rec_hash == first.rec_hash)
            .map(drop)
            .ok_or_else(changed)
    }
}
