//! The end of a recovery: the new password takes the old one's place, and whatever opened the account before opens it no more,
//! the words that were used included.

use super::By;
use crate::accounts::keyrings::{self, Replacement};
use crate::accounts::register::{KSF, OPAQUE_SETUP_ID};
use crate::accounts::rows::{self as account_rows, BlobKind};
use crate::accounts::words::{self, NewWords};
use crate::accounts::{backup_codes, ends, passkey_rows, passkey_wraps, phones, recovery_requests, tell};
use crate::app::App;
use crate::audit::{self, Access};
use crate::body::Json;
use crate::error::{AppError, Outcome};
use crate::limits::codes;
use crate::notices::Notice;
use crate::rng;
use crate::sessions::end_elsewhere::to_the_end;
use crate::sessions::{end, rows};
use actix_web::HttpResponse;
use actix_web::web::Data;
use api::Code;
use api::recovery::RecoveryFinish;
use crypto::opaque;

/// Puts the new password into use. No passkey opens the mailbox by itself any more. After a waiting period the authenticator,
/// the backup codes, the passkeys and the phones go too: the next sign-in shows a phone and enrols another one before anything
/// opens, and letters keep coming in meanwhile.
#[utoipa::path(post, path = "/auth/recovery/finish", tag = "sign-in", request_body = RecoveryFinish,
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn post(app: Data<App>, Json(ask): Json<RecoveryFinish>) -> Outcome<HttpResponse> {
    let now_ms = app.now_ms();
    let begun = app.sign_ins.recovery_finishes.take(&ask.change, now_ms);
    let begun = begun.ok_or(Code::RecoveryEnded)?;
    let opaque_record = opaque::check_upload(&ask.opaque_upload)
        .map_err(|_| AppError::new(Code::InvalidRequest).detail("opaque_upload"))?;
    keyrings::check_size(&ask.wrap_password)?;
    let new_words = ask.recovery.map(NewWords::parse).transpose()?;
    to_the_end(async move {
        let inner = app.clone();
        let ending = app.vault(move |vault| {
            let mut deposit = vault.deposit();
            let place = deposit.put(&rng::make_bytes(), &ask.wrap_password)?;
            let new_words = match new_words {
                Some(new) => Some((deposit.put(&rng::make_bytes(), &new.wrap)?, new)),
                None => None,
            };
            let app = inner.clone();
            inner.commit(deposit, move |connection| {
                let user_id = begun.user_id;
                account_rows::check_password_version(connection, user_id, begun.password_version)
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
                let wrap = Replacement {
                    kind: BlobKind::WrapPassword,
                    place,
                    version: begun.password_version + 1,
                    len: ask.wrap_password.len(),
                };
                keyrings::replace(connection, user_id, &wrap, now_ms)?;
                account_rows::set_credentials(connection, user_id, &opaque_record, KSF, OPAQUE_SETUP_ID)?;
                match &new_words {
                    Some((place, new)) => words::set(connection, user_id, new, *place, now_ms)?,
                    None => words::remove(connection, user_id)?,
                }
                // Somebody else may have asked for it; who asks again has the new password.
                ends::stop(connection, &app.outbox, user_id, now_ms)?;
                tell::by_mail(connection, &app.outbox, user_id, Notice::RecoveryUsed, now_ms)?;
                audit::append_access(connection, Access::Recovered, Some(user_id), now_ms)?;
                // Whoever had the old password used these up, and is out.
                codes::forgive(connection, user_id)?;
                account_rows::forgive_code_tries(connection, user_id)?;
                app.sign_ins.forget(user_id);
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
