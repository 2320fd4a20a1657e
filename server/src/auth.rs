//! Who is calling, as extractors: a handler that names one in its arguments cannot be reached without it.

use crate::app::App;
use crate::error::{AppError, Outcome};
use crate::limits::Class;
use crate::sessions::rows::{self, SessionRow};
use crate::shares::Share;
use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use api::session::SessionInfo;
use api::{BACKGROUND_HEADER, Code, MailboxId, SESSION_HEADER, SessionId, UserId};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use crypto::{Hash, sha256};
use diesel::SqliteConnection;
use futures_util::future::LocalBoxFuture;

/// Cookie of the session's token. The prefix makes browsers insist on Secure, Path=/ and no Domain.
pub(crate) const SESSION_COOKIE: &str = "__Host-sid";

/// Activity is written down at most this often.
const SEEN_STEP_MS: u64 = 30_000;
/// How long a confirmed password and code allow changing sensitive settings.
pub(crate) const STEP_UP_MS: u64 = 5 * 60 * 1000;

/// A signed-in person, both factors given, or a passkey that stands for both.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) user_id: UserId,
    pub(crate) mailbox_id: MailboxId,
    pub(crate) session_id: SessionId,
    pub(crate) session: SessionRow,
    pub(crate) idle_ms_max: u64,
}

/// A signed-in person who has given password and code within the last minutes.
pub(crate) struct SteppedUp(pub(crate) Caller);

/// The caller's user, left behind for the request log.
#[derive(Clone, Copy)]
pub(crate) struct Logged(pub(crate) UserId);

/// The request's part of what its caller may have under way, left behind until its answer has been sent.
pub(crate) struct Underway(pub(crate) Share);

impl Caller {
    /// The session as the client sees it.
    pub(crate) fn info(&self, now_ms: u64) -> SessionInfo {
        self.session.info(now_ms, self.idle_ms_max)
    }

    /// Refuses a caller whose session has ended since the request came: for the transaction of a change that would outlast it.
    pub(crate) fn check_open(&self, connection: &mut SqliteConnection) -> Outcome<()> {
        rows::find(connection, self.session_id)?
            .map(drop)
            .ok_or_else(|| Code::SignedOut.into())
    }

    /// Whether the session is still open, for answers that go on for long. A database that cannot answer signs nobody out.
    pub(crate) async fn is_signed_in(&mut self, app: &App) -> bool {
        let id = self.session_id;
        match app.db.read(move |connection| rows::find(connection, id)).await {
            Ok(Some(session)) => self.session = session,
            Ok(None) => return false,
            Err(_) => return true,
        }
        self.is_in_time(app)
    }

    /// The same, by what was last read of it: its times can have moved on since, and it can have been ended.
    pub(crate) fn is_in_time(&self, app: &App) -> bool {
        self.session.is_open(app.now_ms(), self.idle_ms_max)
    }
}

impl FromRequest for Caller {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Outcome<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { identify(&request).await })
    }
}

impl SteppedUp {
    /// Uses the confirmation up, in the transaction of the change that it was given for: one confirmation replaces one thing,
    /// so that a session that was stolen within these minutes cannot replace all that opens the account.
    pub(crate) fn spend(&self, connection: &mut SqliteConnection) -> Outcome<()> {
        self.0.check_open(connection)?;
        if rows::spend_step_up(connection, self.0.session_id, self.0.session.step_up_ms)? {
            Ok(())
        } else {
            Err(Code::StepUpRequired.into())
        }
    }
}

impl FromRequest for SteppedUp {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Outcome<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let caller = identify(&request).await?;
            let now_ms = app_of(&request)?.now_ms();
            if caller.session.step_up_ms + STEP_UP_MS <= now_ms {
                return Err(Code::StepUpRequired.into());
            }
            Ok(Self(caller))
        })
    }
}

async fn identify(request: &HttpRequest) -> Outcome<Caller> {
    let app = app_of(request)?;
    let token_sha256 = token_of(request).ok_or(Code::SignedOut)?;
    let now_ms = app.now_ms();
    let idle_ms_max = app.config.session.idle_minutes * 60_000;
    let found = app
        .db
        .read(move |connection| rows::find_by_token(connection, token_sha256))
        .await?;
    let mut session = found
        .filter(|session| session.is_open(now_ms, idle_ms_max) && is_meant_for(request, session.session_id))
        .ok_or(Code::SignedOut)?;
    let class = request.extensions().get::<Class>().copied();
    let class = class.ok_or_else(|| AppError::internal("a route without a class takes a session"))?;
    request.extensions_mut().insert(Logged(session.user_id));
    // Getting out, and getting others out, waits for nothing that another session of the account takes up.
    if class == Class::Revoke {
        app.limits.take_of_session(session.session_id, now_ms)?;
    } else {
        app.limits.take_of_account(class, session.user_id, now_ms)?;
        let share = app.requests.take(session.user_id)?;
        request.extensions_mut().insert(Underway(share));
    }
    if !request.headers().contains_key(BACKGROUND_HEADER) && now_ms >= session.seen_ms + SEEN_STEP_MS {
        let id = session.session_id;
        let marking = app
            .db
            .write(move |connection| rows::mark_seen(connection, id, now_ms));
        match marking.await {
            Ok(()) => session.seen_ms = now_ms,
            // On a full disk reading goes on.
            Err(error) => tracing::warn!(%error, "a person's activity could not be noted"),
        }
    }
    Ok(Caller {
        user_id: session.user_id,
        mailbox_id: session.mailbox_id,
        session_id: session.session_id,
        session,
        idle_ms_max,
    })
}

/// Whether a request names the session that its cookie is of. Only one that reads may name none.
fn is_meant_for(request: &HttpRequest, session_id: SessionId) -> bool {
    match request.headers().get(SESSION_HEADER) {
        Some(named) => named.to_str().is_ok_and(|named| named.parse() == Ok(session_id)),
        None => request.method() == Method::GET,
    }
}

/// Hash of the token in the session cookie, if there is one.
pub(crate) fn token_of(request: &HttpRequest) -> Option<Hash> {
    let cookie = request.cookie(SESSION_COOKIE)?;
    let token: [u8; 32] = URL_SAFE_NO_PAD.decode(cookie.value()).ok()?.try_into().ok()?;
    Some(sha256(&token))
}

fn app_of(request: &HttpRequest) -> Outcome<&App> {
    let app = request
        .app_data::<Data<App>>()
        .ok_or_else(|| AppError::internal("the App is not registered"))?;
    Ok(app.get_ref())
}
