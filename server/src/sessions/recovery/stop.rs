//! Stopping a waiting period: from any session of the account, and by whoever got the notice of it. Neither needs more: what is
//! stopped in error can be begun again.

use crate::accounts::{recovery_requests, tell};
use crate::app::App;
use crate::audit::{self, Access};
use crate::auth::Caller;
use crate::body::Json;
use crate::error::Outcome;
use crate::notices::Notice;
use actix_web::HttpResponse;
use actix_web::web::Data;
use api::Code;
use api::recovery::RecoveryStop;

/// Stops the one of the caller's account, if there is one.
#[utoipa::path(post, path = "/account/recovery/stop", tag = "account",
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn post_by_session(app: Data<App>, caller: Caller) -> Outcome<HttpResponse> {
    let (user_id, now_ms, outbox) = (caller.user_id, app.now_ms(), app.outbox.clone());
    let stopping = app.db.write(move |connection| {
        caller.check_open(connection)?;
        if recovery_requests::stop(connection, user_id)? {
            tell::by_mail(connection, &outbox, user_id, Notice::RecoveryStopped, now_ms)?;
            audit::append_access(connection, Access::RecoveryStopped, Some(user_id), now_ms)?;
        }
        Ok(())
    });
    stopping.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Stops the one that the notice was about. A token that stops nothing, any more or ever, is refused.
#[utoipa::path(post, path = "/auth/recovery/stop", tag = "sign-in", request_body = RecoveryStop,
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn post_by_token(app: Data<App>, Json(ask): Json<RecoveryStop>) -> Outcome<HttpResponse> {
    let (now_ms, outbox) = (app.now_ms(), app.outbox.clone());
    let stopping = app.db.write(move |connection| {
        let owner = recovery_requests::stop_by_token(connection, &ask.token)?;
        let owner = owner.ok_or(Code::NotFound)?;
        tell::by_mail(connection, &outbox, owner, Notice::RecoveryStopped, now_ms)?;
        audit::append_access(connection, Access::RecoveryStopped, Some(owner), now_ms)
    });
    stopping.await?;
    Ok(HttpResponse::NoContent().finish())
}
