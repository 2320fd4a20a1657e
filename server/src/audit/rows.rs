//! Rows of the log's tree: entries in their order, and the hashes of its perfect subtrees.

use crate::db::schema::{audit_entries, audit_nodes, installation};
use crate::db::{B16, B32, from_i64, to_i64};
use crate::error::{AppError, Outcome};
use api::UserId;
use crypto::Hash;
use crypto::receipt::{AuditEntry, AuditType};
use crypto::tlog::Node;
use diesel::prelude::*;

/// The log's public key, as the installation remembers it.
const LOG_KEY: &str = "log";

/// An entry that is about to be.
pub(super) struct NewEntry {
    pub(super) index: u64,
    pub(super) entry: AuditEntry,
    pub(super) user_id: Option<UserId>,
    pub(super) object: Hash,
    pub(super) opening: Hash,
}

/// Remembers the log's key at first use; later says whether it is the same.
pub(super) fn claim_key(connection: &mut SqliteConnection, key: Hash) -> Outcome<bool> {
    diesel::insert_or_ignore_into(installation::table)
        .values((installation::name.eq(LOG_KEY), installation::value.eq(B32(key))))
        .execute(connection)?;
    is_key(connection, key)
}

/// Whether this is the log's key. True of a log that no server has signed yet.
pub(super) fn is_key(connection: &mut SqliteConnection, key: Hash) -> Outcome<bool> {
    Ok(find_key(connection)?.is_none_or(|known| known == key))
}

/// The key that the log is signed with, if it ever was.
pub(super) fn find_key(connection: &mut SqliteConnection) -> Outcome<Option<Hash>> {
    let known: Option<B32> = installation::table
        .find(LOG_KEY)
        .select(installation::value)
        .first(connection)
        .optional()?;
    Ok(known.map(|known| known.0))
}

/// Entries, counted by the newest one's index.
pub(super) fn find_size(connection: &mut SqliteConnection) -> Outcome<u64> {
    let newest: Option<i64> = audit_entries::table
        .select(diesel::dsl::max(audit_entries::id))
        .first(connection)?;
    newest.map_or(Ok(0), |newest| Ok(from_i64(newest)? + 1))
}

pub(super) fn insert_entry(connection: &mut SqliteConnection, new: &NewEntry) -> Outcome<()> {
    diesel::insert_into(audit_entries::table)
        .values((
            audit_entries::id.eq(to_i64(new.index)),
            audit_entries::kind.eq(i64::from(new.entry.audit_type.number())),
            audit_entries::server_ms.eq(to_i64(new.entry.server_ms)),
            audit_entries::commitment.eq(B32(new.entry.commitment)),
            audit_entries::account_id.eq(new.user_id.map(B16::from)),
            audit_entries::object_hash.eq(Some(B32(new.object))),
            audit_entries::opening.eq(Some(B32(new.opening))),
        ))
        .execute(connection)?;
    Ok(())
}

pub(super) fn insert_nodes(connection: &mut SqliteConnection, nodes: &[(Node, Hash)]) -> Outcome<()> {
    for (node, hash) in nodes {
        diesel::insert_into(audit_nodes::table)
            .values((
                audit_nodes::level.eq(i64::from(node.level)),
                audit_nodes::position.eq(to_i64(node.index)),
                audit_nodes::hash.eq(B32(*hash)),
            ))
            .execute(connection)?;
    }
    Ok(())
}

pub(super) fn find_node(connection: &mut SqliteConnection, node: Node) -> Outcome<Option<Hash>> {
    let hash: Option<B32> = audit_nodes::table
        .find((i64::from(node.level), to_i64(node.index)))
        .select(audit_nodes::hash)
        .first(connection)
        .optional()?;
    Ok(hash.map(|hash| hash.0))
}

/// Hashes of a level from one on, at most `count`.
pub(super) fn find_nodes(connection: &mut SqliteConnection, first: Node, count: u16) -> Outcome<Vec<Hash>> {
    let hashes: Vec<B32> = audit_nodes::table
        .filter(audit_nodes::level.eq(i64::from(first.level)))
        .filter(audit_nodes::position.ge(to_i64(first.index)))
        .order(audit_nodes::position)
        .limit(count.into())
        .select(audit_nodes::hash)
        .load(connection)?;
    Ok(hashes.into_iter().map(|hash| hash.0).collect())
}

/// How many hashes are stored, those of leaves included.
pub(super) fn count_nodes(connection: &mut SqliteConnection) -> Outcome<u64> {
    let count: i64 = audit_nodes::table.count().get_result(connection)?;
    from_i64(count)
}

/// What an entry commits to is opened with this; none where it was forgotten, or there is no such entry.
pub(super) fn find_opening(connection: &mut SqliteConnection, index: u64) -> Outcome<Option<Hash>> {
    let opening: Option<Option<B32>> = audit_entries::table
        .find(to_i64(index))
        .select(audit_entries::opening)
        .first(connection)
        .optional()?;
    Ok(opening.flatten().map(|opening| opening.0))
}

/// An entry as it stands in the rows, whoever wrote it there.
pub(super) struct EntryRow {
    pub(super) index: i64,
    kind: i64,
    server_ms: i64,
    commitment: Hash,
}

impl EntryRow {
    /// The entry; none if it is of no known type.
    pub(super) fn entry(&self) -> Option<AuditEntry> {
        let number = u8::try_from(self.kind).ok()?;
        Some(AuditEntry {
            audit_type: AuditType::from_number(number).ok()?,
            server_ms: u64::try_from(self.server_ms).ok()?,
            commitment: self.commitment,
        })
    }
}

/// Entries from an index on, at most `count`.
pub(super) fn find_entries(
    connection: &mut SqliteConnection,
    from: u64,
    count: u16,
) -> Outcome<Vec<EntryRow>> {
    let rows: Vec<(i64, i64, i64, B32)> = audit_entries::table
        .filter(audit_entries::id.ge(to_i64(from)))
        .order(audit_entries::id)
        .limit(count.into())
        .select((
            audit_entries::id,
            audit_entries::kind,
            audit_entries::server_ms,
            audit_entries::commitment,
        ))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(index, kind, server_ms, commitment)| EntryRow {
            index,
            kind,
            server_ms,
            commitment: commitment.0,
        })
        .collect())
}

/// The entry's encoding, for what must not meet one of an unknown type.
pub(super) fn encode(row: &EntryRow) -> Outcome<Vec<u8>> {
    let entry = row.entry();
    let entry = entry.ok_or_else(|| AppError::internal("an audit entry of an unknown type"))?;
    Ok(entry.encode())
}
