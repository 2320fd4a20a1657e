//! Sending: one signed manifest, sealed once for each mailbox, and a submission that names every envelope.

use crate::call::Wanted;
use crate::directory::{Found, Resolved};
use crate::error::Error;
use crate::mailbox::Mailbox;
use crate::platform::{Platform, make_bytes};
use crate::receipts::check_promise;
use crate::transfer::Quiet;
use crate::transport::{Method, Transport};
use crate::view::{Conversation, Draft, Posted, Sent, When};
use api::limits::{HOLD_MS_MAX, MESSAGE_MAILBOXES_MAX, MESSAGE_PARTS_MAX};
use api::messages::{SUBMISSION_MEDIA_TYPE, Signed};
use api::{Code, MessageId};
use crypto::manifest::{self, Content, Kt, Manifest, Part, Policy, Role, SUITE, Sender, TEXT_LEN_MAX};
use crypto::receipt::AuditType;
use crypto::record::VerifiedRecord;
use crypto::sign::SigningKey;
use crypto::submission::{Entry, Mode, PartEntry, ReceiptMode, Submission};
use crypto::{Hash, Secret, address, age, message, sha256};
use std::collections::BTreeSet;

/// Times a letter is sealed anew because somebody's keys were renewed meanwhile.
const ANEW_MAX: usize = 3;
/// Characters of a subject.
const SUBJECT_CHARS_MAX: usize = 998;

/// Everything about a letter but the keys it is sealed to.
pub(crate) struct Written {
    pub(crate) subject: String,
    pub(crate) conversation: Conversation,
    pub(crate) parts: Vec<Part>,
    pub(crate) receipt: ReceiptMode,
    pub(crate) expires_ms: u64,
}

/// People of a letter, each once.
pub(crate) struct People {
    pub(crate) to: Vec<String>,
    pub(crate) cc: Vec<String>,
}

/// When a letter goes, and instead of which one that is held.
#[derive(Clone, Copy)]
pub(crate) struct Posting {
    pub(crate) when: When,
    pub(crate) replaces: Option<MessageId>,
}

impl Posting {
    /// The time that the letter is dated with, and how long it is to be held until then; 0 is not at all.
    fn times(self, now_ms: u64) -> Result<(u64, u64), Error> {
        let hold_ms = match self.when {
            When::Now => return Ok((now_ms, 0)),
            When::After(ms) => ms,
            When::At(ms) => ms.saturating_sub(now_ms),
        };
        if hold_ms == 0 || hold_ms > HOLD_MS_MAX {
            return Err(Error::invalid("when"));
        }
        Ok((now_ms.saturating_add(hold_ms), hold_ms))
    }

    fn path(self, hold_ms: u64) -> String {
        let hold = (hold_ms > 0).then(|| format!("hold_ms={hold_ms}"));
        let replaces = self.replaces.map(|id| format!("replaces={id}"));
        let query: Vec<_> = hold.into_iter().chain(replaces).collect();
        if query.is_empty() {
            "/messages".to_owned()
        } else {
            format!("/messages?{}", query.join("&"))
        }
    }
}

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Seals and sends a letter. If no answer comes the same bytes are sent again, so that it arrives once; what is sealed
    /// anew is another letter under another id. Nothing is sealed to anyone whose keys changed, and nobody is left out
    /// because the server gives two people one mailbox.
    pub async fn send(&self, draft: &Draft) -> Result<Sent, Error> {
        match self.post_letter(draft, When::Now).await? {
            Posted::Sent(sent) => Ok(sent),
            Posted::Held { .. } => Err(Error::bad_answer("held")),
        }
    }

    /// As [`Self::send`], at once or later. Until its time a letter lies sealed at the server, for this person alone.
    pub async fn post_letter(&self, draft: &Draft, when: When) -> Result<Posted, Error> {
        let people = people(draft)?;
        let written = self.write(draft).await?;
        let posting = Posting { when, replaces: None };
        let posted = self.seal_for_all(&written, &people, posting).await?;
        self.forget_written(draft).await;
        Ok(posted)
    }

    /// Seals a letter to the keys that its people have now, and gives it to the server.
    pub(crate) async fn seal_for_all(
        &self,
        written: &Written,
        people: &People,
        posting: Posting,
    ) -> Result<Posted, Error> {
        let mut anew = 0;
        loop {
            let (to, cc) = (self.find(&people.to).await?, self.find(&people.cc).await?);
            self.check_apart(to.iter().chain(&cc))?;
            match self.seal_and_submit(written, &to, &cc, posting).await {
                Err(error) if error.code() == Some(Code::StaleRecipientKey) && anew < ANEW_MAX => {
                    anew += 1;
                    self.forget_found();
                }
                Err(error) if error.code() == Some(Code::StaleSenderKey) && anew < ANEW_MAX => {
                    anew += 1;
                    self.catch_up().await?;
                }
                Err(Error::Refused(refusal)) if refusal.code == Code::ClockRefused => {
                    return Err(self.clock_off(refusal.server_ms));
                }
                settled => return settled,
            }
        }
    }

    /// The letter is sent, or held: its draft goes. Where that fails the draft stays, and nothing is lost.
    async fn forget_written(&self, draft: &Draft) {
        if let Some(draft_id) = draft.saved {
            let _stays = self.discard_drafts(&[draft_id]).await;
        }
        let mut state = self.state();
        for upload in &draft.uploads {
            state.uploads.remove(upload);
        }
    }

    fn clock_off(&self, server_ms: Option<u64>) -> Error {
        let ahead_ms = i64::try_from(self.now_ms()).unwrap_or(i64::MAX);
        Error::ClockOff {
            ahead_ms: ahead_ms.saturating_sub_unsigned(server_ms.unwrap_or_default()),
        }
    }

    /// Each of a letter's people has a mailbox of their own.
    fn check_apart<'a>(&self, people: impl Iterator<Item = &'a Found>) -> Result<(), Error> {
        let mut mailboxes = BTreeSet::new();
        for found in people {
            let record = found.record.record();
            let is_apart = mailboxes.insert(record.subject_id)
                && (record.subject_id == self.mailbox_id.0) == (record.addr == self.address);
            if !is_apart {
                return Err(Error::KeysChanged {
                    address: record.addr.clone(),
                });
            }
        }
        Ok(())
    }

    /// The letter's parts and place in its conversation. A long text becomes a part of its own.
    async fn write(&self, draft: &Draft) -> Result<Written, Error> {
        if draft.uploads.len() >= MESSAGE_PARTS_MAX {
            return Err(Error::invalid("attachments"));
        }
        if draft.subject.chars().count() > SUBJECT_CHARS_MAX {
            return Err(Error::invalid("subject"));
        }
        let mut parts = vec![self.body_part(&draft.body).await?];
        for upload in &draft.uploads {
            let uploaded = self.state().uploads.get(upload).cloned();
            let uploaded = uploaded.ok_or_else(|| Error::invalid("attachments"))?;
            parts.push(uploaded.as_part(Role::Attachment));
        }
        let conversation = match (&draft.conversation, draft.answers) {
            (Some(known), _) => known.clone(),
            (None, Some(answered)) => self.conversation(answered).await?,
            (None, None) => Conversation {
                thread: make_bytes(self.client.platform()),
                refs: Vec::new(),
            },
        };
        Ok(Written {
            subject: draft.subject.clone(),
            conversation,
            parts,
            receipt: receipt_mode(draft),
            expires_ms: draft.expires_ms,
        })
    }

    async fn body_part(&self, body: &str) -> Result<Part, Error> {
        const MEDIA_TYPE: &str = "text/plain";
        if body.len() <= TEXT_LEN_MAX {
            let content = Content::Text(body.to_owned());
            return Ok(Part {
                role: Role::Body,
                mime: MEDIA_TYPE.to_owned(),
                name: None,
                cid: None,
                content,
            });
        }
        let mut uploaded = self.upload("", MEDIA_TYPE, &body.as_bytes(), &Quiet).await?;
        uploaded.name = String::new();
        Ok(uploaded.as_part(Role::Body))
    }

    async fn conversation(&self, answered: MessageId) -> Result<Conversation, Error> {
        let open = self.fetch_open(answered, Wanted::ByPerson).await?;
        Ok(Conversation {
            thread: open.letter.manifest.thread,
            refs: vec![open.letter.submission.manifest_sha256],
        })
    }

    async fn find(&self, addresses: &[String]) -> Result<Vec<Found>, Error> {
        let resolved = self.resolve(addresses).await?.into_iter();
        let found = resolved.map(|resolved| match resolved {
            Resolved::Found(found) => Ok(*found),
            Resolved::Nobody { address } => Err(Error::NoMailbox { address }),
            Resolved::Changed { address } => Err(Error::KeysChanged { address }),
            Resolved::Expired { address } => Err(Error::KeysExpired { address }),
        });
        found.collect()
    }

    async fn seal_and_submit(
        &self,
        written: &Written,
        to: &[Found],
        cc: &[Found],
        posting: Posting,
    ) -> Result<Posted, Error> {
        let (own, signing, name) = {
            let state = self.state();
            let own = state.opened.current()?.clone();
            (
                own,
                state.opened.signing.clone(),
                state.opened.sig.profile.name.clone(),
            )
        };
        // By this device's clock (protocol section 5.4): what a person signs, no server dates.
        let (created_ms, hold_ms) = posting.times(self.now_ms())?;
        let sealed = self.seal(written, created_ms, &own, &signing, name, (to, cc))?;
        let answer: api::messages::Sent = self
            .client
            .send_bytes(
                Method::Post,
                &posting.path(hold_ms),
                SUBMISSION_MEDIA_TYPE,
                sealed.body,
            )
            .await?;
        let message_id = sealed.message_id;
        match answer.promise {
            None if hold_ms > 0 => Ok(Posted::Held {
                message_id,
                send_ms: created_ms,
            }),
            Some(promise) if hold_ms == 0 => {
                let server_key = self.state().opened.server_key;
                let promise =
                    check_promise(&promise, &server_key, AuditType::Submission, &sealed.submission)?;
                Ok(Posted::Sent(Sent {
                    message_id,
                    accepted_ms: promise.server_ms,
                }))
            }
            // Nothing that is held is promised, and nothing that is sent goes without a promise.
            _ => Err(Error::bad_answer("promise")),
        }
    }

    fn seal(
        &self,
        written: &Written,
        created_ms: u64,
        own: &VerifiedRecord,
        signing: &SigningKey,
        name: Option<String>,
        (to, cc): (&[Found], &[Found]),
    ) -> Result<SealedLetter, Error> {
        let rng = &mut self.client.platform().rng();
        let manifest = Manifest {
            v: 1,
            suite: SUITE.to_owned(),
            crit: Vec::new(),
            salt: Secret::make(rng),
            id: make_bytes(self.client.platform()),
            created_ms,
            from: sender(own, name),
            to: to.iter().map(|found| named(&found.record)).collect(),
            cc: cc.iter().map(|found| named(&found.record)).collect(),
            bcc: None,
            bcc_of: None,
            subject: written.subject.clone(),
            thread: written.conversation.thread,
            refs: written.conversation.refs.clone(),
            parts: written.parts.clone(),
            policy: Policy {
                receipt: written.receipt,
                expires_ms: written.expires_ms,
                forward: true,
                label: String::new(),
            },
            kt: Kt {
                origin: crate::register::directory_origin(self.client.host()),
                size: 0,
                root: [0; 32],
            },
            e2e: true,
        };
        let bytes = manifest.to_bytes();
        let plaintext = message::encode(&bytes, signing).map_err(|_| Error::invalid("body"))?;
        let records = recipients(own, to, cc);
        let envelopes: Vec<Vec<u8>> = records
            .iter()
            .map(|record| age::seal(record.recipient(), &plaintext, rng))
            .collect();
        let submission = submission(&manifest, manifest::hash_of(&bytes), &records, &envelopes)?;
        Ok(SealedLetter::new(
            MessageId(manifest.id),
            &submission.encode(),
            signing,
            &envelopes,
        ))
    }
}

/// What is sent.
struct SealedLetter {
    message_id: MessageId,
    submission: Signed,
    body: Vec<u8>,
}

impl SealedLetter {
    /// `u32 length ‖ submission ‖ u16 length ‖ signature ‖ envelopes`.
    fn new(message_id: MessageId, submission: &[u8], signing: &SigningKey, envelopes: &[Vec<u8>]) -> Self {
        let signature = Submission::sign(submission, signing).to_bytes();
        let mut body = Vec::new();
        body.extend_from_slice(&u32::try_from(submission.len()).unwrap_or(u32::MAX).to_be_bytes());
        body.extend_from_slice(submission);
        body.extend_from_slice(&u16::try_from(signature.len()).unwrap_or(u16::MAX).to_be_bytes());
        body.extend_from_slice(&signature);
        for envelope in envelopes {
            body.extend_from_slice(envelope);
        }
        Self {
            message_id,
            submission: Signed {
                bytes: submission.into(),
                signature: signature.into(),
            },
            body,
        }
    }
}

/// Everyone who gets an envelope, the sender included, each once, in the order of a submission.
fn recipients<'a>(own: &'a VerifiedRecord, to: &'a [Found], cc: &'a [Found]) -> Vec<&'a VerifiedRecord> {
    let mut all: Vec<&VerifiedRecord> = vec![own];
    all.extend(to.iter().chain(cc).map(|found| &found.record));
    all.sort_by_key(|record| record.record().subject_id);
    all.dedup_by_key(|record| record.record().subject_id);
    all
}

fn submission(
    manifest: &Manifest,
    manifest_sha256: Hash,
    records: &[&VerifiedRecord],
    envelopes: &[Vec<u8>],
) -> Result<Submission, Error> {
    let deliveries = records.iter().zip(envelopes).map(|(record, envelope)| {
        Ok(Entry {
            mbox: record.record().subject_id,
            epoch: record.record().epoch,
            envelope_sha256: sha256(envelope),
            envelope_size: u32::try_from(envelope.len()).map_err(|_| Error::invalid("body"))?,
        })
    });
    let parts = manifest.blobs().map(|blob| PartEntry {
        blob_id: blob.id,
        csize: blob.csize,
        sha256: blob.sha256,
    });
    Ok(Submission {
        mode: Mode::Mailbox,
        msg_id: manifest.id,
        sender_mbox: manifest.from.mbox,
        sender_epoch: manifest.from.epoch,
        created_ms: manifest.created_ms,
        receipt: manifest.policy.receipt,
        expires_ms: manifest.policy.expires_ms,
        public_label: String::new(),
        manifest_sha256,
        deliveries: deliveries.collect::<Result<_, Error>>()?,
        parts: parts.collect(),
        kt_size: 0,
        kt_root: [0; 32],
    })
}

fn receipt_mode(draft: &Draft) -> ReceiptMode {
    if draft.asks_receipt {
        ReceiptMode::Opened
    } else {
        ReceiptMode::None
    }
}

fn sender(own: &VerifiedRecord, name: Option<String>) -> Sender {
    Sender {
        addr: own.record().addr.clone(),
        mbox: own.record().subject_id,
        epoch: own.record().epoch,
        sig: own.signing_key().fingerprint(),
        enc: own.recipient().fingerprint(),
        as_group: None,
        keys: None,
        name,
    }
}

fn named(record: &VerifiedRecord) -> manifest::Mailbox {
    manifest::Mailbox {
        addr: record.record().addr.clone(),
        mbox: record.record().subject_id,
        epoch: record.record().epoch,
        enc: record.recipient().fingerprint(),
    }
}

/// Addresses in canonical form, each once; who is in `to` is not in `cc` as well.
fn people(draft: &Draft) -> Result<People, Error> {
    let mut seen = BTreeSet::new();
    let mut canonical = |addresses: &[String]| -> Result<Vec<String>, Error> {
        let mut kept = Vec::new();
        for one in addresses {
            let one = address::canonical(one.trim()).map_err(|_| Error::invalid("to"))?;
            if seen.insert(one.clone()) {
                kept.push(one);
            }
        }
        Ok(kept)
    };
    let people = People {
        to: canonical(&draft.to)?,
        cc: canonical(&draft.cc)?,
    };
    let count = people.to.len() + people.cc.len();
    if people.to.is_empty() || count >= MESSAGE_MAILBOXES_MAX {
        return Err(Error::invalid("to"));
    }
    Ok(people)
}
