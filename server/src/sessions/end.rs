//! Signing out, and what happens when a session ends by itself: the row goes, the unlock key is overwritten, open event
//! streams close.

use super::rows;
use crate::app::App;
use crate::auth::{Caller, SESSION_COOKIE};
use crate::error::Outcome;
use actix_web::HttpResponse;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::web::Data;

/// Ends the caller's session. From this answer on, neither the cookie nor what the browser stored opens anything, and the
/// unlock key is overwritten at once.
#[utoipa::path(post, path = "/session/end", tag = "session", responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn post(app: Data<App>, caller: Caller) -> Outcome<HttpResponse> {
    let id = caller.session_id;
    app.db.write(move |connection| rows::end(connection, id)).await?;
    app.events.end_session(id);
    // It alone may overwrite a slot that a job names: once the job is done, the slot may hold another's key.
    app.eraser.notify_one();
    let mut gone = Cookie::build(SESSION_COOKIE, "")
        .path("/")
        .secure(true)
        .same_site(SameSite::Strict)
        .finish();
    gone.make_removal();
    Ok(HttpResponse::NoContent()
        .cookie(gone)
        .insert_header(("clear-site-data", "\"cache\", \"cookies\""))
        .finish())
}

/// Ends sessions whose time is over. Says how many.
pub(crate) async fn end_expired(app: &App) -> Outcome<usize> {
    let now_ms = app.now_ms();
    let idle_ms_max = app.config.session.idle_minutes * 60_000;
    let ended = app
        .db
        .write(move |connection| rows::end_expired(connection, now_ms, idle_ms_max))
        .await?;
    for id in &ended {
        app.events.end_session(*id);
    }
    if !ended.is_empty() {
        app.eraser.notify_one();
    }
    Ok(ended.len())
}
