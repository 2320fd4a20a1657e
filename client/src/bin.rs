//! Emptying the bin, and the server's signed word on it.

use crate::call::Wanted;
use crate::error::Error;
use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::transport::Transport;
use crate::view::{BinEmptied, Erasure, ErasureReport};
use api::ErasureId;
use api::erasure::EmptyBin;
use api::messages::Signed;
use crypto::report;
use crypto::sign::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};

/// The parts of a report that are shown. Others may be added by newer servers.
#[derive(Deserialize)]
struct Reported {
    erasure_id: ErasureId,
    done_ms: u64,
    letters: Vec<ReportedLetter>,
    attachments_released: u64,
    storage: Storage,
}

#[derive(Deserialize)]
struct ReportedLetter {
    overwritten: bool,
}

#[derive(Deserialize)]
struct Storage {
    file_system: String,
}

/// A report as a file that can be kept: what was signed, the signature, and the key to check it with.
#[derive(Serialize)]
struct Kept<'a> {
    forsegla: &'static str,
    report: &'a api::Bytes,
    signature: &'a api::Bytes,
    server_key: api::Bytes,
}

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Erases what is in the bin, or some of it. Where letters remain because there are too many for one request, ask
    /// again.
    pub async fn empty_bin(&self, what: &EmptyBin) -> Result<BinEmptied, Error> {
        let emptied: api::erasure::BinEmptied =
            self.client.post("/bin/empty", what, Wanted::ByPerson).await?;
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
        let server_key = self.state().opened.server_key;
        let report = erasure
            .report
            .map(|signed| check_report(&signed, &server_key, erasure.erasure_id))
            .transpose()?;
        Ok(Erasure {
            erasure_id: erasure.erasure_id,
            requested_ms: erasure.requested_ms,
            letters: erasure.letters,
            letters_erased: erasure.letters_erased,
            state: erasure.state,
            report,
        })
    }
}

fn check_report(signed: &Signed, server_key: &VerifyingKey, id: ErasureId) -> Result<ErasureReport, Error> {
    let signature = Signature::parse(&signed.signature).map_err(Error::bad_answer)?;
    report::verify(&signed.bytes, &signature, server_key).map_err(|_| Error::ServerChanged)?;
    let reported: Reported = serde_json::from_slice(&signed.bytes).map_err(Error::bad_answer)?;
    if reported.erasure_id != id {
        return Err(Error::bad_answer("a report about something else"));
    }
    let kept = Kept {
        forsegla: "erasure report 1: `report` is JSON in base64url, signed with Ed25519 over the input of docs/protocol.md 2.1",
        report: &signed.bytes,
        signature: &signed.signature,
        server_key: (*server_key.as_bytes()).into(),
    };
    Ok(ErasureReport {
        done_ms: reported.done_ms,
        keys_destroyed: reported.letters.len(),
        overwritten: reported.letters.iter().all(|letter| letter.overwritten),
        file_system: reported.storage.file_system,
        attachments_released: reported.attachments_released,
        file: serde_json::to_vec_pretty(&kept).map_err(Error::bad_answer)?,
    })
}
