//! The end of a recovery: the new password takes the old one's place, and whatever opened the account before opens it no more,
//! the words that were used included.

use super::By;
use crate::accounts::rows as account_rows;
use crate::accounts::words::{self, NewWords};
use crate::accounts::{backup_codes, ends, passkey_rows, passkey_wraps, phones, recovery_requests, tell};
use crate::app::App;
use crate::audit::{self, Access};
use crate::body::Json;
use crate::error::Outcome;
use crate::notices::Notice;
use crate::sessions::end_elsewhere::to_the_end;
use crate::sessions::new_password::NewPassword;
use crate::sessions::{end, rows};
use actix_web::HttpResponse;
use actix_web::web::Data;
use api::Code;
use api::recovery::RecoveryFinish;

/// Puts the new password into use. No passkey opens the mailbox by itself any more. After a waiting period the authenticator,
/// the backup codes, the passkeys and the phones go too: the next sign-in shows a phone and enrols another one before anything
/// opens, and letters keep coming in meanwhile.
#[utoipa::path(post, path = "/auth/recovery/finish", tag = "sign-in", request_body = RecoveryFinish,
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn post(app: Data<App>, Json(ask): Json<RecoveryFinish>) -> Outcome<HttpResponse> {
    let now_ms = app.now_ms();
    let begun = app.sign_ins.recovery_finishes.take(&ask.change, now_ms);
    let begun = begun.ok_or(Code::RecoveryEnded)?;
    let new_password = NewPassword::parse(&ask.opaque_upload, ask.wrap_password)?;
    let new_words = ask.recovery.map(NewWords::parse).transpose()?;
    to_the_end(async move {
        let inner = app.clone();
        let ending = app.vault(move |vault| {
            let mut deposit = vault.deposit();
            let place = new_password.put(&mut deposit)?;
            let new_words = match new_words {
                Some(new) => Some((new.put(&mut deposit)?, new)),
                None => None,
            };
            let app = inner.clone();
            inner.commit(deposit, move |connection| {
                let (user_id, version) = (begun.user_id, begun.password_version);
                account_rows::check_password_version(connection, user_id, version)
                    .map_err(|_| Code::RecoveryEnded)?;
                words::check(connection, user_id, &begun.words)?;
                passkey_wraps::condemn_all(connection, user_id, None)?;
                if begun.by == By::Waiting {
                    recovery_requests::check_due(connection, user_id, now_ms)?;
                    account_rows::remove_totp(connection, user_id)?;
                    backup_codes::remove(connection, user_id)?;
                    passkey_rows::delete_all(connection, user_id)?;
                    phones::delete_all(connection, user_id)?;
                }
                new_password.set(connection, &app, user_id, place, version, now_ms)?;
                match &new_words {
                    Some((place, new)) => words::set(connection, user_id, new, *place, now_ms)?,
                    None => words::remove(connection, user_id)?,
                }
                // Somebody else may have asked for it; who asks again has the new password.
                ends::stop(connection, &app.outbox, user_id, now_ms)?;
                tell::by_mail(connection, &app.outbox, user_id, Notice::RecoveryUsed, now_ms)?;
                audit::append_access(connection, Access::Recovered, Some(user_id), now_ms)?;
                rows::end_all_of(connection, user_id)
            })
        });
        end::conclude(&app, &ending.await?);
        // The old wraps are erased even where no session was.
        app.eraser.notify_one();
        Ok(())
    })
    .await
}
