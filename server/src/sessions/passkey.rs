//! A passkey on the way in, after the password, in place of the authenticator's code. The challenge belongs to one sign-in and is
//! gone with the first answer.

use super::second_factor::find_state;
use crate::accounts::passkey_rows::{self as rows, Used};
use crate::accounts::passkeys::relying_party;
use crate::accounts::rows::Totp;
use crate::app::App;
use crate::audit::{self, Access};
use crate::body::Json;
use crate::error::Outcome;
use crate::rng;
use crate::webauthn::{self, Assertion};
use actix_web::web::{self, Data};
use api::auth::SecondFactorProof;
use api::passkeys::{PasskeyAsked, PasskeySignIn};
use api::{Code, PasskeyId, UserId};
use crypto::second_factor::assertion_code;

/// What a passkey answers to.
pub(super) type Challenge = [u8; 32];

/// Asks for an answer of one of the account's passkeys.
#[utoipa::path(post, path = "/auth/passkey/start", tag = "sign-in", request_body = PasskeySignIn,
    responses((status = 200, body = PasskeyAsked), crate::routes::Refusals))]
pub(crate) async fn start(
    app: Data<App>,
    Json(ask): Json<PasskeySignIn>,
) -> Outcome<web::Json<PasskeyAsked>> {
    let (pre_auths, now_ms) = (&app.sign_ins.pre_auths, app.now_ms());
    let user_id = pre_auths.with(&ask.pre_auth, now_ms, |pre_auth| pre_auth.user_id);
    let user_id = user_id.ok_or(Code::SecondFactorEnded)?;
    let known = app
        .db
        .read(move |connection| rows::find_credential_ids(connection, user_id))
        .await?;
    if known.is_empty() || find_state(&app, user_id).await?.current.is_none() {
        return Err(Code::NotFound.into());
    }
    let challenge: Challenge = rng::make_bytes();
    let asked = pre_auths.with(&ask.pre_auth, now_ms, |pre_auth| {
        pre_auth.passkey_challenge = Some(challenge);
    });
    asked.ok_or(Code::SecondFactorEnded)?;
    let options = webauthn::request_options(&relying_party(&app), &challenge, &known);
    Ok(web::Json(PasskeyAsked { options }))
}

/// Judges a passkey's answer to a challenge, which the caller has used up. It counts only beside an authenticator, and gives no
/// tries of codes back: the owner, who signs in with it every day, would otherwise give a thief new tries every day.
pub(super) async fn judge(
    app: &App,
    user_id: UserId,
    state: &Totp,
    challenge: Option<Challenge>,
    proof: &SecondFactorProof,
    now_ms: u64,
) -> Outcome<bool> {
    let (Some(_), Some(challenge), Some(json)) = (&state.current, challenge, &proof.assertion) else {
        return Ok(false);
    };
    let Ok(assertion) = Assertion::parse(json) else {
        return Ok(false);
    };
    if assertion_code(json) != proof.code {
        return Ok(false);
    }
    let answered = check(app, user_id, &challenge, &assertion, now_ms).await?;
    Ok(answered.is_some())
}

/// Which passkey of an account it is that answers this challenge, if it is one, and says so rightly. Notes the use.
pub(crate) async fn check(
    app: &App,
    user_id: UserId,
    challenge: &[u8],
    assertion: &Assertion,
    now_ms: u64,
) -> Outcome<Option<PasskeyId>> {
    let credential_id = assertion.credential_id().to_vec();
    let known = app
        .db
        .read(move |connection| rows::find(connection, user_id, &credential_id))
        .await?;
    let Some(known) = known else {
        return Ok(None);
    };
    let party = relying_party(app);
    let Ok(counter) = assertion.verify(&party, challenge, &user_id.0, &known.public_key) else {
        return Ok(None);
    };
    app.db
        .write(move |connection| {
            let used = rows::mark_used(connection, user_id, known.passkey_id, counter, now_ms)?;
            match used {
                Used::Yes => {
                    audit::append_access(connection, Access::PasskeyUsed, Some(user_id), now_ms)?;
                }
                Used::CounterBack => {
                    audit::append_access(connection, Access::PasskeyCounterBack, Some(user_id), now_ms)?;
                }
                Used::Gone => {}
            }
            Ok((used == Used::Yes).then_some(known.passkey_id))
        })
        .await
}
