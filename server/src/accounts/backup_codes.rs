//! Backup codes: ten at a time, shown once, each good once in place of the authenticator's code. Stored as keyed hashes: a
//! copy of the database gives none away, and has nothing to try codes against.

use super::{rows, tell};
use crate::app::App;
use crate::audit::{self, Access};
use crate::auth::SteppedUp;
use crate::db::schema::backup_codes;
use crate::db::{B16, B32};
use crate::error::Outcome;
use crate::notices::Notice;
use crate::rng;
use actix_web::web::{self, Data};
use api::UserId;
use api::account::BackupCodes;
use api::limits::BACKUP_CODES;
use crypto::hazmat::kdf::hmac_sha256;
use crypto::{Hash, second_factor};
use diesel::prelude::*;

/// Makes new codes in place of all from before.
#[utoipa::path(post, path = "/account/backup-codes", tag = "account",
    responses((status = 200, body = BackupCodes), crate::routes::Refusals))]
pub(crate) async fn post(app: Data<App>, caller: SteppedUp) -> Outcome<web::Json<BackupCodes>> {
    let (user_id, now_ms) = (caller.0.user_id, app.now_ms());
    let codes: Vec<String> = (0..BACKUP_CODES)
        .map(|_| (*second_factor::make_backup_code(&mut rng::system())).clone())
        .collect();
    let hashes: Vec<Hash> = codes.iter().map(|code| hash(&app, user_id, code)).collect();
    let outbox = app.outbox.clone();
    app.db
        .write(move |connection| {
            caller.spend(connection)?;
            replace(connection, user_id, &hashes)?;
            tell::by_mail(connection, &outbox, user_id, Notice::BackupCodesMade, now_ms)?;
            audit::append_access(connection, Access::BackupCodesMade, Some(user_id), now_ms)
        })
        .await?;
    Ok(web::Json(BackupCodes { codes }))
}

/// What is stored of a code. No address has a zero byte, so this is none of the hashes of looked-up addresses, which are made
/// with the same key.
pub(crate) fn hash(app: &App, user_id: UserId, code: &str) -> Hash {
    hmac_sha256(
        app.keys.lookup.expose(),
        &[b"backup-code\0", &user_id.0, code.as_bytes()],
    )
}

fn replace(connection: &mut SqliteConnection, user_id: UserId, hashes: &[Hash]) -> Outcome<()> {
    remove(connection, user_id)?;
    for hash in hashes {
        diesel::insert_into(backup_codes::table)
            .values((
                backup_codes::account_id.eq(B16::from(user_id)),
                backup_codes::code_hmac.eq(B32(*hash)),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// Removes all codes of an account.
pub(crate) fn remove(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<()> {
    let of_account = backup_codes::account_id.eq(B16::from(user_id));
    diesel::delete(backup_codes::table.filter(of_account)).execute(connection)?;
    Ok(())
}

/// Uses a code up. Of several requests with one code exactly one is told `true`. Whoever has one may try the authenticator's
/// codes again.
pub(crate) fn spend(connection: &mut SqliteConnection, user_id: UserId, hash: Hash) -> Outcome<bool> {
    let spent =
        diesel::delete(backup_codes::table.find((B16::from(user_id), B32(hash)))).execute(connection)?;
    if spent == 1 {
        rows::forgive_code_tries(connection, user_id)?;
    }
    Ok(spent == 1)
}

/// How many are left.
pub(crate) fn count(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<u32> {
    let left: i64 = backup_codes::table
        .filter(backup_codes::account_id.eq(B16::from(user_id)))
        .count()
        .get_result(connection)?;
    Ok(u32::try_from(left).unwrap_or(u32::MAX))
}
