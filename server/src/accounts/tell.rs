//! Telling a person what happened to their account, in the transaction in which it happens.

use crate::db::B16;
use crate::db::schema::accounts;
use crate::error::Outcome;
use crate::notices::Notice;
use crate::outbox::{Channel, Outbox, Outgoing};
use api::UserId;
use diesel::prelude::*;

/// Leaves a mail to an account's address, in its language.
pub(crate) fn by_mail(
    connection: &mut SqliteConnection,
    outbox: &Outbox,
    user_id: UserId,
    notice: Notice,
    now_ms: u64,
) -> Outcome<()> {
    let (to, language): (String, String) = accounts::table
        .find(B16::from(user_id))
        .select((accounts::address, accounts::language))
        .first(connection)?;
    let outgoing = Outgoing { to, language, notice };
    outbox.put(connection, Channel::Mail, &outgoing, Some(user_id), None, now_ms)
}

/// Leaves a code to a number, in an account's language.
pub(super) fn by_sms(
    connection: &mut SqliteConnection,
    outbox: &Outbox,
    user_id: UserId,
    to: String,
    notice: Notice,
    ends_ms: u64,
    now_ms: u64,
) -> Outcome<()> {
    let language: String = accounts::table
        .find(B16::from(user_id))
        .select(accounts::language)
        .first(connection)?;
    let outgoing = Outgoing { to, language, notice };
    outbox.put(
        connection,
        Channel::Sms,
        &outgoing,
        Some(user_id),
        Some(ends_ms),
        now_ms,
    )
}
