//! Beginning the waiting period: for whoever has the words and neither password nor authenticator.

use crate::accounts::{phones, recovery_requests, tell, words};
use crate::app::App;
use crate::audit::{self, Access};
use crate::body::Json;
use crate::error::Outcome;
use crate::notices::Notice;
use actix_web::web::{self, Data};
use api::Code;
use api::recovery::{RecoveryWait, RecoveryWaitBegin};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

const HOUR_MS: u64 = 60 * 60 * 1000;

/// Begins it, or says how the one that is under way stands.
#[utoipa::path(post, path = "/auth/recovery/wait", tag = "sign-in", request_body = RecoveryWaitBegin,
    responses((status = 200, body = RecoveryWait), crate::routes::Refusals))]
pub(crate) async fn post(
    app: Data<App>,
    Json(ask): Json<RecoveryWaitBegin>,
) -> Outcome<web::Json<RecoveryWait>> {
    let now_ms = app.now_ms();
    let proven = app.sign_ins.words_proofs.take(&ask.pre_auth, now_ms);
    let (user_id, key) = proven
        .and_then(|proven| Some((proven.user_id, proven.words?)))
        .ok_or(Code::RecoveryEnded)?;
    let wait_ms = app.config.recovery.wait_hours * HOUR_MS;
    let inner = app.clone();
    let begun = app.db.write(move |connection| {
        words::check(connection, user_id, &key)?;
        let (wait, token) = recovery_requests::begin(connection, user_id, wait_ms, now_ms)?;
        if let Some(token) = token {
            let notice = Notice::RecoveryRequested {
                until_ms: wait.ends_ms,
                // Behind the sign that browsers send to nobody: who looks at links for danger stops nothing.
                stop: format!("/recovery/stop#{}", URL_SAFE_NO_PAD.encode(token)),
            };
            phones::warn(connection, &inner, user_id, notice.clone(), now_ms)?;
            tell::by_mail(connection, &inner.outbox, user_id, notice, now_ms)?;
            audit::append_access(connection, Access::RecoveryBegun, Some(user_id), now_ms)?;
        }
        Ok(wait)
    });
    Ok(web::Json(begun.await?))
}
