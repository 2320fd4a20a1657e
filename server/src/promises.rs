//! Promises: the server's signature under "logged at this place and time".

use crate::audit;
use crate::auth::Caller;
use crate::error::Outcome;
use crate::keystore::Keystore;
use api::UserId;
use api::messages::Signed;
use crypto::receipt::{Assurance, AuditType, Promise, object_hash};
use diesel::SqliteConnection;

/// Whose object it is, and how they were signed in when they gave it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Author {
    pub(crate) user_id: UserId,
    pub(crate) assurance: Assurance,
}

impl From<&Caller> for Author {
    fn from(caller: &Caller) -> Self {
        Self {
            user_id: caller.user_id,
            assurance: caller.session.assurance(),
        }
    }
}

/// Logs a signed object and promises it, in one transaction.
pub(crate) fn log(
    connection: &mut SqliteConnection,
    keys: &Keystore,
    kind: AuditType,
    author: Author,
    object: &Signed,
    now_ms: u64,
) -> Outcome<Signed> {
    let object_hash = object_hash(kind.number(), &object.bytes, &object.signature);
    let audit_index = audit::append_object(connection, kind, Some(author.user_id), object_hash, now_ms)?;
    let promise = Promise {
        audit_type: kind,
        object_hash,
        audit_index,
        server_ms: now_ms,
        assurance: author.assurance,
    };
    let bytes = promise.encode();
    let signature = Promise::sign(&bytes, &keys.signing);
    Ok(Signed {
        bytes: bytes.into(),
        signature: signature.to_bytes().into(),
    })
}
