//! Promises: the server's signature under "logged at this place and time".

use crate::audit;
use crate::auth::Caller;
use crate::error::Outcome;
use crate::keystore::Keystore;
use api::messages::Signed;
use crypto::receipt::{AuditType, Promise, object_hash};
use diesel::SqliteConnection;

/// Logs a signed object and promises it, in one transaction.
pub(crate) fn log(
    connection: &mut SqliteConnection,
    keys: &Keystore,
    kind: AuditType,
    caller: &Caller,
    object: &Signed,
    now_ms: u64,
) -> Outcome<Signed> {
    let object_hash = object_hash(kind.number(), &object.bytes, &object.signature);
    let audit_index = audit::append_object(connection, kind, Some(caller.user_id), object_hash, now_ms)?;
    let promise = Promise {
        audit_type: kind,
        object_hash,
        audit_index,
        server_ms: now_ms,
        assurance: caller.session.assurance(),
    };
    let bytes = promise.encode();
    let signature = Promise::sign(&bytes, &keys.signing);
    Ok(Signed {
        bytes: bytes.into(),
        signature: signature.to_bytes().into(),
    })
}
