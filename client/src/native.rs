//! The machine and the connection of a native program: the system's clock and generator, HTTP by reqwest.

use crate::platform::Platform;
use crate::transport::{Events, Method, Request, Response, Transport, Unreachable};
use rand_core::UnwrapErr;
use reqwest::header::{COOKIE, SET_COOKIE};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A server that says nothing for this long is taken for gone. Uploads and downloads go in pieces far shorter.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The cookie that holds a session's token.
const SESSION_COOKIE: &str = "__Host-sid=";

/// A native machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct Native;

impl Platform for Native {
    type Rng = UnwrapErr<getrandom::SysRng>;

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place of the SDK that asks the machine for the time"
    )]
    fn now_ms(&self) -> u64 {
        let since = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }

    fn rng(&self) -> Self::Rng {
        UnwrapErr(getrandom::SysRng)
    }

    async fn sleep(&self, ms: u64) {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
}

/// HTTP to one server, with one person's session.
pub struct Http {
    origin: String,
    client: reqwest::Client,
    session: Mutex<Option<String>>,
}

impl Http {
    /// A connection to the server at `origin`, such as `https://post.example.org`.
    pub fn new(origin: impl Into<String>) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self {
            origin: origin.into(),
            client,
            session: Mutex::default(),
        })
    }

    fn request(&self, request: Request) -> reqwest::RequestBuilder {
        let url = format!("{}{}", self.origin, request.path);
        let mut builder = match request.method {
            Method::Get => self.client.get(url),
            Method::Post => self.client.post(url),
            Method::Put => self.client.put(url),
            Method::Patch => self.client.patch(url),
            Method::Delete => self.client.delete(url),
        };
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        if let Some((media_type, bytes)) = request.body {
            builder = builder.header("content-type", media_type).body(bytes);
        }
        let session = self
            .session
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        match session {
            Some(token) => builder.header(COOKIE, format!("{SESSION_COOKIE}{token}")),
            None => builder,
        }
    }

    /// Keeps the session's token, or forgets it. Browsers do this by themselves; cookie libraries refuse a `__Host-`
    /// cookie of a plain-HTTP localhost.
    fn keep_session(&self, response: &reqwest::Response) {
        for cookie in response.headers().get_all(SET_COOKIE) {
            let Some(rest) = cookie
                .to_str()
                .ok()
                .and_then(|cookie| cookie.strip_prefix(SESSION_COOKIE))
            else {
                continue;
            };
            let token = rest.split(';').next().unwrap_or_default();
            let kept = (!token.is_empty()).then(|| token.to_owned());
            *self.session.lock().unwrap_or_else(PoisonError::into_inner) = kept;
        }
    }
}

impl Transport for Http {
    type Events = Stream;

    async fn send(&self, request: Request) -> Result<Response, Unreachable> {
        let response = self
            .request(request)
            .timeout(TIMEOUT)
            .send()
            .await
            .map_err(|_| Unreachable)?;
        self.keep_session(&response);
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(|_| Unreachable)?.to_vec();
        Ok(Response { status, body })
    }

    async fn open_events(&self, request: Request) -> Result<Result<Stream, u16>, Unreachable> {
        let response = self.request(request).send().await.map_err(|_| Unreachable)?;
        if response.status().is_success() {
            Ok(Ok(Stream(response)))
        } else {
            Ok(Err(response.status().as_u16()))
        }
    }
}

/// An event stream over HTTP.
#[derive(Debug)]
pub struct Stream(reqwest::Response);

impl Events for Stream {
    async fn next(&mut self) -> Option<Vec<u8>> {
        self.0.chunk().await.ok().flatten().map(|bytes| bytes.to_vec())
    }
}
