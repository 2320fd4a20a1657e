//! The code half of signing in. A code counts once, ties to the password handshake it follows, and costs a try before
//! it is looked at.

use super::device::device_of;
use super::known_devices;
use super::passkey;
use super::pending::PreAuth;
use super::rows::{self, NewSession};
use super::totp;
use crate::accounts::kept_keyrings::Kept;
use crate::accounts::phones::{self, CodeChecked};
use crate::accounts::rows::{self as account_rows, BlobKind, Totp};
use crate::accounts::words::WordsKey;
use crate::accounts::{backup_codes, keyrings, tell};
use crate::app::App;
use crate::audit::{self, Access};
use crate::auth::SESSION_COOKIE;
use crate::body::Json;
use crate::error::{AppError, Outcome};
use crate::limits::{Network, codes};
use crate::notices::Notice;
use crate::pending::Pending;
use crate::rng;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::USER_AGENT;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use api::auth::{Factor, SecondFactor, SecondFactorProof, SignedIn, TotpEnrol, TotpSecret};
use api::session::SessionInfo;
use api::{Code, SessionId, UserId};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use crypto::receipt::AuditType;
use crypto::{BlobKey, Hash, second_factor, sha256};
use diesel::SqliteConnection;
use zeroize::Zeroizing;

/// Codes that an account may get wrong in a day, over all sign-ins. Beyond the days [`codes`] counts.
const CODE_TRIES_MAX: i64 = 20;
/// Backup codes that it may get wrong in a day. Nobody guesses one: this bounds what is tried, and who notices.
const BACKUP_TRIES_MAX: i64 = 5;
/// So many wrong codes within a day, without a right one of their kind between, and the owner is told: somebody may have the
/// password.
const TOLD_AT: i64 = 3;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// The secret to enrol, once the phone has shown its code: the same one until it was proven.
#[utoipa::path(post, path = "/auth/totp/enrol", tag = "sign-in", request_body = TotpEnrol,
    responses((status = 200, body = TotpSecret), crate::routes::Refusals))]
pub(crate) async fn enrol(app: Data<App>, Json(ask): Json<TotpEnrol>) -> Outcome<web::Json<TotpSecret>> {
    let user_id = app
        .sign_ins
        .pre_auths
        .with(&ask.pre_auth, app.now_ms(), |pre_auth| {
            (pre_auth.user_id, pre_auth.phone_proven)
        });
    let (user_id, phone_proven) = user_id.ok_or(Code::SecondFactorEnded)?;
    let state = find_state(&app, user_id).await?;
    if state.current.is_some() {
        return Err(Code::SecondFactorConflict.into());
    }
    if !phone_proven {
        return Err(Code::PhoneUnproven.into());
    }
    let sealed = match state.waiting {
        Some(sealed) => sealed,
        None => {
            let (_, sealed) = totp::make_secret(&app, user_id);
            app.db
                .write(move |connection| account_rows::keep_waiting_totp(connection, user_id, &sealed))
                .await?
        }
    };
    let secret = totp::open_secret(&app, user_id, &sealed)?;
    Ok(web::Json(TotpSecret {
        secret: (*secret.expose()).into(),
        address: state.address,
    }))
}

/// Signs in; the first time, it also opens the account.
#[utoipa::path(post, path = "/auth/second-factor", tag = "sign-in", request_body = SecondFactor,
    responses((status = 200, body = SignedIn), crate::routes::Refusals))]
pub(crate) async fn post(
    app: Data<App>,
    request: HttpRequest,
    Json(ask): Json<SecondFactor>,
) -> Outcome<HttpResponse> {
    let unlock_key = ask.unlock_key.as_deref().map(parse_unlock_key).transpose()?;
    let proven = prove(&app, &app.sign_ins.pre_auths, &ask.proof).await?;
    let (inner, now_ms) = (app.clone(), app.now_ms());
    let way = Way {
        by_passkey: false,
        right: move |_: &mut _| {
            let right = inner.sign_ins.pre_auths.take(&ask.proof.pre_auth, now_ms);
            right.map(drop).ok_or_else(|| Code::SecondFactorEnded.into())
        },
    };
    let (session, cookie) = begin_session(&app, &request, &proven, unlock_key, way).await?;
    let kept = Kept::load(&app, proven.user_id, session.session_id).await?;
    let answer = SignedIn {
        session,
        wrap_password: keyrings::load_one(&app, proven.user_id, BlobKind::WrapPassword)
            .await?
            .sealed,
        keyrings: keyrings::load(&app, proven.user_id).await?,
        kept: kept.keyrings,
        opened: kept.token,
    };
    Ok(HttpResponse::Ok().cookie(cookie).json(answer))
}

/// How somebody comes in.
pub(super) struct Way<R> {
    /// By a passkey alone.
    pub(super) by_passkey: bool,
    /// Uses up the right to come in, or refuses, in the transaction that opens the session: whoever signs out everywhere else
    /// ends that right too.
    pub(super) right: R,
}

/// Opens a session for whoever has proven enough, and tells the owner where the device is new. Answers with the cookie beside it.
pub(super) async fn begin_session(
    app: &Data<App>,
    request: &HttpRequest,
    proven: &Proven,
    unlock_key: Option<BlobKey>,
    way: Way<impl FnOnce(&mut SqliteConnection) -> Outcome<()> + Send + 'static>,
) -> Outcome<(SessionInfo, Cookie<'static>)> {
    let token = Zeroizing::new(rng::make_bytes::<32>());
    let now_ms = app.now_ms();
    let network = Network::of(request);
    let user_agent = request.headers().get(USER_AGENT);
    let new = NewSession {
        session_id: SessionId(rng::make_bytes()),
        token_sha256: sha256(&*token),
        user_id: proven.user_id,
        expires_ms: now_ms + app.config.session.absolute_hours * 3_600_000,
        slot: None,
        device: device_of(user_agent.map(|header| header.as_bytes())),
        net: network.to_string(),
        by_passkey: way.by_passkey,
    };
    let device = known_devices::hash(app, &new, network);
    let session = open_session(app, proven, new, device, unlock_key, way.right, now_ms).await?;
    let idle_ms_max = app.config.session.idle_minutes * 60_000;
    let cookie = session_cookie(URL_SAFE_NO_PAD.encode(*token));
    Ok((session.info(now_ms, idle_ms_max), cookie))
}

/// Who has proven both factors.
pub(crate) struct Proven {
    pub(crate) user_id: UserId,
    /// Which password it was: the caller checks it in the transaction that acts on the proof.
    pub(crate) password_version: u64,
    /// Which recovery words it was instead, likewise.
    pub(crate) words: Option<WordsKey>,
}

impl From<&PreAuth> for Proven {
    fn from(pre_auth: &PreAuth) -> Self {
        Self {
            user_id: pre_auth.user_id,
            password_version: pre_auth.password_version,
            words: pre_auth.words,
        }
    }
}

/// Judges a code and uses it up, for one of the first halves in `halves`. Every failure costs a try and leaves an audit entry.
pub(crate) async fn prove(
    app: &App,
    halves: &Pending<PreAuth>,
    proof: &SecondFactorProof,
) -> Outcome<Proven> {
    let (now_ms, factor) = (app.now_ms(), proof.factor);
    let spent = halves.with(&proof.pre_auth, now_ms, |pre_auth| {
        let challenge = pre_auth.passkey_challenge.take_if(|_| factor == Factor::Passkey);
        check_mac(pre_auth, proof).map(|checked| (checked, challenge))
    });
    let ((proven, tries_left, mac_holds), challenge) = spent.ok_or(Code::SecondFactorEnded)??;
    let user_id = proven.user_id;
    let state = find_state(app, user_id).await?;
    // A right one always counts: nobody guesses them, and whoever tries must not close this way to the owner.
    let is_right = mac_holds
        && match factor {
            Factor::BackupCode => use_backup_code(app, user_id, &state, &proof.code, now_ms).await?,
            Factor::Passkey => passkey::judge(app, user_id, &state, challenge, proof, now_ms).await?,
            Factor::Totp | Factor::Phone => false,
        };
    if is_right {
        return Ok(proven);
    }
    spend_try_of_account(app, user_id, factor, now_ms).await?;
    let is_right = mac_holds
        && match factor {
            Factor::Totp => use_code(app, &proven, &state, &proof.code, now_ms).await?,
            Factor::Phone => use_phone_code(app, user_id, &state, &proof.code, now_ms).await?,
            Factor::BackupCode | Factor::Passkey => false,
        };
    if is_right {
        return Ok(proven);
    }
    note_wrong_code(app, user_id, now_ms).await?;
    Err(AppError::new(Code::CodeRefused).tries(tries_left, now_ms))
}

/// Logs a wrong code, and tells the owner where there have been several.
pub(super) async fn note_wrong_code(app: &App, user_id: UserId, now_ms: u64) -> Outcome<()> {
    let outbox = app.outbox.clone();
    app.db
        .write(move |connection| {
            if account_rows::take_untold_codes(connection, user_id, TOLD_AT, DAY_MS, now_ms)? {
                tell::by_mail(connection, &outbox, user_id, Notice::WrongCodes, now_ms)?;
            }
            audit::append_access(connection, Access::WrongCode, Some(user_id), now_ms)?;
            Ok(())
        })
        .await
}

/// Spends one of the tries that an account has over all sign-ins.
pub(super) async fn spend_try_of_account(
    app: &App,
    user_id: UserId,
    factor: Factor,
    now_ms: u64,
) -> Outcome<()> {
    let tries_max = match factor {
        Factor::Totp | Factor::Phone => CODE_TRIES_MAX,
        Factor::BackupCode => BACKUP_TRIES_MAX,
        // Nobody guesses a signature: the tries of a sign-in are bound enough.
        Factor::Passkey => return Ok(()),
    };
    let spent = app.db.write(move |connection| {
        let wait_ms = account_rows::spend_code_try(connection, user_id, factor, tries_max, DAY_MS, now_ms)?;
        match (wait_ms, factor) {
            (None, Factor::Totp | Factor::Phone) => codes::spend(connection, user_id, now_ms),
            (wait_ms, _) => Ok(wait_ms),
        }
    });
    match spent.await? {
        Some(wait_ms) => Err(AppError::new(Code::RateLimited).retry_after_s(wait_ms.div_ceil(1000))),
        None => Ok(()),
    }
}

pub(super) fn check_mac(
    pre_auth: &mut PreAuth,
    proof: &SecondFactorProof,
) -> Result<(Proven, u32, bool), Code> {
    let tries_left = pre_auth.spend_try()?;
    let factor = match proof.factor {
        Factor::Totp => second_factor::TOTP,
        Factor::BackupCode => second_factor::BACKUP_CODE,
        Factor::Phone => second_factor::PHONE,
        Factor::Passkey => second_factor::PASSKEY,
    };
    let token = <[u8; 32]>::try_from(&proof.pre_auth).map_err(|_| Code::SecondFactorEnded)?;
    let checked = second_factor::verify(
        pre_auth.session_key.expose(),
        &pre_auth.user_id.0,
        factor,
        &token,
        &proof.code,
        &proof.mac,
    );
    Ok((Proven::from(&*pre_auth), tries_left, checked.is_ok()))
}

/// Uses a backup code up. There are none before there is an authenticator.
async fn use_backup_code(app: &App, user_id: UserId, state: &Totp, code: &str, now_ms: u64) -> Outcome<bool> {
    if state.current.is_none() {
        return Ok(false);
    }
    let (hash, outbox) = (backup_codes::hash(app, user_id, code), app.outbox.clone());
    app.db
        .write(move |connection| {
            let spent = backup_codes::spend(connection, user_id, hash)?;
            if spent {
                codes::forgive(connection, user_id)?;
                let left = backup_codes::count(connection, user_id)?;
                tell::by_mail(
                    connection,
                    &outbox,
                    user_id,
                    Notice::BackupCodeUsed { left },
                    now_ms,
                )?;
                audit::append_access(connection, Access::BackupCodeUsed, Some(user_id), now_ms)?;
            }
            Ok(spent)
        })
        .await
}

/// Uses the code up, against the secret in use, or, while there is none, against the one that waits.
async fn use_code(app: &App, proven: &Proven, state: &Totp, code: &str, now_ms: u64) -> Outcome<bool> {
    let (user_id, version) = (proven.user_id, proven.password_version);
    let (sealed, enrolling) = match (&state.current, &state.waiting) {
        (Some(current), _) => (current.clone(), false),
        (None, Some(waiting)) => (waiting.clone(), true),
        (None, None) => return Err(Code::SecondFactorConflict.into()),
    };
    let secret = totp::open_secret(app, user_id, &sealed)?;
    let Some(step) = totp::find_step(&secret, code, now_ms) else {
        return Ok(false);
    };
    app.db
        .write(move |connection| {
            let used = if enrolling {
                // Nothing is enrolled with a password that is another one by now.
                account_rows::check_password_version(connection, user_id, version)?;
                account_rows::promote_totp(connection, user_id, &sealed, step, now_ms)?
            } else {
                account_rows::use_totp_step(connection, user_id, &sealed, step)?
            };
            if used {
                codes::give_back(connection, user_id)?;
            }
            if used && enrolling {
                audit::append_access(connection, Access::Enrolled, Some(user_id), now_ms)?;
            }
            Ok(used)
        })
        .await
}

/// Uses up a code that was sent to the reserve phone. It counts only beside an authenticator.
async fn use_phone_code(app: &App, user_id: UserId, state: &Totp, code: &str, now_ms: u64) -> Outcome<bool> {
    if state.current.is_none() {
        return Ok(false);
    }
    let (key, outbox, code) = (app.keys.clone(), app.outbox.clone(), code.to_owned());
    app.db
        .write(move |connection| {
            let checked = phones::check_reserve_code(connection, &key.sealing, user_id, &code, now_ms)?;
            let right = matches!(checked, CodeChecked::Right(_));
            if right {
                codes::give_back(connection, user_id)?;
                account_rows::give_code_tries_back(connection, user_id)?;
                tell::by_mail(connection, &outbox, user_id, Notice::ReservePhoneUsed, now_ms)?;
                audit::append_access(connection, Access::ReservePhoneUsed, Some(user_id), now_ms)?;
            }
            Ok(right)
        })
        .await
}

/// Opens a session, if the right to it is still there in the transaction that opens it.
async fn open_session(
    app: &Data<App>,
    proven: &Proven,
    mut new: NewSession,
    device: Hash,
    unlock_key: Option<BlobKey>,
    right: impl FnOnce(&mut SqliteConnection) -> Outcome<()> + Send + 'static,
    now_ms: u64,
) -> Outcome<rows::SessionRow> {
    let (inner, user_id, password_version) = (app.clone(), proven.user_id, proven.password_version);
    app.vault(move |vault| {
        let slot = unlock_key
            .map(|key| vault.keep_key(&new.session_id.0, &key))
            .transpose()?;
        new.slot = slot;
        let app = inner.clone();
        let row = move |connection: &mut SqliteConnection| {
            account_rows::check_password_version(connection, user_id, password_version)?;
            right(connection)?;
            rows::insert(connection, &new, now_ms)?;
            if known_devices::note(connection, user_id, device, now_ms)? {
                let notice = Notice::NewSignIn {
                    device: new.device.clone(),
                    at_ms: now_ms,
                };
                tell::by_mail(connection, &app.outbox, user_id, notice, now_ms)?;
            }
            audit::append(
                connection,
                AuditType::Login,
                new.user_id,
                &new.session_id.0,
                now_ms,
            )?;
            rows::find_by_token(connection, new.token_sha256)
        };
        match inner.db.write_blocking(row) {
            crate::db::Written::Done(session) => session.ok_or_else(|| Code::Internal.into()),
            crate::db::Written::Not(error) => {
                if let Some(slot) = slot {
                    vault.erase_key(slot)?;
                    vault.release(slot);
                }
                Err(error)
            }
            crate::db::Written::Unknown(error) => Err(error),
        }
    })
    .await
}

pub(super) async fn find_state(app: &App, user_id: UserId) -> Outcome<Totp> {
    let state = app
        .db
        .read(move |connection| account_rows::find_totp(connection, user_id))
        .await?;
    state.ok_or_else(|| Code::SecondFactorEnded.into())
}

pub(super) fn parse_unlock_key(bytes: &[u8]) -> Outcome<BlobKey> {
    BlobKey::try_from_slice(bytes).map_err(|_| AppError::new(Code::InvalidRequest).detail("unlock_key"))
}

/// No Max-Age: the browser forgets it when it closes; the server ends it in any case.
fn session_cookie(token: String) -> Cookie<'static> {
    Cookie::build(SESSION_COOKIE, token)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Strict)
        .finish()
}
