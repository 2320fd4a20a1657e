//! The proof file of a sent letter: made of what the server says, and only of what holds.

use crate::audit::{InLog, hashes, judge};
use crate::call::Wanted;
use crate::error::Error;
use crate::letter::OpenLetter;
use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::transport::Transport;
use crate::view::Logged;
use api::MessageId;
use api::audit::{Logged as Shown, MessageProof};
use api::messages::{ReceiptEntry, Receipts, Signed};
use crypto::proof::{self, Entry, Proof, ReceiptEntry as ProvenReceipt};
use crypto::receipt::{Promise, Receipt};
use crypto::record::SignedRecord;
use serde::{Deserialize, Serialize};

/// What whoever gets a proof file may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// The letter too: text, names of files, and the keys of attachments.
    Included,
    /// Who sent something to whom, who opened it, and when.
    LeftOut,
}

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// A file that shows anybody, without the server, that a letter of one's own was sent and who has opened it. Receipts that do not
    /// hold, or that the server cannot show in its log, are not in it.
    pub async fn prove(&self, message_id: MessageId, content: Content) -> Result<Vec<u8>, Error> {
        let delivery = self.fetch(message_id, Wanted::ByPerson).await?;
        let open = self.open_delivery(&delivery).await?.map_err(Error::Flawed)?;
        if !open.mine() {
            return Err(Error::invalid("message_id"));
        }
        let path = format!("/messages/{message_id}/receipts");
        let receipts: Receipts = self.client.get(&path, Wanted::ByPerson).await?;
        let (shown, head) = self.ask_proof(message_id, Wanted::ByPerson).await?;
        let in_log = judge(&open, &receipts, &shown, &head).map_err(Error::AuditLog)?;
        if in_log.submission != Logged::Shown {
            return Err(Error::NotInLog);
        }
        let (server_key, log_key, signing, sender) = {
            let opened = &self.state().opened;
            let log_key = opened.log_key.as_ref().map(crypto::tlog::NoteVerifier::to_text);
            (
                *opened.server_key.as_bytes(),
                log_key.ok_or_else(|| Error::bad_answer("no log key"))?,
                opened.signing.clone(),
                opened.sig.own_records.clone(),
            )
        };
        let proof = Proof {
            v: Proof::VERSION,
            made_ms: self.now_ms(),
            server_key,
            log_key,
            checkpoint: shown.head.checkpoint.clone(),
            submission: entry(&delivery.submission, &delivery.promise, &shown.submission)?,
            sender,
            receipts: self.provable(&open, &receipts.receipts, &shown, &in_log).await?,
            manifest: (content == Content::Included).then(|| open.letter.manifest_bytes.clone().into()),
        };
        let file = proof.to_file(&signing);
        // A server could have given other records, or signatures by others under the checkpoint: nobody else must find that out.
        proof::verify(&file).map_err(Error::bad_answer)?;
        Ok(file)
    }

    async fn provable(
        &self,
        open: &OpenLetter,
        receipts: &[ReceiptEntry],
        shown: &MessageProof,
        in_log: &InLog,
    ) -> Result<Vec<ProvenReceipt>, Error> {
        let mut proven = Vec::new();
        for entry in receipts {
            let Ok(receipt) = Receipt::parse(&entry.receipt.bytes) else {
                continue;
            };
            let holds = self.judge_receipt(open, &receipt, entry, Some(in_log)).await?;
            if holds.is_some_and(|opened| opened.logged == Logged::Shown) {
                let reader = self.records_from_the_first(receipt.reader_mbox).await?;
                proven.push(provable_receipt(entry, reader, shown)?);
            }
        }
        Ok(proven)
    }
}

fn provable_receipt(
    receipt: &ReceiptEntry,
    reader: Vec<SignedRecord>,
    shown: &MessageProof,
) -> Result<ProvenReceipt, Error> {
    let promise = Promise::parse(&receipt.promise.bytes).map_err(Error::bad_answer)?;
    let mut logged = shown.receipts.iter().map(|shown| &shown.logged);
    let logged = logged.find(|logged| logged.audit_index == promise.audit_index);
    let logged = logged.ok_or(Error::NotInLog)?;
    Ok(ProvenReceipt {
        receipt: entry(&receipt.receipt, &receipt.promise, logged)?,
        reader,
    })
}

fn entry(object: &Signed, promise: &Signed, logged: &Shown) -> Result<Entry, Error> {
    let opening = logged.opening.as_ref().ok_or(Error::NotInLog)?;
    Ok(Entry {
        bytes: object.bytes.0.clone(),
        signature: object.signature.0.clone(),
        promise: promise.bytes.0.clone(),
        promise_signature: promise.signature.0.clone(),
        opening: opening.try_into().map_err(|_| Error::NotInLog)?,
        inclusion: hashes(&logged.inclusion).map_err(|_| Error::NotInLog)?,
    })
}
