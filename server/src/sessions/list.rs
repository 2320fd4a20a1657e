//! Where the account is signed in.

use super::rows;
use crate::app::App;
use crate::auth::Caller;
use crate::error::Outcome;
use actix_web::web::{self, Data};
use api::limits::SESSIONS_LISTED_MAX;
use api::session::OpenSessions;

/// The open sessions of the caller's account. Sign-ins that still lack their code are none.
#[utoipa::path(get, path = "/sessions", tag = "session",
    responses((status = 200, body = OpenSessions), crate::routes::Refusals))]
pub(crate) async fn get(app: Data<App>, caller: Caller) -> Outcome<web::Json<OpenSessions>> {
    let now_ms = app.now_ms();
    let sessions = app.db.read(move |connection| {
        rows::find_open(
            connection,
            caller.user_id,
            caller.session_id,
            now_ms,
            caller.idle_ms_max,
            SESSIONS_LISTED_MAX.into(),
        )
    });
    Ok(web::Json(OpenSessions {
        sessions: sessions.await?,
    }))
}
