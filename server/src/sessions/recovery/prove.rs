//! Judging the words' signature. It opens nothing by itself.

use crate::accounts::{recovery_requests, rows};
use crate::app::App;
use crate::audit::{self, Access};
use crate::body::Json;
use crate::error::{AppError, Outcome};
use crate::limits::Network;
use crate::sessions::pending::PreAuth;
use actix_web::web::{self, Data};
use api::Code;
use api::recovery::{RecoveryProve, RecoveryProven};
use crypto::Secret;
use crypto::sign::{Signature, VerifyingKey};
use crypto::{ParseError, recovery};

/// Judges the signature. A wrong one leaves an audit entry; so does one for an address without words, of nobody: all take the
/// same time.
#[utoipa::path(post, path = "/auth/recovery/prove", tag = "sign-in", request_body = RecoveryProve,
    responses((status = 200, body = RecoveryProven), crate::routes::Refusals))]
pub(crate) async fn post(
    app: Data<App>,
    network: Network,
    Json(ask): Json<RecoveryProve>,
) -> Outcome<web::Json<RecoveryProven>> {
    let now_ms = app.now_ms();
    let tries = app.limits.begin_words(network, now_ms)?;
    let pending = app.sign_ins.recoveries.take(&ask.recovery_id, now_ms);
    let pending = pending.ok_or(Code::RecoveryRefused)?;
    // Where there is no key, a signature is judged all the same, by one that nobody makes recovery signatures with.
    let key = match &pending.known {
        Some(known) => VerifyingKey::parse(&known.words).map_err(AppError::internal)?,
        None => app.keys.signing.verifying_key(),
    };
    let proven = Signature::parse(&ask.signature)
        .map_err(ParseError::into)
        .and_then(|signature| {
            let host = app.config.host();
            recovery::verify(&key, &pending.challenge, &pending.user_id.0, host, &signature)
        });
    let owner = pending.known.as_ref().map(|_| pending.user_id);
    let Some(known) = pending.known.filter(|_| proven.is_ok()) else {
        app.db
            .write(move |connection| audit::append_access(connection, Access::WrongWords, owner, now_ms))
            .await?;
        return Err(Code::RecoveryRefused.into());
    };
    app.limits.end_sign_in(&tries);
    let user_id = pending.user_id;
    let (totp, wait) = app
        .db
        .read(move |connection| {
            let totp = rows::find_totp(connection, user_id)?;
            Ok((totp, recovery_requests::find(connection, user_id)?))
        })
        .await?;
    // Both sides have the signature, and nobody else who does not see into the connection: it stands for the session key that a
    // login yields, under which codes are proven.
    let session_key = Secret::try_from_slice(&ask.signature).map_err(AppError::internal)?;
    let pre_auth = PreAuth {
        words: Some(known.words),
        ..PreAuth::new(user_id, known.password_version, session_key)
    };
    let (pre_auth, expires_ms) = app.sign_ins.words_proofs.insert(pre_auth, now_ms);
    Ok(web::Json(RecoveryProven {
        pre_auth: pre_auth.into(),
        expires_ms,
        has_authenticator: totp.is_some_and(|totp| totp.current.is_some()),
        wait,
    }))
}
