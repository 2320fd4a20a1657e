//! Replacing the authenticator: a new secret waits beside the old one until its first code proves it.

use super::totp;
use crate::accounts::{phones, rows as account_rows, tell};
use crate::app::App;
use crate::audit::{self, Access};
use crate::auth::SteppedUp;
use crate::body::Json;
use crate::error::{AppError, Outcome};
use crate::notices::Notice;
use actix_web::HttpResponse;
use actix_web::web::{self, Data};
use api::Code;
use api::auth::TotpSecret;
use api::session::TotpConfirm;

/// Makes the new secret. The old one stays in use.
#[utoipa::path(post, path = "/session/totp/replace", tag = "session",
    responses((status = 200, body = TotpSecret), crate::routes::Refusals))]
pub(crate) async fn start(app: Data<App>, SteppedUp(caller): SteppedUp) -> Outcome<web::Json<TotpSecret>> {
    let (secret, sealed) = totp::make_secret(&app, caller.user_id);
    let address = caller.session.address.clone();
    app.db
        .write(move |connection| {
            caller.check_open(connection)?;
            account_rows::set_waiting_totp(connection, caller.user_id, &sealed)
        })
        .await?;
    Ok(web::Json(TotpSecret {
        secret: (*secret.expose()).into(),
        address,
    }))
}

/// The new authenticator's first code: from now on only it counts.
#[utoipa::path(post, path = "/session/totp/confirm", tag = "session", request_body = TotpConfirm,
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn confirm(
    app: Data<App>,
    caller: SteppedUp,
    Json(ask): Json<TotpConfirm>,
) -> Outcome<HttpResponse> {
    let (now_ms, user_id) = (app.now_ms(), caller.0.user_id);
    let state = app
        .db
        .read(move |connection| account_rows::find_totp(connection, user_id))
        .await?;
    let sealed = state
        .and_then(|state| state.waiting)
        .ok_or(Code::SecondFactorConflict)?;
    let secret = totp::open_secret(&app, user_id, &sealed)?;
    let refused = || AppError::new(Code::CodeRefused).server_ms(now_ms);
    let step = totp::find_step(&secret, &ask.code, now_ms).ok_or_else(refused)?;
    let inner = app.clone();
    let promoted = app.db.write(move |connection| {
        let promoted = account_rows::promote_totp(connection, user_id, &sealed, step, now_ms)?;
        if promoted {
            caller.spend(connection)?;
            let notice = Notice::AuthenticatorReplaced;
            phones::warn(connection, &inner, user_id, notice.clone(), now_ms)?;
            tell::by_mail(connection, &inner.outbox, user_id, notice, now_ms)?;
            audit::append_access(connection, Access::Replaced, Some(user_id), now_ms)?;
        }
        Ok(promoted)
    });
    if promoted.await? {
        Ok(HttpResponse::NoContent().finish())
    } else {
        Err(refused())
    }
}
