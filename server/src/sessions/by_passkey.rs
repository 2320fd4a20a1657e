//! Signing in by a passkey alone, where its owner has allowed it (protocol.md 5.5). The authenticator has verified its user, so it
//! stands for both factors; what it yields beside the signature never comes here, and opens the wrap that goes out. Until the
//! passkey has answered, every address is treated alike.

use super::at_address;
use super::passkey;
use super::second_factor::{self, Proven, Way, find_state};
use crate::accounts::kept_keyrings::Kept;
use crate::accounts::passkeys::relying_party;
use crate::accounts::{keyrings, passkey_wraps};
use crate::address;
use crate::app::App;
use crate::audit::{self, Access};
use crate::body::Json;
use crate::error::Outcome;
use crate::webauthn::{self, Assertion};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use api::passkeys::{ByPasskeyFinish, ByPasskeyStart, ByPasskeyStarted, SignedInByPasskey};
use api::{Code, PasskeyId, UserId};
use std::mem;

/// Between the challenge and the passkey's answer; its name is the challenge.
pub(crate) struct PendingByPasskey {
    /// The account's id, or the one that is made up for this address.
    pub(super) user_id: UserId,
    /// Which password the account has; none without an account.
    password_version: Option<u64>,
    /// A challenge takes one answer. It stays until its session is there, so that signing out everywhere ends it.
    is_answered: bool,
}

/// Answers with a challenge: alike for all addresses.
#[utoipa::path(post, path = "/auth/by-passkey/start", tag = "sign-in", request_body = ByPasskeyStart,
    responses((status = 200, body = ByPasskeyStarted), crate::routes::Refusals))]
pub(crate) async fn start(
    app: Data<App>,
    Json(ask): Json<ByPasskeyStart>,
) -> Outcome<web::Json<ByPasskeyStarted>> {
    let address = address::canonical(&ask.address)?;
    let (known, user_id) = at_address::find(&app, &address).await?;
    let pending = PendingByPasskey {
        user_id,
        password_version: known.map(|known| known.password_version),
        is_answered: false,
    };
    let (challenge, _) = app.sign_ins.by_passkey.insert(pending, app.now_ms());
    Ok(web::Json(ByPasskeyStarted {
        user_id,
        options: webauthn::request_options(&relying_party(&app), &challenge, &[]),
    }))
}

/// Signs in, if the answer is of a passkey that opens the mailbox.
#[utoipa::path(post, path = "/auth/by-passkey/finish", tag = "sign-in", request_body = ByPasskeyFinish,
    responses((status = 200, body = SignedInByPasskey), crate::routes::Refusals))]
pub(crate) async fn finish(
    app: Data<App>,
    request: HttpRequest,
    Json(ask): Json<ByPasskeyFinish>,
) -> Outcome<HttpResponse> {
    let unlock_key = ask.unlock_key.as_deref();
    let unlock_key = unlock_key.map(second_factor::parse_unlock_key).transpose()?;
    let assertion = Assertion::parse(&ask.assertion).map_err(|_| Code::PasskeyOpensNothing)?;
    let (proven, passkey_id) = judge(&app, &assertion).await?;
    let (inner, user_id, now_ms) = (app.clone(), proven.user_id, app.now_ms());
    let find = move |connection: &mut _| {
        passkey_wraps::find(connection, user_id, passkey_id)?.ok_or_else(|| Code::PasskeyOpensNothing.into())
    };
    let wrap = keyrings::load_by(&app, find).await?.sealed;
    let way = Way {
        by_passkey: true,
        right: move |connection: &mut _| {
            let pending = inner.sign_ins.by_passkey.take(assertion.challenge(), now_ms);
            pending.ok_or(Code::PasskeyOpensNothing)?;
            find(connection)?;
            audit::append_access(connection, Access::OpenedByPasskey, Some(user_id), now_ms)?;
            Ok(())
        },
    };
    let (session, cookie) = second_factor::begin_session(&app, &request, &proven, unlock_key, way).await?;
    let kept = Kept::load(&app, user_id, session.session_id).await?;
    let answer = SignedInByPasskey {
        session,
        wrap,
        keyrings: keyrings::load(&app, user_id).await?,
        kept: kept.keyrings,
        opened: kept.token,
    };
    Ok(HttpResponse::Ok().cookie(cookie).json(answer))
}

/// Judges the one answer that a challenge takes. A wrong one leaves an audit entry; so does one for an address without an account,
/// of nobody: all take the same time.
async fn judge(app: &App, assertion: &Assertion) -> Outcome<(Proven, PasskeyId)> {
    let now_ms = app.now_ms();
    let asked = app
        .sign_ins
        .by_passkey
        .with(assertion.challenge(), now_ms, |pending| {
            let is_first = !mem::replace(&mut pending.is_answered, true);
            is_first.then_some((pending.user_id, pending.password_version))
        });
    let (user_id, password_version) = asked.flatten().ok_or(Code::PasskeyOpensNothing)?;
    let passkey_id = opening_passkey(app, user_id, assertion, now_ms).await?;
    let Some((passkey_id, password_version)) = passkey_id.zip(password_version) else {
        let owner = password_version.map(|_| user_id);
        app.db
            .write(move |connection| audit::append_access(connection, Access::WrongPasskey, owner, now_ms))
            .await?;
        return Err(Code::PasskeyOpensNothing.into());
    };
    let proven = Proven {
        user_id,
        password_version,
        words: None,
    };
    Ok((proven, passkey_id))
}

/// The passkey that rightly answers its challenge, if the mailbox is one that it opens. It counts only beside an authenticator.
async fn opening_passkey(
    app: &App,
    user_id: UserId,
    assertion: &Assertion,
    now_ms: u64,
) -> Outcome<Option<PasskeyId>> {
    let answered = passkey::check(app, user_id, assertion.challenge(), assertion, now_ms).await?;
    let Some(passkey_id) = answered else {
        return Ok(None);
    };
    let wrap = app
        .db
        .read(move |connection| passkey_wraps::find(connection, user_id, passkey_id))
        .await?;
    let opens = wrap.is_some() && find_state(app, user_id).await?.current.is_some();
    Ok(opens.then_some(passkey_id))
}
