//! How the session stands, and a sign of life.

use super::rows;
use crate::app::App;
use crate::auth::Caller;
use crate::error::Outcome;
use actix_web::web::{self, Data};
use api::session::SessionInfo;

/// The caller's session.
#[utoipa::path(get, path = "/session", tag = "session",
    responses((status = 200, body = SessionInfo), crate::routes::Refusals))]
pub(crate) async fn get(app: Data<App>, caller: Caller) -> web::Json<SessionInfo> {
    web::Json(caller.info(app.now_ms()))
}

/// The person is still there: the idle time begins anew. Pages send it while someone writes, and for the button that
/// says "stay"; nothing sends it by itself.
#[utoipa::path(post, path = "/session/touch", tag = "session",
    responses((status = 200, body = SessionInfo), crate::routes::Refusals))]
pub(crate) async fn touch(app: Data<App>, mut caller: Caller) -> Outcome<web::Json<SessionInfo>> {
    let (now_ms, id) = (app.now_ms(), caller.session_id);
    app.db
        .write(move |connection| rows::mark_seen(connection, id, now_ms))
        .await?;
    caller.session.seen_ms = now_ms;
    Ok(web::Json(caller.info(now_ms)))
}
