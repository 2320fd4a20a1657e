//! A connection that a test can look into and tamper with: what goes out, what comes back.

use client::native::{Http, Stream};
use client::transport::{Request, Response, Transport, Unreachable};
use serde_json::Value;
use std::sync::{Mutex, PoisonError};

type Before = Box<dyn FnMut(&mut Request) -> bool + Send>;
type After = Box<dyn FnMut(&Request, &mut Response) + Send>;

/// HTTP with a tap on it.
pub struct Tap {
    http: Http,
    session: Mutex<Option<String>>,
    before: Mutex<Option<Before>>,
    after: Mutex<Option<After>>,
}

impl Tap {
    pub fn new(http: Http) -> Self {
        Self {
            http,
            session: Mutex::default(),
            before: Mutex::default(),
            after: Mutex::default(),
        }
    }

    /// Sees every request, may change it, and says whether it goes out at all.
    pub fn before(&self, hook: impl FnMut(&mut Request) -> bool + Send + 'static) {
        *self.before.lock().unwrap() = Some(Box::new(hook));
    }

    /// Sees every answer and may change it.
    pub fn after(&self, hook: impl FnMut(&Request, &mut Response) + Send + 'static) {
        *self.after.lock().unwrap() = Some(Box::new(hook));
    }

    /// The session that was opened last over this connection, as requests name it.
    pub fn session(&self) -> Option<String> {
        self.session.lock().unwrap().clone()
    }

    fn keep_session(&self, request: &Request, response: &Response) {
        let ways_in = ["/auth/second-factor", "/auth/by-passkey/finish"];
        let opens = ways_in.iter().any(|way| request.path.ends_with(way)) && response.status == 200;
        if let Some(signed_in) = opens.then(|| serde_json::from_slice::<Value>(&response.body).unwrap()) {
            let id = signed_in["session"]["session_id"].as_str().map(str::to_owned);
            *self.session.lock().unwrap() = id;
        }
    }

    /// An honest connection again.
    pub fn untap(&self) {
        *self.before.lock().unwrap() = None;
        *self.after.lock().unwrap() = None;
    }
}

impl Transport for Tap {
    type Events = Stream;

    async fn send(&self, mut request: Request) -> Result<Response, Unreachable> {
        let goes_out = self
            .before
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_mut()
            .is_none_or(|hook| hook(&mut request));
        if !goes_out {
            return Err(Unreachable);
        }
        let mut response = self.http.send(request.clone()).await?;
        self.keep_session(&request, &response);
        if let Some(hook) = self.after.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            hook(&request, &mut response);
        }
        Ok(response)
    }

    async fn open_events(&self, request: Request) -> Result<Result<Stream, u16>, Unreachable> {
        self.http.open_events(request).await
    }
}
