//! Passkeys of an account: each takes the place of the authenticator's code. What its authenticator is does not matter, as
//! long as it verifies its user.

use super::{passkey_rows as rows, tell};
use crate::app::App;
use crate::audit::{self, Access};
use crate::auth::{Caller, SteppedUp};
use crate::body::Json;
use crate::error::{AppError, Outcome};
use crate::notices::Notice;
use crate::rng;
use crate::webauthn::{self, Owner, Refused, Registration, RelyingParty};
use actix_web::HttpResponse;
use actix_web::web::{self, Data, Path};
use api::limits::{PASSKEY_NAME_CHARS_MAX, PASSKEYS_MAX};
use api::passkeys::{PasskeyFinish, PasskeyStarted, Passkeys};
use api::{Code, PasskeyId, SessionId};

/// A passkey that is being made; its name is the challenge.
pub(crate) struct PendingPasskey {
    session_id: SessionId,
}

/// The passkeys of the caller's account.
#[utoipa::path(get, path = "/account/passkeys", tag = "account",
    responses((status = 200, body = Passkeys), crate::routes::Refusals))]
pub(crate) async fn get(app: Data<App>, caller: Caller) -> Outcome<web::Json<Passkeys>> {
    let passkeys = app
        .db
        .read(move |connection| rows::find_all(connection, caller.user_id))
        .await?;
    Ok(web::Json(Passkeys { passkeys }))
}

/// Asks for a new passkey.
#[utoipa::path(post, path = "/account/passkeys/start", tag = "account",
    responses((status = 200, body = PasskeyStarted), crate::routes::Refusals))]
pub(crate) async fn start(
    app: Data<App>,
    SteppedUp(caller): SteppedUp,
) -> Outcome<web::Json<PasskeyStarted>> {
    let user_id = caller.user_id;
    let known = app
        .db
        .read(move |connection| rows::find_credential_ids(connection, user_id))
        .await?;
    check_room(known.len())?;
    let pending = PendingPasskey {
        session_id: caller.session_id,
    };
    let (challenge, _) = app.sign_ins.passkeys.insert(pending, app.now_ms());
    let owner = Owner {
        user_id,
        address: &caller.session.address,
    };
    let options = webauthn::creation_options(&relying_party(&app), &owner, &challenge, &known);
    Ok(web::Json(PasskeyStarted { options }))
}

/// Takes the new passkey.
#[utoipa::path(post, path = "/account/passkeys/finish", tag = "account", request_body = PasskeyFinish,
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn finish(
    app: Data<App>,
    caller: SteppedUp,
    Json(ask): Json<PasskeyFinish>,
) -> Outcome<HttpResponse> {
    let name = parse_name(&ask.name)?;
    let (user_id, session_id, now_ms) = (caller.0.user_id, caller.0.session_id, app.now_ms());
    let made = Registration::parse(&ask.credential).map_err(refused)?;
    let begun = app.sign_ins.passkeys.take(made.challenge(), now_ms);
    begun
        .filter(|begun| begun.session_id == session_id)
        .ok_or_else(|| refused(Refused("challenge")))?;
    let credential = made.verify(&relying_party(&app)).map_err(refused)?;
    let (passkey_id, outbox) = (PasskeyId(rng::make_bytes()), app.outbox.clone());
    app.db
        .write(move |connection| {
            check_room(rows::find_credential_ids(connection, user_id)?.len())?;
            if rows::is_known(connection, &credential.id)? {
                return Err(refused(Refused("credential id")));
            }
            caller.spend(connection)?;
            rows::insert(connection, user_id, passkey_id, &credential, &name, now_ms)?;
            let notice = Notice::PasskeyAdded { name };
            tell::by_mail(connection, &outbox, user_id, notice, now_ms)?;
            audit::append_access(connection, Access::PasskeyAdded, Some(user_id), now_ms)
        })
        .await?;
    app.outbox.wake();
    Ok(HttpResponse::NoContent().finish())
}

/// Removes a passkey; what it opened the mailbox with is erased.
#[utoipa::path(delete, path = "/account/passkeys/{passkey_id}", tag = "account",
    params(("passkey_id" = PasskeyId, Path)), responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn remove(
    app: Data<App>,
    caller: SteppedUp,
    passkey_id: Path<PasskeyId>,
) -> Outcome<HttpResponse> {
    let (user_id, now_ms, outbox) = (caller.0.user_id, app.now_ms(), app.outbox.clone());
    app.db
        .write(move |connection| {
            let name = rows::delete(connection, user_id, *passkey_id)?.ok_or(Code::NotFound)?;
            caller.spend(connection)?;
            let notice = Notice::PasskeyRemoved { name };
            tell::by_mail(connection, &outbox, user_id, notice, now_ms)?;
            audit::append_access(connection, Access::PasskeyRemoved, Some(user_id), now_ms)
        })
        .await?;
    app.outbox.wake();
    app.eraser.notify_one();
    Ok(HttpResponse::NoContent().finish())
}

/// Who we are to authenticators.
pub(crate) fn relying_party(app: &App) -> RelyingParty<'_> {
    RelyingParty {
        id: app.config.host(),
        origin: &app.config.origin,
    }
}

fn check_room(there: usize) -> Outcome<()> {
    if there < PASSKEYS_MAX {
        Ok(())
    } else {
        Err(AppError::new(Code::TooLarge).detail("passkeys"))
    }
}

/// A name as it is shown: without space around it, and without what is no character to see.
fn parse_name(told: &str) -> Outcome<String> {
    let name = told.trim();
    let fits = (1..=PASSKEY_NAME_CHARS_MAX).contains(&name.chars().count());
    if fits && !name.chars().any(char::is_control) {
        Ok(name.to_owned())
    } else {
        Err(AppError::new(Code::InvalidRequest).detail("name"))
    }
}

/// What a passkey says breaks this rule.
pub(crate) fn refused(Refused(rule): Refused) -> AppError {
    AppError::new(Code::PasskeyRefused).detail(rule)
}
