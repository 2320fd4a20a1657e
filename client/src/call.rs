//! Calling the interface: typed requests and answers, refusals as errors, repeats where an answer was lost.

use crate::error::Error;
use crate::platform::Platform;
use crate::transport::{Method, Request, Response, Transport};
use crate::work::Stops;
use api::{
    BACKGROUND_HEADER, BASE_PATH, CSRF_HEADER, Code, Problem, SESSION_HEADER, SessionId, WORK_HEADER,
    WorkAsked,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Tries of a request that may be repeated: all of them are, by their ids or their nature.
const TRIES: u32 = 4;
/// Wait before the first repeat; twice as long before each further one.
const FIRST_PAUSE_MS: u64 = 400;
/// A server that asks for a longer pause than this is believed, and the person told.
const PAUSE_MS_MAX: u64 = 4_000;
/// Challenges that are solved for one request: another may be harder because others were faster, and a third.
const WORKS_MAX: u32 = 3;

/// Who wanted a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The person.
    ByPerson,
    /// An event or a timer: must not keep the session alive.
    ByItself,
}

/// The server as this program knows it.
pub struct Client<T, P> {
    line: Arc<Line<T, P>>,
    /// The session that every request is meant for, once someone is signed in.
    session: Option<Session>,
}

/// What all sessions of a program share.
struct Line<T, P> {
    transport: T,
    platform: P,
    host: String,
    stops: Stops,
}

struct Session {
    id: SessionId,
    /// Over, as far as this program is concerned: nothing is sent, and no answer is believed.
    closed: AtomicBool,
}

impl<T: Transport, P: Platform> Client<T, P> {
    /// A client of the server at `host`: the host name of the address that the person typed, without scheme and port.
    /// Sign-in is bound to it, so it must never come from the server.
    pub fn new(transport: T, platform: P, host: impl Into<String>) -> Self {
        let line = Line {
            transport,
            platform,
            host: host.into(),
            stops: Stops::default(),
        };
        Self {
            line: Arc::new(line),
            session: None,
        }
    }

    /// The same server, spoken to in one session. The cookie alone does not say which: another sign-in over the same
    /// connection replaces it.
    pub(crate) fn in_session(&self, id: SessionId) -> Self {
        let session = Session {
            id,
            closed: AtomicBool::new(false),
        };
        Self {
            line: Arc::clone(&self.line),
            session: Some(session),
        }
    }

    /// From now on every request of this session fails as signed out, those under way included.
    pub(crate) fn close(&self) {
        if let Some(session) = &self.session {
            session.closed.store(true, Ordering::SeqCst);
        }
    }

    pub(crate) fn check_open(&self) -> Result<(), Error> {
        match &self.session {
            Some(session) if session.closed.load(Ordering::SeqCst) => Err(Error::SignedOut),
            _ => Ok(()),
        }
    }

    /// Whether this speaks in that session.
    pub(crate) fn is_in_session(&self, id: SessionId) -> bool {
        self.session.as_ref().is_some_and(|session| session.id == id)
    }

    /// The name of the session for [`SESSION_HEADER`].
    pub(crate) fn session_header(&self) -> Option<(&'static str, String)> {
        let session = self.session.as_ref()?;
        Some((SESSION_HEADER, session.id.to_string()))
    }

    /// The machine.
    pub fn platform(&self) -> &P {
        &self.line.platform
    }

    /// The connection.
    pub fn transport(&self) -> &T {
        &self.line.transport
    }

    pub(crate) fn stops(&self) -> &Stops {
        &self.line.stops
    }

    pub(crate) fn host(&self) -> &str {
        &self.line.host
    }

    pub(crate) async fn get<A: DeserializeOwned>(&self, path: &str, wanted: Wanted) -> Result<A, Error> {
        read_json(&self.repeat(request(Method::Get, path, wanted)).await?)
    }

    pub(crate) async fn get_bytes(&self, path: &str, range: Option<String>) -> Result<Vec<u8>, Error> {
        let mut request = request(Method::Get, path, Wanted::ByPerson);
        request.headers.extend(range.map(|range| ("range", range)));
        Ok(self.repeat(request).await?.body)
    }

    /// A request with a JSON body whose answer is JSON.
    pub(crate) async fn post<A: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        wanted: Wanted,
    ) -> Result<A, Error> {
        read_json(
            &self
                .repeat(with_json(request(Method::Post, path, wanted), body)?)
                .await?,
        )
    }

    /// A request with a JSON body whose answer says nothing but that it was done.
    pub(crate) async fn command(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<(), Error> {
        self.repeat(with_json(request(method, path, Wanted::ByPerson), body)?)
            .await
            .map(drop)
    }

    /// As [`Self::command`], but goes out once: a repeat would spend something.
    pub(crate) async fn command_once(&self, path: &str, body: &impl Serialize) -> Result<(), Error> {
        self.attempt(with_json(request(Method::Post, path, Wanted::ByPerson), body)?)
            .await
            .map(drop)
    }

    /// A POST without a body.
    pub(crate) async fn poke<A: DeserializeOwned>(&self, path: &str, wanted: Wanted) -> Result<A, Error> {
        read_json(&self.repeat(request(Method::Post, path, wanted)).await?)
    }

    /// A POST without a body that must go out once: its answer is not to be had twice.
    pub(crate) async fn poke_once<A: DeserializeOwned>(&self, path: &str) -> Result<A, Error> {
        read_json(
            &self
                .attempt(request(Method::Post, path, Wanted::ByPerson))
                .await?,
        )
    }

    /// A request without a body or an answer.
    pub(crate) async fn bare(&self, method: Method, path: &str) -> Result<(), Error> {
        self.repeat(request(method, path, Wanted::ByPerson))
            .await
            .map(drop)
    }

    /// A request with bytes whose answer is JSON.
    pub(crate) async fn send_bytes<A: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        media_type: &'static str,
        bytes: Vec<u8>,
    ) -> Result<A, Error> {
        let mut request = request(method, path, Wanted::ByPerson);
        request.body = Some((media_type, bytes));
        read_json(&self.repeat(request).await?)
    }

    /// A request that must go out once: a repeat would spend something.
    pub(crate) async fn post_once<A: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<A, Error> {
        let request = with_json(request(Method::Post, path, Wanted::ByPerson), body)?;
        read_json(&self.attempt(request).await?)
    }

    /// Sends, and sends again when no answer came or the server was busy.
    async fn repeat(&self, request: Request) -> Result<Response, Error> {
        let mut pause_ms = FIRST_PAUSE_MS;
        for _ in 1..TRIES {
            match self.send_once(request.clone()).await {
                Err(Error::Offline) => {}
                Err(Error::Refused(refusal)) if refusal.code == Code::Busy => {
                    pause_ms = refusal
                        .retry_after_s
                        .map_or(pause_ms, |seconds| seconds.saturating_mul(1000));
                    if pause_ms > PAUSE_MS_MAX {
                        return Err(Error::Refused(refusal));
                    }
                }
                settled => return settled,
            }
            self.platform().sleep(pause_ms).await;
            pause_ms = pause_ms.saturating_mul(2);
        }
        self.send_once(request).await
    }

    /// Sends, without working for it: what may be repeated is never asked for work by an honest server.
    async fn send_once(&self, request: Request) -> Result<Response, Error> {
        settle(self.exchange_open(request).await?)
    }

    /// Sends once; and where the server asks for work, works and sends again: nothing was done before that.
    async fn attempt(&self, mut request: Request) -> Result<Response, Error> {
        let stops = self.stops().count();
        for _ in 0..WORKS_MAX {
            let response = self.exchange_open(request.clone()).await?;
            let Some(asked) = work_asked(&response) else {
                return settle(response);
            };
            let solution = self.solve(&asked, stops).await?.to_text();
            request.headers.retain(|(name, _)| *name != WORK_HEADER);
            request.headers.push((WORK_HEADER, solution));
        }
        self.send_once(request).await
    }

    /// Unless the session is over before or after.
    async fn exchange_open(&self, request: Request) -> Result<Response, Error> {
        self.check_open()?;
        let answer = self.exchange(request).await;
        self.check_open()?;
        answer
    }

    /// Ends the session at the server, closed or not, and does not ask again.
    pub(crate) async fn end_session(&self) -> Result<(), Error> {
        let end = request(Method::Post, "/session/end", Wanted::ByPerson);
        settle(self.exchange(end).await?).map(drop)
    }

    async fn exchange(&self, mut request: Request) -> Result<Response, Error> {
        request.headers.extend(self.session_header());
        self.transport().send(request).await.map_err(|_| Error::Offline)
    }
}

fn request(method: Method, path: &str, wanted: Wanted) -> Request {
    let mut headers = Vec::new();
    if method != Method::Get {
        headers.push((CSRF_HEADER, "1".to_owned()));
    }
    if wanted == Wanted::ByItself {
        headers.push((BACKGROUND_HEADER, "1".to_owned()));
    }
    Request {
        method,
        path: format!("{BASE_PATH}{path}"),
        headers,
        body: None,
    }
}

fn with_json(mut request: Request, body: &impl Serialize) -> Result<Request, Error> {
    let json = serde_json::to_vec(body).map_err(Error::bad_answer)?;
    request.body = Some(("application/json", json));
    Ok(request)
}

fn read_json<A: DeserializeOwned>(response: &Response) -> Result<A, Error> {
    // The message of a JSON error names places and types, never values.
    serde_json::from_slice(&response.body)
        .map_err(|error| Error::bad_answer(format!("JSON: {:?}", error.classify())))
}

fn settle(response: Response) -> Result<Response, Error> {
    if (200..300).contains(&response.status) {
        return Ok(response);
    }
    Err(read_problem(&response))
}

/// What an answer asks to compute, if it is a refusal that does.
fn work_asked(response: &Response) -> Option<WorkAsked> {
    let is_refusal = response.status == Code::WorkRequired.status();
    let problem = is_refusal.then(|| serde_json::from_slice::<Problem>(&response.body).ok());
    problem
        .flatten()
        .filter(|problem| problem.code == Code::WorkRequired)?
        .work
}

/// A proxy in between may refuse in its own words: those are no problem documents.
fn read_problem(response: &Response) -> Error {
    match serde_json::from_slice::<Problem>(&response.body) {
        Ok(problem) => problem.into(),
        Err(_) if matches!(response.status, 502..=504) => Error::Offline,
        Err(_) => Error::bad_answer(format!("status {}", response.status)),
    }
}
