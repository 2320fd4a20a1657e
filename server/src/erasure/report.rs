//! What an erasure report says: what was done, what the file system allowed, and what no server can reach.

use super::rows::Finished;
use crate::vault::{Media, Overwrites};
use api::{Bytes, ErasureId, MailboxId, MessageId};
use serde::Serialize;

/// The report, as JSON signed with the server's key. Vocabulary of NIST SP 800-88: destroying the key is "cryptographic
/// erase", overwriting "clear".
#[derive(Debug, Serialize)]
pub(super) struct Report<'a> {
    v: u8,
    erasure_id: ErasureId,
    mailbox_id: MailboxId,
    requested_ms: u64,
    done_ms: u64,
    letters: Vec<Letter>,
    /// Attachments that these letters no longer hold. Whether somebody else does is not said.
    attachments_released: u64,
    slot_epoch: u64,
    storage: Storage<'a>,
    /// This server keeps no backup of the keys it overwrote.
    slot_backups: &'static [&'static str],
    beyond_our_control: &'static [&'static str],
}

#[derive(Debug, Serialize)]
struct Letter {
    message_id: MessageId,
    envelope_sha256: Bytes,
    key_erased_ms: u64,
    file_erased_ms: u64,
    /// Whether the file was there to be written over, on a file system where that reaches the old bytes. The key was in
    /// any case.
    overwritten: bool,
}

/// What the blobs lay on.
#[derive(Debug, Serialize)]
pub(crate) struct Storage<'a> {
    file_system: &'a str,
    overwriting: Overwrites,
}

/// The same in every report, because no server can know better.
pub(crate) const BEYOND_OUR_CONTROL: &[&str] = &[
    "copies that the other people of a letter keep in their own mailboxes",
    "what anyone has saved, printed or photographed",
    "backups and snapshots that the operator makes of the volume: unreadable without the overwritten keys, unless the \
     keys folder and the slot file were copied as well",
    "old pages that a flash drive keeps below the file system",
];

impl<'a> Storage<'a> {
    pub(crate) fn of(media: &'a Media) -> Self {
        Self {
            file_system: &media.file_system,
            overwriting: media.overwrites,
        }
    }
}

impl<'a> Report<'a> {
    pub(super) fn new(finished: &Finished, media: &'a Media, slot_epoch: u64, now_ms: u64) -> Self {
        let in_place = media.overwrites.reaches_the_old_bytes();
        let letters = finished.letters.iter().map(|letter| Letter {
            message_id: MessageId(letter.message_id),
            envelope_sha256: letter.envelope_sha256.into(),
            key_erased_ms: letter.key_erased_ms,
            file_erased_ms: letter.file_erased_ms,
            overwritten: letter.overwritten && in_place,
        });
        Self {
            v: 1,
            erasure_id: finished.erasure_id,
            mailbox_id: finished.mailbox_id,
            requested_ms: finished.requested_ms,
            done_ms: now_ms,
            letters: letters.collect(),
            attachments_released: finished.released,
            slot_epoch,
            storage: Storage::of(media),
            slot_backups: &[],
            beyond_our_control: BEYOND_OUR_CONTROL,
        }
    }
}
