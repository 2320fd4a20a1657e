//! Rows of key records.

use crate::db::schema::{
    account_ends, accounts, deliveries, ended_mailboxes, key_records, lookups, messages, receipts,
};
use crate::db::{B16, B32, to_i64};
use crate::error::{AppError, Outcome};
use api::keys::SignedKeyRecord;
use api::limits::KEY_RECORDS_MAX;
use api::{MailboxId, UserId};
use crypto::Hash;
use crypto::record::{SignedRecord, VerifiedRecord};
use diesel::prelude::*;

type Columns = (Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>);

fn on_the_wire((record, self_signature, prev_signature, org_signature): Columns) -> SignedKeyRecord {
    SignedKeyRecord {
        record: record.into(),
        self_signature: self_signature.into(),
        prev_signature: prev_signature.into(),
        org_signature: org_signature.into(),
    }
}

/// A record from the wire or a row, unverified.
pub(crate) fn signed_record(record: &SignedKeyRecord) -> SignedRecord {
    SignedRecord {
        record: record.record.0.clone(),
        self_sig: record.self_signature.0.clone(),
        prev_sig: record.prev_signature.0.clone(),
        org_sig: record.org_signature.0.clone(),
    }
}

/// Publishes a record that the caller has verified.
pub(crate) fn insert(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    epoch: u32,
    record: &SignedKeyRecord,
    now_ms: u64,
) -> Outcome<()> {
    diesel::insert_into(key_records::table)
        .values((
            key_records::mailbox_id.eq(B16::from(mailbox_id)),
            key_records::epoch.eq(i64::from(epoch)),
            key_records::record.eq(&record.record.0),
            key_records::self_signature.eq(&record.self_signature.0),
            key_records::prev_signature.eq(&record.prev_signature.0),
            key_records::org_signature.eq(&record.org_signature.0),
            key_records::created_ms.eq(to_i64(now_ms)),
        ))
        .execute(connection)?;
    Ok(())
}

/// The open account's mailbox at an address. One that is going to end is found by nobody.
pub(crate) fn find_mailbox(connection: &mut SqliteConnection, address: &str) -> Outcome<Option<MailboxId>> {
    let found: Option<B16> = accounts::table
        .filter(accounts::address.eq(address).and(accounts::state.eq("active")))
        .filter(accounts::id.ne_all(account_ends::table.select(account_ends::account_id)))
        .select(accounts::mailbox_id)
        .first(connection)
        .optional()?;
    Ok(found.map(MailboxId::from))
}

/// Epoch of a mailbox's current record; none where there is no open mailbox.
pub(crate) fn find_current_epoch(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
) -> Outcome<Option<u32>> {
    let newest: Option<i64> = key_records::table
        .inner_join(accounts::table.on(accounts::mailbox_id.eq(key_records::mailbox_id)))
        .filter(
            key_records::mailbox_id
                .eq(B16::from(mailbox_id))
                .and(accounts::state.eq("active")),
        )
        .select(diesel::dsl::max(key_records::epoch))
        .first(connection)?;
    newest
        .map(|epoch| u32::try_from(epoch).map_err(AppError::internal))
        .transpose()
}

/// Whether a mailbox takes no letters any more, because it is going to end.
pub(crate) fn is_ending(connection: &mut SqliteConnection, mailbox_id: MailboxId) -> Outcome<bool> {
    let ending: i64 = account_ends::table
        .inner_join(accounts::table.on(accounts::id.eq(account_ends::account_id)))
        .filter(accounts::mailbox_id.eq(B16::from(mailbox_id)))
        .count()
        .get_result(connection)?;
    Ok(ending > 0)
}

/// Whether a mailbox holds something that another one signed before it ended: a letter, or a receipt for a letter of its own.
pub(super) fn holds_signed_by(
    connection: &mut SqliteConnection,
    holder: MailboxId,
    signer: MailboxId,
) -> Outcome<bool> {
    let letters: i64 = messages::table
        .inner_join(deliveries::table.on(deliveries::message_id.eq(messages::id)))
        .filter(messages::sender_mailbox_id.eq(B16::from(signer)))
        .filter(deliveries::mailbox_id.eq(B16::from(holder)))
        .count()
        .get_result(connection)?;
    if letters > 0 {
        return Ok(true);
    }
    let answered: i64 = receipts::table
        .inner_join(messages::table.on(messages::id.eq(receipts::message_id)))
        .filter(receipts::reader_mailbox_id.eq(B16::from(signer)))
        .filter(messages::sender_mailbox_id.eq(B16::from(holder)))
        .count()
        .get_result(connection)?;
    Ok(answered > 0)
}

/// Notes that a mailbox has ended. Its id stays used, and its records stay while somebody holds what they verify.
pub(crate) fn insert_ended(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    now_ms: u64,
) -> Outcome<()> {
    diesel::insert_into(ended_mailboxes::table)
        .values((
            ended_mailboxes::mailbox_id.eq(B16::from(mailbox_id)),
            ended_mailboxes::ended_ms.eq(to_i64(now_ms)),
            ended_mailboxes::has_records.eq(1),
        ))
        .execute(connection)?;
    Ok(())
}

/// Forgets the records of ended mailboxes of which nobody holds anything signed any more. At most `limit`.
pub(crate) fn forget_records(connection: &mut SqliteConnection, limit: i64) -> Outcome<usize> {
    let senders = messages::table.select(messages::sender_mailbox_id);
    let readers = receipts::table.select(receipts::reader_mailbox_id);
    let unneeded: Vec<B16> = ended_mailboxes::table
        .filter(ended_mailboxes::has_records.eq(1))
        .filter(diesel::dsl::not(diesel::dsl::exists(
            senders.filter(messages::sender_mailbox_id.eq(ended_mailboxes::mailbox_id)),
        )))
        .filter(diesel::dsl::not(diesel::dsl::exists(
            readers.filter(receipts::reader_mailbox_id.eq(ended_mailboxes::mailbox_id)),
        )))
        .limit(limit)
        .select(ended_mailboxes::mailbox_id)
        .load(connection)?;
    for &id in &unneeded {
        diesel::delete(key_records::table.filter(key_records::mailbox_id.eq(id))).execute(connection)?;
        diesel::update(ended_mailboxes::table.find(id))
            .set(ended_mailboxes::has_records.eq(0))
            .execute(connection)?;
    }
    Ok(unneeded.len())
}

/// Records of a mailbox from one epoch on, oldest first.
pub(crate) fn find_records(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    from_epoch: u32,
    to_epoch: u32,
) -> Outcome<Vec<SignedKeyRecord>> {
    let limit = i64::try_from(KEY_RECORDS_MAX).unwrap_or(i64::MAX);
    let rows: Vec<Columns> = key_records::table
        .filter(key_records::mailbox_id.eq(B16::from(mailbox_id)))
        .filter(key_records::epoch.between(i64::from(from_epoch), i64::from(to_epoch)))
        .order(key_records::epoch)
        .limit(limit)
        .select((
            key_records::record,
            key_records::self_signature,
            key_records::prev_signature,
            key_records::org_signature,
        ))
        .load(connection)?;
    Ok(rows.into_iter().map(on_the_wire).collect())
}

/// A mailbox's current record, checked again: the rows are only as good as the disk.
pub(crate) fn find_current(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
) -> Outcome<Option<VerifiedRecord>> {
    let Some(epoch) = find_current_epoch(connection, mailbox_id)? else {
        return Ok(None);
    };
    let records = find_records(connection, mailbox_id, epoch, epoch)?;
    let record = records
        .first()
        .map(|record| signed_record(record).verify_alone())
        .transpose();
    record.map_err(AppError::internal)
}

/// Whether the account has found this address (as a keyed hash) before.
pub(super) fn has_looked_up(
    connection: &mut SqliteConnection,
    user_id: UserId,
    address_hmac: Hash,
) -> Outcome<bool> {
    let known: i64 = lookups::table
        .find((B16::from(user_id), B32(address_hmac)))
        .count()
        .get_result(connection)?;
    Ok(known > 0)
}

/// How many addresses the account has found within the last hour that it had not found before.
pub(super) fn count_new_lookups(
    connection: &mut SqliteConnection,
    user_id: UserId,
    now_ms: u64,
) -> Outcome<i64> {
    let since = to_i64(now_ms.saturating_sub(3_600_000));
    Ok(lookups::table
        .filter(lookups::account_id.eq(B16::from(user_id)))
        .filter(lookups::at_ms.gt(since))
        .count()
        .get_result(connection)?)
}

/// Notes that the account has found an address.
pub(super) fn insert_lookup(
    connection: &mut SqliteConnection,
    user_id: UserId,
    address_hmac: Hash,
    now_ms: u64,
) -> Outcome<()> {
    diesel::insert_into(lookups::table)
        .values((
            lookups::account_id.eq(B16::from(user_id)),
            lookups::address_hmac.eq(B32(address_hmac)),
            lookups::at_ms.eq(to_i64(now_ms)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Forgets whom an account has found, at most `limit`. Says how many.
pub(crate) fn forget_lookups_of(
    connection: &mut SqliteConnection,
    user_id: UserId,
    limit: u32,
) -> Outcome<usize> {
    let some: Vec<B32> = lookups::table
        .filter(lookups::account_id.eq(B16::from(user_id)))
        .limit(i64::from(limit))
        .select(lookups::address_hmac)
        .load(connection)?;
    let of_account = lookups::table.filter(lookups::account_id.eq(B16::from(user_id)));
    Ok(diesel::delete(of_account.filter(lookups::address_hmac.eq_any(some))).execute(connection)?)
}

/// Forgets who was found before a time; finding them again is then new again. At most `limit`.
pub(crate) fn forget_lookups(
    connection: &mut SqliteConnection,
    before_ms: u64,
    limit: i64,
) -> Outcome<usize> {
    let old: Vec<(B16, B32)> = lookups::table
        .filter(lookups::at_ms.lt(to_i64(before_ms)))
        .limit(limit)
        .select((lookups::account_id, lookups::address_hmac))
        .load(connection)?;
    for &key in &old {
        diesel::delete(lookups::table.find(key)).execute(connection)?;
    }
    Ok(old.len())
}
