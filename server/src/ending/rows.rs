//! Rows of ends whose time has come, and of mailboxes that are being erased.

use crate::accounts::{backup_codes, ends, kept_keyrings, passkey_wraps, phones, recovery_requests};
use crate::blobs::{self, Reported};
use crate::db::schema::{account_blobs, account_ends, accounts, endings};
use crate::db::{B16, from_i64, to_i64};
use crate::error::Outcome;
use crate::limits::{codes, passwords};
use api::{ErasureId, MailboxId, UserId};
use diesel::prelude::*;

/// A mailbox without an owner, on its way out.
#[derive(Debug, Clone)]
pub(super) struct Ending {
    pub(super) erasure_id: ErasureId,
    pub(super) user_id: UserId,
    pub(super) mailbox_id: MailboxId,
    pub(super) address: String,
    pub(super) language: String,
    pub(super) requested_ms: u64,
    pub(super) ended_ms: u64,
    pub(super) letters: u64,
    pub(super) released: u64,
    pub(super) overwritten: u64,
}

/// Accounts whose time has come, at most `limit`.
pub(super) fn find_over(connection: &mut SqliteConnection, now_ms: u64, limit: i64) -> Outcome<Vec<UserId>> {
    let ids: Vec<B16> = account_ends::table
        .filter(account_ends::ends_ms.le(to_i64(now_ms)))
        .order(account_ends::ends_ms)
        .limit(limit)
        .select(account_ends::account_id)
        .load(connection)?;
    Ok(ids.into_iter().map(UserId::from).collect())
}

/// What is to be erased of an account whose time has come; none where the end was stopped meanwhile.
pub(super) fn find_ended(
    connection: &mut SqliteConnection,
    user_id: UserId,
    erasure_id: ErasureId,
    now_ms: u64,
) -> Outcome<Option<Ending>> {
    let row: Option<(B16, String, String, i64)> = account_ends::table
        .inner_join(accounts::table.on(accounts::id.eq(account_ends::account_id)))
        .filter(account_ends::account_id.eq(B16::from(user_id)))
        .filter(account_ends::ends_ms.le(to_i64(now_ms)))
        .select((
            accounts::mailbox_id,
            accounts::address,
            accounts::language,
            account_ends::requested_ms,
        ))
        .first(connection)
        .optional()?;
    row.map(|(mailbox_id, address, language, requested_ms)| {
        Ok(Ending {
            erasure_id,
            user_id,
            mailbox_id: mailbox_id.into(),
            address,
            language,
            requested_ms: from_i64(requested_ms)?,
            ended_ms: now_ms,
            letters: 0,
            released: 0,
            overwritten: 0,
        })
    })
    .transpose()
}

/// Notes a mailbox that is to be erased.
pub(super) fn insert(connection: &mut SqliteConnection, ending: &Ending) -> Outcome<()> {
    diesel::insert_into(endings::table)
        .values((
            endings::erasure_id.eq(B16::from(ending.erasure_id)),
            endings::account_id.eq(B16::from(ending.user_id)),
            endings::mailbox_id.eq(B16::from(ending.mailbox_id)),
            endings::address.eq(&ending.address),
            endings::language.eq(&ending.language),
            endings::requested_ms.eq(to_i64(ending.requested_ms)),
            endings::ended_ms.eq(to_i64(ending.ended_ms)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Removes an account with all that opens it; its sessions are over, and whom it found and where it was is forgotten already.
pub(super) fn delete_account(
    connection: &mut SqliteConnection,
    user_id: UserId,
    erasure_id: ErasureId,
) -> Outcome<()> {
    let id = B16::from(user_id);
    kept_keyrings::forget(connection, user_id, Some(Reported::unnamed(erasure_id)))?;
    let held: Vec<B16> = account_blobs::table
        .filter(account_blobs::account_id.eq(id))
        .select(account_blobs::blob_id)
        .load(connection)?;
    for blob_id in held {
        blobs::condemn(connection, &blob_id.0, Some(Reported::unnamed(erasure_id)))?;
    }
    diesel::delete(account_blobs::table.filter(account_blobs::account_id.eq(id))).execute(connection)?;
    passkey_wraps::condemn_all(connection, user_id, Some(Reported::unnamed(erasure_id)))?;
    phones::delete_all(connection, user_id)?;
    backup_codes::remove(connection, user_id)?;
    recovery_requests::delete(connection, user_id)?;
    codes::forgive(connection, user_id)?;
    passwords::delete(connection, user_id)?;
    ends::delete(connection, user_id)?;
    diesel::delete(accounts::table.find(id)).execute(connection)?;
    Ok(())
}

type Columns = (B16, B16, B16, String, String, (i64, i64), (i64, i64, i64));

/// What an [`Ending`] is read from, one spelling for both ways to find one.
macro_rules! ending_rows {
    () => {
        endings::table.select((
            endings::erasure_id,
            endings::account_id,
            endings::mailbox_id,
            endings::address,
            endings::language,
            (endings::requested_ms, endings::ended_ms),
            (endings::letters, endings::released, endings::overwritten),
        ))
    };
}

/// Mailboxes that are being erased, longest first, at most `limit`.
pub(super) fn find_under_way(connection: &mut SqliteConnection, limit: i64) -> Outcome<Vec<Ending>> {
    let longest_first = ending_rows!().order(endings::ended_ms).limit(limit);
    let rows: Vec<Columns> = longest_first.load(connection)?;
    rows.into_iter().map(parse).collect()
}

/// One of them, as it stands.
pub(super) fn find(connection: &mut SqliteConnection, erasure_id: ErasureId) -> Outcome<Option<Ending>> {
    let of_id = ending_rows!().filter(endings::erasure_id.eq(B16::from(erasure_id)));
    let row: Option<Columns> = of_id.first(connection).optional()?;
    row.map(parse).transpose()
}

fn parse(row: Columns) -> Outcome<Ending> {
    let (erasure_id, user_id, mailbox_id, address, language, times, counts) = row;
    let ((requested_ms, ended_ms), (letters, released, overwritten)) = (times, counts);
    Ok(Ending {
        erasure_id: erasure_id.into(),
        user_id: user_id.into(),
        mailbox_id: mailbox_id.into(),
        address,
        language,
        requested_ms: from_i64(requested_ms)?,
        ended_ms: from_i64(ended_ms)?,
        letters: from_i64(letters)?,
        released: from_i64(released)?,
        overwritten: from_i64(overwritten)?,
    })
}

/// Counts letters that were hidden, and holds on attachments that went with them.
pub(super) fn add_hidden(
    connection: &mut SqliteConnection,
    erasure_id: ErasureId,
    letters: u64,
    released: u64,
) -> Outcome<()> {
    diesel::update(endings::table.find(B16::from(erasure_id)))
        .set((
            endings::letters.eq(endings::letters + to_i64(letters)),
            endings::released.eq(endings::released + to_i64(released)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Counts files of letters that were written over.
pub(super) fn add_overwritten(
    connection: &mut SqliteConnection,
    erasure_id: ErasureId,
    files: u64,
) -> Outcome<()> {
    diesel::update(endings::table.find(B16::from(erasure_id)))
        .set(endings::overwritten.eq(endings::overwritten + to_i64(files)))
        .execute(connection)?;
    Ok(())
}

/// It is over.
pub(super) fn delete(connection: &mut SqliteConnection, erasure_id: ErasureId) -> Outcome<()> {
    diesel::delete(endings::table.find(B16::from(erasure_id))).execute(connection)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::open_app;
    use diesel::sql_types::Text;
    use std::collections::BTreeSet;

    #[derive(QueryableByName)]
    struct Table {
        #[diesel(sql_type = Text)]
        name: String,
    }

    /// Whoever adds a table that refers to accounts has to remove its rows in [`delete_account`] as well, or, where they may be
    /// many, in batches before it.
    #[actix_web::test]
    async fn of_every_table_that_refers_to_accounts_it_is_known_how_it_is_emptied() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let found = app.db.read(|connection| {
            let tables = "SELECT DISTINCT m.name FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS k \
                WHERE m.type = 'table' AND k.\"table\" = 'accounts'";
            Ok(diesel::sql_query(tables).load::<Table>(connection)?)
        });
        let found: BTreeSet<String> = found.await.unwrap().into_iter().map(|table| table.name).collect();
        let emptied = [
            "account_blobs",
            "account_ends",
            "backup_codes",
            "kept_keyrings",
            "known_devices",
            "lookups",
            "passkey_wraps",
            "passkeys",
            "phone_codes",
            "phones",
            "recovery_requests",
            "sessions",
        ];
        assert_eq!(found, emptied.map(str::to_owned).into());
    }
}
