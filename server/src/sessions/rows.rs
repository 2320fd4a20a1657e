//! Rows of sessions. Tokens are stored as hashes alone: a copy of the table opens nothing.

use crate::blobs;
use crate::db::schema::{accounts, sessions};
use crate::db::{B16, B32, from_i64, to_i64};
use crate::error::Outcome;
use api::session::{OpenSession, SessionInfo};
use api::{Code, MailboxId, SessionId, UserId};
use crypto::Hash;
use crypto::receipt::Assurance;
use diesel::prelude::*;

/// A session that is about to be.
#[derive(Debug)]
pub(crate) struct NewSession {
    pub(crate) session_id: SessionId,
    pub(crate) token_sha256: Hash,
    pub(crate) user_id: UserId,
    pub(crate) expires_ms: u64,
    pub(crate) slot: Option<u64>,
    pub(crate) device: String,
    pub(crate) net: String,
    /// By a passkey alone, without the password.
    pub(crate) by_passkey: bool,
}

/// A session and whose it is.
#[derive(Debug, Clone)]
pub(crate) struct SessionRow {
    pub(crate) session_id: SessionId,
    pub(crate) user_id: UserId,
    pub(crate) mailbox_id: MailboxId,
    pub(crate) address: String,
    pub(crate) seen_ms: u64,
    pub(crate) expires_ms: u64,
    pub(crate) step_up_ms: u64,
    pub(crate) slot: Option<u64>,
    pub(crate) by_passkey: bool,
}

impl SessionRow {
    /// How its person has shown who they are.
    pub(crate) fn assurance(&self) -> Assurance {
        if self.by_passkey {
            Assurance::Passkey
        } else {
            Assurance::Code
        }
    }

    /// Neither its idle time nor its whole time is over.
    pub(crate) fn is_open(&self, now_ms: u64, idle_ms_max: u64) -> bool {
        now_ms < self.expires_ms && now_ms < self.seen_ms + idle_ms_max
    }

    /// The session as the client sees it.
    pub(crate) fn info(&self, now_ms: u64, idle_ms_max: u64) -> SessionInfo {
        SessionInfo {
            session_id: self.session_id,
            user_id: self.user_id,
            mailbox_id: self.mailbox_id,
            address: self.address.clone(),
            expires_ms: self.expires_ms,
            idle_ends_ms: self.seen_ms + idle_ms_max,
            step_up_until_ms: self.step_up_ms + crate::auth::STEP_UP_MS,
            server_ms: now_ms,
        }
    }
}

/// Inserts a session of an account that has both factors. Signing in with both counts as confirming; a passkey alone changes
/// nothing that opens the account.
pub(crate) fn insert(connection: &mut SqliteConnection, new: &NewSession, now_ms: u64) -> Outcome<()> {
    let step_up_ms = if new.by_passkey { 0 } else { now_ms };
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(B16::from(new.session_id)),
            sessions::token_sha256.eq(B32(new.token_sha256)),
            sessions::account_id.eq(B16::from(new.user_id)),
            sessions::created_ms.eq(to_i64(now_ms)),
            sessions::seen_ms.eq(to_i64(now_ms)),
            sessions::expires_ms.eq(to_i64(new.expires_ms)),
            sessions::step_up_ms.eq(to_i64(step_up_ms)),
            sessions::slot.eq(new.slot.map(to_i64)),
            sessions::device.eq(&new.device),
            sessions::net.eq(&new.net),
            sessions::by_passkey.eq(i64::from(new.by_passkey)),
        ))
        .execute(connection)?;
    Ok(())
}

type Columns = (B16, B16, B16, String, i64, i64, i64, Option<i64>, i64);

/// Sessions of open accounts, one spelling for both ways to find one.
macro_rules! session_rows {
    () => {
        sessions::table
            .inner_join(accounts::table.on(accounts::id.eq(sessions::account_id)))
            .filter(accounts::state.eq("active"))
            .select((
                sessions::id,
                accounts::id,
                accounts::mailbox_id,
                accounts::address,
                sessions::seen_ms,
                sessions::expires_ms,
                sessions::step_up_ms,
                sessions::slot,
                sessions::by_passkey,
            ))
    };
}

/// The session of a token. Times are the caller's to judge.
pub(crate) fn find_by_token(
    connection: &mut SqliteConnection,
    token_sha256: Hash,
) -> Outcome<Option<SessionRow>> {
    let of_token = session_rows!().filter(sessions::token_sha256.eq(B32(token_sha256)));
    of_token.first(connection).optional()?.map(parse).transpose()
}

/// A session by its id. Times are the caller's to judge.
pub(crate) fn find(connection: &mut SqliteConnection, id: SessionId) -> Outcome<Option<SessionRow>> {
    let of_id = session_rows!().filter(sessions::id.eq(B16::from(id)));
    of_id.first(connection).optional()?.map(parse).transpose()
}

fn parse(row: Columns) -> Outcome<SessionRow> {
    let (id, user_id, mailbox_id, address, seen_ms, expires_ms, step_up_ms, slot, by_passkey) = row;
    Ok(SessionRow {
        session_id: id.into(),
        user_id: user_id.into(),
        mailbox_id: mailbox_id.into(),
        address,
        seen_ms: from_i64(seen_ms)?,
        expires_ms: from_i64(expires_ms)?,
        step_up_ms: from_i64(step_up_ms)?,
        slot: slot.map(from_i64).transpose()?,
        by_passkey: by_passkey != 0,
    })
}

/// The sessions of an account that are open: `first` before all others, then those used last. At most `limit`.
pub(crate) fn find_open(
    connection: &mut SqliteConnection,
    user_id: UserId,
    first: SessionId,
    now_ms: u64,
    idle_ms_max: u64,
    limit: i64,
) -> Outcome<Vec<OpenSession>> {
    let idle_since = to_i64(now_ms.saturating_sub(idle_ms_max));
    let rows: Vec<(B16, String, String, i64, i64)> = sessions::table
        .filter(sessions::account_id.eq(B16::from(user_id)))
        .filter(sessions::expires_ms.gt(to_i64(now_ms)))
        .filter(sessions::seen_ms.gt(idle_since))
        .order((sessions::id.eq(B16::from(first)).desc(), sessions::seen_ms.desc()))
        .limit(limit)
        .select((
            sessions::id,
            sessions::device,
            sessions::net,
            sessions::created_ms,
            sessions::seen_ms,
        ))
        .load(connection)?;
    let open = |(id, device, net, created_ms, seen_ms): (B16, String, String, i64, i64)| {
        Ok(OpenSession {
            session_id: id.into(),
            device,
            net,
            created_ms: from_i64(created_ms)?,
            seen_ms: from_i64(seen_ms)?,
        })
    };
    rows.into_iter().map(open).collect()
}

/// Notes activity. Never moves backwards.
pub(crate) fn mark_seen(connection: &mut SqliteConnection, id: SessionId, now_ms: u64) -> Outcome<()> {
    diesel::update(
        sessions::table
            .find(B16::from(id))
            .filter(sessions::seen_ms.lt(to_i64(now_ms))),
    )
    .set(sessions::seen_ms.eq(to_i64(now_ms)))
    .execute(connection)?;
    Ok(())
}

/// Notes that both factors were given again.
pub(crate) fn mark_stepped_up(connection: &mut SqliteConnection, id: SessionId, now_ms: u64) -> Outcome<()> {
    diesel::update(sessions::table.find(B16::from(id)))
        .set((
            sessions::step_up_ms.eq(to_i64(now_ms)),
            sessions::seen_ms.eq(to_i64(now_ms)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Uses a confirmation up. Of several requests exactly one is told `true`.
pub(crate) fn spend_step_up(
    connection: &mut SqliteConnection,
    id: SessionId,
    step_up_ms: u64,
) -> Outcome<bool> {
    let unspent = sessions::table
        .find(B16::from(id))
        .filter(sessions::step_up_ms.eq(to_i64(step_up_ms)));
    let spent = diesel::update(unspent)
        .set(sessions::step_up_ms.eq(0))
        .execute(connection)?;
    Ok(spent == 1)
}

/// Ends one session; its unlock key is condemned in the same transaction.
pub(crate) fn end(connection: &mut SqliteConnection, id: SessionId) -> Outcome<()> {
    let slot: Option<Option<i64>> = diesel::delete(sessions::table.find(B16::from(id)))
        .returning(sessions::slot)
        .get_result(connection)
        .optional()?;
    match slot.flatten() {
        Some(slot) => blobs::condemn_slot(connection, from_i64(slot)?),
        None => Ok(()),
    }
}

/// Ends one session of an account. Another account's is refused like one that does not exist.
pub(crate) fn end_of_account(
    connection: &mut SqliteConnection,
    user_id: UserId,
    id: SessionId,
) -> Outcome<()> {
    let own: i64 = sessions::table
        .find(B16::from(id))
        .filter(sessions::account_id.eq(B16::from(user_id)))
        .count()
        .get_result(connection)?;
    if own == 0 {
        return Err(Code::NotFound.into());
    }
    end(connection, id)
}

/// Ends all sessions of an account but one. There are few: each took a code, and there is one in thirty seconds.
pub(crate) fn end_others(
    connection: &mut SqliteConnection,
    user_id: UserId,
    kept: SessionId,
) -> Outcome<Vec<SessionId>> {
    let others = sessions::table
        .filter(sessions::account_id.eq(B16::from(user_id)))
        .filter(sessions::id.ne(B16::from(kept)));
    let ids: Vec<B16> = others.select(sessions::id).load(connection)?;
    end_all(connection, ids)
}

/// Ends all sessions of an account.
pub(crate) fn end_all_of(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<Vec<SessionId>> {
    let own = sessions::table.filter(sessions::account_id.eq(B16::from(user_id)));
    let ids: Vec<B16> = own.select(sessions::id).load(connection)?;
    end_all(connection, ids)
}

/// Ends the sessions whose time is over.
pub(crate) fn end_expired(
    connection: &mut SqliteConnection,
    now_ms: u64,
    idle_ms_max: u64,
) -> Outcome<Vec<SessionId>> {
    let idle_since = to_i64(now_ms.saturating_sub(idle_ms_max));
    let over = sessions::expires_ms
        .le(to_i64(now_ms))
        .or(sessions::seen_ms.le(idle_since));
    let ids: Vec<B16> = sessions::table
        .filter(over)
        .select(sessions::id)
        .load(connection)?;
    end_all(connection, ids)
}

fn end_all(connection: &mut SqliteConnection, ids: Vec<B16>) -> Outcome<Vec<SessionId>> {
    let ids: Vec<SessionId> = ids.into_iter().map(SessionId::from).collect();
    for id in &ids {
        end(connection, *id)?;
    }
    Ok(ids)
}
