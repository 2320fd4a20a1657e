//! Changing the password: a new OPAQUE record and the master key wrapped under it take the old ones' places in one
//! transaction. It ends every other session of the account; a sign-in that was begun with the old password leads nowhere.

use super::end_elsewhere::to_the_end;
use super::new_password::NewPassword;
use super::{end, rows, second_factor};
use crate::accounts::register::KSF;
use crate::accounts::rows::BlobKind;
use crate::accounts::{keyrings, tell};
use crate::app::App;
use crate::audit::{self, Access};
use crate::auth::Caller;
use crate::body::Json;
use crate::error::{AppError, Outcome};
use crate::notices::Notice;
use actix_web::HttpResponse;
use actix_web::web::{self, Data};
use api::account::{PasswordFinish, PasswordStart, PasswordStarted};
use api::{Code, SessionId};

/// A change between its two halves.
pub(crate) struct PendingChange {
    pub(super) session_id: SessionId,
    pub(super) password_version: u64,
}

/// First half, with the password in use and a code of its own. The old password stays in use.
#[utoipa::path(post, path = "/account/password/start", tag = "account", request_body = PasswordStart,
    responses((status = 200, body = PasswordStarted), crate::routes::Refusals))]
pub(crate) async fn start(
    app: Data<App>,
    caller: Caller,
    Json(ask): Json<PasswordStart>,
) -> Outcome<web::Json<PasswordStarted>> {
    let proven = second_factor::prove(&app, &app.sign_ins.pre_auths, &ask.proof).await?;
    app.sign_ins.pre_auths.take(&ask.proof.pre_auth, app.now_ms());
    if proven.user_id != caller.user_id {
        return Err(Code::StepUpRequired.into());
    }
    let opaque_response = app
        .keys
        .opaque
        .register(&ask.opaque_request, &caller.user_id.0)
        .map_err(|_| AppError::new(Code::InvalidRequest).detail("opaque_request"))?;
    let wrap = keyrings::load_one(&app, caller.user_id, BlobKind::WrapPassword).await?;
    let pending = PendingChange {
        session_id: caller.session_id,
        password_version: proven.password_version,
    };
    let (change, _) = app.sign_ins.password_changes.insert(pending, app.now_ms());
    Ok(web::Json(PasswordStarted {
        change: change.into(),
        ksf: KSF.number(),
        opaque_response: opaque_response.into(),
        wrap_password: wrap.sealed,
    }))
}

/// Second half: from this answer on only the new password opens the account, and only this session is left.
#[utoipa::path(post, path = "/account/password/finish", tag = "account", request_body = PasswordFinish,
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn finish(
    app: Data<App>,
    caller: Caller,
    Json(ask): Json<PasswordFinish>,
) -> Outcome<HttpResponse> {
    let (now_ms, user_id, session_id) = (app.now_ms(), caller.user_id, caller.session_id);
    let begun = app.sign_ins.password_changes.take(&ask.change, now_ms);
    let version = begun
        .filter(|begun| begun.session_id == session_id)
        .map(|begun| begun.password_version)
        .ok_or_else(|| AppError::new(Code::InvalidRequest).detail("change"))?;
    let new = NewPassword::parse(&ask.opaque_upload, ask.wrap_password)?;
    to_the_end(async move {
        let inner = app.clone();
        let ending = app.vault(move |vault| {
            let mut deposit = vault.deposit();
            let place = new.put(&mut deposit)?;
            let app = inner.clone();
            inner.commit(deposit, move |connection| {
                caller.check_open(connection)?;
                new.set(connection, &app, user_id, place, version, now_ms)?;
                tell::by_mail(connection, &app.outbox, user_id, Notice::PasswordChanged, now_ms)?;
                audit::append_access(connection, Access::PasswordChanged, Some(user_id), now_ms)?;
                rows::end_others(connection, user_id, session_id)
            })
        });
        end::conclude(&app, &ending.await?);
        // The old wrap is erased even where no other session was.
        app.eraser.notify_one();
        Ok(())
    })
    .await
}
