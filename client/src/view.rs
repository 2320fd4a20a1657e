//! What there is to show, as plain values: made by the flows, understood by any page or terminal. Nothing in here opens
//! anything.

use api::erasure::ErasureState;
use api::messages::Folder;
use api::recovery::RecoveryWait;
use api::{ErasureId, MessageId, ObjectId, PasskeyId, SessionId};
pub use crypto::local::Expiry;
use serde::{Deserialize, Serialize};

/// The person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The account's address.
    pub address: String,
    /// The name that goes with letters; never told to the server. Empty where none was given.
    pub name: String,
    /// `sv`, `da` or `en`: what the server writes in.
    pub language: String,
    /// When the account was made.
    pub created_ms: u64,
    /// When the authenticator in use was enrolled.
    pub totp_enrolled_ms: u64,
    /// Backup codes that were not used yet.
    pub backup_codes_left: u32,
    /// Passkeys.
    pub passkeys: u32,
    /// How many of them open the mailbox without the password.
    pub opening_passkeys: u32,
    /// The last digits of the account's phone.
    pub phone: Option<String>,
    /// The last digits of the reserve phone.
    pub reserve_phone: Option<String>,
    /// The recovery words.
    pub recovery: WordsState,
    /// Whether letters that ask for a receipt get one when they are opened.
    pub gives_receipts: bool,
    /// When the account ends, if that was asked for; until then it can be stopped.
    pub ends_ms: Option<u64>,
    /// Whether this sign-in found the keyrings overwritten with nonsense, and put those of a sign-in before in its place.
    pub keyrings_restored: bool,
}

/// How the account stands with its recovery words. Times are the server's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordsState {
    /// When the words in use were made; none where there are none.
    pub words_made_ms: Option<u64>,
    /// A waiting period was stopped since then: somebody else may have the words.
    pub words_doubted: bool,
    /// The waiting period that is under way, if one is.
    pub wait: Option<RecoveryWait>,
}

/// Why what was typed is not the twelve recovery words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum WordsFault {
    /// A word is not in the list. If several are not, this is the first.
    Unknown {
        /// Which, counted from one.
        position: usize,
        /// Words of the list that begin alike.
        near: Vec<String>,
    },
    /// There are so many instead of twelve.
    Count(usize),
    /// A word was mistaken for another, or stands in a wrong place.
    Checksum,
}

/// The times of the session, already translated to the clock of this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionTimes {
    /// When it ends unless the person does something.
    pub idle_ends_ms: u64,
    /// When it ends whatever happens.
    pub expires_ms: u64,
    /// Until when sensitive settings may be changed without confirming again; 0 where they may not.
    pub step_up_until_ms: u64,
    /// Milliseconds by which this device's clock is ahead of the server's (behind: negative).
    pub clock_ahead_ms: i64,
}

/// A place where the account is signed in. Times are the server's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenSession {
    /// Names it when it is ended.
    pub session_id: SessionId,
    /// Browser and system in a few words; `program` for what is no browser, empty where nothing is known.
    pub device: String,
    /// Prefix of the network that it was opened from; empty for sessions from before it was kept.
    pub net: String,
    /// When it was opened.
    pub created_ms: u64,
    /// When it was last used, to within half a minute.
    pub seen_ms: u64,
    /// It is this one.
    pub is_this: bool,
}

/// A passkey of the account. Times are the server's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// Names it when it is removed.
    pub passkey_id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub created_ms: u64,
    /// When it was last used, if ever.
    pub used_ms: Option<u64>,
    /// Since when it opens the mailbox without the password, if it does.
    pub opens_since_ms: Option<u64>,
}

/// How far the keys of a correspondent can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trust {
    /// Oneself.
    Own,
    /// Safety numbers were compared.
    Verified,
    /// The keys are those of the first contact, or follow from them by their own signatures.
    Known,
    /// First contact: the server's word alone.
    New,
}

/// Someone of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The address; what the keys belong to.
    pub address: String,
    /// The name the person gave herself; proves nothing. Empty where none was given.
    pub name: String,
    /// The keys.
    pub trust: Trust,
}

/// What is wrong with a letter that must not be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flaw {
    /// Not from whom it claims to be.
    Forged,
    /// Not sealed for this person.
    NotForYou,
    /// The sender's keys changed without the old key's signature.
    SenderKeyChanged,
    /// The key directory tells different people different things.
    DirectoryFork,
    /// Cannot be opened.
    Damaged,
}

/// How many of a sent letter's readers have opened it, counting only receipts whose signatures hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadCount {
    /// Readers whose receipt is there.
    pub read: usize,
    /// Readers it was sent to.
    pub of: usize,
}

/// One row of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The letter.
    pub message_id: MessageId,
    /// Where it lies.
    pub folder: Folder,
    /// Written by this person. In the bin both kinds lie together.
    pub mine: bool,
    /// The sender; of letters of one's own, the recipients.
    pub people: Vec<Person>,
    /// The subject.
    pub subject: String,
    /// The first words.
    pub snippet: String,
    /// When it reached the server.
    pub arrived_ms: u64,
    /// When it was thrown away.
    pub binned_ms: Option<u64>,
    /// Not yet opened, unless it was marked otherwise since.
    pub unread: bool,
    /// Opened before, whatever it was marked as.
    pub opened: bool,
    /// With a star.
    pub starred: bool,
    /// Attachments.
    pub attachments: usize,
    /// Size at the server, attachments included.
    pub size_bytes: u64,
    /// The sender asks to be told when it is opened.
    pub asks_receipt: bool,
    /// Until when it can be read; 0 is for ever.
    pub expires_ms: u64,
    /// Of letters of one's own that ask for receipts: who has read.
    pub read_count: Option<ReadCount>,
    /// Why it cannot be shown. Then there is no subject and nobody, and the time is only what its submission claims.
    pub flaw: Option<Flaw>,
}

/// A page of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Newest first.
    pub rows: Vec<Row>,
    /// For the page after it.
    pub next: Option<String>,
}

/// An attachment of an open letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its place in the letter; names it when saving.
    pub index: usize,
    /// The file's name, as its sender called it. Hostile until cleaned for a file system.
    pub name: String,
    /// The media type, as its sender called it.
    pub media_type: String,
    /// Size of the file.
    pub size_bytes: u64,
}

/// What became of a letter's request for a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReceiptState {
    /// None was asked for.
    NotAsked,
    /// Asked for, and not given because this person's setting says so.
    Withheld,
    /// Given, logged by the server at this time.
    Given {
        /// The server's clock.
        logged_ms: u64,
    },
    /// The server does not take it, and its audit log is not what was seen of it before.
    Refused(LogFault),
}

/// An open letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The letter.
    pub message_id: MessageId,
    /// Where it lies.
    pub folder: Folder,
    /// With a star.
    pub starred: bool,
    /// Written by this person.
    pub mine: bool,
    /// Who signed it.
    pub from: Person,
    /// To whom.
    pub to: Vec<Person>,
    /// To whom in copy.
    pub cc: Vec<Person>,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// What is attached.
    pub attachments: Vec<Attachment>,
    /// When it was written, as its sender says.
    pub written_ms: u64,
    /// When it reached the server.
    pub arrived_ms: u64,
    /// When this mailbox first opened it.
    pub opened_ms: Option<u64>,
    /// Until when it can be read; 0 is for ever.
    pub expires_ms: u64,
    /// Its sender has changed that after sending.
    pub expiry_changed: bool,
    /// When its sender recalled it from those who had not opened it, if so.
    pub recalled_ms: Option<u64>,
    /// The request for a receipt.
    pub receipt: ReceiptState,
    /// Size at the server, attachments included.
    pub size_bytes: u64,
    /// The label that stands outside the seal; mostly empty.
    pub public_label: String,
}

/// How the server's audit log is not what was seen of it before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LogFault {
    /// It lacks entries that were there: somebody cut them off, or an old backup was brought back.
    RolledBack,
    /// It is another log than the one that was seen, or that a reader has seen.
    Forked,
    /// Its head is not signed by the log's key.
    ForeignKey,
}

/// Whether the audit log has what the server promised to log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Logged {
    /// Not looked at.
    Unknown,
    /// It has, at the place that was promised.
    Shown,
    /// The server says that it has, and that what would show it was erased with an account.
    Erased,
    /// The server cannot show it.
    Missing,
}

/// Where one reader of a sent letter is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    /// Who.
    pub person: Person,
    /// The verified receipt, if there is one.
    pub opened: Option<ReaderOpened>,
    /// A receipt came that does not verify; it counts for nothing.
    pub bad_receipt: bool,
    /// The letter was recalled before this reader had opened it, as the server says.
    pub recalled: bool,
}

/// What a verified receipt says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReaderOpened {
    /// The server's clock when it logged the receipt.
    pub logged_ms: u64,
    /// The reader's clock when it was made.
    pub claimed_ms: u64,
    /// 1 password, 2 password and code, 3 passkey: how the reader was signed in.
    pub assurance: u8,
    /// Whether the receipt is in the audit log.
    pub logged: Logged,
}

/// A sent letter and its readers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracker {
    /// The letter.
    pub message_id: MessageId,
    /// The subject.
    pub subject: String,
    /// When the server took it.
    pub accepted_ms: u64,
    /// Until when it can be read; 0 is for ever.
    pub expires_ms: u64,
    /// That was changed after sending.
    pub expiry_changed: bool,
    /// When it was recalled from those who had not opened it, if it was.
    pub recalled_ms: Option<u64>,
    /// Whether receipts were asked for.
    pub asked: bool,
    /// Whether the letter is in the audit log.
    pub logged: Logged,
    /// What is wrong with the log, if something is. Then nothing of it counts.
    pub log_fault: Option<LogFault>,
    /// Its readers, in the letter's order.
    pub readers: Vec<Reader>,
}

/// A letter whose sender recalled it before it was opened here. Nothing of it is left but this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecalledLetter {
    /// Which.
    pub message_id: MessageId,
    /// Who had sent it.
    pub from: Person,
    /// When it was written, as its sender says.
    pub written_ms: u64,
    /// When it was recalled, by the server's clock.
    pub recalled_ms: u64,
}

/// What is known of an address that someone wants to write to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reachable {
    /// It has a mailbox.
    Yes(Person),
    /// It has none.
    No {
        /// The address, canonical.
        address: String,
    },
    /// Its keys are over: it can be written to again once its owner has signed in.
    KeysExpired {
        /// The address, canonical.
        address: String,
    },
    /// Its keys changed without the old key's signature: nothing is sealed to it.
    KeysChanged {
        /// The address, canonical.
        address: String,
    },
}

/// An attachment that is uploaded and ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uploaded {
    /// Names it in a [`Draft`].
    pub upload: u32,
    /// The file's name.
    pub name: String,
    /// Size of the file.
    pub size_bytes: u64,
}

/// A letter to be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Addresses.
    pub to: Vec<String>,
    /// Addresses in copy.
    pub cc: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// Uploads to attach, in this order.
    pub uploads: Vec<u32>,
    /// Ask to be told when it is opened.
    pub asks_receipt: bool,
    /// Until when it can be read; 0 is for ever.
    pub expires_ms: u64,
    /// The letter it answers.
    pub answers: Option<MessageId>,
    /// Its place in a conversation, where that is known otherwise: of a letter that was taken back.
    pub conversation: Option<Conversation>,
    /// The saved draft that it was; it is erased when the letter is sent.
    pub saved: Option<ObjectId>,
}

/// A letter that is being written, as it stands on the page: addresses may be none yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Recipients, as typed.
    pub to: Vec<String>,
    /// Recipients in copy, as typed.
    pub cc: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// Ask to be told when it is opened.
    pub asks_receipt: bool,
    /// Until when it is to be readable.
    pub expiry: Expiry,
    /// The letter it answers.
    pub answers: Option<MessageId>,
    /// Its place in a conversation, as in a [`Draft`].
    pub conversation: Option<Conversation>,
    /// What is attached, complete at the server.
    pub attachments: Vec<Uploaded>,
}

/// A draft as it was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedDraft {
    /// Which.
    pub draft_id: ObjectId,
    /// Its version.
    pub version: u64,
    /// When it was saved, by the clock of the device that did.
    pub saved_ms: u64,
    /// Another device had written or discarded the one before: this is a new draft beside it.
    pub copied: bool,
}

/// A draft that was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDraft {
    /// As it was saved.
    pub saved: SavedDraft,
    /// What it says.
    pub sheet: Sheet,
}

/// A draft in the list of drafts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRow {
    /// Which.
    pub draft_id: ObjectId,
    /// When it was saved last, by the clock of the device that did.
    pub saved_ms: u64,
    /// Recipients, as typed.
    pub to: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The first words.
    pub snippet: String,
    /// Attachments.
    pub attachments: usize,
    /// The server has it no more, or an older one, or something else under its name.
    pub is_damaged: bool,
}

/// Where a letter stands in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// Which one.
    pub thread: [u8; 16],
    /// Hashes of the manifests that it answers.
    pub refs: Vec<[u8; 32]>,
}

/// When a letter is to be sent. Times are this device's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum When {
    /// At once.
    Now,
    /// So many milliseconds after the server has taken it: time to think again.
    After(u64),
    /// At this time.
    At(u64),
}

/// What became of a letter that was given to the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Posted {
    /// It was sent.
    Sent(Sent),
    /// It is held until its time; nobody else hears of it.
    Held {
        /// The message that it will be.
        message_id: MessageId,
        /// When it will be sent.
        send_ms: u64,
    },
}

/// How a held letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HeldState {
    /// It will be sent.
    Waits,
    /// It was not, because somebody's keys are newer; sealed anew it can be.
    KeysRenewed,
    /// It was not, because somebody of it has no mailbox any more.
    RecipientGone,
    /// It will not be by itself, because the key that it is signed with was withdrawn, or the account is going to end.
    Withdrawn,
    /// It was not, because the last day on which it could be read was over.
    Expired,
    /// It cannot be shown.
    Flawed(Flaw),
}

/// A letter that waits for its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRow {
    /// The message that it will be.
    pub message_id: MessageId,
    /// Whom it is for.
    pub people: Vec<Person>,
    /// The subject.
    pub subject: String,
    /// The first words.
    pub snippet: String,
    /// When it will be sent, as its sender has signed.
    pub send_ms: u64,
    /// Attachments.
    pub attachments: usize,
    /// How it stands.
    pub state: HeldState,
}

/// A sent letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The letter.
    pub message_id: MessageId,
    /// When the server took it, by its signed word.
    pub accepted_ms: u64,
}

/// An emptying of the bin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// Which.
    pub erasure_id: ErasureId,
    /// When it was asked for.
    pub requested_ms: u64,
    /// Letters.
    pub letters: u64,
    /// Of these, overwritten.
    pub letters_erased: u64,
    /// How it stands.
    pub state: ErasureState,
    /// The server's report, its signature checked.
    pub report: Option<ErasureReport>,
}

/// What the server signed about an erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureReport {
    /// When all was overwritten.
    pub done_ms: u64,
    /// Letters whose key was destroyed.
    pub keys_destroyed: usize,
    /// Whether the file system overwrote them in place as well.
    pub overwritten: bool,
    /// The file system's name.
    pub file_system: String,
    /// Attachments that the letters no longer hold.
    pub attachments_released: u64,
    /// The signed report as a file that can be kept and checked later.
    pub file: Vec<u8>,
}

/// What empties the bin at a time, and what is left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BinEmptied {
    /// The erasure under way; none where the bin was empty.
    pub erasure: Option<Erasure>,
    /// Letters still in the bin.
    pub remaining: u64,
}

/// A secret for an authenticator app.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotpSecret {
    /// Base32, for typing.
    pub base32: String,
    /// `otpauth://`, for the QR code.
    pub uri: String,
}

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret")
    }
}

/// How good a new password is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordGrade {
    /// 0 to 4; from 3 on it is accepted if it is also long enough.
    pub score: u8,
    /// What is wrong with it.
    pub fault: Option<PasswordFault>,
}

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasswordFault {
    /// Fewer than 15 characters.
    TooShort,
    /// More than 1,024 bytes.
    TooLong,
    /// Common, or made of common parts, repetitions or rows of keys.
    TooCommon,
    /// Made of the address, the name or the server's name.
    Personal,
}

/// A correspondent whose keys are pinned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Who.
    pub person: Person,
    /// 60 digits that both see alike if nobody stands between them.
    pub safety_number: String,
}
