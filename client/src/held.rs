//! Letters that wait for their time (protocol.md 3.8): which there are, taking one back, sending one at once, sealing one anew
//! that could not be sent as it was.

use crate::call::Wanted;
use crate::error::Error;
use crate::letter::{attachments, body_part, flaw, snippet};
use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::register::clean_text;
use crate::send::{People, Posting, Written};
use crate::transport::{Method, Transport};
use crate::view::{
    Conversation, Expiry, Flaw, HeldRow, HeldState, OpenDraft, Person, Posted, Sent, Sheet, When,
};
use api::messages::{Held, HeldPage, Obstacle};
use api::{BlobId, MessageId};
use crypto::checks::{self, HeldLetter, Sealed};
use crypto::manifest::{Mailbox as Named, Manifest, Part};
use crypto::submission::{ReceiptMode, Submission};

/// How late a letter may be sealed anew without being asked about. A server that keeps letters it has sent, and shows them as
/// held later on, could have them written a second time; so what is older waits for the person.
const MEND_MS_MAX: u64 = 24 * 60 * 60 * 1000;
/// Pages of held letters that are fetched: more than a mailbox may hold.
const PAGES_MAX: usize = 1000;

/// A held letter that passed its checks.
struct OpenHeld {
    letter: HeldLetter,
    /// The key that it is signed with is still in use.
    is_current: bool,
    obstacle: Option<Obstacle>,
}

impl OpenHeld {
    fn state(&self) -> HeldState {
        if !self.is_current {
            // Whatever the server says: nothing goes out under a key that was withdrawn.
            return HeldState::Withdrawn;
        }
        match self.obstacle {
            None => HeldState::Waits,
            Some(Obstacle::KeysRenewed) => HeldState::KeysRenewed,
            Some(Obstacle::RecipientGone) => HeldState::RecipientGone,
            Some(Obstacle::Withdrawn) => HeldState::Withdrawn,
            Some(Obstacle::Expired) => HeldState::Expired,
        }
    }
}

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// The letters that wait for their time, the next one first; and those that wait for their sender.
    pub async fn held(&self, by_person: bool) -> Result<Vec<HeldRow>, Error> {
        let wanted = if by_person {
            Wanted::ByPerson
        } else {
            Wanted::ByItself
        };
        let items = self.fetch_held(wanted).await?;
        let mut rows: Vec<_> = items.iter().map(|held| self.held_row(held)).collect();
        rows.sort_by_key(|row| (row.send_ms, row.message_id.0));
        Ok(rows)
    }

    async fn fetch_held(&self, wanted: Wanted) -> Result<Vec<Held>, Error> {
        let (mut items, mut after) = (Vec::new(), None);
        for _ in 0..PAGES_MAX {
            let path = after.map_or_else(
                || "/held".to_owned(),
                |after: MessageId| format!("/held?after={after}"),
            );
            let page: HeldPage = self.client.get(&path, wanted).await?;
            items.extend(page.items);
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(items),
            }
        }
        Err(Error::bad_answer("held letters without end"))
    }

    async fn fetch_one_held(&self, message_id: MessageId) -> Result<OpenHeld, Error> {
        let held: Held = self
            .client
            .get(&format!("/held/{message_id}"), Wanted::ByPerson)
            .await?;
        if held.message_id != message_id {
            return Err(Error::bad_answer("another letter"));
        }
        self.open_held(&held).map_err(Error::Flawed)
    }

    /// Opens the own copy, or says why it must not be shown. The record comes from the own keyring: no server vouches for it.
    fn open_held(&self, held: &Held) -> Result<OpenHeld, Flaw> {
        let (mailbox, epoch) = checks::claimed_sender(&held.submission.bytes).map_err(|_| Flaw::Damaged)?;
        let state = self.state();
        let records = &state.opened.records;
        let own = records.iter().find(|record| record.record().epoch == epoch);
        let (Some(own), Ok(current)) = (
            own.filter(|_| mailbox == self.mailbox_id.0),
            state.opened.current(),
        ) else {
            return Err(Flaw::Forged);
        };
        let origin = crate::register::directory_origin(self.client.host());
        let sealed = Sealed {
            submission: &held.submission.bytes,
            submission_sig: &held.submission.signature,
            promise: &[],
            promise_sig: &[],
            envelope: &held.envelope,
        };
        let letter = checks::open_held(sealed, self.reader(&state.opened, &origin), own)
            .map_err(|rejection| flaw(rejection.class))?;
        if letter.submission.msg_id != held.message_id.0 {
            return Err(Flaw::Forged);
        }
        Ok(OpenHeld {
            is_current: own.signing_key() == current.signing_key(),
            obstacle: held.obstacle,
            letter,
        })
    }

    fn held_row(&self, held: &Held) -> HeldRow {
        match self.open_held(held) {
            Ok(open) => {
                let manifest = &open.letter.manifest;
                HeldRow {
                    message_id: held.message_id,
                    people: self.people_of(manifest),
                    subject: clean_text(&manifest.subject),
                    snippet: snippet(manifest),
                    send_ms: manifest.created_ms,
                    attachments: attachments(manifest).count(),
                    state: open.state(),
                }
            }
            Err(flaw) => HeldRow {
                message_id: held.message_id,
                people: Vec::new(),
                subject: String::new(),
                snippet: String::new(),
                send_ms: Submission::parse(&held.submission.bytes).map_or(0, |claimed| claimed.created_ms),
                attachments: 0,
                state: HeldState::Flawed(flaw),
            },
        }
    }

    fn people_of(&self, manifest: &Manifest) -> Vec<Person> {
        let everyone = manifest.to.iter().chain(&manifest.cc);
        everyone
            .map(|named| self.person(&named.addr, self.pinned_trust(&named.addr)))
            .collect()
    }

    /// Takes a held letter back: it is a draft again, as it was written, before the server is told to hold it no longer, so that no
    /// moment comes in which it is neither. `NotFound` once it has been sent.
    pub async fn take_back(&self, message_id: MessageId) -> Result<OpenDraft, Error> {
        let open = self.fetch_one_held(message_id).await?;
        let manifest = &open.letter.manifest;
        let sheet = Sheet {
            to: addresses(&manifest.to),
            cc: addresses(&manifest.cc),
            subject: manifest.subject.clone(),
            body: self.body(manifest).await?,
            asks_receipt: manifest.policy.receipt != ReceiptMode::None,
            expiry: match manifest.policy.expires_ms {
                0 => Expiry::Never,
                until => Expiry::At(until),
            },
            answers: None,
            conversation: Some(conversation(manifest)),
            attachments: self.name_attachments(manifest),
        };
        let saved = self.save_draft(None, &sheet).await?;
        if let Err(error) = self.cancel_held(message_id).await {
            // It is sent, or still held: no draft of it. If this fails there is one too many, and nothing is lost.
            let _stays = self.discard_drafts(&[saved.draft_id]).await;
            return Err(error);
        }
        if let Some(blob) = body_part(manifest).and_then(Part::blob) {
            // A long text is a part of its own again when it is sent. If this fails, it is forgotten within a day.
            let _ = self.abandon(BlobId(blob.id)).await;
        }
        Ok(OpenDraft { saved, sheet })
    }

    /// Removes a held letter that cannot be opened, so that nothing of it could be given back.
    pub async fn discard_held(&self, message_id: MessageId) -> Result<(), Error> {
        self.cancel_held(message_id).await
    }

    async fn cancel_held(&self, message_id: MessageId) -> Result<(), Error> {
        let path = format!("/held/{message_id}/cancel");
        self.client.bare(Method::Post, &path).await
    }

    /// Sends a held letter at once: sealed anew, dated now, in place of the one that waits. Either that one goes or this one,
    /// never both. `NotFound` once it has been sent.
    pub async fn send_held(&self, message_id: MessageId) -> Result<Sent, Error> {
        let open = self.fetch_one_held(message_id).await?;
        self.send_anew(message_id, &open).await
    }

    async fn send_anew(&self, message_id: MessageId, open: &OpenHeld) -> Result<Sent, Error> {
        let manifest = &open.letter.manifest;
        let written = Written {
            subject: manifest.subject.clone(),
            conversation: conversation(manifest),
            parts: manifest.parts.clone(),
            receipt: manifest.policy.receipt,
            expires_ms: manifest.policy.expires_ms,
        };
        let people = People {
            to: addresses(&manifest.to),
            cc: addresses(&manifest.cc),
        };
        let posting = Posting {
            when: When::Now,
            replaces: Some(message_id),
        };
        match self.seal_for_all(&written, &people, posting).await? {
            Posted::Sent(sent) => Ok(sent),
            Posted::Held { .. } => Err(Error::bad_answer("held")),
        }
    }

    /// Seals anew, and sends, what could not be sent only because somebody's keys were renewed. What cannot be sent so either
    /// stays, and so does what is older than a day or signed with a key that was withdrawn: its sender decides. Returns how
    /// many were sent.
    pub async fn mend_held(&self) -> Result<usize, Error> {
        let mut sent = 0;
        for held in self.fetch_held(Wanted::ByItself).await? {
            let Some(open) = self.open_held(&held).ok().filter(|open| self.may_mend(open)) else {
                continue;
            };
            match self.send_anew(held.message_id, &open).await {
                Ok(_) => sent += 1,
                Err(error @ (Error::Offline | Error::SignedOut)) => return Err(error),
                // Another window was quicker, or it has to be shown why it cannot be sent.
                Err(_) => {}
            }
        }
        Ok(sent)
    }

    fn may_mend(&self, open: &OpenHeld) -> bool {
        let submission = &open.letter.submission;
        let age_ms = self.now_ms().abs_diff(submission.created_ms);
        // One that has been seen in Sent was sent, whatever the server says now.
        let was_sent = self
            .state()
            .seen
            .contains_key(&(submission.sender_mbox, submission.msg_id));
        open.state() == HeldState::KeysRenewed && age_ms <= MEND_MS_MAX && !was_sent
    }
}

fn addresses(named: &[Named]) -> Vec<String> {
    named.iter().map(|one| one.addr.clone()).collect()
}

fn conversation(manifest: &Manifest) -> Conversation {
    Conversation {
        thread: manifest.thread,
        refs: manifest.refs.clone(),
    }
}
