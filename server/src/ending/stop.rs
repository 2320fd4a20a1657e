//! Stopping the end. Any session may, and needs no step-up: whoever changes their mind, or finds out that it was not them who
//! asked, must not be held up.

use crate::accounts::ends;
use crate::app::App;
use crate::auth::Caller;
use crate::error::Outcome;
use actix_web::HttpResponse;
use actix_web::web::Data;

/// Everything is as before. Where nothing was going to end, nothing happens.
#[utoipa::path(post, path = "/account/end/stop", tag = "account",
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn post(app: Data<App>, caller: Caller) -> Outcome<HttpResponse> {
    let (inner, now_ms, user_id) = (app.clone(), app.now_ms(), caller.user_id);
    let stopping = app.db.write(move |connection| {
        caller.check_open(connection)?;
        ends::stop(connection, &inner.outbox, user_id, now_ms)
    });
    stopping.await?;
    app.outbox.wake();
    Ok(HttpResponse::NoContent().finish())
}
