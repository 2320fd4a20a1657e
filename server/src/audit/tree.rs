//! The Merkle tree over the audit log (RFC 6962), grown in the transaction that writes an entry. Whoever changes, removes or
//! inserts an entry changes every later root, of which clients and the operator hold some.
//!
//! Leaves are commitments alone. Forgetting what an entry commits to leaves the tree as it is.

use super::rows::{self, NewEntry};
use crate::error::{AppError, Outcome};
use crypto::Hash;
use crypto::tlog::{self, Frontier, Head, Node, leaf_hash};
use diesel::SqliteConnection;

/// Entries that are looked at at a time.
const BATCH: u16 = 10_000;

/// Writes an entry and what it completes of the tree.
pub(super) fn append(connection: &mut SqliteConnection, new: &NewEntry) -> Outcome<()> {
    let leaf = leaf_hash(&new.entry.encode());
    let complete = tlog::append(new.index, leaf, |node| read(connection, node))?;
    rows::insert_entry(connection, new)?;
    rows::insert_nodes(connection, &complete)
}

/// Grows the tree over the entries of a log from before there was one, in one transaction. One that has begun is left as it is:
/// what lacks there was not left out by an older version.
pub(crate) fn grow_old(connection: &mut SqliteConnection) -> Outcome<()> {
    if rows::count_nodes(connection)? > 0 {
        return Ok(());
    }
    let mut frontier = Frontier::default();
    loop {
        let entries = rows::find_entries(connection, frontier.size(), BATCH)?;
        for row in &entries {
            let complete = frontier.append(leaf_hash(&rows::encode(row)?));
            rows::insert_nodes(connection, &complete)?;
        }
        if entries.is_empty() {
            return Ok(());
        }
    }
}

/// How far the log has come, by rows that are committed.
pub(crate) fn find_head(connection: &mut SqliteConnection) -> Outcome<Head> {
    let size = rows::find_size(connection)?;
    head_of(connection, size)
}

/// The head that the log had when it had so many entries; not more than it has.
pub(crate) fn head_of(connection: &mut SqliteConnection, size: u64) -> Outcome<Head> {
    let root = tlog::root_of(size, |node| read(connection, node))?;
    Ok(Head { size, root })
}

/// Whether a head is one that the log has had.
pub(crate) fn has_had(connection: &mut SqliteConnection, head: &Head) -> Outcome<bool> {
    if head.size > rows::find_size(connection)? {
        return Ok(false);
    }
    Ok(head_of(connection, head.size)? == *head)
}

/// Proves that an entry is in the tree of `size` entries. None where it is not.
pub(crate) fn prove_inclusion(
    connection: &mut SqliteConnection,
    index: u64,
    size: u64,
) -> Outcome<Option<Vec<Hash>>> {
    if index >= size {
        return Ok(None);
    }
    tlog::make_inclusion(index, size, |node| read(connection, node)).map(Some)
}

/// Proves that the tree of `older` entries is the beginning of the one of `size`. Of none, or of more, there is nothing to prove.
pub(crate) fn prove_consistency(
    connection: &mut SqliteConnection,
    older: u64,
    size: u64,
) -> Outcome<Vec<Hash>> {
    if older == 0 || older > size {
        return Ok(Vec::new());
    }
    tlog::make_consistency(older, size, |node| read(connection, node))
}

fn read(connection: &mut SqliteConnection, node: Node) -> Outcome<Hash> {
    let hash = rows::find_node(connection, node)?;
    hash.ok_or_else(|| AppError::internal("a hash of the audit log is missing: ask `doctor`"))
}

/// How an audit log stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Examined {
    /// Every hash is that of the entries below it.
    Whole(Head),
    /// The first entry at which something is wrong.
    Broken { index: u64, why: &'static str },
}

/// Grows the whole tree once more and compares.
pub(crate) fn examine(connection: &mut SqliteConnection) -> Outcome<Examined> {
    let mut frontier = Frontier::default();
    let mut nodes = 0;
    loop {
        let entries = rows::find_entries(connection, frontier.size(), BATCH)?;
        for row in &entries {
            let index = frontier.size();
            match follow(connection, row, &mut frontier)? {
                Ok(complete) => nodes += complete,
                Err(why) => return Ok(Examined::Broken { index, why }),
            }
        }
        if entries.is_empty() {
            break;
        }
    }
    let (size, root) = (frontier.size(), frontier.root());
    if rows::count_nodes(connection)? != nodes {
        let why = "it is missing";
        return Ok(Examined::Broken { index: size, why });
    }
    Ok(Examined::Whole(Head { size, root }))
}

/// How many hashes an entry completes, if it is the next one and its hashes are stored as they must be.
fn follow(
    connection: &mut SqliteConnection,
    row: &rows::EntryRow,
    frontier: &mut Frontier,
) -> Outcome<Result<u64, &'static str>> {
    if u64::try_from(row.index) != Ok(frontier.size()) {
        return Ok(Err("it is missing"));
    }
    let Some(entry) = row.entry() else {
        return Ok(Err("it is of no known type"));
    };
    let mut count = 0;
    for (node, hash) in frontier.append(leaf_hash(&entry.encode())) {
        match rows::find_node(connection, node)? {
            None => return Ok(Err("its hash is missing")),
            Some(stored) if stored != hash => return Ok(Err("it is not what was written")),
            Some(_) => count += 1,
        }
    }
    Ok(Ok(count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{self, Access, forget_account};
    use crate::db::schema::{audit_entries, audit_nodes};
    use crate::testing::open_app;
    use api::UserId;
    use crypto::tlog::{verify_consistency, verify_inclusion};
    use diesel::prelude::*;

    const ANNA: UserId = UserId([1; 16]);

    fn write(connection: &mut SqliteConnection, count: u64) {
        for n in 0..count {
            audit::append_access(connection, Access::SignedOut, Some(ANNA), n).unwrap();
        }
    }

    #[actix_web::test]
    async fn a_log_from_before_there_was_a_tree_gets_one_once() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let tested = app.db.write(|connection| {
            write(connection, 13);
            let whole = examine(connection)?;
            assert_eq!(whole, Examined::Whole(find_head(connection)?));
            diesel::delete(audit_nodes::table).execute(connection)?;
            grow_old(connection)?;
            assert_eq!(examine(connection)?, whole);
            // What lacks of a tree was taken away.
            diesel::delete(audit_nodes::table.find((0_i64, 9_i64))).execute(connection)?;
            grow_old(connection)?;
            let why = "its hash is missing";
            assert_eq!(examine(connection)?, Examined::Broken { index: 9, why });
            Ok(())
        });
        tested.await.unwrap();
    }

    #[actix_web::test]
    async fn a_tree_that_lost_a_hash_grows_no_other_one() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let tested = app.db.write(|connection| {
            write(connection, 7);
            diesel::delete(audit_nodes::table.find((2_i64, 0_i64))).execute(connection)?;
            let appended = audit::append_access(connection, Access::SignedOut, Some(ANNA), 7);
            assert!(appended.is_err());
            Ok(())
        });
        tested.await.unwrap();
    }

    #[actix_web::test]
    async fn the_end_that_was_cut_off_of_the_entries_alone_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let tested = app.db.write(|connection| {
            write(connection, 5);
            diesel::delete(audit_entries::table.find(4_i64)).execute(connection)?;
            let why = "it is missing";
            assert_eq!(examine(connection)?, Examined::Broken { index: 4, why });
            Ok(())
        });
        tested.await.unwrap();
    }

    #[actix_web::test]
    async fn forgetting_what_entries_commit_to_changes_no_root() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let tested = app.db.write(|connection| {
            write(connection, 5);
            let whole = examine(connection)?;
            assert_eq!(forget_account(connection, ANNA, 10)?, 5);
            assert_eq!(examine(connection)?, whole);
            assert_eq!(rows::find_opening(connection, 0)?, None);
            Ok(())
        });
        tested.await.unwrap();
    }

    #[actix_web::test]
    async fn proofs_from_the_rows_hold_and_there_are_none_of_what_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let tested = app.db.write(|connection| {
            write(connection, 21);
            let head = find_head(connection)?;
            for index in 0..21 {
                let row = rows::find_entries(connection, index, 1)?.remove(0);
                let leaf = leaf_hash(&rows::encode(&row)?);
                let proof = prove_inclusion(connection, index, 21)?.unwrap();
                assert!(verify_inclusion(&leaf, index, &head, &proof).is_ok());
                let older = head_of(connection, index + 1)?;
                assert!(has_had(connection, &older)?);
                let proof = prove_consistency(connection, older.size, 21)?;
                assert!(verify_consistency(&older, &head, &proof).is_ok());
            }
            assert_eq!(prove_inclusion(connection, 21, 21)?, None);
            assert!(prove_consistency(connection, 0, 21)?.is_empty());
            assert!(prove_consistency(connection, 22, 21)?.is_empty());
            let other = Head { size: 22, ..head };
            assert!(!has_had(connection, &other)?);
            assert!(!has_had(connection, &Head { size: 20, ..head })?);
            Ok(())
        });
        tested.await.unwrap();
    }
}
