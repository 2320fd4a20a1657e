//! Three people, a server, and a letter between them that a test can spoil at every stage.

use std::collections::BTreeMap;

use crypto::{
    Hash, Id, Secret,
    age::{self, Identity, Recipient},
    checks::{self, Letter, Me, Rejection, Sealed, Seen},
    fingerprint,
    manifest::{self, Blob, Content, Kt, Mailbox, Manifest, Part, Policy, ReceiptMode, Role, Sender},
    message,
    receipt::{Assurance, AuditType, Promise, object_hash},
    record::{Kind, SignedRecord, VerifiedRecord},
    sha256,
    sign::{Signature, SigningKey},
    submission::{Entry, Mode, PartEntry, Submission},
};

use super::support::rng;

/// 2026-11-18, about.
pub(crate) const NOW_MS: u64 = 1_795_000_000_000;
pub(crate) const NOW_S: u64 = NOW_MS / 1000;
pub(crate) const ORIGIN: &str = "mail.example.org/kt";

pub(crate) struct Person {
    pub(crate) addr: &'static str,
    pub(crate) mailbox: Id,
    pub(crate) signer: SigningKey,
    pub(crate) identities: BTreeMap<u32, Identity>,
    pub(crate) record: VerifiedRecord,
}

impl Person {
    fn make(addr: &'static str, seed: u8) -> Self {
        let mut rng = rng(seed.into());
        let (signer, identity) = (SigningKey::make(&mut rng), Identity::make(&mut rng));
        let mailbox = [seed; 16];
        let made = SignedRecord::make_first(
            Kind::Person,
            addr,
            &mailbox,
            &signer,
            &identity.recipient(),
            NOW_S - 86_400,
            NOW_S + 86_400 * 300,
        );
        let record = made.verify_first().unwrap();
        Self {
            addr,
            mailbox,
            signer,
            identities: BTreeMap::from([(0, identity)]),
            record,
        }
    }

    pub(crate) fn recipient(&self) -> Recipient {
        self.identities[&0].recipient()
    }

    pub(crate) fn as_recipient(&self) -> Mailbox {
        Mailbox {
            addr: self.addr.to_owned(),
            mbox: self.mailbox,
            epoch: 0,
            enc: self.recipient().fingerprint(),
        }
    }

    pub(crate) fn as_sender(&self) -> Sender {
        Sender {
            addr: self.addr.to_owned(),
            mbox: self.mailbox,
            epoch: 0,
            sig: self.signer.verifying_key().fingerprint(),
            enc: self.recipient().fingerprint(),
            as_group: None,
            keys: None,
            name: Some("Anna Åkesson".to_owned()),
        }
    }
}

pub(crate) struct World {
    pub(crate) anna: Person,
    pub(crate) bjorn: Person,
    pub(crate) clara: Person,
    pub(crate) server: SigningKey,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            anna: Person::make("anna@example.org", 1),
            bjorn: Person::make("björn@example.org", 2),
            clara: Person::make("clara@example.org", 3),
            server: SigningKey::make(&mut rng(4)),
        }
    }

    /// Anna's letter to Björn, with a copy for Clara and one attachment.
    pub(crate) fn manifest(&self) -> Manifest {
        let attachment = Blob {
            id: [7; 16],
            key: Secret::from_bytes([8; 32]).into(),
            size: 1,
            csize: 1056,
            sha256: [9; 32],
        };
        let part = |role, content| Part {
            role,
            mime: "text/plain".into(),
            name: None,
            cid: None,
            content,
        };
        Manifest {
            v: 1,
            suite: manifest::SUITE.to_owned(),
            crit: Vec::new(),
            salt: Secret::make(&mut rng(5)),
            id: [6; 16],
            created_ms: NOW_MS,
            from: self.anna.as_sender(),
            to: vec![self.bjorn.as_recipient()],
            cc: vec![self.clara.as_recipient()],
            bcc: None,
            bcc_of: None,
            subject: "Åtta frågor".into(),
            thread: [6; 16],
            refs: vec![[5; 32]],
            parts: vec![
                part(Role::Body, Content::Text("Hej!".into())),
                part(Role::Attachment, Content::Blob(attachment)),
            ],
            policy: Policy {
                receipt: ReceiptMode::Opened,
                expires_ms: 0,
                forward: true,
                label: "Ärende".into(),
            },
            kt: Kt {
                origin: ORIGIN.into(),
                size: 0,
                root: [0; 32],
            },
            e2e: true,
        }
    }

    pub(crate) fn letter(&self) -> Draft<'_> {
        Draft::new(self, self.manifest())
    }

    pub(crate) fn me<'a>(&'a self, person: &'a Person, server_key: &'a crypto::sign::VerifyingKey) -> Me<'a> {
        Me {
            mailbox: person.mailbox,
            address: person.addr,
            identities: &person.identities,
            server_key,
            min_suite: 1,
            directory_origin: ORIGIN,
            now_ms: NOW_MS + 1000,
        }
    }

    /// `person` opens what Anna is said to have sent.
    pub(crate) fn open(&self, person: &Person, mail: &Mail) -> Result<Letter, Rejection> {
        self.open_with(person, mail, &self.anna.record, |_| (), Seen::Never)
    }

    pub(crate) fn open_with(
        &self,
        person: &Person,
        mail: &Mail,
        sender: &VerifiedRecord,
        change: impl FnOnce(&mut Me<'_>),
        seen: Seen,
    ) -> Result<Letter, Rejection> {
        let sender = checks::Sender {
            record: sender,
            withdrawn_s: None,
        };
        self.open_from(person, mail, sender, change, seen)
    }

    pub(crate) fn open_from(
        &self,
        person: &Person,
        mail: &Mail,
        sender: checks::Sender<'_>,
        change: impl FnOnce(&mut Me<'_>),
        seen: Seen,
    ) -> Result<Letter, Rejection> {
        let server_key = self.server.verifying_key();
        let mut me = self.me(person, &server_key);
        change(&mut me);
        checks::open(mail.sealed(&person.mailbox), me, sender, |_| seen)
    }
}

type Edit<'a, T> = Box<dyn FnOnce(&mut T) + 'a>;

/// A letter before it is sent. The edits are what an evil sender or server changes on the way.
pub(crate) struct Draft<'a> {
    world: &'a World,
    pub(crate) manifest: Manifest,
    /// Who gets an envelope, sealed to which key.
    pub(crate) readers: BTreeMap<Id, (u32, Recipient)>,
    pub(crate) inner_signer: SigningKey,
    pub(crate) outer_signer: SigningKey,
    pub(crate) server: SigningKey,
    pub(crate) edit_json: Edit<'a, Vec<u8>>,
    pub(crate) edit_plaintext: Edit<'a, Vec<u8>>,
    pub(crate) edit_envelope: Edit<'a, Vec<u8>>,
    pub(crate) edit_submission: Edit<'a, Submission>,
    pub(crate) edit_promise: Edit<'a, Promise>,
}

impl<'a> Draft<'a> {
    /// Delivered to exactly those whom the manifest names, among the three.
    pub(crate) fn new(world: &'a World, manifest: Manifest) -> Self {
        let named = |person: &Person| match &manifest.bcc {
            Some(blind) => blind.mbox == person.mailbox || manifest.from.mbox == person.mailbox,
            None => {
                manifest.from.mbox == person.mailbox
                    || manifest
                        .to
                        .iter()
                        .chain(&manifest.cc)
                        .any(|to| to.mbox == person.mailbox)
            }
        };
        let people = [&world.anna, &world.bjorn, &world.clara]
            .into_iter()
            .filter(|person| named(person));
        let readers = people
            .map(|person| (person.mailbox, (0, person.recipient())))
            .collect();
        Self {
            world,
            manifest,
            readers,
            inner_signer: world.anna.signer.clone(),
            outer_signer: world.anna.signer.clone(),
            server: world.server.clone(),
            edit_json: Box::new(|_| ()),
            edit_plaintext: Box::new(|_| ()),
            edit_envelope: Box::new(|_| ()),
            edit_submission: Box::new(|_| ()),
            edit_promise: Box::new(|_| ()),
        }
    }

    pub(crate) fn send(mut self) -> Mail {
        let mut json = self.manifest.to_bytes();
        std::mem::replace(&mut self.edit_json, Box::new(|_| ()))(&mut json);
        let mut plaintext = message::encode(&json, &self.inner_signer).unwrap().to_vec();
        std::mem::replace(&mut self.edit_plaintext, Box::new(|_| ()))(&mut plaintext);
        let mut rng = rng(100);
        let mut envelopes: BTreeMap<Id, Vec<u8>> = self
            .readers
            .iter()
            .map(|(mbox, (_, recipient))| (*mbox, age::seal(recipient, &plaintext, &mut rng)))
            .collect();
        std::mem::replace(&mut self.edit_envelope, Box::new(|_| ()))(
            envelopes.get_mut(&self.world.bjorn.mailbox).unwrap(),
        );
        let mut submission = self.submission_of(manifest::hash_of(&json), &envelopes);
        std::mem::replace(&mut self.edit_submission, Box::new(|_| ()))(&mut submission);

        let submission = submission.encode();
        let submission_sig = Submission::sign(&submission, &self.outer_signer);
        let mut promise = promise_for(&submission, &submission_sig);
        std::mem::replace(&mut self.edit_promise, Box::new(|_| ()))(&mut promise);
        let promise = promise.encode();
        let promise_sig = Promise::sign(&promise, &self.server).to_bytes();
        Mail {
            submission,
            submission_sig: submission_sig.to_bytes(),
            promise,
            promise_sig,
            envelopes,
        }
    }

    fn submission_of(&self, manifest_sha256: Hash, envelopes: &BTreeMap<Id, Vec<u8>>) -> Submission {
        let manifest = &self.manifest;
        Submission {
            mode: Mode::Mailbox,
            msg_id: manifest.id,
            sender_mbox: manifest.from.mbox,
            sender_epoch: manifest.from.epoch,
            created_ms: manifest.created_ms,
            receipt: manifest.policy.receipt,
            expires_ms: manifest.policy.expires_ms,
            public_label: manifest.policy.label.clone(),
            manifest_sha256,
            deliveries: envelopes
                .iter()
                .map(|(mbox, envelope)| Entry {
                    mbox: *mbox,
                    epoch: self.readers[mbox].0,
                    envelope_sha256: sha256(envelope),
                    envelope_size: envelope.len() as u32,
                })
                .collect(),
            parts: manifest
                .blobs()
                .map(|blob| PartEntry {
                    blob_id: blob.id,
                    csize: blob.csize,
                    sha256: blob.sha256,
                })
                .collect(),
            kt_size: manifest.kt.size,
            kt_root: manifest.kt.root,
        }
    }
}

fn promise_for(submission: &[u8], signature: &Signature) -> Promise {
    Promise {
        audit_type: AuditType::Submission,
        object_hash: object_hash(AuditType::Submission.number(), submission, &signature.to_bytes()),
        audit_index: 1,
        server_ms: NOW_MS + 500,
        assurance: Assurance::Code,
    }
}

/// A letter on its way.
#[derive(Clone)]
pub(crate) struct Mail {
    pub(crate) submission: Vec<u8>,
    pub(crate) submission_sig: [u8; 64],
    pub(crate) promise: Vec<u8>,
    pub(crate) promise_sig: [u8; 64],
    pub(crate) envelopes: BTreeMap<Id, Vec<u8>>,
}

impl Mail {
    pub(crate) fn sealed(&self, mailbox: &Id) -> Sealed<'_> {
        Sealed {
            submission: &self.submission,
            submission_sig: &self.submission_sig,
            promise: &self.promise,
            promise_sig: &self.promise_sig,
            envelope: self.envelopes.get(mailbox).map_or(&[], Vec::as_slice),
        }
    }
}

/// A fingerprint that is nobody's.
pub(crate) fn stranger() -> Hash {
    fingerprint::of(fingerprint::ENC_XWING, b"nobody")
}
