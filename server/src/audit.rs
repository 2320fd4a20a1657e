//! The audit log: append-only commitments, each to one thing that happened. Called by every slice; calls none.
//!
//! The commitment stays for ever and says nothing by itself; what it commits to lies beside it and may be erased.

use crate::db::schema::audit_entries;
use crate::db::{B16, B32, from_i64, to_i64};
use crate::error::Outcome;
use crate::rng;
use api::UserId;
use crypto::Hash;
use crypto::receipt::{AuditEntry, AuditType, object_hash};
use diesel::prelude::*;

/// Logs an event of an account, in the transaction that makes it true. `what` never holds a secret or content.
pub(crate) fn append(
    connection: &mut SqliteConnection,
    kind: AuditType,
    user_id: UserId,
    what: &[u8],
    now_ms: u64,
) -> Outcome<u64> {
    append_object(
        connection,
        kind,
        Some(user_id),
        object_hash(kind.number(), what, b""),
        now_ms,
    )
}

/// Logs an object by its hash; returns the entry's index.
pub(crate) fn append_object(
    connection: &mut SqliteConnection,
    kind: AuditType,
    user_id: Option<UserId>,
    object: Hash,
    now_ms: u64,
) -> Outcome<u64> {
    let last: Option<i64> = audit_entries::table
        .select(diesel::dsl::max(audit_entries::id))
        .first(connection)?;
    let index = last.map_or(0, |last| last + 1);
    let opening: [u8; 32] = rng::make_bytes();
    diesel::insert_into(audit_entries::table)
        .values((
            audit_entries::id.eq(index),
            audit_entries::kind.eq(i64::from(kind.number())),
            audit_entries::server_ms.eq(to_i64(now_ms)),
            audit_entries::commitment.eq(B32(AuditEntry::commitment(&opening, &object))),
            audit_entries::account_id.eq(user_id.map(B16::from)),
            audit_entries::object_hash.eq(Some(B32(object))),
            audit_entries::opening.eq(Some(B32(opening))),
        ))
        .execute(connection)?;
    from_i64(index)
}
