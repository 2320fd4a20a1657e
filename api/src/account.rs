//! The account's own things: profile and keyrings.

use crate::auth::SecondFactorProof;
use crate::keys::SignedKeyRecord;
use crate::recovery::{RecoveryKit, RecoveryState};
use crate::{Bytes, MailboxId, UserId};
use serde::{Deserialize, Serialize};

/// `GET /account`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    /// The account.
    pub user_id: UserId,
    /// Its mailbox.
    pub mailbox_id: MailboxId,
    /// Its address, canonical.
    pub address: String,
    /// Language for what the server writes to the user.
    pub language: String,
    /// When it was made.
    pub created_ms: u64,
    /// When the authenticator in use was enrolled.
    pub totp_enrolled_ms: u64,
    /// Backup codes that were not used yet.
    pub backup_codes_left: u32,
    /// Passkeys.
    pub passkeys: u32,
    /// How many of them open the mailbox without the password.
    pub opening_passkeys: u32,
    /// The last digits of the account's phone.
    pub phone: Option<String>,
    /// The last digits of the reserve phone, if there is one.
    pub reserve_phone: Option<String>,
    /// The recovery words.
    pub recovery: RecoveryState,
    /// When the account ends, if its owner has asked for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_ms: Option<u64>,
}

/// What a phone is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PhoneRole {
    /// The account's own: it allows the first authenticator, and gets warnings.
    Main,
    /// A code sent to it takes the place of the authenticator's.
    Reserve,
}

/// `POST /account/phones/{role}/start`: sends a code to a phone that is to take this role.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PhoneStart {
    /// The number, as people write it.
    pub number: String,
}

impl std::fmt::Debug for PhoneStart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PhoneStart")
    }
}

/// `POST /account/phones/{role}/confirm`: the code that came. From then on the phone has the role, and the one from before has
/// not.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PhoneCode {
    /// Six digits.
    pub code: String,
}

impl std::fmt::Debug for PhoneCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PhoneCode")
    }
}

/// `POST /account/backup-codes`: new codes, shown this once. Those from before are good no more.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BackupCodes {
    /// [`crate::limits::BACKUP_CODES`] codes of 16 letters and digits.
    pub codes: Vec<String>,
}

impl std::fmt::Debug for BackupCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BackupCodes")
    }
}

/// `POST /account/password/start`. It takes the password in use and a code of its own: that a session was confirmed lately is
/// not enough to replace what opens the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordStart {
    /// The code and its proof, after a login with the password in use.
    pub proof: SecondFactorProof,
    /// OPAQUE RegistrationRequest for the new password.
    pub opaque_request: Bytes,
}

/// Answer to [`PasswordStart`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordStarted {
    /// Names the change; good once, for some minutes, in this session.
    pub change: Bytes,
    /// Key-stretching profile to use.
    pub ksf: u8,
    /// OPAQUE RegistrationResponse.
    pub opaque_response: Bytes,
    /// The user's master key, wrapped under the password in use.
    pub wrap_password: Bytes,
}

/// `POST /account/password/finish`. Every other session of the account ends, and every sign-in that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordFinish {
    /// From [`PasswordStarted`].
    pub change: Bytes,
    /// OPAQUE RegistrationRecord.
    pub opaque_upload: Bytes,
    /// The master key, wrapped under the new password.
    pub wrap_password: Bytes,
}

/// `POST /account/password/compromised`: ends a change as [`PasswordFinish`] does, where somebody may know the password in use.
/// Everything that it opened is sealed anew under another master key, the mailbox gets other keys, and every session of
/// the account ends, the caller's too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CompromisedFinish {
    /// From [`PasswordStarted`]. It stays good where another device was faster (`keyring_conflict`, `key_record_conflict`).
    pub change: Bytes,
    /// OPAQUE RegistrationRecord.
    pub opaque_upload: Bytes,
    /// The new master key, wrapped under the new password.
    pub wrap_password: Bytes,
    /// Both keyrings, under the new master key.
    pub keyrings: Keyrings,
    /// The next key record: another signing key and another sealing key than the current one's.
    pub record: SignedKeyRecord,
    /// New recovery words; without them the account has none, since the old ones open the old master key alone.
    pub recovery: Option<RecoveryKit>,
}

/// `POST /account/end`: the mailbox is erased with everything in it when the days for changing one's mind are over. It takes
/// the password in use and a code of its own, and ends every other session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AccountEnd {
    /// The code and its proof, after a login with the password in use.
    pub proof: SecondFactorProof,
}

/// `GET /account/events`: what happened to the access to the account, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecurityEvents {
    /// This page's events.
    pub events: Vec<SecurityEvent>,
    /// What to ask for as `after` for the page after this one; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// One event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecurityEvent {
    /// What happened.
    pub kind: SecurityEventKind,
    /// When, by the server's clock.
    pub server_ms: u64,
}

/// What can happen to the access to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SecurityEventKind {
    /// A session was opened.
    SignedIn,
    /// A wrong password was refused.
    WrongPassword,
    /// A wrong or used code was refused.
    WrongCode,
    /// A session ended itself.
    SignedOut,
    /// A session was ended from another.
    EndedElsewhere,
    /// All sessions but one were ended from that one.
    EndedOthers,
    /// The first authenticator was enrolled.
    AuthenticatorEnrolled,
    /// Another authenticator took the place of the one in use.
    AuthenticatorReplaced,
    /// The password was changed.
    PasswordChanged,
    /// The password was changed because somebody may know it, and all keys with it.
    PasswordCompromised,
    /// New backup codes were made.
    BackupCodesMade,
    /// A backup code was used.
    BackupCodeUsed,
    /// The account's phone showed a code that was sent to it.
    PhoneVerified,
    /// A reserve phone was set, in place of one from before or not.
    ReservePhoneSet,
    /// The reserve phone was removed.
    ReservePhoneRemoved,
    /// A code sent to the reserve phone was used.
    ReservePhoneUsed,
    /// Recovery words were made.
    RecoveryWordsMade,
    /// Wrong recovery words were refused.
    WrongRecoveryWords,
    /// Somebody with the recovery words alone began a waiting period.
    RecoveryBegun,
    /// It was stopped.
    RecoveryStopped,
    /// The account was opened with the recovery words; the password is another one since.
    Recovered,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// A passkey was used.
    PasskeyUsed,
    /// A passkey was refused because its counter had gone back: there may be a copy of it.
    PasskeyCounterBack,
    /// A passkey was allowed to open the mailbox without the password.
    PasskeyOpens,
    /// That was taken back.
    PasskeyOpensNoMore,
    /// A passkey opened a session without the password.
    OpenedByPasskey,
    /// What somebody answered as a passkey that opens the mailbox was refused.
    WrongPasskey,
    /// The mailbox got new keys.
    KeysRenewed,
    /// The end of the account was asked for.
    EndRequested,
    /// It was stopped.
    EndStopped,
}

/// `PATCH /account`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AccountChange {
    /// `sv`, `da` or `en`.
    pub language: String,
}

/// One keyring, sealed, with its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Keyring {
    /// Counts up by one with each write; part of what is authenticated.
    pub version: u64,
    /// The sealed keyring.
    pub sealed: Bytes,
}

/// `GET /account/keyrings`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Keyrings {
    /// Decryption seeds.
    pub dec: Keyring,
    /// Signing seeds and pins.
    pub sig: Keyring,
}

/// `PUT /account/keyrings`: replaces one or both, all or nothing, each only if the server holds the version
/// before it. The replaced ones are erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct KeyringsChange {
    /// Decryption seeds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dec: Option<Keyring>,
    /// Signing seeds and pins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sig: Option<Keyring>,
}

/// `POST /account/keyrings/opened`: the client of a full sign-in has opened the keyrings in use. They are kept until a later one has
/// opened others, whatever a session writes over them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct KeyringsOpened {
    /// From the sign-in's answer; good once, for some minutes, in its session.
    pub token: Bytes,
    /// Version of keyring/dec that was opened.
    pub dec: u64,
    /// Version of keyring/sig.
    pub sig: u64,
}
