//! Codes by SMS on the way in, after the password: to the account's own phone before it has an authenticator, since only then
//! may one be enrolled; to the reserve phone afterwards, in place of the authenticator.

use super::second_factor::{check_mac, find_state, note_wrong_code, spend_try_of_account};
use crate::accounts::phones::{self, CodeChecked};
use crate::accounts::rows as account_rows;
use crate::app::App;
use crate::body::Json;
use crate::error::{AppError, Outcome};
use crate::limits::{Work, codes};
use crate::sms::PhoneNumber;
use actix_web::HttpResponse;
use actix_web::web::{self, Data};
use api::account::PhoneRole;
use api::auth::{Factor, PhoneConfirm, PhoneSend, PhoneSent};
use api::{Code, UserId};

/// Sends a code.
#[utoipa::path(post, path = "/auth/phone/send", tag = "sign-in", request_body = PhoneSend,
    responses((status = 200, body = PhoneSent), crate::routes::Refusals))]
pub(crate) async fn send(
    app: Data<App>,
    work: Work,
    Json(ask): Json<PhoneSend>,
) -> Outcome<web::Json<PhoneSent>> {
    let now_ms = app.now_ms();
    let user_id = app
        .sign_ins
        .pre_auths
        .with(&ask.pre_auth, now_ms, |pre_auth| pre_auth.user_id);
    let user_id = user_id.ok_or(Code::SecondFactorEnded)?;
    let state = find_state(&app, user_id).await?;
    let role = role_of(state.current.is_some());
    let number = choose(&app, user_id, role, ask.number.as_deref()).await?;
    app.limits
        .take_first_phone_code(user_id, &number.to_string(), &work, now_ms)?;
    let (inner, masked) = (app.clone(), number.masked());
    let ends_ms = app
        .db
        .write(move |connection| phones::send_code(connection, &inner, user_id, role, &number, now_ms))
        .await?;
    app.outbox.wake();
    Ok(web::Json(PhoneSent {
        number: masked,
        ends_ms,
    }))
}

/// Takes the code of an account's first phone.
#[utoipa::path(post, path = "/auth/phone/confirm", tag = "sign-in", request_body = PhoneConfirm,
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn confirm(app: Data<App>, Json(ask): Json<PhoneConfirm>) -> Outcome<HttpResponse> {
    let (proof, now_ms) = (ask.proof, app.now_ms());
    let pre_auths = &app.sign_ins.pre_auths;
    let spent = pre_auths.with(&proof.pre_auth, now_ms, |pre_auth| check_mac(pre_auth, &proof));
    let (proven, tries_left, mac_holds) = spent.ok_or(Code::SecondFactorEnded)??;
    let refused = |left| AppError::new(Code::CodeRefused).tries(left, now_ms);
    let (user_id, version) = (proven.user_id, proven.password_version);
    if find_state(&app, user_id).await?.current.is_some() {
        return Err(Code::SecondFactorConflict.into());
    }
    spend_try_of_account(&app, user_id, Factor::Phone, now_ms).await?;
    if !mac_holds || proof.factor != Factor::Phone {
        note_wrong_code(&app, user_id, now_ms).await?;
        return Err(refused(tries_left));
    }
    let (inner, code) = (app.clone(), proof.code);
    let checked = app
        .db
        .write(move |connection| {
            let (key, role) = (&inner.keys.sealing, PhoneRole::Main);
            let checked = phones::check_code(connection, key, user_id, role, &code, now_ms)?;
            if let CodeChecked::Right(number_box) = &checked {
                // Nothing is set with a password that is another one by now.
                account_rows::check_password_version(connection, user_id, version)?;
                codes::give_back(connection, user_id)?;
                account_rows::give_code_tries_back(connection, user_id)?;
                phones::set(connection, &inner, user_id, role, number_box, now_ms)?;
            }
            Ok(checked)
        })
        .await?;
    match checked {
        CodeChecked::Right(_) => {
            pre_auths.with(&proof.pre_auth, now_ms, |pre_auth| pre_auth.phone_proven = true);
            // Time to put the secret into an app.
            pre_auths.prolong(&proof.pre_auth, now_ms);
            Ok(HttpResponse::NoContent().finish())
        }
        CodeChecked::Wrong(left) => {
            note_wrong_code(&app, user_id, now_ms).await?;
            Err(refused(left.min(tries_left)))
        }
    }
}

/// Which phone a code goes to.
pub(super) fn role_of(has_authenticator: bool) -> PhoneRole {
    if has_authenticator {
        PhoneRole::Reserve
    } else {
        PhoneRole::Main
    }
}

/// The number that the account has, or, for its first phone only, the one that is told: whoever has stolen a password must
/// not choose where the code goes.
async fn choose(
    app: &Data<App>,
    user_id: UserId,
    role: PhoneRole,
    told: Option<&str>,
) -> Outcome<PhoneNumber> {
    let inner = app.clone();
    let known = app
        .db
        .read(move |connection| phones::find(connection, &inner.keys.sealing, user_id, role))
        .await?;
    match (known, role, told) {
        (Some(number), _, None) => Ok(number),
        (None, PhoneRole::Main, Some(told)) => phones::parse(app, told),
        (None, PhoneRole::Main, None) | (Some(_), _, Some(_)) => {
            Err(AppError::new(Code::InvalidRequest).detail("number"))
        }
        (None, PhoneRole::Reserve, _) => Err(Code::NotFound.into()),
    }
}
