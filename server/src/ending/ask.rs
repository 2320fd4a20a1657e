//! Asking for the end. It takes the password and a code, as signing in does, and begins the days in which it can be stopped.

use crate::accounts::{ends, rows as account_rows, tell};
use crate::app::App;
use crate::audit::{self, Access};
use crate::auth::Caller;
use crate::body::Json;
use crate::error::Outcome;
use crate::notices::Notice;
use crate::sessions::end_elsewhere::to_the_end;
use crate::sessions::{end, rows as session_rows, second_factor};
use actix_web::HttpResponse;
use actix_web::web::Data;
use api::Code;
use api::account::AccountEnd;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Begins the end. Asking again changes nothing but that all other sessions are over.
#[utoipa::path(post, path = "/account/end", tag = "account", request_body = AccountEnd,
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn post(
    app: Data<App>,
    caller: Caller,
    Json(ask): Json<AccountEnd>,
) -> Outcome<HttpResponse> {
    let proven = second_factor::prove(&app, &app.sign_ins.pre_auths, &ask.proof).await?;
    app.sign_ins.pre_auths.take(&ask.proof.pre_auth, app.now_ms());
    if proven.user_id != caller.user_id {
        return Err(Code::StepUpRequired.into());
    }
    let (now_ms, user_id, session_id) = (app.now_ms(), caller.user_id, caller.session_id);
    let until_ms = now_ms + app.config.account.grace_days * DAY_MS;
    to_the_end(async move {
        let inner = app.clone();
        let ending = app.db.write(move |connection| {
            caller.check_open(connection)?;
            account_rows::check_password_version(connection, user_id, proven.password_version)?;
            if ends::begin(connection, user_id, until_ms, now_ms)? {
                let notice = Notice::DeletionRequested { until_ms };
                tell::by_mail(connection, &inner.outbox, user_id, notice, now_ms)?;
                audit::append_access(connection, Access::EndRequested, Some(user_id), now_ms)?;
            }
            inner.sign_ins.forget(user_id);
            session_rows::end_others(connection, user_id, session_id)
        });
        end::conclude(&app, &ending.await?);
        app.outbox.wake();
        Ok(())
    })
    .await
}
