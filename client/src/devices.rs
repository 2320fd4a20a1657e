//! Where the account is signed in, signing out there, and what happened to the access to it.

use crate::call::Wanted;
use crate::error::Error;
use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::transport::{Method, Transport};
use crate::view::OpenSession;
use api::account::SecurityEvents;
use api::session::OpenSessions;
use api::{Code, SessionId};

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Where the account is signed in: here first, then what was used last.
    pub async fn sessions(&self) -> Result<Vec<OpenSession>, Error> {
        let open: OpenSessions = self.client.get("/sessions", Wanted::ByPerson).await?;
        let view = |one: api::session::OpenSession| OpenSession {
            session_id: one.session_id,
            device: one.device,
            net: one.net,
            created_ms: one.created_ms,
            seen_ms: one.seen_ms,
            is_this: self.client.is_in_session(one.session_id),
        };
        Ok(open.sessions.into_iter().map(view).collect())
    }

    /// What happened to the access to the account, newest first; `after` is `next` of the page before.
    pub async fn security_events(&self, after: Option<&str>) -> Result<SecurityEvents, Error> {
        let query = after.map(|after| format!("?after={after}")).unwrap_or_default();
        let path = format!("/account/events{query}");
        self.client.get(&path, Wanted::ByPerson).await
    }

    /// Signs out one session, wherever it is. One that is over already is signed out.
    pub async fn end_session_of(&self, id: SessionId) -> Result<(), Error> {
        let ended = self
            .client
            .bare(Method::Post, &format!("/sessions/{id}/end"))
            .await;
        match ended {
            Err(error) if error.code() == Some(Code::NotFound) => Ok(()),
            ended => ended,
        }
    }

    /// Signs out everywhere but here.
    pub async fn end_other_sessions(&self) -> Result<(), Error> {
        self.client.bare(Method::Post, "/sessions/end-others").await
    }
}
