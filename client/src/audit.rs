//! The server's audit log as this person has seen it: its key and newest head are pinned, every later head must continue it, and
//! what the server has promised to log must be in it.

use crate::call::Wanted;
use crate::error::Error;
use crate::letter::OpenLetter;
use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::transport::Transport;
use crate::view::{LogFault, Logged};
use api::audit::{AuditHead, Logged as Entry, MessageProof};
use api::auth::ServerInfo;
use api::messages::Receipts;
use api::{Bytes, MessageId};
use crypto::keys::keyring::{DecKeyring, LogPin, SigKeyring};
use crypto::receipt::{AuditEntry, Promise, Receipt};
use crypto::tlog::{
    Checkpoint, Head, NoteVerifier, PROOF_LEN_MAX, leaf_hash, verify_consistency, verify_inclusion,
};
use crypto::{Hash, Refused};
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// Times that a head is asked for while other flows go on to newer ones.
const TRIES: usize = 8;

/// Name of a server's audit log.
pub(crate) fn log_origin(host: &str) -> String {
    format!("{host}/audit")
}

/// The log's key, as a server names it.
pub(crate) fn parse_log_key(info: &ServerInfo, host: &str) -> Result<NoteVerifier, Error> {
    let key = NoteVerifier::parse(&info.log_key).map_err(Error::bad_answer)?;
    if key.name() == log_origin(host) {
        Ok(key)
    } else {
        Err(Error::bad_answer("the key of another log"))
    }
}

/// What was found out about a letter's entries.
pub(crate) struct InLog {
    /// The entry of the submission.
    pub(crate) submission: Logged,
    /// Those of receipts, by their places in the log.
    receipts: HashMap<u64, Logged>,
}

impl InLog {
    pub(crate) fn of(&self, promise: &Promise) -> Logged {
        let found = self.receipts.get(&promise.audit_index);
        found.copied().unwrap_or(Logged::Missing)
    }
}

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Checks that the audit log goes on from where this person has seen it, and pins its newest head. Called after signing in.
    /// The log's key is pinned at registration; for accounts from before there was one, here.
    pub async fn keep_log_pinned(&self) -> Result<(), Error> {
        self.know_log_key().await?;
        let (answer, head): (AuditHead, Head) =
            self.ask_log("/audit/head", Wanted::ByItself, |it| it).await?;
        let origin = log_origin(self.client.host());
        self.change(move |sig: &mut SigKeyring, _: &mut DecKeyring| {
            // Another device may have gone further, on its own word.
            let is_news = sig.audit.size < head.size;
            if is_news {
                sig.audit = LogPin {
                    origin: origin.clone(),
                    size: head.size,
                    root: head.root,
                    frontier: Vec::new(),
                    checkpoint: answer.checkpoint.clone(),
                };
            }
            is_news
        })
        .await
    }

    /// Checks that the log goes on from where it was seen, and pins nothing.
    pub(crate) async fn follow_log(&self) -> Result<(), Error> {
        let followed = self.ask_log("/audit/head", Wanted::ByItself, |head: &AuditHead| head);
        followed.await.map(drop)
    }

    /// The newest head that was verified; none before the first.
    pub(crate) fn log_head(&self) -> Option<Head> {
        let state = self.state();
        state.log_head.or_else(|| state.opened.sig.audit.head())
    }

    async fn know_log_key(&self) -> Result<NoteVerifier, Error> {
        if let Some(key) = self.state().opened.log_key.clone() {
            return Ok(key);
        }
        let info: ServerInfo = self.client.get("/server", Wanted::ByItself).await?;
        let vkey = parse_log_key(&info, self.client.host())?.to_text();
        self.change(move |sig: &mut SigKeyring, _: &mut DecKeyring| {
            let is_first = sig.server.log_vkey.is_none();
            sig.server.log_vkey.get_or_insert_with(|| vkey.clone());
            is_first
        })
        .await?;
        let key = self.state().opened.log_key.clone();
        key.ok_or_else(|| Error::bad_answer("no log key"))
    }

    /// Heads that the next one must continue: the newest that this program has verified, and the newest that any device has
    /// pinned.
    fn known_heads(&self) -> Vec<Head> {
        let state = self.state();
        let mut heads: Vec<Head> = state.log_head.into_iter().collect();
        heads.extend(
            state
                .opened
                .sig
                .audit
                .head()
                .filter(|pin| state.log_head != Some(*pin)),
        );
        heads
    }

    /// Asks for something that comes with the newest head, and verifies that this continues every known one.
    pub(crate) async fn ask_log<A: DeserializeOwned>(
        &self,
        path: &str,
        wanted: Wanted,
        head_of: impl Fn(&A) -> &AuditHead,
    ) -> Result<(A, Head), Error> {
        let key = self.know_log_key().await?;
        for _ in 0..TRIES {
            let known = self.known_heads();
            let sizes: Vec<String> = known.iter().map(|head| head.size.to_string()).collect();
            let path = format!("{path}?from={}", sizes.join(","));
            let answer: A = self.client.get(&path, wanted).await?;
            // Another flow may have gone on to a newer head meanwhile; it was not asked about that one.
            if self.known_heads() == known {
                let head = follow(head_of(&answer), &key, &known).map_err(Error::AuditLog)?;
                self.state().log_head = Some(head);
                return Ok((answer, head));
            }
        }
        Err(Error::bad_answer(
            "the log's heads change faster than they can be followed",
        ))
    }

    /// Whether the log has what the server promised about a letter: its submission and these receipts. A fault of the log itself
    /// is told apart.
    pub(crate) async fn find_in_log(
        &self,
        open: &OpenLetter,
        receipts: &Receipts,
        wanted: Wanted,
    ) -> Result<Result<InLog, LogFault>, Error> {
        match self.ask_proof(open.message_id, wanted).await {
            Ok((proof, head)) => Ok(judge(open, receipts, &proof, &head)),
            Err(Error::AuditLog(fault)) => Ok(Err(fault)),
            Err(error) => Err(error),
        }
    }

    pub(crate) async fn ask_proof(
        &self,
        message_id: MessageId,
        wanted: Wanted,
    ) -> Result<(MessageProof, Head), Error> {
        let path = format!("/messages/{message_id}/proof");
        self.ask_log(&path, wanted, |proof: &MessageProof| &proof.head)
            .await
    }
}

/// The head in an answer, if the log's key signed it and it continues all of the known ones.
fn follow(answer: &AuditHead, key: &NoteVerifier, known: &[Head]) -> Result<Head, LogFault> {
    let head = Checkpoint::open(&answer.checkpoint, key).map_err(|Refused| LogFault::ForeignKey)?;
    if known.iter().any(|known| known.size > head.size) {
        return Err(LogFault::RolledBack);
    }
    if answer.consistency.len() != known.len() {
        return Err(LogFault::Forked);
    }
    for (known, proof) in known.iter().zip(&answer.consistency) {
        check_consistency(known, &head, proof)?;
    }
    Ok(head)
}

fn check_consistency(older: &Head, newer: &Head, proof: &[Bytes]) -> Result<(), LogFault> {
    let proof = hashes(proof).map_err(|Refused| LogFault::Forked)?;
    verify_consistency(older, newer, &proof).map_err(|Refused| LogFault::Forked)
}

/// A proof off the wire.
pub(crate) fn hashes(proof: &[Bytes]) -> Result<Vec<Hash>, Refused> {
    if proof.len() > PROOF_LEN_MAX {
        return Err(Refused);
    }
    proof
        .iter()
        .map(|bytes| Hash::try_from(bytes).map_err(|_| Refused))
        .collect()
}

/// Looks for a letter's entries in an answer; an error where the log itself is at fault.
pub(crate) fn judge(
    open: &OpenLetter,
    receipts: &Receipts,
    proof: &MessageProof,
    head: &Head,
) -> Result<InLog, LogFault> {
    let mut found = InLog {
        submission: is_in_log(&open.letter.promise, &proof.submission, head),
        receipts: HashMap::new(),
    };
    for entry in &receipts.receipts {
        let (Ok(receipt), Ok(promise)) = (
            Receipt::parse(&entry.receipt.bytes),
            Promise::parse(&entry.promise.bytes),
        ) else {
            continue;
        };
        let mut logged = proof.receipts.iter();
        let Some(logged) = logged.find(|logged| logged.logged.audit_index == promise.audit_index) else {
            continue;
        };
        check_quoted(&receipt, &promise, &logged.quoted, head)?;
        let is_in = is_in_log(&promise, &logged.logged, head);
        found.receipts.insert(promise.audit_index, is_in);
    }
    Ok(found)
}

/// The head that a reader has seen must be of this very log. The server refuses receipts that quote another one, so a receipt
/// that does was taken by a server that shows its readers and its senders different logs.
fn check_quoted(receipt: &Receipt, promise: &Promise, proof: &[Bytes], head: &Head) -> Result<(), LogFault> {
    let quoted = Head {
        size: receipt.audit_size,
        root: receipt.audit_root,
    };
    if quoted.size == 0 {
        return Ok(());
    }
    // What was seen before the receipt was logged does not hold it.
    if quoted.size > promise.audit_index {
        return Err(LogFault::Forked);
    }
    check_consistency(&quoted, head, proof)
}

/// Whether the entry of a promise stands in the tree where the promise says, and commits to what was promised.
fn is_in_log(promise: &Promise, entry: &Entry, head: &Head) -> Logged {
    let Some(opening) = &entry.opening else {
        return Logged::Erased;
    };
    let (Ok(opening), Ok(proof)) = (Hash::try_from(opening), hashes(&entry.inclusion)) else {
        return Logged::Missing;
    };
    let leaf = AuditEntry {
        audit_type: promise.audit_type,
        server_ms: promise.server_ms,
        commitment: AuditEntry::commitment(&opening, &promise.object_hash),
    };
    match verify_inclusion(&leaf_hash(&leaf.encode()), promise.audit_index, head, &proof) {
        Ok(()) => Logged::Shown,
        Err(Refused) => Logged::Missing,
    }
}
