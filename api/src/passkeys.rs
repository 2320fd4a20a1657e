//! Passkeys (W3C WebAuthn Level 3) as a second factor, and, where their owner has allowed it, as the only one. What the
//! browser's own interface takes and gives travels as the JSON text that it reads and writes: nobody between browser and server
//! looks into it.

use crate::account::Keyrings;
use crate::auth::SecondFactorProof;
use crate::session::SessionInfo;
use crate::{Bytes, PasskeyId, UserId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Answer to `POST /account/passkeys/start`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyStarted {
    /// `PublicKeyCredentialCreationOptionsJSON`, for `navigator.credentials.create`. Good for five minutes, in this session.
    pub options: String,
}

/// `POST /account/passkeys/finish`: the passkey that the authenticator made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasskeyFinish {
    /// `RegistrationResponseJSON`, at most [`crate::limits::PASSKEY_JSON_SIZE_BYTES_MAX`].
    pub credential: String,
    /// What its owner calls it: 1 to [`crate::limits::PASSKEY_NAME_CHARS_MAX`] characters.
    pub name: String,
}

impl fmt::Debug for PasskeyFinish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasskeyFinish")
    }
}

/// `GET /account/passkeys`: those of the account, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Passkeys {
    /// At most [`crate::limits::PASSKEYS_MAX`].
    pub passkeys: Vec<Passkey>,
}

/// A passkey of an account. Times are the server's, in milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Passkey {
    /// The passkey.
    pub passkey_id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub created_ms: u64,
    /// When it was last used, if ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_ms: Option<u64>,
    /// Since when it opens the mailbox without the password, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_since_ms: Option<u64>,
}

/// `POST /auth/passkey/start`: asks for a challenge, after the password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasskeySignIn {
    /// From [`crate::auth::LoginFinished`].
    pub pre_auth: Bytes,
}

/// Answer to [`PasskeySignIn`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyAsked {
    /// `PublicKeyCredentialRequestOptionsJSON`, for `navigator.credentials.get`. It takes the place of one from before, is good
    /// once, and as long as `pre_auth`.
    pub options: String,
}

/// `POST /account/passkeys/opening/start`: a passkey is to open the mailbox without the password. It takes the password in use
/// and a code of its own: a session alone adds nothing that opens the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OpeningStart {
    /// The code and its proof, after a login with the password in use.
    pub proof: SecondFactorProof,
}

/// Answer to [`OpeningStart`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpeningStarted {
    /// `PublicKeyCredentialRequestOptionsJSON`, without extensions: any discoverable passkey may answer. Good once, for some
    /// minutes, in this session.
    pub options: String,
    /// The user's master key, wrapped under the password in use.
    pub wrap_password: Bytes,
}

/// `POST /account/passkeys/opening/finish`. In place of a wrap of the same passkey from before, which is erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OpeningFinish {
    /// `AuthenticationResponseJSON` without results of extensions, at most [`crate::limits::PASSKEY_JSON_SIZE_BYTES_MAX`].
    pub assertion: String,
    /// The master key, wrapped under what the passkey yields.
    pub wrap: Bytes,
}

/// `POST /auth/by-passkey/start`. Answered alike for known and unknown addresses, with passkeys or without.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ByPasskeyStart {
    /// The e-mail address; the server makes it canonical.
    pub address: String,
}

/// Answer to [`ByPasskeyStart`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ByPasskeyStarted {
    /// The account's id, or one that is made up, for what the passkey is asked to yield.
    pub user_id: UserId,
    /// `PublicKeyCredentialRequestOptionsJSON`, without extensions: names no passkey. Good once, for some minutes.
    pub options: String,
}

/// `POST /auth/by-passkey/finish`: a passkey that opens the mailbox answers. Refused alike, whatever is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ByPasskeyFinish {
    /// `AuthenticationResponseJSON` without results of extensions, at most [`crate::limits::PASSKEY_JSON_SIZE_BYTES_MAX`].
    pub assertion: String,
    /// The server's half of what reopens the mailbox after a reload (32 bytes); absent on shared computers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unlock_key: Option<Bytes>,
}

/// Answer to [`ByPasskeyFinish`]; the session's token comes as a cookie beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedInByPasskey {
    /// The session.
    pub session: SessionInfo,
    /// The user's master key, wrapped under what this passkey yields.
    pub wrap: Bytes,
    /// The keyrings.
    pub keyrings: Keyrings,
    /// The keyrings that the sign-in before opened, where those in use are others now. They count only where those do not open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Keyrings>,
    /// For [`crate::account::KeyringsOpened`], where the keyrings in use were not opened by a full sign-in yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Bytes>,
}
