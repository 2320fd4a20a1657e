//! Opening what came: the sender's record, the sixteen checks, and what of the letter is shown.

use crate::amend::Amended;
use crate::directory::{Changed, Judged};
use crate::error::Error;
use crate::keyrings::Opened;
use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::receipts::Evidence;
use crate::register::{clean_name, clean_text};
use crate::transport::Transport;
use crate::view::{Flaw, Person, Row, Trust};
use api::MessageId;
use api::messages::Delivery;
use crypto::checks::{self, Class, Letter, Me, Place, Sealed, Seen, Sender};
use crypto::manifest::{Content, Mailbox as Named, Manifest, Part, Role};
use crypto::sha256;
use crypto::submission::{ReceiptMode, Submission};
use std::sync::Arc;

/// Characters of a row's first words.
const SNIPPET_MAX: usize = 140;

/// A letter that passed all checks.
pub(crate) struct OpenLetter {
    pub(crate) message_id: MessageId,
    pub(crate) letter: Letter,
    /// How far the sender's keys are trusted.
    pub(crate) trust: Trust,
    pub(crate) submission_sha256: crypto::Hash,
}

impl OpenLetter {
    pub(crate) fn mine(&self) -> bool {
        self.letter.place == Place::Sender
    }

    pub(crate) fn asks_receipt(&self) -> bool {
        self.letter.submission.receipt != ReceiptMode::None
    }

    /// Size at the server, as far as this mailbox is concerned.
    pub(crate) fn size_bytes(&self, mailbox: &crypto::Id) -> u64 {
        let submission = &self.letter.submission;
        let envelope = submission
            .delivery(mailbox)
            .map_or(0, |entry| u64::from(entry.envelope_size));
        submission
            .parts
            .iter()
            .fold(envelope, |sum, part| sum.saturating_add(part.csize))
    }

    /// Attachments with their place among the parts.
    pub(crate) fn attachments(&self) -> impl Iterator<Item = (usize, &Part)> {
        attachments(&self.letter.manifest)
    }
}

/// The part that is a letter's text.
pub(crate) fn body_part(manifest: &Manifest) -> Option<&Part> {
    manifest.parts.iter().find(|part| part.role == Role::Body)
}

/// A letter's attachments with their place among the parts.
pub(crate) fn attachments(manifest: &Manifest) -> impl Iterator<Item = (usize, &Part)> {
    let parts = manifest.parts.iter().enumerate();
    parts.filter(|(_, part)| matches!(part.role, Role::Attachment | Role::Inline))
}

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Opens a delivery, or says why it must not be shown. Only trouble with the connection is an error.
    pub(crate) async fn open_delivery(
        &self,
        delivery: &Delivery,
    ) -> Result<Result<Arc<OpenLetter>, Flaw>, Error> {
        if self.state().erased.contains(&delivery.message_id) {
            return Ok(Err(Flaw::Forged));
        }
        let submission_sha256 = sha256(&delivery.submission.bytes);
        let known = self.state().letters.get(&delivery.message_id).cloned();
        if let Some(known) = known.filter(|known| known.submission_sha256 == submission_sha256) {
            return Ok(Ok(known));
        }
        let Ok((mailbox, epoch)) = checks::claimed_sender(&delivery.submission.bytes) else {
            return Ok(Err(Flaw::Damaged));
        };
        let judged = match self.record_of(mailbox, epoch).await? {
            Ok(judged) => judged,
            Err(Changed) => return Ok(Err(Flaw::SenderKeyChanged)),
        };
        let letter = match self.check(delivery, &judged) {
            Ok(letter) => letter,
            Err(flaw) => return Ok(Err(flaw)),
        };
        if self.believe(&judged).await? == Err(Changed) {
            return Ok(Err(Flaw::SenderKeyChanged));
        }
        let letter = Arc::new(OpenLetter {
            message_id: delivery.message_id,
            letter,
            trust: judged.trust,
            submission_sha256,
        });
        self.remember(Arc::clone(&letter));
        Ok(Ok(letter))
    }

    /// This mailbox, as a reader who makes the checks.
    pub(crate) fn reader<'a>(&'a self, opened: &'a Opened, origin: &'a str) -> Me<'a> {
        Me {
            mailbox: self.mailbox_id.0,
            address: &self.address,
            identities: &opened.identities,
            server_key: &opened.server_key,
            min_suite: opened.sig.min_suite,
            directory_origin: origin,
            now_ms: self.now_ms(),
        }
    }

    fn check(&self, delivery: &Delivery, judged: &Judged) -> Result<Letter, Flaw> {
        let state = &mut *self.state();
        let origin = crate::register::directory_origin(self.client.host());
        let sealed = Sealed {
            submission: &delivery.submission.bytes,
            submission_sig: &delivery.submission.signature,
            promise: &delivery.promise.bytes,
            promise_sig: &delivery.promise.signature,
            envelope: &delivery.envelope,
        };
        let me = self.reader(&state.opened, &origin);
        let sender = Sender {
            record: &judged.record,
            withdrawn_s: judged.withdrawn_s,
        };
        let mailbox = judged.record.record().subject_id;
        let seen = |id: &crypto::Id| {
            state
                .seen
                .get(&(mailbox, *id))
                .map_or(Seen::Never, |sha256| Seen::Same(*sha256))
        };
        let letter = checks::open(sealed, me, sender, seen).map_err(|rejection| flaw(rejection.class))?;
        if letter.submission.msg_id != delivery.message_id.0 {
            return Err(Flaw::Forged);
        }
        if !letter.manifest.e2e {
            // Letters that a gateway wrote come with the release that marks them as such.
            return Err(Flaw::Damaged);
        }
        state.seen.insert(
            (mailbox, letter.submission.msg_id),
            sha256(&delivery.submission.bytes),
        );
        Ok(letter)
    }

    /// A row of a list.
    pub(crate) fn row(
        &self,
        delivery: &Delivery,
        opened: Result<&OpenLetter, Flaw>,
        evidence: &Evidence,
        amended: Amended,
    ) -> Row {
        match opened {
            Ok(open) => self.sound_row(delivery, open, evidence, amended),
            Err(flaw) => flawed_row(delivery, flaw),
        }
    }

    fn sound_row(
        &self,
        delivery: &Delivery,
        open: &OpenLetter,
        evidence: &Evidence,
        amended: Amended,
    ) -> Row {
        let submission = &open.letter.submission;
        let people = if open.mine() {
            self.recipients(open)
        } else {
            vec![self.sender(open)]
        };
        Row {
            message_id: delivery.message_id,
            folder: delivery.folder,
            mine: open.mine(),
            people,
            subject: clean_text(&open.letter.manifest.subject),
            snippet: snippet(&open.letter.manifest),
            arrived_ms: open.letter.promise.server_ms,
            binned_ms: delivery.binned_ms,
            unread: !open.mine() && !delivery.read_mark.unwrap_or(delivery.opened_ms.is_some()),
            opened: open.mine() || delivery.opened_ms.is_some(),
            starred: delivery.starred,
            attachments: open.attachments().count(),
            size_bytes: open.size_bytes(&self.mailbox_id.0),
            asks_receipt: open.asks_receipt(),
            expires_ms: amended.expires_ms.unwrap_or(submission.expires_ms),
            read_count: (open.mine() && open.asks_receipt()).then(|| evidence.count()),
            flaw: None,
        }
    }

    /// The sender, with the name the letter is signed with.
    pub(crate) fn sender(&self, open: &OpenLetter) -> Person {
        let from = &open.letter.manifest.from;
        let mut person = self.person(&from.addr, open.trust);
        if let Some(name) = from.name.as_deref().and_then(clean_name) {
            person.name = name;
        }
        person
    }

    /// The people it was sent to, those in copy included.
    pub(crate) fn recipients(&self, open: &OpenLetter) -> Vec<Person> {
        let manifest = &open.letter.manifest;
        let everyone = manifest.to.iter().chain(&manifest.cc).chain(&manifest.bcc);
        everyone.map(|named| self.named(open, named)).collect()
    }

    /// Someone whom a letter names.
    pub(crate) fn named(&self, open: &OpenLetter, named: &Named) -> Person {
        let trust = if open.mine() {
            self.pinned_trust(&named.addr)
        } else {
            self.named_trust(named)
        };
        self.person(&named.addr, trust)
    }
}

pub(crate) fn flaw(class: Class) -> Flaw {
    match class {
        Class::Forged => Flaw::Forged,
        Class::NotForYou => Flaw::NotForYou,
        Class::SenderKeyChanged => Flaw::SenderKeyChanged,
        Class::DirectoryFork => Flaw::DirectoryFork,
        Class::Damaged => Flaw::Damaged,
    }
}

/// A row of which nothing is believed but that it lies there. Its time comes from the submission's claim, and whether it
/// is one's own or was opened is nobody's word: it counts as neither.
fn flawed_row(delivery: &Delivery, flaw: Flaw) -> Row {
    let claimed = Submission::parse(&delivery.submission.bytes).ok();
    Row {
        message_id: delivery.message_id,
        folder: delivery.folder,
        mine: false,
        people: Vec::new(),
        subject: String::new(),
        snippet: String::new(),
        arrived_ms: claimed.map_or(0, |claimed| claimed.created_ms),
        binned_ms: delivery.binned_ms,
        unread: false,
        opened: false,
        starred: delivery.starred,
        attachments: 0,
        size_bytes: u64::try_from(delivery.envelope.len()).unwrap_or(0),
        asks_receipt: false,
        expires_ms: 0,
        read_count: None,
        flaw: Some(flaw),
    }
}

/// The first words of a letter, where its text lies in the letter itself.
pub(crate) fn snippet(manifest: &Manifest) -> String {
    first_words(body_part(manifest).and_then(Part::text).unwrap_or(""))
}

/// The first words of a text on one line.
pub(crate) fn first_words(text: &str) -> String {
    let words = text
        .split_whitespace()
        .take(SNIPPET_MAX)
        .collect::<Vec<_>>()
        .join(" ");
    clean_text(&words.chars().take(SNIPPET_MAX).collect::<String>())
}

/// The text of a part that lies in the letter.
pub(crate) fn text_of(part: &Part) -> Option<&str> {
    match &part.content {
        Content::Text(text) => Some(text),
        Content::Blob(_) => None,
    }
}
