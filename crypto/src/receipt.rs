//! Receipts, promises and audit entries (protocol.md 7.1): who says what happened to a message.
//!
//! Owns the structs, their signatures and the value that only an opener can compute. Which of them a mode
//! calls for, and what a person is told, is the client's and the server's.

mod audit;
mod promise;
mod reader;

pub use audit::{AuditEntry, AuditType, object_hash};
pub use promise::{Assurance, Promise};
pub use reader::{Receipt, ReceiptKind};

use crate::{Hash, Id, PREFIX, hazmat::kdf::hkdf};

/// `HKDF(manifest.salt, "", P"opened\0" ‖ msg_id ‖ delivery_mbox ‖ reader_mbox, 32)`: shows that the reader's
/// client decrypted this manifest, since its key is the salt inside. The reader posts it only after all
/// sixteen checks; the sender recomputes it from the own copy and compares.
#[must_use]
pub fn derive_opened(salt: &[u8; 32], msg_id: &Id, delivery_mbox: &Id, reader_mbox: &Id) -> Hash {
    *hkdf::<32>(
        salt,
        b"",
        &[PREFIX, b"opened\0", msg_id, delivery_mbox, reader_mbox],
    )
    .expose()
}
