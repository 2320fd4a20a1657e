//! Rows of accounts and of the blobs that hold their keys.

use super::{backup_codes, ends, passkey_rows, passkey_wraps, phones, words};
use crate::blobs;
use crate::db::schema::{account_blobs, accounts, ended_mailboxes, key_records};
use crate::db::{B16, from_i64, to_i64};
use crate::error::{AppError, Outcome};
use api::account::{Account, PhoneRole};
use api::auth::Factor;
use api::{Code, MailboxId, UserId};
use crypto::opaque::KsfProfile;
use crypto::{Id, Kek};
use diesel::prelude::*;

/// What an account's blob is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlobKind {
    /// The master key, wrapped under the password.
    WrapPassword,
    /// The master key, wrapped under the recovery words.
    WrapRecovery,
    /// Decryption seeds.
    KeyringDec,
    /// Signing seeds and pins.
    KeyringSig,
}

impl BlobKind {
    pub(super) fn column(self) -> &'static str {
        match self {
            Self::WrapPassword => "wrap_password",
            Self::WrapRecovery => "wrap_recovery",
            Self::KeyringDec => "keyring_dec",
            Self::KeyringSig => "keyring_sig",
        }
    }
}

/// An account that is about to be.
#[derive(Debug)]
pub(crate) struct NewAccount {
    pub(crate) id: UserId,
    pub(crate) address: String,
    pub(crate) mailbox_id: MailboxId,
    pub(crate) language: String,
    pub(crate) opaque_record: Vec<u8>,
}

/// Where an account's blob lies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BlobRow {
    pub(crate) version: u64,
    pub(crate) blob_id: Id,
}

/// Whether an address has an account that is open.
pub(crate) fn is_open(connection: &mut SqliteConnection, address: &str) -> Outcome<bool> {
    let open: i64 = accounts::table
        .filter(accounts::address.eq(address).and(accounts::state.eq("active")))
        .count()
        .get_result(connection)?;
    Ok(open > 0)
}

/// Refuses an address whose account is open, and a mailbox id that is in use or was.
pub(crate) fn check_free(
    connection: &mut SqliteConnection,
    address: &str,
    mailbox_id: MailboxId,
) -> Outcome<()> {
    if is_open(connection, address)? {
        return Err(Code::AddressTaken.into());
    }
    let used: i64 = accounts::table
        .filter(accounts::mailbox_id.eq(B16::from(mailbox_id)))
        .filter(accounts::address.ne(address))
        .count()
        .get_result(connection)?;
    let ended: i64 = ended_mailboxes::table
        .find(B16::from(mailbox_id))
        .count()
        .get_result(connection)?;
    if used + ended > 0 {
        return Err(AppError::new(Code::KeyRecordRefused).detail("mailbox id"));
    }
    Ok(())
}

/// Removes an account that never finished enrolling, if one is in the way.
pub(crate) fn make_room(connection: &mut SqliteConnection, new: &NewAccount) -> Outcome<()> {
    check_free(connection, &new.address, new.mailbox_id)?;
    let unfinished: Option<(B16, B16)> = accounts::table
        .filter(accounts::address.eq(&new.address))
        .select((accounts::id, accounts::mailbox_id))
        .first(connection)
        .optional()?;
    match unfinished {
        Some((id, mailbox_id)) => delete_unfinished(connection, id, mailbox_id),
        None => Ok(()),
    }
}

/// Removes accounts that were begun before `before_ms` and never finished, at most `limit`. Says how many.
pub(crate) fn delete_abandoned(
    connection: &mut SqliteConnection,
    before_ms: u64,
    limit: i64,
) -> Outcome<usize> {
    let abandoned: Vec<(B16, B16)> = accounts::table
        .filter(
            accounts::state
                .eq("enrolling")
                .and(accounts::created_ms.lt(to_i64(before_ms))),
        )
        .limit(limit)
        .select((accounts::id, accounts::mailbox_id))
        .load(connection)?;
    for &(id, mailbox_id) in &abandoned {
        delete_unfinished(connection, id, mailbox_id)?;
    }
    Ok(abandoned.len())
}

/// An account that never finished has no sessions and no letters, only keys and perhaps a phone.
fn delete_unfinished(connection: &mut SqliteConnection, id: B16, mailbox_id: B16) -> Outcome<()> {
    let held: Vec<B16> = account_blobs::table
        .filter(account_blobs::account_id.eq(id))
        .select(account_blobs::blob_id)
        .load(connection)?;
    for blob_id in held {
        blobs::condemn(connection, &blob_id.0, None)?;
    }
    diesel::delete(account_blobs::table.filter(account_blobs::account_id.eq(id))).execute(connection)?;
    phones::delete_all(connection, id.into())?;
    diesel::delete(key_records::table.filter(key_records::mailbox_id.eq(mailbox_id))).execute(connection)?;
    diesel::delete(accounts::table.find(id)).execute(connection)?;
    Ok(())
}

/// Inserts an account that still has to enrol its second factor.
pub(crate) fn insert(
    connection: &mut SqliteConnection,
    new: &NewAccount,
    ksf: KsfProfile,
    opaque_setup_id: i64,
    now_ms: u64,
) -> Outcome<()> {
    diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(B16::from(new.id)),
            accounts::address.eq(&new.address),
            accounts::mailbox_id.eq(B16::from(new.mailbox_id)),
            accounts::state.eq("enrolling"),
            accounts::language.eq(&new.language),
            accounts::opaque_record.eq(&new.opaque_record),
            accounts::opaque_setup_id.eq(opaque_setup_id),
            accounts::ksf.eq(i64::from(ksf.number())),
            accounts::created_ms.eq(to_i64(now_ms)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Names the blob that holds a wrap or keyring.
pub(crate) fn insert_blob(
    connection: &mut SqliteConnection,
    user_id: UserId,
    kind: BlobKind,
    version: u64,
    blob_id: &Id,
) -> Outcome<()> {
    diesel::insert_into(account_blobs::table)
        .values((
            account_blobs::account_id.eq(B16::from(user_id)),
            account_blobs::kind.eq(kind.column()),
            account_blobs::version.eq(to_i64(version)),
            account_blobs::blob_id.eq(B16(*blob_id)),
        ))
        .execute(connection)?;
    Ok(())
}

/// The blob that holds a wrap or keyring now.
pub(crate) fn find_blob(
    connection: &mut SqliteConnection,
    user_id: UserId,
    kind: BlobKind,
) -> Outcome<BlobRow> {
    let (version, blob_id): (i64, B16) = account_blobs::table
        .find((B16::from(user_id), kind.column()))
        .select((account_blobs::version, account_blobs::blob_id))
        .first(connection)?;
    Ok(BlobRow {
        version: from_i64(version)?,
        blob_id: blob_id.0,
    })
}

/// Names another blob; the caller condemns the old one in the same transaction.
pub(crate) fn replace_blob(
    connection: &mut SqliteConnection,
    user_id: UserId,
    kind: BlobKind,
    version: u64,
    blob_id: &Id,
) -> Outcome<()> {
    diesel::update(account_blobs::table.find((B16::from(user_id), kind.column())))
        .set((
            account_blobs::version.eq(to_i64(version)),
            account_blobs::blob_id.eq(B16(*blob_id)),
        ))
        .execute(connection)?;
    Ok(())
}

/// What OPAQUE needs at sign-in.
#[derive(Debug)]
pub(crate) struct Credentials {
    pub(crate) user_id: UserId,
    pub(crate) opaque_record: Vec<u8>,
    pub(crate) ksf: i64,
    /// Version of the key wrapped under the password: counts the passwords that there were.
    pub(crate) password_version: u64,
}

/// The credentials of an address, whether or not the account has finished enrolling.
pub(crate) fn find_credentials(
    connection: &mut SqliteConnection,
    address: &str,
) -> Outcome<Option<Credentials>> {
    let row: Option<(B16, Vec<u8>, i64, i64)> = accounts::table
        .inner_join(
            account_blobs::table.on(account_blobs::account_id
                .eq(accounts::id)
                .and(account_blobs::kind.eq(BlobKind::WrapPassword.column()))),
        )
        .filter(accounts::address.eq(address))
        .select((
            accounts::id,
            accounts::opaque_record,
            accounts::ksf,
            account_blobs::version,
        ))
        .first(connection)
        .optional()?;
    row.map(|(id, opaque_record, ksf, version)| {
        Ok(Credentials {
            user_id: id.into(),
            opaque_record,
            ksf,
            password_version: from_i64(version)?,
        })
    })
    .transpose()
}

/// Puts another password's record in place of the one in use; the caller replaces the wrapped key in the same transaction.
pub(crate) fn set_credentials(
    connection: &mut SqliteConnection,
    user_id: UserId,
    opaque_record: &[u8],
    ksf: KsfProfile,
    opaque_setup_id: i64,
) -> Outcome<()> {
    diesel::update(accounts::table.find(B16::from(user_id)))
        .set((
            accounts::opaque_record.eq(opaque_record),
            accounts::opaque_setup_id.eq(opaque_setup_id),
            accounts::ksf.eq(i64::from(ksf.number())),
        ))
        .execute(connection)?;
    Ok(())
}

/// Refuses whoever proved a password that is not the account's any more.
pub(crate) fn check_password_version(
    connection: &mut SqliteConnection,
    user_id: UserId,
    version: u64,
) -> Outcome<()> {
    // None where the account has ended since.
    let current: Option<i64> = account_blobs::table
        .find((B16::from(user_id), BlobKind::WrapPassword.column()))
        .select(account_blobs::version)
        .first(connection)
        .optional()?;
    if current == Some(to_i64(version)) {
        Ok(())
    } else {
        Err(Code::SecondFactorEnded.into())
    }
}

/// The second factor's state.
#[derive(Debug)]
pub(crate) struct Totp {
    pub(crate) address: String,
    /// The sealed secret in use; none while the account is enrolling, and after a recovery without it.
    pub(crate) current: Option<Vec<u8>>,
    /// The sealed secret that waits for its first code.
    pub(crate) waiting: Option<Vec<u8>>,
}

/// The second factor of an account.
pub(crate) fn find_totp(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<Option<Totp>> {
    type Columns = (String, Option<Vec<u8>>, Option<Vec<u8>>);
    let row: Option<Columns> = accounts::table
        .find(B16::from(user_id))
        .select((accounts::address, accounts::totp_box, accounts::totp_pending_box))
        .first(connection)
        .optional()?;
    Ok(row.map(|(address, current, waiting)| Totp {
        address,
        current,
        waiting,
    }))
}

/// Lets a sealed secret wait for its first code, unless another waits already; returns the one that waits now.
pub(crate) fn keep_waiting_totp(
    connection: &mut SqliteConnection,
    user_id: UserId,
    sealed: &[u8],
) -> Outcome<Vec<u8>> {
    let account = accounts::table.find(B16::from(user_id));
    diesel::update(account.filter(accounts::totp_pending_box.is_null()))
        .set(accounts::totp_pending_box.eq(Some(sealed)))
        .execute(connection)?;
    let waiting: Option<Vec<u8>> = account.select(accounts::totp_pending_box).first(connection)?;
    waiting.ok_or_else(|| Code::SecondFactorConflict.into())
}

/// Lets a sealed secret wait for its first code, instead of any other.
pub(crate) fn set_waiting_totp(
    connection: &mut SqliteConnection,
    user_id: UserId,
    sealed: &[u8],
) -> Outcome<()> {
    diesel::update(accounts::table.find(B16::from(user_id)))
        .set(accounts::totp_pending_box.eq(Some(sealed)))
        .execute(connection)?;
    Ok(())
}

/// Spends a code's try, before the code is looked at. Where the account has had `max` of this kind within `window_ms`, says in
/// how many milliseconds it gets the next one.
pub(crate) fn spend_code_try(
    connection: &mut SqliteConnection,
    user_id: UserId,
    factor: Factor,
    max: i64,
    window_ms: u64,
    now_ms: u64,
) -> Outcome<Option<u64>> {
    let account = accounts::table.find(B16::from(user_id));
    let (tries, from_ms): (i64, i64) = match factor {
        // Six digits each, so they share their tries.
        Factor::Totp | Factor::Phone => account
            .select((accounts::code_tries, accounts::code_tries_from_ms))
            .first(connection)?,
        Factor::BackupCode => account
            .select((accounts::backup_tries, accounts::backup_tries_from_ms))
            .first(connection)?,
        Factor::Passkey => return Ok(None),
    };
    let ends_ms = from_i64(from_ms)?.saturating_add(window_ms);
    let (tries, from_ms) = if ends_ms <= now_ms {
        (0, to_i64(now_ms))
    } else {
        (tries, from_ms)
    };
    if tries >= max {
        return Ok(Some(ends_ms - now_ms));
    }
    match factor {
        Factor::Totp | Factor::Phone => diesel::update(account)
            .set((
                accounts::code_tries.eq(tries + 1),
                accounts::code_tries_from_ms.eq(from_ms),
            ))
            .execute(connection)?,
        Factor::BackupCode => diesel::update(account)
            .set((
                accounts::backup_tries.eq(tries + 1),
                accounts::backup_tries_from_ms.eq(from_ms),
            ))
            .execute(connection)?,
        Factor::Passkey => 0,
    };
    Ok(None)
}

/// Whether the owner is to be told of wrong codes now: `told_at` of either kind came within the window, without a right one of
/// their kind between, and nobody was told within it. Notes that they are.
pub(crate) fn take_untold_codes(
    connection: &mut SqliteConnection,
    user_id: UserId,
    told_at: i64,
    window_ms: u64,
    now_ms: u64,
) -> Outcome<bool> {
    let account = accounts::table.find(B16::from(user_id));
    let since_ms = to_i64(now_ms.saturating_sub(window_ms));
    let (codes, codes_from_ms, backup_codes, backup_from_ms, told_ms): (i64, i64, i64, i64, i64) = account
        .select((
            accounts::code_tries,
            accounts::code_tries_from_ms,
            accounts::backup_tries,
            accounts::backup_tries_from_ms,
            accounts::codes_told_ms,
        ))
        .first(connection)?;
    let within = |tries: i64, from_ms: i64| if from_ms > since_ms { tries } else { 0 };
    let wrong = within(codes, codes_from_ms) + within(backup_codes, backup_from_ms);
    let untold = wrong >= told_at && told_ms <= since_ms;
    if untold {
        diesel::update(account)
            .set(accounts::codes_told_ms.eq(to_i64(now_ms)))
            .execute(connection)?;
    }
    Ok(untold)
}

/// Gives the tries of six-digit codes of today back: one of them was right.
pub(crate) fn give_code_tries_back(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<()> {
    diesel::update(accounts::table.find(B16::from(user_id)))
        .set(accounts::code_tries.eq(0))
        .execute(connection)?;
    Ok(())
}

/// Gives all tries of today back.
pub(crate) fn forgive_code_tries(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<()> {
    diesel::update(accounts::table.find(B16::from(user_id)))
        .set((accounts::code_tries.eq(0), accounts::backup_tries.eq(0)))
        .execute(connection)?;
    Ok(())
}

/// Uses up a time step of the sealed secret in use. Of several requests with one code exactly one is told `true`; none is if
/// the secret is another one by now.
pub(crate) fn use_totp_step(
    connection: &mut SqliteConnection,
    user_id: UserId,
    proven: &[u8],
    step: u64,
) -> Outcome<bool> {
    let unused = accounts::table
        .find(B16::from(user_id))
        .filter(accounts::totp_box.eq(Some(proven)))
        .filter(accounts::totp_last_step.lt(to_i64(step)));
    let used = diesel::update(unused)
        .set((
            accounts::totp_last_step.eq(to_i64(step)),
            accounts::code_tries.eq(0),
        ))
        .execute(connection)?;
    Ok(used == 1)
}

/// Puts the waiting secret into use and opens the account. Of several requests exactly one is told `true`; none is if
/// the waiting secret is another one by now.
pub(crate) fn promote_totp(
    connection: &mut SqliteConnection,
    user_id: UserId,
    proven: &[u8],
    step: u64,
    now_ms: u64,
) -> Outcome<bool> {
    let waiting = accounts::table
        .find(B16::from(user_id))
        .filter(accounts::totp_pending_box.eq(Some(proven)));
    let promoted = diesel::update(waiting)
        .set((
            accounts::state.eq("active"),
            accounts::totp_box.eq(Some(proven)),
            accounts::totp_pending_box.eq(None::<Vec<u8>>),
            accounts::totp_last_step.eq(to_i64(step)),
            accounts::totp_enrolled_ms.eq(to_i64(now_ms)),
            accounts::code_tries.eq(0),
        ))
        .execute(connection)?;
    Ok(promoted == 1)
}

/// Takes an account its authenticator, and one that waits to be enrolled: the next sign-in enrols another.
pub(crate) fn remove_totp(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<()> {
    diesel::update(accounts::table.find(B16::from(user_id)))
        .set((
            accounts::totp_box.eq(None::<Vec<u8>>),
            accounts::totp_pending_box.eq(None::<Vec<u8>>),
        ))
        .execute(connection)?;
    Ok(())
}

/// The account's own page.
pub(crate) fn find_profile(
    connection: &mut SqliteConnection,
    key: &Kek,
    user_id: UserId,
) -> Outcome<Account> {
    let (mailbox_id, address, language, created_ms, enrolled_ms): (B16, String, String, i64, i64) =
        accounts::table
            .find(B16::from(user_id))
            .select((
                accounts::mailbox_id,
                accounts::address,
                accounts::language,
                accounts::created_ms,
                accounts::totp_enrolled_ms,
            ))
            .first(connection)?;
    Ok(Account {
        user_id,
        mailbox_id: mailbox_id.into(),
        address,
        language,
        created_ms: from_i64(created_ms)?,
        totp_enrolled_ms: from_i64(enrolled_ms)?,
        backup_codes_left: backup_codes::count(connection, user_id)?,
        passkeys: passkey_rows::count(connection, user_id)?,
        opening_passkeys: passkey_wraps::count(connection, user_id)?,
        phone: phones::find_masked(connection, key, user_id, PhoneRole::Main)?,
        reserve_phone: phones::find_masked(connection, key, user_id, PhoneRole::Reserve)?,
        recovery: words::find_state(connection, user_id)?,
        ends_ms: ends::find_ms(connection, user_id)?,
    })
}

/// Changes the language.
pub(crate) fn set_language(
    connection: &mut SqliteConnection,
    user_id: UserId,
    language: &str,
) -> Outcome<()> {
    diesel::update(accounts::table.find(B16::from(user_id)))
        .set(accounts::language.eq(language))
        .execute(connection)?;
    Ok(())
}
