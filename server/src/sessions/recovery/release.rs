//! Releasing what the words open, to whoever gave a code besides, or has waited. Nothing of the account changes yet.

use super::{By, PendingFinish};
use crate::accounts::register::KSF;
use crate::accounts::rows::{self, BlobKind};
use crate::accounts::{kept_keyrings, keyrings, recovery_requests, words};
use crate::app::App;
use crate::body::Json;
use crate::error::{AppError, Outcome};
use crate::sessions::second_factor::{self, Proven};
use actix_web::web::{self, Data};
use api::auth::SecondFactorProof;
use api::recovery::{RecoveryRelease, RecoveryReleased, ReleaseBy};
use api::{Bytes, Code};

/// The master key under the words, the keyrings, and the answer to the new password's first message.
#[utoipa::path(post, path = "/auth/recovery/release", tag = "sign-in", request_body = RecoveryRelease,
    responses((status = 200, body = RecoveryReleased), crate::routes::Refusals))]
pub(crate) async fn post(
    app: Data<App>,
    Json(ask): Json<RecoveryRelease>,
) -> Outcome<web::Json<RecoveryReleased>> {
    let (proven, by) = match ask.by {
        ReleaseBy::Code(proof) => (prove_code(&app, &proof).await?, By::Code),
        ReleaseBy::Waited(pre_auth) => (prove_time(&app, &pre_auth).await?, By::Waiting),
    };
    let user_id = proven.user_id;
    let key = proven.words.ok_or(Code::RecoveryEnded)?;
    app.db
        .read(move |connection| words::check(connection, user_id, &key))
        .await?;
    let opaque_response = app
        .keys
        .opaque
        .register(&ask.opaque_request, &user_id.0)
        .map_err(|_| AppError::new(Code::InvalidRequest).detail("opaque_request"))?;
    let wrap = keyrings::load_one(&app, user_id, BlobKind::WrapRecovery).await?;
    let keyrings = keyrings::load(&app, user_id).await?;
    let kept = kept_keyrings::load(&app, user_id).await?;
    let pending = PendingFinish {
        user_id,
        words: key,
        password_version: proven.password_version,
        by,
    };
    let (change, _) = app.sign_ins.recovery_finishes.insert(pending, app.now_ms());
    Ok(web::Json(RecoveryReleased {
        change: change.into(),
        ksf: KSF.number(),
        opaque_response: opaque_response.into(),
        wrap_recovery: wrap.sealed,
        keyrings,
        kept,
    }))
}

/// A code of the authenticator in use, or a backup code. A secret that only waits to be enrolled proves nothing here.
async fn prove_code(app: &App, proof: &SecondFactorProof) -> Outcome<Proven> {
    let table = &app.sign_ins.words_proofs;
    let user_id = table.with(&proof.pre_auth, app.now_ms(), |pre_auth| pre_auth.user_id);
    let user_id = user_id.ok_or(Code::RecoveryEnded)?;
    let totp = app
        .db
        .read(move |connection| rows::find_totp(connection, user_id))
        .await?;
    if totp.is_none_or(|totp| totp.current.is_none()) {
        return Err(Code::SecondFactorConflict.into());
    }
    let proven = second_factor::prove(app, table, proof)
        .await
        .map_err(|error| match error.code() {
            Code::SecondFactorEnded => Code::RecoveryEnded.into(),
            _ => error,
        })?;
    table.take(&proof.pre_auth, app.now_ms());
    Ok(proven)
}

async fn prove_time(app: &App, pre_auth: &Bytes) -> Outcome<Proven> {
    let now_ms = app.now_ms();
    let proven = app.sign_ins.words_proofs.take(pre_auth, now_ms);
    let proven = proven.ok_or(Code::RecoveryEnded)?;
    let user_id = proven.user_id;
    app.db
        .read(move |connection| recovery_requests::check_due(connection, user_id, now_ms))
        .await?;
    Ok(Proven::from(&proven))
}
