//! Changing one's mind about a letter that was sent (protocol.md 3.8): until when it can be read, and recalling it from those who
//! have not opened it. Each change is signed, and every reader's client judges it for itself.

use crate::call::Wanted;
use crate::directory::{Changed, Judged};
use crate::error::Error;
use crate::letter::OpenLetter;
use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::receipts::{check_promise, is_current};
use crate::transport::Transport;
use crate::view::RecalledLetter;
use api::messages::{AmendEntry, AmendPost, Recalls, Signed};
use api::{Code, MessageId};
use crypto::amend::{Amend, Change};
use crypto::receipt::AuditType;
use crypto::sha256;
use crypto::sign::Signature;
use crypto::submission::Submission;

/// What holds of the changes to a letter.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Amended {
    /// Until when it can be read, where that was changed; 0 is for ever.
    pub(crate) expires_ms: Option<u64>,
    /// When the server logged that it was recalled from those who had not opened it.
    pub(crate) recalled_ms: Option<u64>,
}

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Changes until when a letter of one's own can be read; 0 is for ever.
    pub async fn change_expiry(&self, message_id: MessageId, expires_ms: u64) -> Result<(), Error> {
        self.amend(message_id, Change::Expiry(expires_ms)).await
    }

    /// Recalls a letter of one's own: it is erased for those who have not opened it. Whoever's device had loaded it may have a
    /// copy all the same.
    pub async fn recall(&self, message_id: MessageId) -> Result<(), Error> {
        self.amend(message_id, Change::Recall).await
    }

    async fn amend(&self, message_id: MessageId, change: Change) -> Result<(), Error> {
        let open = self.fetch_open(message_id, Wanted::ByPerson).await?;
        match self.post_amend(&open, change).await {
            // Another device has renewed the keys.
            Err(error) if error.code() == Some(Code::SignatureRefused) => {
                self.catch_up().await?;
                self.post_amend(&open, change).await
            }
            settled => settled,
        }
    }

    async fn post_amend(&self, open: &OpenLetter, change: Change) -> Result<(), Error> {
        let amend = Amend {
            change,
            msg_id: open.letter.submission.msg_id,
            submission_sha256: open.submission_sha256,
            now_ms: self.now_ms(),
        };
        let bytes = amend.encode();
        let signature = Amend::sign(&bytes, &self.state().opened.signing).to_bytes();
        let amend = Signed {
            bytes: bytes.into(),
            signature: signature.into(),
        };
        let path = format!("/messages/{}/amends", open.message_id);
        let post = AmendPost { amend: amend.clone() };
        let entry: AmendEntry = self.client.post(&path, &post, Wanted::ByPerson).await?;
        let server_key = self.state().opened.server_key;
        check_promise(&entry.promise, &server_key, AuditType::Amend, &amend).map(drop)
    }

    /// Judges the changes that come with a letter. One that does not hold counts for nothing.
    pub(crate) async fn judge_amends(
        &self,
        open: &OpenLetter,
        entries: &[AmendEntry],
    ) -> Result<Amended, Error> {
        let mut amended = Amended::default();
        let submission = &open.letter.submission;
        for entry in entries {
            let of = (submission, &open.submission_sha256);
            let Some((change, logged_ms)) = self.judge_amend(of, entry).await? else {
                continue;
            };
            // In the order they were logged, so that the last one counts.
            match change {
                Change::Expiry(expires_ms) => amended.expires_ms = Some(expires_ms),
                Change::Recall => amended.recalled_ms = amended.recalled_ms.or(Some(logged_ms)),
            }
        }
        Ok(amended)
    }

    /// What a change says and when it was logged, if it is the sender's, for this very letter, by a key that was in use then.
    async fn judge_amend(
        &self,
        (submission, submission_sha256): (&Submission, &crypto::Hash),
        entry: &AmendEntry,
    ) -> Result<Option<(Change, u64)>, Error> {
        let Ok(amend) = Amend::parse(&entry.amend.bytes) else {
            return Ok(None);
        };
        let fits = amend.msg_id == submission.msg_id
            && amend.submission_sha256 == *submission_sha256
            && entry.epoch >= submission.sender_epoch;
        if !fits {
            return Ok(None);
        }
        let Ok(judged) = self.record_of(submission.sender_mbox, entry.epoch).await? else {
            return Ok(None);
        };
        let server_key = self.state().opened.server_key;
        let promise = check_promise(&entry.promise, &server_key, AuditType::Amend, &entry.amend);
        let promise = promise
            .ok()
            .filter(|promise| is_signed(entry, &judged) && is_current(&judged, promise));
        let Some(promise) = promise else {
            return Ok(None);
        };
        if self.believe(&judged).await? == Err(Changed) {
            return Ok(None);
        }
        Ok(Some((amend.change, promise.server_ms)))
    }

    /// Letters that their senders recalled before they were opened here, newest first. What does not hold is left out.
    pub async fn recalled(&self, by_person: bool) -> Result<Vec<RecalledLetter>, Error> {
        let wanted = if by_person {
            Wanted::ByPerson
        } else {
            Wanted::ByItself
        };
        let recalls: Recalls = self.client.get("/recalls", wanted).await?;
        let mut letters: Vec<RecalledLetter> = Vec::new();
        for recall in &recalls.recalls {
            let is_known = letters.iter().any(|one| one.message_id == recall.message_id);
            let submission = Submission::parse(&recall.submission.bytes);
            let Some(submission) = submission.ok().filter(|_| !is_known) else {
                continue;
            };
            if submission.msg_id != recall.message_id.0 || submission.delivery(&self.mailbox_id.0).is_none() {
                continue;
            }
            let Ok(sender) = self
                .record_of(submission.sender_mbox, submission.sender_epoch)
                .await?
            else {
                continue;
            };
            let signed = Signature::parse(&recall.submission.signature).is_ok_and(|signature| {
                Submission::verify(&recall.submission.bytes, &signature, sender.record.signing_key()).is_ok()
            });
            let of = (&submission, &sha256(&recall.submission.bytes));
            let judged = self.judge_amend(of, &recall.amend).await?;
            if let Some((Change::Recall, recalled_ms)) = judged.filter(|_| signed) {
                letters.push(RecalledLetter {
                    message_id: recall.message_id,
                    from: self.person(&sender.record.record().addr, sender.trust),
                    written_ms: submission.created_ms,
                    recalled_ms,
                });
            }
        }
        Ok(letters)
    }
}

fn is_signed(entry: &AmendEntry, judged: &Judged) -> bool {
    Signature::parse(&entry.amend.signature).is_ok_and(|signature| {
        Amend::verify(&entry.amend.bytes, &signature, judged.record.signing_key()).is_ok()
    })
}
