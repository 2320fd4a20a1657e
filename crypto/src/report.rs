//! The server's signed report of what it erased (protocol.md 8.4). Owns the signature; the JSON is the
//! server's.

use crate::{
    Refused,
    sign::{Label, Signature, SigningKey, VerifyingKey},
};

/// The server's signature over the report's JSON, byte for byte as it is sent.
#[must_use]
pub fn sign(json: &[u8], server: &SigningKey) -> Signature {
    server.sign(Label::DeleteReport, json)
}

/// `server` is the key that the client pinned at registration.
///
/// # Errors
/// If the signature is not the server's over these bytes.
pub fn verify(json: &[u8], signature: &Signature, server: &VerifyingKey) -> Result<(), Refused> {
    server.verify(Label::DeleteReport, json, signature)
}
