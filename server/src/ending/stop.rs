//! Stopping the end. Any session may, and needs no step-up: whoever changes their mind, or finds out that it was not them who
//! asked, must not be held up.

use super::rows;
use crate::accounts::tell;
use crate::app::App;
use crate::audit::{self, Access};
use crate::auth::Caller;
use crate::error::Outcome;
use crate::notices::Notice;
use actix_web::HttpResponse;
use actix_web::web::Data;

/// Everything is as before. Where nothing was going to end, nothing happens.
#[utoipa::path(post, path = "/account/end/stop", tag = "account",
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn post(app: Data<App>, caller: Caller) -> Outcome<HttpResponse> {
    let (inner, now_ms, user_id) = (app.clone(), app.now_ms(), caller.user_id);
    let stopping = app.db.write(move |connection| {
        caller.check_open(connection)?;
        if rows::stop(connection, user_id)? {
            tell::by_mail(
                connection,
                &inner.outbox,
                user_id,
                Notice::DeletionStopped,
                now_ms,
            )?;
            audit::append_access(connection, Access::EndStopped, Some(user_id), now_ms)?;
        }
        Ok(())
    });
    stopping.await?;
    app.outbox.wake();
    Ok(HttpResponse::NoContent().finish())
}
