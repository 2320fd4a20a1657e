//! The password half of signing in: OPAQUE's three messages (RFC 9807 section 6). The password never comes here, and
//! an unknown address takes the same path as a known one.

use super::at_address;
use super::pending::{PendingLogin, PreAuth};
use super::phone;
use crate::accounts::register::KSF;
use crate::accounts::{passkey_rows, phones, rows};
use crate::address;
use crate::app::App;
use crate::audit::{self, Access};
use crate::body::Json;
use crate::error::{AppError, Outcome};
use crate::limits::{Network, Work, passwords};
use crate::rng;
use actix_web::web::{self, Data};
use api::auth::{LoginFinish, LoginFinished, LoginStart, LoginStarted, NextFactor};
use api::{Code, UserId};
use crypto::opaque::KsfProfile;

/// Answers KE1 with KE2.
#[utoipa::path(post, path = "/auth/login/start", tag = "sign-in", request_body = LoginStart,
    responses((status = 200, body = LoginStarted), crate::routes::Refusals))]
pub(crate) async fn start(
    app: Data<App>,
    network: Network,
    work: Work,
    Json(ask): Json<LoginStart>,
) -> Outcome<web::Json<LoginStarted>> {
    let address = address::canonical(&ask.address)?;
    let now_ms = app.now_ms();
    let begun = app.limits.begin_sign_in(&address, network, &work, now_ms)?;
    let (known, user_id) = at_address::find(&app, &address).await?;
    if begun.many_wrong {
        // Whether or not there is an account: the two must take the same time.
        let noting = app
            .db
            .write(move |connection| passwords::note_many(connection, user_id, now_ms));
        noting.await?;
    }
    let ksf = known
        .as_ref()
        .map_or(Some(KSF), |known| profile(known.ksf))
        .ok_or(Code::Internal)?;
    let record = known.as_ref().map(|known| known.opaque_record.as_slice());
    let (login, ke2) = app
        .keys
        .opaque
        .login_start(
            record,
            &ask.ke1,
            &user_id.0,
            app.config.host(),
            ksf,
            &mut rng::system(),
        )
        .map_err(|_| AppError::new(Code::InvalidRequest).detail("ke1"))?;
    let pending = PendingLogin {
        password_version: known.as_ref().map_or(0, |known| known.password_version),
        user_id: known.map(|known| known.user_id),
        shown_id: user_id,
        login,
        tries: begun.tries,
    };
    let (login_id, _) = app.sign_ins.logins.insert(pending, app.now_ms());
    Ok(web::Json(LoginStarted {
        login_id: login_id.into(),
        user_id,
        ksf: ksf.number(),
        ke2: ke2.into(),
    }))
}

/// Checks KE3. Its answer gives no right but to try a code.
#[utoipa::path(post, path = "/auth/login/finish", tag = "sign-in", request_body = LoginFinish,
    responses((status = 200, body = LoginFinished), crate::routes::Refusals))]
pub(crate) async fn finish(
    app: Data<App>,
    Json(ask): Json<LoginFinish>,
) -> Outcome<web::Json<LoginFinished>> {
    let now_ms = app.now_ms();
    let pending = app
        .sign_ins
        .logins
        .take(&ask.login_id, now_ms)
        .ok_or(Code::LoginRefused)?;
    let Ok(session_key) = pending.login.finish(&ask.ke3) else {
        note_failure(&app, pending.user_id, pending.shown_id, now_ms).await?;
        return Err(Code::LoginRefused.into());
    };
    let user_id = pending.user_id.ok_or(Code::LoginRefused)?;
    app.limits.end_sign_in(&pending.tries);
    let inner = app.clone();
    let found = app.db.read(move |connection| {
        let totp = rows::find_totp(connection, user_id)?.ok_or(Code::LoginRefused)?;
        let role = phone::role_of(totp.current.is_some());
        let phone = phones::find_masked(connection, &inner.keys.sealing, user_id, role)?;
        let has_authenticator = totp.current.is_some();
        let passkeys = has_authenticator && passkey_rows::count(connection, user_id)? > 0;
        Ok((has_authenticator, phone, passkeys))
    });
    let (has_authenticator, phone, passkeys) = found.await?;
    let next = if has_authenticator {
        NextFactor::Totp
    } else {
        NextFactor::EnrolTotp
    };
    let (pre_auth, expires_ms) = app.sign_ins.pre_auths.insert(
        PreAuth::new(user_id, pending.password_version, session_key),
        now_ms,
    );
    Ok(web::Json(LoginFinished {
        pre_auth: pre_auth.into(),
        next,
        expires_ms,
        phone,
        passkeys,
    }))
}

/// A wrong password leaves an audit entry; so does an unknown address, of nobody: the two must take the same time.
async fn note_failure(app: &App, user_id: Option<UserId>, shown_id: UserId, now_ms: u64) -> Outcome<()> {
    app.db
        .write(move |connection| {
            passwords::note(connection, shown_id, now_ms)?;
            audit::append_access(connection, Access::WrongPassword, user_id, now_ms)
        })
        .await?;
    Ok(())
}

fn profile(number: i64) -> Option<KsfProfile> {
    u8::try_from(number)
        .ok()
        .and_then(|number| KsfProfile::from_number(number).ok())
}
