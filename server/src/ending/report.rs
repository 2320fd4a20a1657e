//! The report on a whole mailbox that has ended: that all of it is gone, and how. It names no letter, because there may be a
//! great many, and goes by mail as a file.

use super::rows::Ending;
use crate::erasure::report::{BEYOND_OUR_CONTROL, Storage};
use crate::error::{AppError, Outcome};
use crate::keystore::Keystore;
use crate::vault::Media;
use api::MailboxId;
use api::messages::Signed;
use crypto::report::{self, ReportKind};
use crypto::sign::Signature;
use serde::Serialize;

/// JSON, signed with the server's key under the label of the reports on emptied bins, from which it differs by `kind`.
#[derive(Serialize)]
struct MailboxReport<'a> {
    v: u8,
    kind: &'static str,
    mailbox_id: MailboxId,
    requested_ms: u64,
    ended_ms: u64,
    done_ms: u64,
    /// The key of every one is destroyed.
    letters: u64,
    /// Of how many the file was there to be written over, on a file system where that reaches the old bytes.
    letters_overwritten: u64,
    /// Attachments that these letters no longer hold. Whether somebody else does is not said.
    attachments_released: u64,
    slot_epoch: u64,
    storage: Storage<'a>,
    /// This server keeps no backup of the keys it overwrote.
    slot_backups: &'static [&'static str],
    beyond_our_control: &'static [&'static str],
}

/// The signed report.
pub(super) fn sign(
    ending: &Ending,
    media: &Media,
    slot_epoch: u64,
    keys: &Keystore,
    now_ms: u64,
) -> Outcome<Signed> {
    let in_place = media.overwrites.reaches_the_old_bytes();
    let report = MailboxReport {
        v: 1,
        kind: "mailbox",
        mailbox_id: ending.mailbox_id,
        requested_ms: ending.requested_ms,
        ended_ms: ending.ended_ms,
        done_ms: now_ms,
        letters: ending.letters,
        letters_overwritten: if in_place { ending.overwritten } else { 0 },
        attachments_released: ending.released,
        slot_epoch,
        storage: Storage::of(media),
        slot_backups: &[],
        beyond_our_control: BEYOND_OUR_CONTROL,
    };
    let json = serde_json::to_vec(&report).map_err(AppError::internal)?;
    let signature = report::sign(&json, &keys.signing).to_bytes();
    Ok(Signed {
        bytes: json.into(),
        signature: signature.into(),
    })
}

/// The file that goes with the mail.
pub(super) fn file(signed: &Signed, keys: &Keystore) -> Outcome<String> {
    let signature = Signature::parse(&signed.signature).map_err(AppError::internal)?;
    let key = keys.signing.verifying_key();
    Ok(report::to_file(
        ReportKind::Mailbox,
        &signed.bytes,
        &signature,
        &key,
    ))
}
