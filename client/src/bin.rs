//! Emptying the bin, and the server's signed word on it.

use crate::call::Wanted;
use crate::error::Error;
use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::transport::Transport;
use crate::view::{BinEmptied, Erasure, ErasureReport};
use api::erasure::{EmptyBin, ErasureState};
use api::messages::Signed;
use api::{ErasureId, MailboxId, MessageId};
use crypto::report::{self, ReportKind};
use crypto::sign::Signature;
use serde::Deserialize;
use std::collections::BTreeSet;

/// The parts of a report that are shown. Others may be added by newer servers.
#[derive(Deserialize)]
struct Reported {
    erasure_id: ErasureId,
    mailbox_id: MailboxId,
    done_ms: u64,
    letters: Vec<ReportedLetter>,
    attachments_released: u64,
    storage: Storage,
}

#[derive(Deserialize)]
struct ReportedLetter {
    message_id: MessageId,
    overwritten: bool,
}

#[derive(Deserialize)]
struct Storage {
    file_system: String,
}

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Erases what is in the bin, or some of it. Where letters remain because there are too many for one request, ask
    /// again. It is done when the server has signed a report of exactly that.
    pub async fn empty_bin(&self, what: &EmptyBin) -> Result<BinEmptied, Error> {
        let emptied: api::erasure::BinEmptied =
            self.client.post("/bin/empty", what, Wanted::ByPerson).await?;
        if let Some((erasure, only)) = emptied.erasure.as_ref().zip(what.only.clone()) {
            self.state().erasing.insert(erasure.erasure_id, only);
        }
        let erasure = emptied
            .erasure
            .map(|erasure| self.show_erasure(erasure))
            .transpose()?;
        Ok(BinEmptied {
            erasure,
            remaining: emptied.remaining,
        })
    }

    /// How an erasure stands.
    pub async fn erasure(&self, id: ErasureId) -> Result<Erasure, Error> {
        let erasure: api::erasure::Erasure = self
            .client
            .get(&format!("/erasures/{id}"), Wanted::ByItself)
            .await?;
        self.show_erasure(erasure)
    }

    /// All erasures, newest first.
    pub async fn erasures(&self) -> Result<Vec<Erasure>, Error> {
        let all: api::erasure::Erasures = self.client.get("/erasures", Wanted::ByPerson).await?;
        all.erasures
            .into_iter()
            .map(|erasure| self.show_erasure(erasure))
            .collect()
    }

    fn show_erasure(&self, erasure: api::erasure::Erasure) -> Result<Erasure, Error> {
        let report = match &erasure.report {
            Some(signed) => Some(self.check_report(signed, &erasure)?),
            None if erasure.state == ErasureState::Done => {
                return Err(Error::bad_answer("an erasure without a report"));
            }
            None => None,
        };
        Ok(Erasure {
            erasure_id: erasure.erasure_id,
            requested_ms: erasure.requested_ms,
            letters: erasure.letters,
            letters_erased: erasure.letters_erased,
            state: erasure.state,
            report,
        })
    }

    /// A report counts if the server signed it, it is about this erasure of this mailbox, and it names as many letters as
    /// were erased, each once, and none that was not asked for.
    fn check_report(&self, signed: &Signed, erasure: &api::erasure::Erasure) -> Result<ErasureReport, Error> {
        let state = &mut *self.state();
        let signature = Signature::parse(&signed.signature).map_err(Error::bad_answer)?;
        report::verify(&signed.bytes, &signature, &state.opened.server_key)
            .map_err(|_| Error::ServerChanged)?;
        let reported: Reported = serde_json::from_slice(&signed.bytes).map_err(Error::bad_answer)?;
        let letters: BTreeSet<MessageId> = reported.letters.iter().map(|letter| letter.message_id).collect();
        let count = u64::try_from(letters.len()).unwrap_or(u64::MAX);
        let asked = state.erasing.get(&erasure.erasure_id);
        let fits = reported.erasure_id == erasure.erasure_id
            && reported.mailbox_id == self.mailbox_id
            && letters.len() == reported.letters.len()
            && (count, count) == (erasure.letters, erasure.letters_erased)
            && asked.is_none_or(|asked| letters.iter().all(|id| asked.contains(id)));
        if !fits {
            return Err(Error::bad_answer("a report about something else"));
        }
        state.letters.retain(|id, _| !letters.contains(id));
        state.erased.extend(&letters);
        let file = report::to_file(
            ReportKind::Letters,
            &signed.bytes,
            &signature,
            &state.opened.server_key,
        );
        Ok(show_report(&reported, file.into_bytes()))
    }
}

fn show_report(reported: &Reported, file: Vec<u8>) -> ErasureReport {
    let letters = &reported.letters;
    ErasureReport {
        done_ms: reported.done_ms,
        keys_destroyed: letters.len(),
        overwritten: !letters.is_empty() && letters.iter().all(|letter| letter.overwritten),
        file_system: reported.storage.file_system.clone(),
        attachments_released: reported.attachments_released,
        file,
    }
}
