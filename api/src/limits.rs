//! Every bound that both sides must agree on. The server enforces them; clients check first, to say so kindly.

/// Mailboxes that one message may go to, the sender's own copy included.
pub const MESSAGE_MAILBOXES_MAX: usize = 500;
/// One envelope: 1.1 MiB. A manifest of 1 MiB, padded and sealed, fits.
pub const ENVELOPE_SIZE_BYTES_MAX: u64 = 1_153_433;
/// All envelopes of one message together.
pub const ENVELOPES_SIZE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// The plaintext of one attachment.
pub const ATTACHMENT_SIZE_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;
/// The ciphertext of one attachment: nonce, padded plaintext, one tag for each 64 KiB.
pub const BLOB_SIZE_BYTES_MAX: u64 =
    16 + ATTACHMENT_SIZE_BYTES_MAX + 16 * (ATTACHMENT_SIZE_BYTES_MAX / 65_536);
/// Attachments of one message.
pub const MESSAGE_PARTS_MAX: usize = 100;
/// Mailboxes times attachments of one message.
pub const MESSAGE_HOLDS_MAX: usize = 10_000;
/// What the submission and its signature may take.
pub const SUBMISSION_SIZE_BYTES_MAX: usize = 64 * 1024;
/// An upload goes in segments of exactly this size; only the last one may be shorter.
pub const SEGMENT_SIZE_BYTES: u64 = 1024 * 1024;
/// Uploads of one person that no message refers to yet.
pub const UPLOADS_OPEN_MAX: i64 = 200;
/// Rows of one page.
pub const PAGE_ITEMS_MAX: u32 = 100;
/// Rows of one page where the caller names no number.
pub const PAGE_ITEMS_DEFAULT: u32 = 50;
/// Envelopes and receipts of one page together; a page ends early rather than pass it (but holds at least one row).
pub const PAGE_SIZE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Letters that one request may move.
pub const MOVE_ITEMS_MAX: usize = 100;
/// Letters that one request to empty the bin hides; the client repeats until none is left.
pub const EMPTY_BIN_ITEMS_MAX: u32 = 500;
/// Addresses of one lookup.
pub const LOOKUP_ADDRESSES_MAX: usize = 50;
/// Key records of one mailbox that one answer carries.
pub const KEY_RECORDS_MAX: usize = 64;
/// An address, in bytes of its canonical form.
pub const ADDRESS_SIZE_BYTES_MAX: usize = 254;
/// A keyring or a wrapped key, sealed: 1 MiB and what sealing adds.
pub const KEYRING_SIZE_BYTES_MAX: usize = 1024 * 1024 + 81;
/// A JSON body where no other bound is named.
pub const JSON_SIZE_BYTES_MAX: usize = 256 * 1024;
/// A JSON body that carries keyrings.
pub const KEYRINGS_JSON_SIZE_BYTES_MAX: usize = 3 * 1024 * 1024;
/// Local objects of one account: twenty bytes of each stand in the root, which may have a megabyte.
pub const OBJECTS_MAX: i64 = 20_000;
/// Objects that one request writes or erases.
pub const OBJECTS_CHANGED_MAX: usize = 100;
/// Attachments that one object holds.
pub const OBJECT_HOLDS_MAX: usize = MESSAGE_PARTS_MAX;
/// A JSON body that carries objects: two of the largest, and what surrounds them.
pub const OBJECTS_JSON_SIZE_BYTES_MAX: usize = 3 * 1024 * 1024;
/// Sessions that one answer lists; whoever has more ends them all at once.
pub const SESSIONS_LISTED_MAX: u32 = 100;
/// Codes that one correct password gives the right to try.
pub const SECOND_FACTOR_TRIES_MAX: u32 = 5;
/// Backup codes that an account gets at a time.
pub const BACKUP_CODES: usize = 10;
/// Passkeys of one account.
pub const PASSKEYS_MAX: usize = 10;
/// A passkey's name.
pub const PASSKEY_NAME_CHARS_MAX: usize = 40;
/// What a browser says of a passkey, as JSON.
pub const PASSKEY_JSON_SIZE_BYTES_MAX: usize = 16 * 1024;
/// How far ahead of the server's clock a message may say it was written.
pub const CREATED_AHEAD_MS_MAX: u64 = 5 * 60 * 1000;
/// How far back.
pub const CREATED_BACK_MS_MAX: u64 = 24 * 60 * 60 * 1000;
/// Later changes to one message.
pub const AMENDS_MAX: i64 = 50;
/// How long a letter may be held before it is sent.
pub const HOLD_MS_MAX: u64 = 90 * 24 * 60 * 60 * 1000;
/// Letters of one mailbox that are held at a time.
pub const HELD_LETTERS_MAX: i64 = 500;
