//! Changing the password: a new OPAQUE record and the master key wrapped under it take the old ones' places in one
//! transaction. It ends every other session of the account; a sign-in that was begun with the old password leads nowhere.

use super::rows;
use crate::accounts::keyrings::{self, Replacement};
use crate::accounts::register::{KSF, OPAQUE_SETUP_ID};
use crate::accounts::rows::{self as account_rows, BlobKind};
use crate::app::App;
use crate::audit;
use crate::auth::SteppedUp;
use crate::body::Json;
use crate::error::{AppError, Outcome};
use crate::rng;
use actix_web::HttpResponse;
use actix_web::web::{self, Data};
use api::Code;
use api::account::{PasswordFinish, PasswordStart, PasswordStarted, Wrap};
use crypto::opaque;
use crypto::receipt::AuditType;

/// The master key, wrapped under the password that was just given again.
#[utoipa::path(get, path = "/account/wrap", tag = "account",
    responses((status = 200, body = Wrap), crate::routes::Refusals))]
pub(crate) async fn wrap(app: Data<App>, SteppedUp(caller): SteppedUp) -> Outcome<web::Json<Wrap>> {
    let wrap = keyrings::load_one(&app, caller.user_id, BlobKind::WrapPassword).await?;
    Ok(web::Json(Wrap {
        password: wrap.sealed,
    }))
}

/// First half. The old password stays in use.
#[utoipa::path(post, path = "/account/password/start", tag = "account", request_body = PasswordStart,
    responses((status = 200, body = PasswordStarted), crate::routes::Refusals))]
pub(crate) async fn start(
    app: Data<App>,
    SteppedUp(caller): SteppedUp,
    Json(ask): Json<PasswordStart>,
) -> Outcome<web::Json<PasswordStarted>> {
    let opaque_response = app
        .keys
        .opaque
        .register(&ask.opaque_request, &caller.user_id.0)
        .map_err(|_| AppError::new(Code::InvalidRequest).detail("opaque_request"))?;
    let (change, _) = app
        .sign_ins
        .password_changes
        .insert(caller.session_id, app.now_ms());
    Ok(web::Json(PasswordStarted {
        change: change.into(),
        ksf: KSF.number(),
        opaque_response: opaque_response.into(),
    }))
}

/// Second half: from this answer on only the new password opens the account, and only this session is left.
#[utoipa::path(post, path = "/account/password/finish", tag = "account", request_body = PasswordFinish,
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn finish(
    app: Data<App>,
    SteppedUp(caller): SteppedUp,
    Json(ask): Json<PasswordFinish>,
) -> Outcome<HttpResponse> {
    let (now_ms, user_id, session_id) = (app.now_ms(), caller.user_id, caller.session_id);
    let begun = app.sign_ins.password_changes.take(&ask.change, now_ms);
    if begun != Some(session_id) {
        return Err(AppError::new(Code::InvalidRequest).detail("change"));
    }
    let opaque_record = opaque::check_upload(&ask.opaque_upload)
        .map_err(|_| AppError::new(Code::InvalidRequest).detail("opaque_upload"))?;
    keyrings::check_size(&ask.wrap_password)?;
    let inner = app.clone();
    let ended = app.vault(move |vault| {
        let mut deposit = vault.deposit();
        let place = deposit.put(&rng::make_bytes(), &ask.wrap_password)?;
        inner.commit(deposit, move |connection| {
            // Another change of the password may have ended this session meanwhile.
            rows::find(connection, session_id)?.ok_or(Code::SignedOut)?;
            let before = account_rows::find_blob(connection, user_id, BlobKind::WrapPassword)?;
            let wrap = Replacement {
                kind: BlobKind::WrapPassword,
                place,
                version: before.version + 1,
                len: ask.wrap_password.len(),
            };
            keyrings::replace(connection, user_id, &wrap, now_ms)?;
            account_rows::set_credentials(connection, user_id, &opaque_record, KSF, OPAQUE_SETUP_ID)?;
            audit::append(
                connection,
                AuditType::KeyChange,
                user_id,
                b"password changed",
                now_ms,
            )?;
            rows::end_others(connection, user_id, session_id)
        })
    });
    for id in ended.await? {
        app.events.end_session(id);
    }
    app.eraser.notify_one();
    Ok(HttpResponse::NoContent().finish())
}
