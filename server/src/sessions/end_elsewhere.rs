//! Signing out elsewhere: one session of the account, or all but the caller's. Neither needs a step-up: whoever has lost a
//! device must be quick, and what is closed can be opened again with both factors.

use super::{end, rows};
use crate::app::App;
use crate::audit::{self, Access};
use crate::auth::Caller;
use crate::error::{AppError, Outcome};
use actix_web::HttpResponse;
use actix_web::rt;
use actix_web::web::{Data, Path};
use api::SessionId;

/// Ends one session of the caller's account. From this answer on it is signed out everywhere: its requests are refused, its
/// event streams and downloads end, and what its browser stored opens nothing.
#[utoipa::path(post, path = "/sessions/{session_id}/end", tag = "session",
    params(("session_id" = SessionId, Path)),
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn post_one(app: Data<App>, caller: Caller, id: Path<SessionId>) -> Outcome<HttpResponse> {
    let (user_id, id, now_ms) = (caller.user_id, id.into_inner(), app.now_ms());
    to_the_end(async move {
        let ending = app.db.write(move |connection| {
            caller.check_open(connection)?;
            rows::end_of_account(connection, user_id, id)?;
            audit::append_access(connection, Access::EndedElsewhere, Some(user_id), now_ms)
        });
        ending.await?;
        end::conclude(&app, &[id]);
        Ok(())
    })
    .await
}

/// Ends all other sessions of the caller's account, and the sign-ins that still lack their code: whoever has the password
/// alone must give it again.
#[utoipa::path(post, path = "/sessions/end-others", tag = "session",
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn post_others(app: Data<App>, caller: Caller) -> Outcome<HttpResponse> {
    let (user_id, own, now_ms) = (caller.user_id, caller.session_id, app.now_ms());
    to_the_end(async move {
        let inner = app.clone();
        // In one transaction, so that of a code that is given meanwhile no session is left.
        let ending = app.db.write(move |connection| {
            caller.check_open(connection)?;
            inner.sign_ins.forget(user_id);
            let ended = rows::end_others(connection, user_id, own)?;
            if !ended.is_empty() {
                audit::append_access(connection, Access::EndedOthers, Some(user_id), now_ms)?;
            }
            Ok(ended)
        });
        end::conclude(&app, &ending.await?);
        Ok(())
    })
    .await
}

/// Ends what it began, even if the caller does not wait for the answer.
pub(crate) async fn to_the_end(ending: impl Future<Output = Outcome<()>> + 'static) -> Outcome<HttpResponse> {
    rt::spawn(ending).await.map_err(AppError::internal)??;
    Ok(HttpResponse::NoContent().finish())
}
