//! Getting in again with the recovery words: without the password, and after a waiting period without the authenticator too.
//!
//! The words are proven first; then a code of the authenticator, or the end of a waiting period, releases what the words open.

use crate::account::Keyrings;
use crate::auth::SecondFactorProof;
use crate::{Bytes, UserId};
use serde::{Deserialize, Serialize};

/// What the server keeps of recovery words. None of it opens anything without them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RecoveryKit {
    /// The user's master key, wrapped under the words.
    pub wrap: Bytes,
    /// Public half of the key that proves possession of the words (Ed25519, 32 bytes).
    pub key: Bytes,
}

/// `POST /auth/recovery/start`. Answered alike for addresses with words, without words and without an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RecoveryStart {
    /// The e-mail address; the server makes it canonical.
    pub address: String,
}

/// Answer to [`RecoveryStart`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryStarted {
    /// Names the attempt; good once, for a minute.
    pub recovery_id: Bytes,
    /// The account's id, which the words' keys are bound to.
    pub user_id: UserId,
    /// 32 random bytes to sign.
    pub challenge: Bytes,
}

/// `POST /auth/recovery/prove`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RecoveryProve {
    /// From [`RecoveryStarted`].
    pub recovery_id: Bytes,
    /// The words' signature over challenge, account and host (64 bytes).
    pub signature: Bytes,
}

/// Answer to [`RecoveryProve`]: the words were right. It opens nothing but what follows here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryProven {
    /// 32 random bytes, good for five minutes and five codes.
    pub pre_auth: Bytes,
    /// When `pre_auth` ends, by the server's clock.
    pub expires_ms: u64,
    /// Whether the account has an authenticator, so that a code can follow.
    pub has_authenticator: bool,
    /// The waiting period that was begun, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<RecoveryWait>,
}

/// `POST /auth/recovery/wait`: begins the waiting period of somebody who has the words alone. Where one was begun before,
/// it goes on as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RecoveryWaitBegin {
    /// From [`RecoveryProven`], which it uses up.
    pub pre_auth: Bytes,
}

/// A waiting period. Times are the server's, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryWait {
    /// When it began.
    pub begun_ms: u64,
    /// When the words alone open the account.
    pub ends_ms: u64,
}

/// `POST /auth/recovery/release`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RecoveryRelease {
    /// What there is beside the words.
    pub by: ReleaseBy,
    /// OPAQUE RegistrationRequest for the new password.
    pub opaque_request: Bytes,
}

/// What there is beside the words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReleaseBy {
    /// A code, with a MAC under a key of the words' signature.
    Code(SecondFactorProof),
    /// Nothing but time: `pre_auth`, after the waiting period.
    Waited(Bytes),
}

/// Answer to [`RecoveryRelease`]. Nothing has changed yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryReleased {
    /// Names the change; good once, for some minutes.
    pub change: Bytes,
    /// Key-stretching profile to use.
    pub ksf: u8,
    /// OPAQUE RegistrationResponse.
    pub opaque_response: Bytes,
    /// The user's master key, wrapped under the words.
    pub wrap_recovery: Bytes,
    /// Both keyrings.
    pub keyrings: Keyrings,
    /// The keyrings that the sign-in before opened, where those in use are others now. They count only where those do not open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Keyrings>,
}

/// `POST /auth/recovery/finish`. All sessions of the account end, and the words that were used are good no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RecoveryFinish {
    /// From [`RecoveryReleased`].
    pub change: Bytes,
    /// OPAQUE RegistrationRecord.
    pub opaque_upload: Bytes,
    /// The master key, wrapped under the new password.
    pub wrap_password: Bytes,
    /// New words; absent: the account has none until the person makes some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<RecoveryKit>,
}

/// `POST /auth/recovery/stop`: ends a waiting period, for whoever got the notice of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RecoveryStop {
    /// 32 bytes, from the notice.
    pub token: Bytes,
}

impl std::fmt::Debug for RecoveryStop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryStop")
    }
}

/// `POST /account/recovery/words/start`: new words. It takes the password and a code of its own, as a change of the password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WordsStart {
    /// The code and its proof, after a login with the password.
    pub proof: SecondFactorProof,
}

/// Answer to [`WordsStart`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WordsStarted {
    /// Names the change; good once, for some minutes, in this session.
    pub change: Bytes,
    /// The user's master key, wrapped under the password.
    pub wrap_password: Bytes,
}

/// `POST /account/recovery/words/finish`. Words from before are good no more, and a waiting period that they began ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WordsFinish {
    /// From [`WordsStarted`].
    pub change: Bytes,
    /// The new words.
    pub recovery: RecoveryKit,
}

/// How an account stands with its recovery words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryState {
    /// When the words in use were made; absent where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words_made_ms: Option<u64>,
    /// A waiting period was stopped since then: somebody else may have the words.
    pub words_doubted: bool,
    /// The waiting period that is under way, if one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<RecoveryWait>,
}
