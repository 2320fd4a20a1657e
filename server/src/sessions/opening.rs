//! Passkeys that open the mailbox without the password. To allow it takes the password and a code of its own, as new recovery
//! words do; to take it back takes a session, since whoever has lost a device must be quick.

use super::{passkey, second_factor};
use crate::accounts::passkeys::{refused, relying_party};
use crate::accounts::rows::{self as account_rows, BlobKind};
use crate::accounts::{keyrings, passkey_rows as rows, passkey_wraps, tell};
use crate::app::App;
use crate::audit::{self, Access};
use crate::auth::Caller;
use crate::body::Json;
use crate::error::Outcome;
use crate::notices::Notice;
use crate::rng;
use crate::webauthn::{self, Assertion, Refused};
use actix_web::HttpResponse;
use actix_web::web::{self, Data, Path};
use api::passkeys::{OpeningFinish, OpeningStart, OpeningStarted};
use api::{Code, PasskeyId, SessionId};

/// A passkey that is to open the mailbox, between the two halves; its name is the challenge.
pub(crate) struct PendingOpening {
    session_id: SessionId,
    password_version: u64,
}

/// First half, with the password in use and a code of its own. Names no passkey: one that opens the mailbox has to be found by
/// its authenticator alone, as on the way in.
#[utoipa::path(post, path = "/account/passkeys/opening/start", tag = "account", request_body = OpeningStart,
    responses((status = 200, body = OpeningStarted), crate::routes::Refusals))]
pub(crate) async fn start(
    app: Data<App>,
    caller: Caller,
    Json(ask): Json<OpeningStart>,
) -> Outcome<web::Json<OpeningStarted>> {
    let proven = second_factor::prove(&app, &app.sign_ins.pre_auths, &ask.proof).await?;
    app.sign_ins.pre_auths.take(&ask.proof.pre_auth, app.now_ms());
    if proven.user_id != caller.user_id {
        return Err(Code::StepUpRequired.into());
    }
    let wrap = keyrings::load_one(&app, caller.user_id, BlobKind::WrapPassword).await?;
    let pending = PendingOpening {
        session_id: caller.session_id,
        password_version: proven.password_version,
    };
    let (challenge, _) = app.sign_ins.openings.insert(pending, app.now_ms());
    Ok(web::Json(OpeningStarted {
        options: webauthn::request_options(&relying_party(&app), &challenge, &[]),
        wrap_password: wrap.sealed,
    }))
}

/// Second half: from this answer on the passkey opens the mailbox.
#[utoipa::path(post, path = "/account/passkeys/opening/finish", tag = "account", request_body = OpeningFinish,
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn finish(
    app: Data<App>,
    caller: Caller,
    Json(ask): Json<OpeningFinish>,
) -> Outcome<HttpResponse> {
    let (now_ms, user_id) = (app.now_ms(), caller.user_id);
    let assertion = Assertion::parse(&ask.assertion).map_err(refused)?;
    let begun = app.sign_ins.openings.take(assertion.challenge(), now_ms);
    let version = begun
        .filter(|begun| begun.session_id == caller.session_id)
        .map(|begun| begun.password_version)
        .ok_or_else(|| refused(Refused("challenge")))?;
    keyrings::check_size(&ask.wrap)?;
    let passkey_id = passkey::check(&app, user_id, assertion.challenge(), &assertion, now_ms).await?;
    let passkey_id = passkey_id.ok_or_else(|| refused(Refused("assertion")))?;
    let inner = app.clone();
    app.vault(move |vault| {
        let mut deposit = vault.deposit();
        let place = deposit.put(&rng::make_bytes(), &ask.wrap)?;
        let app = inner.clone();
        inner.commit(deposit, move |connection| {
            caller.check_open(connection)?;
            account_rows::check_password_version(connection, user_id, version)?;
            let name = rows::find_name(connection, user_id, passkey_id)?.ok_or(Code::NotFound)?;
            passkey_wraps::set(connection, user_id, passkey_id, place, ask.wrap.len(), now_ms)?;
            let notice = Notice::PasskeyOpens { name };
            tell::by_mail(connection, &app.outbox, user_id, notice, now_ms)?;
            audit::append_access(connection, Access::PasskeyOpens, Some(user_id), now_ms)
        })
    })
    .await?;
    app.outbox.wake();
    app.eraser.notify_one();
    Ok(HttpResponse::NoContent().finish())
}

/// Takes it back; the passkey stays in place of a code.
#[utoipa::path(delete, path = "/account/passkeys/{passkey_id}/opening", tag = "account",
    params(("passkey_id" = PasskeyId, Path)), responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn remove(
    app: Data<App>,
    caller: Caller,
    passkey_id: Path<PasskeyId>,
) -> Outcome<HttpResponse> {
    let (user_id, now_ms, outbox) = (caller.user_id, app.now_ms(), app.outbox.clone());
    app.db
        .write(move |connection| {
            caller.check_open(connection)?;
            let name = rows::find_name(connection, user_id, *passkey_id)?.ok_or(Code::NotFound)?;
            if !passkey_wraps::remove(connection, user_id, *passkey_id)? {
                return Err(Code::NotFound.into());
            }
            let notice = Notice::PasskeyOpensNoMore { name };
            tell::by_mail(connection, &outbox, user_id, notice, now_ms)?;
            audit::append_access(connection, Access::PasskeyOpensNoMore, Some(user_id), now_ms)
        })
        .await?;
    app.outbox.wake();
    app.eraser.notify_one();
    Ok(HttpResponse::NoContent().finish())
}
