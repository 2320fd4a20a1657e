//! How bytes get to the server and back: the one seam between browser, terminal and tests.

use std::future::Future;

/// HTTP methods that the interface uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Does.
    Post,
    /// Puts bytes in their place.
    Put,
    /// Changes.
    Patch,
    /// Gives up.
    Delete,
}

impl Method {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A request below the server's origin. The transport adds the session cookie and, where there is a body, its length.
#[derive(Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Path and query.
    pub path: String,
    /// Headers besides the body's.
    pub headers: Vec<(&'static str, String)>,
    /// Media type and bytes.
    pub body: Option<(&'static str, Vec<u8>)>,
}

/// An answer, whole.
#[derive(Clone)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// No answer came. Whether the request arrived is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreachable;

/// Carries requests. One transport is one cookie jar: one person's session.
pub trait Transport {
    /// What an open event stream is.
    type Events: Events;

    /// Sends one request and waits for the whole answer.
    fn send(&self, request: Request) -> impl Future<Output = Result<Response, Unreachable>>;

    /// Opens an event stream; the status instead, where the server refuses.
    fn open_events(
        &self,
        request: Request,
    ) -> impl Future<Output = Result<Result<Self::Events, u16>, Unreachable>>;
}

/// An open event stream.
pub trait Events {
    /// The next bytes, as they come; none at the end or when the connection breaks.
    fn next(&mut self) -> impl Future<Output = Option<Vec<u8>>>;
}
