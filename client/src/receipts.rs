//! Receipts: giving one that only an opener can make, and judging those that came back.

use crate::audit::InLog;
use crate::call::Wanted;
use crate::directory::{Changed, Judged};
use crate::error::Error;
use crate::letter::OpenLetter;
use crate::mailbox::Mailbox;
use crate::platform::{Platform, make_bytes};
use crate::transport::Transport;
use crate::view::{Logged, ReadCount, Reader, ReaderOpened, ReceiptState, Tracker};
use api::messages::{ReceiptEntry, ReceiptPost, Receipts, Signed};
use api::{Code, MailboxId, MessageId};
use crypto::manifest::Mailbox as Named;
use crypto::receipt::{AuditType, Promise, Receipt, ReceiptKind, derive_opened, object_hash};
use crypto::record::VerifiedRecord;
use crypto::sign::{Signature, VerifyingKey};
use crypto::tlog::Head;
use std::collections::BTreeMap;

/// Clocks may differ by so much.
const SLACK_MS: u64 = 5 * 60 * 1000;

/// What is proven about the readers of a letter of one's own.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    /// Readers whose receipt holds.
    opened: BTreeMap<crypto::Id, ReaderOpened>,
    /// Readers in whose name a receipt came that does not hold.
    bad: Vec<crypto::Id>,
    readers: usize,
}

impl Evidence {
    pub(crate) fn count(&self) -> ReadCount {
        ReadCount {
            read: self.opened.len(),
            of: self.readers,
        }
    }
}

/// Checks a promise: signed by the pinned server key, about this object, of this kind.
pub(crate) fn check_promise(
    promise: &Signed,
    server_key: &VerifyingKey,
    kind: AuditType,
    object: &Signed,
) -> Result<Promise, Error> {
    let signature = Signature::parse(&promise.signature).map_err(Error::bad_answer)?;
    Promise::verify(&promise.bytes, &signature, server_key).map_err(|_| Error::ServerChanged)?;
    let parsed = Promise::parse(&promise.bytes).map_err(Error::bad_answer)?;
    let hash = object_hash(kind.number(), &object.bytes, &object.signature);
    if parsed.audit_type != kind || parsed.object_hash != hash {
        return Err(Error::bad_answer("a promise about something else"));
    }
    Ok(parsed)
}

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Gives the receipt for an opened letter.
    pub(crate) async fn give_receipt(&self, open: &OpenLetter) -> Result<ReceiptState, Error> {
        match self.post_receipt(open).await {
            Err(error) if error.code() == Some(Code::StaleSenderKey) => {
                self.catch_up().await?;
                self.post_receipt(open).await
            }
            // The server knows nothing of the head that the receipt quotes: is this still the same log?
            Err(error) if error.code() == Some(Code::ReceiptRefused) => match self.follow_log().await {
                Err(Error::AuditLog(fault)) => Ok(ReceiptState::Refused(fault)),
                Err(other) => Err(other),
                Ok(()) => Err(error),
            },
            settled => settled,
        }
    }

    async fn post_receipt(&self, open: &OpenLetter) -> Result<ReceiptState, Error> {
        let receipt = self.sign_receipt(open)?;
        let path = format!("/messages/{}/receipts", open.message_id);
        let entry: ReceiptEntry = self
            .client
            .post(&path, &ReceiptPost { receipt }, Wanted::ByPerson)
            .await?;
        self.check_own_receipt(open, &entry.receipt)?;
        let server_key = self.state().opened.server_key;
        let promise = check_promise(&entry.promise, &server_key, AuditType::Receipt, &entry.receipt)?;
        Ok(ReceiptState::Given {
            logged_ms: promise.server_ms,
        })
    }

    /// The server may answer with an earlier receipt for the same letter, but it must be this mailbox's own.
    fn check_own_receipt(&self, open: &OpenLetter, receipt: &Signed) -> Result<(), Error> {
        let parsed = Receipt::parse(&receipt.bytes).map_err(Error::bad_answer)?;
        let signature = Signature::parse(&receipt.signature).map_err(Error::bad_answer)?;
        let state = self.state();
        let epoch = parsed.reader_epoch;
        let record = state
            .opened
            .records
            .iter()
            .find(|record| record.record().epoch == epoch);
        let own = record
            .is_some_and(|record| Receipt::verify(&receipt.bytes, &signature, record.signing_key()).is_ok());
        if own && parsed.msg_id == open.letter.submission.msg_id && parsed.kind == ReceiptKind::Opened {
            Ok(())
        } else {
            Err(Error::bad_answer("a receipt for something else"))
        }
    }

    fn sign_receipt(&self, open: &OpenLetter) -> Result<Signed, Error> {
        let submission = &open.letter.submission;
        let mine = self.mailbox_id.0;
        let entry = submission
            .delivery(&mine)
            .ok_or_else(|| Error::bad_answer("delivery"))?;
        let quoted = self.log_head().unwrap_or(Head {
            size: 0,
            root: [0; 32],
        });
        let state = self.state();
        let receipt = Receipt {
            kind: ReceiptKind::Opened,
            msg_id: submission.msg_id,
            envelope_sha256: entry.envelope_sha256,
            manifest_sha256: submission.manifest_sha256,
            opened: derive_opened(
                open.letter.manifest.salt.expose(),
                &submission.msg_id,
                &mine,
                &mine,
            ),
            part_blob: [0; 16],
            delivery_mbox: mine,
            reader_mbox: mine,
            reader_addr: self.address.clone(),
            reader_epoch: state.opened.current()?.record().epoch,
            client_ms: self.now_ms(),
            kt_size: 0,
            kt_root: [0; 32],
            audit_size: quoted.size,
            audit_root: quoted.root,
            nonce: make_bytes(self.client.platform()),
        };
        let bytes = receipt.encode();
        let signature = Receipt::sign(&bytes, &state.opened.signing);
        Ok(Signed {
            bytes: bytes.into(),
            signature: signature.to_bytes().into(),
        })
    }

    /// Judges the receipts of a letter of one's own.
    pub(crate) async fn judge_receipts(
        &self,
        open: &OpenLetter,
        entries: &[ReceiptEntry],
        in_log: Option<&InLog>,
    ) -> Result<Evidence, Error> {
        let readers = readers(open).count();
        let mut evidence = Evidence {
            readers,
            ..Evidence::default()
        };
        for entry in entries {
            let Ok(receipt) = Receipt::parse(&entry.receipt.bytes) else {
                continue;
            };
            if receipt.kind != ReceiptKind::Opened {
                continue;
            }
            match self.judge_receipt(open, &receipt, entry, in_log).await? {
                Some(opened) => {
                    evidence.opened.entry(receipt.reader_mbox).or_insert(opened);
                }
                None => evidence.bad.push(receipt.reader_mbox),
            }
        }
        Ok(evidence)
    }

    /// All that protocol section 7.2 asks of the sender. None where anything fails.
    pub(crate) async fn judge_receipt(
        &self,
        open: &OpenLetter,
        receipt: &Receipt,
        entry: &ReceiptEntry,
        in_log: Option<&InLog>,
    ) -> Result<Option<ReaderOpened>, Error> {
        let submission = &open.letter.submission;
        let Some(named) = readers(open).find(|named| named.mbox == receipt.reader_mbox) else {
            return Ok(None);
        };
        let Some(delivery) = submission.delivery(&receipt.delivery_mbox) else {
            return Ok(None);
        };
        let opened = derive_opened(
            open.letter.manifest.salt.expose(),
            &submission.msg_id,
            &receipt.delivery_mbox,
            &receipt.reader_mbox,
        );
        let fits = receipt.msg_id == submission.msg_id
            && receipt.manifest_sha256 == submission.manifest_sha256
            && receipt.envelope_sha256 == delivery.envelope_sha256
            && receipt.delivery_mbox == receipt.reader_mbox
            && receipt.reader_addr == named.addr
            && receipt.opened == opened;
        if !fits {
            return Ok(None);
        }
        // The keys that the letter was sealed to, and those that follow from them.
        let Ok(sealed_to) = self.record_of(named.mbox, named.epoch).await? else {
            return Ok(None);
        };
        if sealed_to.record.recipient().fingerprint() != named.enc || receipt.reader_epoch < named.epoch {
            return Ok(None);
        }
        let Ok(judged) = self.record_of(named.mbox, receipt.reader_epoch).await? else {
            return Ok(None);
        };
        let record = &judged.record;
        let server_key = self.state().opened.server_key;
        let promise = check_promise(&entry.promise, &server_key, AuditType::Receipt, &entry.receipt);
        let signed = Signature::parse(&entry.receipt.signature).is_ok_and(|signature| {
            Receipt::verify(&entry.receipt.bytes, &signature, record.signing_key()).is_ok()
        });
        let promise = promise
            .ok()
            .filter(|promise| signed && is_current(&judged, promise) && record.record().addr == named.addr);
        let Some(promise) = promise else {
            return Ok(None);
        };
        if self.believe(&judged).await? == Err(Changed) {
            return Ok(None);
        }
        Ok(Some(ReaderOpened {
            logged_ms: promise.server_ms,
            claimed_ms: receipt.client_ms,
            assurance: promise.assurance.number(),
            logged: in_log.map_or(Logged::Unknown, |in_log| in_log.of(&promise)),
        }))
    }

    /// A sent letter's readers, with what is proven of each.
    pub async fn track(&self, message_id: MessageId, by_person: bool) -> Result<Tracker, Error> {
        let wanted = if by_person {
            Wanted::ByPerson
        } else {
            Wanted::ByItself
        };
        let delivery = self.fetch(message_id, wanted).await?;
        let open = self.open_delivery(&delivery).await?.map_err(Error::Flawed)?;
        let amended = self.judge_amends(&open, &delivery.amends).await?;
        let receipts: Receipts = self
            .client
            .get(&format!("/messages/{message_id}/receipts"), wanted)
            .await?;
        let (in_log, log_fault) = match self.find_in_log(&open, &receipts, wanted).await? {
            Ok(in_log) => (Some(in_log), None),
            Err(fault) => (None, Some(fault)),
        };
        let evidence = self
            .judge_receipts(&open, &receipts.receipts, in_log.as_ref())
            .await?;
        let readers = readers(&open).map(|named| Reader {
            person: self.person(&named.addr, self.pinned_trust(&named.addr)),
            opened: evidence.opened.get(&named.mbox).copied(),
            bad_receipt: evidence.bad.contains(&named.mbox),
            recalled: amended.recalled_ms.is_some()
                && !evidence.opened.contains_key(&named.mbox)
                && delivery.recalled.contains(&MailboxId(named.mbox)),
        });
        Ok(Tracker {
            message_id,
            subject: open.letter.manifest.subject.clone(),
            accepted_ms: open.letter.promise.server_ms,
            expires_ms: amended.expires_ms.unwrap_or(open.letter.submission.expires_ms),
            expiry_changed: amended.expires_ms.is_some(),
            recalled_ms: amended.recalled_ms,
            asked: open.asks_receipt(),
            logged: in_log.map_or(Logged::Unknown, |in_log| in_log.submission),
            log_fault,
            readers: readers.collect(),
        })
    }
}

/// Everyone a letter went to, but its sender.
fn readers(open: &OpenLetter) -> impl Iterator<Item = &Named> {
    let manifest = &open.letter.manifest;
    let sender = manifest.from.mbox;
    manifest
        .to
        .iter()
        .chain(&manifest.cc)
        .chain(&manifest.bcc)
        .filter(move |named| named.mbox != sender)
}

/// Whether a record's signing key was in use when the server made a promise.
pub(crate) fn is_current(judged: &Judged, promise: &Promise) -> bool {
    let withdrawn_ms = judged.withdrawn_s.map(|seconds| seconds.saturating_mul(1000));
    was_valid(&judged.record, promise.server_ms)
        && withdrawn_ms.is_none_or(|at_ms| promise.server_ms <= at_ms.saturating_add(SLACK_MS))
}

/// Whether a record was in its lifetime at a time of the server's. A record is published a moment after it is made.
fn was_valid(record: &VerifiedRecord, server_ms: u64) -> bool {
    let record = record.record();
    let from_ms = record.created_s.saturating_mul(1000).saturating_sub(SLACK_MS);
    (from_ms..=record.not_after_s.saturating_mul(1000)).contains(&server_ms)
}
