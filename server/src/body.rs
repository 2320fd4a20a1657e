//! Request bodies: bounded in size and in time. actix-web itself never gives up on a slow one.

use crate::error::{AppError, Outcome};
use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use api::Code;
use api::limits::JSON_SIZE_BYTES_MAX;
use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// A body may be silent for this long.
const SILENCE_MAX: Duration = Duration::from_secs(10);
/// And must keep up this rate over its whole length.
const BYTES_PER_S_MIN: u64 = 16 * 1024;

/// A JSON body of at most `MAX` bytes.
pub(crate) struct Json<T, const MAX: usize = JSON_SIZE_BYTES_MAX>(pub(crate) T);

impl<T: DeserializeOwned + 'static, const MAX: usize> FromRequest for Json<T, MAX> {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Outcome<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = request.headers().get(CONTENT_TYPE).is_some_and(|value| {
            value.to_str().is_ok_and(|value| {
                value
                    .split(';')
                    .next()
                    .is_some_and(|kind| kind.trim() == "application/json")
            })
        });
        let payload = payload.take();
        Box::pin(async move {
            if !is_json {
                return Err(AppError::new(Code::InvalidRequest).detail("the body must be application/json"));
            }
            let body = Body::new(payload).read_to_end(MAX).await?;
            // serde's own words name the place and the kind of the error, and never the value of a string.
            serde_json::from_slice(&body)
                .map(Self)
                .map_err(|error| AppError::new(Code::InvalidRequest).detail(error_place(&error)))
        })
    }
}

fn error_place(error: &serde_json::Error) -> String {
    format!(
        "the JSON body does not have the form expected here (line {}, column {})",
        error.line(),
        error.column()
    )
}

/// A body that is read piece by piece.
pub(crate) struct Body {
    payload: Payload,
    rest: Bytes,
    received: u64,
    begun: Instant,
    bytes_per_s_min: u64,
}

impl FromRequest for Body {
    type Error = AppError;
    type Future = std::future::Ready<Outcome<Self>>;

    fn from_request(_: &HttpRequest, payload: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Self::new(payload.take())))
    }
}

impl Body {
    fn new(payload: Payload) -> Self {
        Self {
            payload,
            rest: Bytes::new(),
            received: 0,
            begun: Instant::now(),
            bytes_per_s_min: BYTES_PER_S_MIN,
        }
    }

    /// From here on the body must come at this rate.
    pub(crate) fn demand_rate(&mut self, bytes_per_s_min: u64) {
        self.received = 0;
        self.begun = Instant::now();
        self.bytes_per_s_min = bytes_per_s_min;
    }

    /// The next piece, as it comes; `None` at the end.
    async fn next(&mut self) -> Outcome<Option<Bytes>> {
        if !self.rest.is_empty() {
            return Ok(Some(std::mem::take(&mut self.rest)));
        }
        let by_rate = self.begun + SILENCE_MAX + Duration::from_secs(self.received / self.bytes_per_s_min);
        let deadline = by_rate.min(Instant::now() + SILENCE_MAX);
        match timeout_at(deadline, self.payload.next()).await {
            Err(_) => Err(AppError::new(Code::InvalidRequest).detail("the body came too slowly")),
            Ok(None) => Ok(None),
            Ok(Some(Err(_))) => Err(AppError::new(Code::InvalidRequest).detail("the body broke off")),
            Ok(Some(Ok(piece))) => {
                self.received += u64::try_from(piece.len()).unwrap_or(u64::MAX);
                Ok(Some(piece))
            }
        }
    }

    /// Exactly `len` bytes, from where the last call ended.
    pub(crate) async fn read_exact(&mut self, len: usize) -> Outcome<Vec<u8>> {
        let mut bytes = Vec::with_capacity(len.min(JSON_SIZE_BYTES_MAX));
        while bytes.len() < len {
            let Some(mut piece) = self.next().await? else {
                return Err(AppError::new(Code::InvalidRequest).detail("the body is shorter than it says"));
            };
            self.rest = piece.split_off(piece.len().min(len - bytes.len()));
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }

    /// Everything to the end, at most `max` bytes.
    pub(crate) async fn read_to_end(&mut self, max: usize) -> Outcome<Vec<u8>> {
        let mut bytes = Vec::new();
        while let Some(piece) = self.next().await? {
            if bytes.len() + piece.len() > max {
                return Err(AppError::new(Code::TooLarge).detail(format!("the body may have {max} bytes")));
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }

    /// Reads and forgets the rest, up to `max` bytes or until it breaks off.
    pub(crate) async fn drain(&mut self, max: u64) {
        while self.received < max && matches!(self.next().await, Ok(Some(_))) {}
    }

    /// Refuses bytes after the expected end.
    pub(crate) async fn expect_end(&mut self) -> Outcome<()> {
        match self.next().await? {
            None => Ok(()),
            Some(_) => Err(AppError::new(Code::InvalidRequest).detail("bytes follow the end of the body")),
        }
    }
}
