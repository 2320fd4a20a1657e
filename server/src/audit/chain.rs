//! The chain over the audit log: each entry's link covers the one before, so that whoever changes, removes or inserts an entry
//! has to change every later link, and with them the newest one, which the operator can write down.
//!
//! Links cover commitments alone. Forgetting what an entry commits to leaves them as they are.

use crate::db::schema::audit_entries;
use crate::db::{B32, from_i64, to_i64};
use crate::error::{AppError, Outcome};
use crypto::Hash;
use crypto::receipt::{AuditEntry, AuditType};
use diesel::prelude::*;

/// Entries that are looked at at a time.
const BATCH: i64 = 10_000;

/// Before the first entry.
const BEGINNING: Hash = [0; 32];

/// The newest entry.
pub(super) struct Newest {
    pub(super) index: i64,
    pub(super) chain: Hash,
}

/// The newest entry, if there is one. One that lacks its link is noticed by [`examine`]; the log goes on.
pub(super) fn find_newest(connection: &mut SqliteConnection) -> Outcome<Option<Newest>> {
    let row: Option<(i64, Option<B32>)> = audit_entries::table
        .order(audit_entries::id.desc())
        .select((audit_entries::id, audit_entries::chain))
        .first(connection)
        .optional()?;
    Ok(row.map(|(index, chain)| Newest {
        index,
        chain: chain.map_or(BEGINNING, |chain| chain.0),
    }))
}

/// The link of an entry behind another one.
pub(super) fn link(newest: Option<&Newest>, entry: &AuditEntry) -> (i64, Hash) {
    let (index, before) = newest.map_or((0, BEGINNING), |newest| (newest.index + 1, newest.chain));
    let position = u64::try_from(index).unwrap_or_default();
    (index, entry.chain(&before, position))
}

/// Links the entries of a log from before there were links, in one transaction. A log that has any is left as it is: what lacks
/// there was not left out by an older version.
pub(crate) fn link_old(connection: &mut SqliteConnection) -> Outcome<()> {
    let linked: Option<i64> = audit_entries::table
        .filter(audit_entries::chain.is_not_null())
        .select(audit_entries::id)
        .first(connection)
        .optional()?;
    if linked.is_some() {
        return Ok(());
    }
    let (mut from, mut before) = (0, BEGINNING);
    loop {
        let rows = find_rows(connection, from)?;
        for row in &rows {
            let entry = row
                .entry()
                .ok_or_else(|| AppError::internal("an audit entry of an unknown type"))?;
            before = entry.chain(&before, from_i64(row.index)?);
            diesel::update(audit_entries::table.find(row.index))
                .set(audit_entries::chain.eq(Some(B32(before))))
                .execute(connection)?;
        }
        let Some(last) = rows.last() else { return Ok(()) };
        from = last.index + 1;
    }
}

/// How an audit log stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Examined {
    /// Every link holds. `head` is the newest.
    Whole { entries: u64, head: Hash },
    /// The first entry at which something is wrong.
    Broken { index: u64, why: &'static str },
}

/// Follows the whole chain.
pub(crate) fn examine(connection: &mut SqliteConnection) -> Outcome<Examined> {
    let (mut expected, mut before) = (0, BEGINNING);
    loop {
        let rows = find_rows(connection, to_i64(expected))?;
        for row in &rows {
            match row.follow(expected, &before) {
                Ok(chain) => before = chain,
                Err(why) => {
                    let index = expected;
                    return Ok(Examined::Broken { index, why });
                }
            }
            expected += 1;
        }
        if rows.is_empty() {
            let (entries, head) = (expected, before);
            return Ok(Examined::Whole { entries, head });
        }
    }
}

struct Row {
    index: i64,
    kind: i64,
    server_ms: i64,
    commitment: Hash,
    chain: Option<Hash>,
}

impl Row {
    /// The entry; none if it is of no known type.
    fn entry(&self) -> Option<AuditEntry> {
        let number = u8::try_from(self.kind).ok()?;
        Some(AuditEntry {
            audit_type: AuditType::from_number(number).ok()?,
            server_ms: u64::try_from(self.server_ms).ok()?,
            commitment: self.commitment,
        })
    }

    /// The entry's link, if it follows as the entry with this index.
    fn follow(&self, expected: u64, before: &Hash) -> Result<Hash, &'static str> {
        if self.index != to_i64(expected) {
            return Err("it is missing");
        }
        let entry = self.entry().ok_or("it is of no known type")?;
        let chain = self.chain.ok_or("its link is missing")?;
        if entry.chain(before, expected) == chain {
            Ok(chain)
        } else {
            Err("it is not what was written")
        }
    }
}

fn find_rows(connection: &mut SqliteConnection, from: i64) -> Outcome<Vec<Row>> {
    let rows: Vec<(i64, i64, i64, B32, Option<B32>)> = audit_entries::table
        .filter(audit_entries::id.ge(from))
        .order(audit_entries::id)
        .limit(BATCH)
        .select((
            audit_entries::id,
            audit_entries::kind,
            audit_entries::server_ms,
            audit_entries::commitment,
            audit_entries::chain,
        ))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(index, kind, server_ms, commitment, chain)| Row {
            index,
            kind,
            server_ms,
            commitment: commitment.0,
            chain: chain.map(|chain| chain.0),
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{self, Access, forget_account};
    use crate::testing::open_app;
    use api::UserId;

    const ANNA: UserId = UserId([1; 16]);

    fn write(connection: &mut SqliteConnection, count: u64) {
        for n in 0..count {
            audit::append_access(connection, Access::SignedOut, Some(ANNA), n).unwrap();
        }
    }

    #[actix_web::test]
    async fn a_log_from_before_there_were_links_gets_them_once() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let tested = app.db.write(|connection| {
            write(connection, 5);
            let whole = examine(connection)?;
            assert!(matches!(whole, Examined::Whole { entries: 5, .. }));
            let unlink = |connection: &mut SqliteConnection, from: i64| {
                diesel::update(audit_entries::table.filter(audit_entries::id.ge(from)))
                    .set(audit_entries::chain.eq(None::<B32>))
                    .execute(connection)
            };
            unlink(connection, 0)?;
            link_old(connection)?;
            assert_eq!(examine(connection)?, whole);
            // What lacks behind links was taken away.
            unlink(connection, 3)?;
            link_old(connection)?;
            let why = "its link is missing";
            assert_eq!(examine(connection)?, Examined::Broken { index: 3, why });
            // The log goes on, and says so still.
            write(connection, 1);
            assert_eq!(examine(connection)?, Examined::Broken { index: 3, why });
            Ok(())
        });
        tested.await.unwrap();
    }

    #[actix_web::test]
    async fn forgetting_what_entries_commit_to_breaks_no_link() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let tested = app.db.write(|connection| {
            write(connection, 5);
            let whole = examine(connection)?;
            assert_eq!(forget_account(connection, ANNA, 10)?, 5);
            assert_eq!(examine(connection)?, whole);
            Ok(())
        });
        tested.await.unwrap();
    }
}
