//! Letters: sending, listing, opening, receipts, folders.

use crate::{Bytes, MailboxId, MessageId};
use serde::{Deserialize, Serialize};

/// Media type of the body of `POST /messages`:
/// `u32 length ‖ submission ‖ u16 length ‖ signature ‖ envelopes`, the envelopes in the submission's order, without
/// lengths of their own (the submission names them). Integers are big-endian.
pub const SUBMISSION_MEDIA_TYPE: &str = "application/vnd.forsegla.submission";

/// Bytes and the signature over them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// The signed bytes.
    pub bytes: Bytes,
    /// Ed25519, 64 bytes.
    pub signature: Bytes,
}

/// Answer to `POST /messages`: durable, and promised to be, or held until its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sent {
    /// The server's promise that the submission is logged; none while the letter is held.
    pub promise: Option<Signed>,
    /// When a held letter will be sent, by the server's clock.
    pub release_ms: Option<u64>,
    /// The same submission had arrived before; this is what became of it.
    pub repeated: bool,
}

/// Why a held letter was not sent when its time had come. It waits for its sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// Somebody's keys are newer than those it is sealed to or signed with.
    KeysRenewed,
    /// Somebody of it has no mailbox any more, or takes no letters.
    RecipientGone,
    /// Its sender's signing key was withdrawn, or the sender's account is going to end.
    Withdrawn,
    /// The last day on which it could be read was over.
    Expired,
}

/// A letter that is sealed and signed and not sent yet. Nobody but its sender gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Held {
    /// The message that it will be.
    pub message_id: MessageId,
    /// What the sender submitted, with the sender's signature.
    pub submission: Signed,
    /// The age file of the sender's own copy; empty where the stored bytes are damaged.
    pub envelope: Bytes,
    /// When it will be sent, by the server's clock.
    pub release_ms: u64,
    /// What kept it from being sent then.
    pub obstacle: Option<Obstacle>,
}

/// `GET /held?after`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeldPage {
    /// In the order of their ids.
    pub items: Vec<Held>,
    /// Give it as `after` for the next page; absent on the last one.
    pub next: Option<MessageId>,
}

/// Where a letter lies in its holder's mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Folder {
    /// Received.
    Inbox,
    /// The sender's own copies.
    Sent,
    /// Put away, of either kind.
    Archive,
    /// Not a place: letters with a star, wherever they lie but in the bin.
    Starred,
    /// Thrown away, not yet erased.
    Bin,
}

/// One letter in one mailbox, still sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Delivery {
    /// The message.
    pub message_id: MessageId,
    /// Where it lies.
    pub folder: Folder,
    /// What the sender submitted, with the sender's signature.
    pub submission: Signed,
    /// What the server promised about it.
    pub promise: Signed,
    /// The age file for this mailbox; empty where the stored bytes are damaged, so that one bad letter cannot take a
    /// whole page with it.
    pub envelope: Bytes,
    /// When its holder first opened it, by the server's clock.
    pub opened_ms: Option<u64>,
    /// When it was thrown away.
    pub binned_ms: Option<u64>,
    /// Its holder has marked it read, or unread, whatever was opened.
    pub read_mark: Option<bool>,
    /// It has a star.
    pub starred: bool,
    /// The readers' receipts, on the sender's own copy.
    pub receipts: Vec<ReceiptEntry>,
    /// What its sender has changed since, in the order it was logged.
    pub amends: Vec<AmendEntry>,
    /// From whom it was recalled before they had opened it, on the sender's own copy.
    pub recalled: Vec<MailboxId>,
}

/// `GET /messages?folder&after&limit`. Marks nothing as read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page {
    /// Newest first.
    pub items: Vec<Delivery>,
    /// Give it as `after` for the next page; absent on the last one.
    pub next: Option<String>,
}

/// Answer to `POST /messages/{message_id}/open`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Opened {
    /// When the letter was first opened, by the server's clock.
    pub opened_ms: u64,
    /// This request was the first.
    pub first: bool,
}

/// `POST /messages/{message_id}/receipts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReceiptPost {
    /// The receipt, signed by its reader.
    pub receipt: Signed,
}

/// A receipt that the server has logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptEntry {
    /// Signed by the reader.
    pub receipt: Signed,
    /// Signed by the server.
    pub promise: Signed,
}

/// `GET /messages/{message_id}/receipts`: for the sender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Receipts {
    /// In the order they were logged.
    pub receipts: Vec<ReceiptEntry>,
}

/// `POST /messages/{message_id}/amends`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AmendPost {
    /// The change, signed by the letter's sender.
    pub amend: Signed,
}

/// A later change to a letter that the server has logged and carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AmendEntry {
    /// Signed by the sender.
    pub amend: Signed,
    /// Signed by the server.
    pub promise: Signed,
    /// The epoch of the sender's record whose key signed it.
    pub epoch: u32,
}

/// A letter that was recalled before its reader had opened it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Recall {
    /// Which.
    pub message_id: MessageId,
    /// When, by the server's clock.
    pub recalled_ms: u64,
    /// What its sender had submitted.
    pub submission: Signed,
    /// The recall.
    pub amend: AmendEntry,
}

/// `GET /recalls`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Recalls {
    /// Newest first.
    pub recalls: Vec<Recall>,
}

/// `POST /messages/mark`: what letters are marked as. What is absent stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// Which letters, at most [`crate::limits::MOVE_ITEMS_MAX`].
    pub message_ids: Vec<MessageId>,
    /// Read, or unread: for its holder's eyes alone. It opens nothing, and tells no sender.
    #[serde(default)]
    pub read: Option<bool>,
    /// With a star.
    #[serde(default)]
    pub starred: Option<bool>,
}

/// `POST /messages/move`: throw away, put away, or fetch back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// Which letters, at most [`crate::limits::MOVE_ITEMS_MAX`].
    pub message_ids: Vec<MessageId>,
    /// Where to.
    pub to: MoveTo,
}

/// Goal of a [`Move`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MoveTo {
    /// Into the bin.
    Bin,
    /// Out of the bin, to where each letter lay.
    Back,
    /// Into the archive, from wherever it lies.
    Archive,
    /// Out of the archive, to where each letter came to.
    Home,
}

/// Answer to [`Move`] and [`Mark`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Moved {
    /// The letters that were there to be changed; others are none of the caller's, erased, or there already.
    pub message_ids: Vec<MessageId>,
}

/// `GET /folders`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Folders {
    /// Letters in the inbox.
    pub inbox: u64,
    /// Of these, not yet opened.
    pub unread: u64,
    /// Letters in sent.
    pub sent: u64,
    /// Letters in the archive.
    pub archive: u64,
    /// Letters with a star.
    pub starred: u64,
    /// Letters in the bin.
    pub bin: u64,
    /// Letters that are held until their time.
    pub held: u64,
}
