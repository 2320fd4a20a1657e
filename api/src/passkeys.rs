//! Passkeys (W3C WebAuthn Level 3) as a second factor. What the browser's own interface takes and gives travels as the JSON
//! text that it reads and writes: nobody between browser and server looks into it.

use crate::{Bytes, PasskeyId};
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
