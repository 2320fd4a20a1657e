//! Confirming again: password and code once more, before a sensitive setting may be changed.

use super::{rows, second_factor};
use crate::accounts::rows as account_rows;
use crate::app::App;
use crate::auth::Caller;
use crate::body::Json;
use crate::error::Outcome;
use actix_web::web::{self, Data};
use api::Code;
use api::session::{SessionInfo, StepUp};

/// Marks the session as confirmed for a few minutes.
#[utoipa::path(post, path = "/session/step-up", tag = "session", request_body = StepUp,
    responses((status = 200, body = SessionInfo), crate::routes::Refusals))]
pub(crate) async fn post(
    app: Data<App>,
    caller: Caller,
    Json(ask): Json<StepUp>,
) -> Outcome<web::Json<SessionInfo>> {
    let proven = second_factor::prove(&app, &app.sign_ins.pre_auths, &ask.proof).await?;
    app.sign_ins.pre_auths.take(&ask.proof.pre_auth, app.now_ms());
    if proven.user_id != caller.user_id {
        return Err(Code::StepUpRequired.into());
    }
    let now_ms = app.now_ms();
    let (id, user_id, version) = (caller.session_id, proven.user_id, proven.password_version);
    let marked = app.db.write(move |connection| {
        account_rows::check_password_version(connection, user_id, version)?;
        rows::mark_stepped_up(connection, id, now_ms)
    });
    marked.await?;
    let mut caller = caller;
    caller.session.step_up_ms = now_ms;
    Ok(web::Json(caller.info(now_ms)))
}
