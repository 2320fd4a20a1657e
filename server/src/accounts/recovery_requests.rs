//! Waiting periods of people who have the recovery words alone: one for each account. It gives the owner time to stop
//! somebody who has found the words, from any session or from the notice.

use super::words;
use crate::db::schema::recovery_requests;
use crate::db::{B16, B32, from_i64, to_i64};
use crate::error::{AppError, Outcome};
use crate::rng;
use api::recovery::RecoveryWait;
use api::{Code, UserId};
use crypto::sha256;
use diesel::prelude::*;

/// What stops a waiting period, in the hands of whoever reads the notice. Only its hash is stored.
pub(crate) type StopToken = [u8; 32];

/// Begins a waiting period. Where one is under way, it goes on as it was, and there is no new token. The token belongs into the
/// notice, which is queued in the same transaction, and nowhere else.
pub(crate) fn begin(
    connection: &mut SqliteConnection,
    user_id: UserId,
    wait_ms: u64,
    now_ms: u64,
) -> Outcome<(RecoveryWait, Option<StopToken>)> {
    if let Some(wait) = find(connection, user_id)? {
        return Ok((wait, None));
    }
    let token: StopToken = rng::make_bytes();
    let wait = RecoveryWait {
        begun_ms: now_ms,
        ends_ms: now_ms + wait_ms,
    };
    diesel::insert_into(recovery_requests::table)
        .values((
            recovery_requests::account_id.eq(B16::from(user_id)),
            recovery_requests::begun_ms.eq(to_i64(wait.begun_ms)),
            recovery_requests::ends_ms.eq(to_i64(wait.ends_ms)),
            recovery_requests::stop_sha256.eq(B32(sha256(&token))),
        ))
        .execute(connection)?;
    Ok((wait, Some(token)))
}

/// The waiting period of an account, over or not.
pub(crate) fn find(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<Option<RecoveryWait>> {
    let row: Option<(i64, i64)> = recovery_requests::table
        .find(B16::from(user_id))
        .select((recovery_requests::begun_ms, recovery_requests::ends_ms))
        .first(connection)
        .optional()?;
    row.map(|(begun_ms, ends_ms)| {
        Ok(RecoveryWait {
            begun_ms: from_i64(begun_ms)?,
            ends_ms: from_i64(ends_ms)?,
        })
    })
    .transpose()
}

/// Refuses as long as the waiting period is not over, and where there is none.
pub(crate) fn check_due(connection: &mut SqliteConnection, user_id: UserId, now_ms: u64) -> Outcome<()> {
    match find(connection, user_id)? {
        Some(wait) if wait.ends_ms <= now_ms => Ok(()),
        Some(wait) => {
            let left_s = (wait.ends_ms - now_ms).div_ceil(1000);
            Err(AppError::new(Code::RecoveryNotDue).retry_after_s(left_s))
        }
        None => Err(Code::RecoveryNotDue.into()),
    }
}

/// Stops the waiting period of an account, whose words are then in doubt. Says whether there was one.
pub(crate) fn stop(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<bool> {
    let stopped = delete(connection, user_id)?;
    if stopped {
        words::doubt(connection, user_id)?;
    }
    Ok(stopped)
}

/// Stops the waiting period whose notice the token is from; says whose it was, if there was one.
pub(crate) fn stop_by_token(connection: &mut SqliteConnection, token: &[u8]) -> Outcome<Option<UserId>> {
    let owner: Option<B16> = recovery_requests::table
        .filter(recovery_requests::stop_sha256.eq(B32(sha256(token))))
        .select(recovery_requests::account_id)
        .first(connection)
        .optional()?;
    let Some(owner) = owner.map(UserId::from) else {
        return Ok(None);
    };
    stop(connection, owner)?;
    Ok(Some(owner))
}

/// Ends the waiting period of an account without a word. Says whether there was one.
pub(crate) fn delete(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<bool> {
    let deleted = diesel::delete(recovery_requests::table.find(B16::from(user_id))).execute(connection)?;
    Ok(deleted == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{insert_account, open_app};
    use api::MailboxId;

    const ANNA: UserId = UserId([1; 16]);
    const NOW_MS: u64 = 1_700_000_000_000;
    const HOUR_MS: u64 = 3_600_000;

    #[actix_web::test]
    async fn a_repeat_neither_restarts_the_time_nor_makes_another_token() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let tested = app.db.write(|connection| {
            insert_account(connection, ANNA, MailboxId([2; 16]));
            let (first, token) = begin(connection, ANNA, HOUR_MS, NOW_MS)?;
            assert!(token.is_some());
            let (second, other) = begin(connection, ANNA, HOUR_MS, NOW_MS + 1)?;
            assert_eq!((second, other), (first, None));
            assert!(check_due(connection, ANNA, NOW_MS + HOUR_MS - 1).is_err());
            assert!(check_due(connection, ANNA, NOW_MS + HOUR_MS).is_ok());
            Ok(())
        });
        tested.await.unwrap();
    }

    #[actix_web::test]
    async fn the_token_of_the_notice_stops_it_once_and_puts_the_words_in_doubt() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let tested = app.db.write(|connection| {
            insert_account(connection, ANNA, MailboxId([2; 16]));
            let (_, token) = begin(connection, ANNA, HOUR_MS, NOW_MS)?;
            let token = token.unwrap();
            assert_eq!(stop_by_token(connection, &[7; 32])?, None);
            assert!(!words::find_state(connection, ANNA)?.words_doubted);
            assert_eq!(stop_by_token(connection, &token)?, Some(ANNA));
            assert!(words::find_state(connection, ANNA)?.words_doubted);
            assert_eq!(stop_by_token(connection, &token)?, None);
            assert!(!stop(connection, ANNA)?);
            Ok(())
        });
        tested.await.unwrap();
    }
}
