//! The challenge that the recovery words sign.

use super::{Known, PendingRecovery};
use crate::accounts::words;
use crate::address;
use crate::app::App;
use crate::body::Json;
use crate::error::Outcome;
use crate::limits::Work;
use crate::rng;
use crate::sessions::at_address;
use actix_web::web::{self, Data};
use api::recovery::{RecoveryStart, RecoveryStarted};

/// Answers with a challenge: alike for addresses with words, without words and without an account.
#[utoipa::path(post, path = "/auth/recovery/start", tag = "sign-in", request_body = RecoveryStart,
    responses((status = 200, body = RecoveryStarted), crate::routes::Refusals))]
pub(crate) async fn post(
    app: Data<App>,
    work: Work,
    Json(ask): Json<RecoveryStart>,
) -> Outcome<web::Json<RecoveryStarted>> {
    let address = address::canonical(&ask.address)?;
    app.limits.begin_recovery(&address, &work, app.now_ms())?;
    let (account, user_id) = at_address::find(&app, &address).await?;
    let key = app
        .db
        .read(move |connection| words::find_key(connection, user_id))
        .await?;
    let known = account.zip(key).map(|(account, words)| Known {
        words,
        password_version: account.password_version,
    });
    let challenge = rng::make_bytes();
    let pending = PendingRecovery {
        challenge,
        user_id,
        known,
    };
    let (recovery_id, _) = app.sign_ins.recoveries.insert(pending, app.now_ms());
    Ok(web::Json(RecoveryStarted {
        recovery_id: recovery_id.into(),
        user_id,
        challenge: challenge.into(),
    }))
}
