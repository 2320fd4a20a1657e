//! The signed-in session: its times, its unlock key, its end.

use crate::auth::SecondFactorProof;
use crate::{Bytes, MailboxId, SessionId, UserId};
use serde::{Deserialize, Serialize};

/// `GET /session`. Times are the server's, in milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionInfo {
    /// The session.
    pub session_id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// The user's mailbox.
    pub mailbox_id: MailboxId,
    /// The account's address, canonical.
    pub address: String,
    /// When the session ends whatever happens.
    pub expires_ms: u64,
    /// When it ends unless the person does something.
    pub idle_ends_ms: u64,
    /// Until when sensitive settings may be changed without confirming again; past or 0 where not.
    pub step_up_until_ms: u64,
    /// The server's clock now.
    pub server_ms: u64,
}

/// `GET /sessions`: where the account is signed in. The caller's own session comes first, then those used last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenSessions {
    /// At most [`crate::limits::SESSIONS_LISTED_MAX`].
    pub sessions: Vec<OpenSession>,
}

/// A session, as its account's sessions see it. Times are the server's, in milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenSession {
    /// The session.
    pub session_id: SessionId,
    /// Browser and system, such as `Firefox, Linux`, or one of them; `program` for what is no browser, empty where nothing
    /// is known. What the device says of itself: it proves nothing.
    pub device: String,
    /// Prefix of the network that it was opened from, such as `192.0.2.0/24`; empty for sessions from before it was kept.
    pub net: String,
    /// When it was opened.
    pub created_ms: u64,
    /// When it was last used, to within half a minute.
    pub seen_ms: u64,
}

/// `POST /session/unlock`: the server's half of what reopens the mailbox after a reload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unlocked {
    /// 32 bytes, as the client gave them when it signed in.
    pub unlock_key: Bytes,
    /// The session they belong to.
    pub session: SessionInfo,
}

/// `POST /session/step-up`: a fresh password handshake and code, for the session that is already open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StepUp {
    /// The code and its proof.
    pub proof: SecondFactorProof,
}

/// `POST /session/totp/confirm`: the first code of the new authenticator, which then replaces the old one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TotpConfirm {
    /// Six digits.
    pub code: String,
}

impl std::fmt::Debug for TotpConfirm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpConfirm")
    }
}
