//! What goes over the wire between Forsegla's clients and its server.
//!
//! Ids, requests, answers, events, limits and problem codes: plain serde types and nothing else. Bytes that
//! `crypto` understands (submissions, key records, envelopes) travel here as opaque [`Bytes`]; this crate and
//! `crypto` do not know each other.

pub mod account;
pub mod audit;
pub mod auth;
pub mod blobs;
mod bytes;
pub mod erasure;
pub mod events;
mod ids;
pub mod keys;
pub mod limits;
pub mod messages;
pub mod objects;
pub mod passkeys;
mod problem;
pub mod recovery;
pub mod session;

pub use bytes::Bytes;
pub use ids::{BlobId, ErasureId, IdError, MailboxId, MessageId, ObjectId, PasskeyId, SessionId, UserId};
pub use problem::{Code, MEDIA_TYPE as PROBLEM_MEDIA_TYPE, Problem, WorkAsked};

/// Every route of this version of the interface begins with this.
pub const BASE_PATH: &str = "/api/v1";

/// Header that every state-changing request of a browser carries; a foreign page cannot set it without a
/// preflight that the server never grants.
pub const CSRF_HEADER: &str = "forsegla-csrf";

/// Header that names the session a signed-in request is meant for, as its id. Windows of one browser share the cookie,
/// and the last sign-in decides whose it is: a request that names another session than the cookie's is refused as signed
/// out, and so is a state-changing one that names none.
pub const SESSION_HEADER: &str = "forsegla-session";

/// Header that carries the solution of a challenge ([`Code::WorkRequired`]), in base64url: the request is then sent once more.
pub const WORK_HEADER: &str = "forsegla-work";

/// Header that marks a request nobody asked for by hand (refreshing after an event, unlocking after a reload).
/// Such a request does not count as activity of the person and does not extend the idle time.
pub const BACKGROUND_HEADER: &str = "forsegla-background";
