//! Registration and sign-in: OPAQUE (RFC 9807) in two messages each way, then a second factor.

use crate::account::Keyrings;
use crate::keys::SignedKeyRecord;
use crate::recovery::RecoveryKit;
use crate::session::SessionInfo;
use crate::{Bytes, UserId};
use serde::{Deserialize, Serialize};

/// `GET /server`: what a client needs before it can register or sign in. Public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServerInfo {
    /// The server's signing key (Ed25519, 32 bytes): pinned at registration, checked ever after.
    pub signing_key: Bytes,
    /// The key of the audit log, as C2SP's signed notes write one; its name is the log's origin, `<host>/audit`. Pinned likewise.
    pub log_key: String,
    /// Key-stretching profile of new registrations. Clients refuse one they do not know.
    pub ksf: u8,
    /// The server's clock, in milliseconds since 1970.
    pub server_ms: u64,
    /// Milliseconds without activity after which a session ends.
    pub idle_ms_max: u64,
}

/// `POST /auth/register/address`: sends a code to an address. Answered alike whether or not it has a mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddressStart {
    /// The e-mail address; the server makes it canonical.
    pub address: String,
    /// Language of the mail: `sv`, `da` or `en`.
    pub language: String,
    /// From an earlier [`AddressStarted`] for the same address, to have the same code sent once more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Bytes>,
}

/// Answer to [`AddressStart`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddressStarted {
    /// 32 random bytes that name what was begun; whoever has them and the code has the address.
    pub proof: Bytes,
    /// When it ends, by the server's clock.
    pub ends_ms: u64,
}

/// `POST /auth/register/confirm`: the code that was sent. Five may be tried.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddressConfirm {
    /// From [`AddressStarted`].
    pub proof: Bytes,
    /// Eight digits.
    pub code: String,
}

impl std::fmt::Debug for AddressConfirm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AddressConfirm")
    }
}

/// `POST /auth/register/start`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RegisterStart {
    /// From [`AddressStarted`], confirmed since.
    pub proof: Bytes,
    /// OPAQUE RegistrationRequest.
    pub opaque_request: Bytes,
}

/// Answer to [`RegisterStart`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegisterStarted {
    /// Sealed by the server for itself; sent back with [`RegisterFinish`] within minutes.
    pub registration: Bytes,
    /// The id that the new account will have; the client binds its keys to it.
    pub user_id: UserId,
    /// Key-stretching profile to use.
    pub ksf: u8,
    /// OPAQUE RegistrationResponse.
    pub opaque_response: Bytes,
}

/// `POST /auth/register/finish`. The account exists afterwards, but is closed and invisible until the second
/// factor is enrolled at the first sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RegisterFinish {
    /// From [`RegisterStarted`].
    pub registration: Bytes,
    /// OPAQUE RegistrationRecord.
    pub opaque_upload: Bytes,
    /// The user's master key, wrapped under the password.
    pub wrap_password: Bytes,
    /// Keyring of decryption seeds, version 1.
    pub keyring_dec: Bytes,
    /// Keyring of signing seeds and pins, version 1.
    pub keyring_sig: Bytes,
    /// The mailbox's first key record, signed by itself.
    pub key_record: SignedKeyRecord,
    /// Recovery words; absent: the account has none until the person makes some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<RecoveryKit>,
    /// Language for what the server writes to the user: `sv`, `da` or `en`.
    pub language: String,
}

/// `POST /auth/login/start`. Answered alike for known and unknown addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LoginStart {
    /// The e-mail address; the server makes it canonical.
    pub address: String,
    /// OPAQUE KE1.
    pub ke1: Bytes,
}

/// Answer to [`LoginStart`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginStarted {
    /// Names the handshake; good once, for a minute.
    pub login_id: Bytes,
    /// The account's id, OPAQUE's client identity.
    pub user_id: UserId,
    /// Key-stretching profile of the record.
    pub ksf: u8,
    /// OPAQUE KE2.
    pub ke2: Bytes,
}

/// `POST /auth/login/finish`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LoginFinish {
    /// From [`LoginStarted`].
    pub login_id: Bytes,
    /// OPAQUE KE3.
    pub ke3: Bytes,
}

/// Answer to [`LoginFinish`]: the password was right. It opens nothing but the second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginFinished {
    /// 32 random bytes, good for five minutes and five tries.
    pub pre_auth: Bytes,
    /// What comes next.
    pub next: NextFactor,
    /// When `pre_auth` ends, by the server's clock.
    pub expires_ms: u64,
    /// The masked number of the phone that a code can be sent to: the account's own while no authenticator is enrolled,
    /// afterwards the reserve phone. Absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Whether a passkey can take the place of a code.
    #[serde(default)]
    pub passkeys: bool,
}

/// What the account asks for after the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NextFactor {
    /// A code of the authenticator app.
    Totp,
    /// The account has no authenticator yet: show the phone, fetch a secret, enrol it, then prove it with its first code.
    EnrolTotp,
}

/// `POST /auth/phone/send`: sends a code by SMS, to the account's phone while no authenticator is enrolled, afterwards to the
/// reserve phone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PhoneSend {
    /// From [`LoginFinished`].
    pub pre_auth: Bytes,
    /// The phone's number, where the account has none yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

impl std::fmt::Debug for PhoneSend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PhoneSend")
    }
}

/// Answer to [`PhoneSend`] and to [`crate::account::PhoneStart`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PhoneSent {
    /// The number with its last two digits alone that the code goes to.
    pub number: String,
    /// When the code ends, by the server's clock. Asking again before sends the same one.
    pub ends_ms: u64,
}

/// `POST /auth/phone/confirm`: the code that came by SMS. The phone is the account's from then on, and an authenticator may be
/// enrolled in this sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PhoneConfirm {
    /// The code and its proof, of [`Factor::Phone`].
    pub proof: SecondFactorProof,
}

/// `POST /auth/totp/enrol`: the secret to enrol, once the phone was shown. The same one is answered until it was proven, so that a person
/// who has scanned it and comes back later is not left with a useless entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TotpEnrol {
    /// From [`LoginFinished`].
    pub pre_auth: Bytes,
}

/// A secret for an authenticator app: TOTP (RFC 6238), SHA-1, 6 digits, 30 seconds.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TotpSecret {
    /// 20 bytes.
    pub secret: Bytes,
    /// The account's address, the label in the app.
    pub address: String,
}

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret")
    }
}

/// Kind of second factor, as it is also written into the proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    /// A code of the authenticator app.
    Totp,
    /// One of the codes that were printed in advance, good once.
    BackupCode,
    /// A code that was sent to the phone.
    Phone,
    /// A passkey's answer to a challenge.
    Passkey,
}

/// A code, tied to the password handshake that it follows.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SecondFactorProof {
    /// From [`LoginFinished`].
    pub pre_auth: Bytes,
    /// Which factor.
    pub factor: Factor,
    /// The code, canonical: six digits of an authenticator or a phone, or the sixteen letters and digits of a backup code;
    /// of a passkey the SHA-256 of `assertion`, in hexadecimal.
    pub code: String,
    /// Of a passkey alone: `AuthenticationResponseJSON` as the browser wrote it, at most
    /// [`crate::limits::PASSKEY_JSON_SIZE_BYTES_MAX`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assertion: Option<String>,
    /// HMAC over factor, `pre_auth` and code under a key of this handshake (32 bytes).
    pub mac: Bytes,
}

impl std::fmt::Debug for SecondFactorProof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecondFactorProof")
    }
}

/// `POST /auth/second-factor`: the end of signing in, and of enrolling where the secret was not yet proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SecondFactor {
    /// The code and its proof.
    pub proof: SecondFactorProof,
    /// The server's half of what reopens the mailbox after a reload (32 bytes); absent on shared computers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unlock_key: Option<Bytes>,
}

/// Answer to [`SecondFactor`]; the session's token comes as a cookie beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedIn {
    /// The new session.
    pub session: SessionInfo,
    /// The user's master key, wrapped under the password.
    pub wrap_password: Bytes,
    /// Both keyrings.
    pub keyrings: Keyrings,
    /// The keyrings that the sign-in before opened, where those in use are others now. They count only where those do not open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Keyrings>,
    /// For [`crate::account::KeyringsOpened`], where the keyrings in use were not opened by a full sign-in yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Bytes>,
}
