//! Sign-ins, registrations and recoveries that are under way.

use super::by_passkey::PendingByPasskey;
use super::opening::PendingOpening;
use super::passkey::Challenge;
use super::password::PendingChange;
use super::recovery::{PendingFinish, PendingRecovery, PendingWords};
use crate::accounts::kept_keyrings::PendingOpened;
use crate::accounts::passkeys::PendingPasskey;
use crate::accounts::register::PendingRegistration;
use crate::accounts::words::WordsKey;
use crate::limits::Tries;
use crate::pending::Pending;
use api::limits::SECOND_FACTOR_TRIES_MAX;
use api::{Code, UserId};
use crypto::Secret;
use crypto::opaque::ServerLogin;

/// Handshakes under way at once. Each is under a kilobyte.
const HANDSHAKES_MAX: usize = 20_000;
/// From the server's first answer to the client's second message: an Argon2 run and a round trip (RFC 9807 section 10).
const LOGIN_MS: u64 = 60_000;
const REGISTRATION_MS: u64 = 5 * 60_000;
/// From the password to the code; long enough to find the phone, or to scan a new secret.
const PRE_AUTH_MS: u64 = 5 * 60_000;

/// All half-done sign-ins.
pub(crate) struct PendingSignIns {
    pub(crate) registrations: Pending<PendingRegistration>,
    pub(crate) logins: Pending<PendingLogin>,
    pub(crate) pre_auths: Pending<PreAuth>,
    pub(crate) password_changes: Pending<PendingChange>,
    pub(crate) recoveries: Pending<PendingRecovery>,
    /// Recovery words that were proven. Apart from [`Self::pre_auths`], so that neither is ever taken for the other.
    pub(crate) words_proofs: Pending<PreAuth>,
    pub(crate) recovery_finishes: Pending<PendingFinish>,
    pub(crate) new_words: Pending<PendingWords>,
    pub(crate) passkeys: Pending<PendingPasskey>,
    pub(crate) openings: Pending<PendingOpening>,
    pub(crate) by_passkey: Pending<PendingByPasskey>,
    pub(crate) arrivals: Pending<PendingOpened>,
}

/// Between KE2 and KE3.
pub(crate) struct PendingLogin {
    /// None for an address without an account: the handshake then fails as for a wrong password.
    pub(crate) user_id: Option<UserId>,
    /// The account's id, or the one that is made up for this address.
    pub(crate) shown_id: UserId,
    /// Which password of the account this is about.
    pub(crate) password_version: u64,
    pub(crate) login: ServerLogin,
    /// To be forgiven when the password was right.
    pub(crate) tries: Tries,
}

/// The password was right, or the recovery words were; the code is to come.
pub(crate) struct PreAuth {
    pub(crate) user_id: UserId,
    /// Which password it was. It gives no right any more once there is another.
    pub(crate) password_version: u64,
    /// Which recovery words were proven, where it was not the password.
    pub(crate) words: Option<WordsKey>,
    pub(crate) session_key: Secret<64>,
    pub(crate) tries_left: u32,
    /// Whether the account's phone has shown its code: only then may an authenticator be enrolled.
    pub(crate) phone_proven: bool,
    /// What a passkey was asked to answer, until it does.
    pub(super) passkey_challenge: Option<Challenge>,
}

impl Default for PendingSignIns {
    fn default() -> Self {
        Self {
            registrations: Pending::new(HANDSHAKES_MAX, REGISTRATION_MS),
            logins: Pending::new(HANDSHAKES_MAX, LOGIN_MS),
            pre_auths: Pending::new(HANDSHAKES_MAX, PRE_AUTH_MS),
            password_changes: Pending::new(HANDSHAKES_MAX, REGISTRATION_MS),
            recoveries: Pending::new(HANDSHAKES_MAX, LOGIN_MS),
            words_proofs: Pending::new(HANDSHAKES_MAX, PRE_AUTH_MS),
            recovery_finishes: Pending::new(HANDSHAKES_MAX, REGISTRATION_MS),
            new_words: Pending::new(HANDSHAKES_MAX, REGISTRATION_MS),
            passkeys: Pending::new(HANDSHAKES_MAX, REGISTRATION_MS),
            openings: Pending::new(HANDSHAKES_MAX, REGISTRATION_MS),
            by_passkey: Pending::new(HANDSHAKES_MAX, PRE_AUTH_MS),
            arrivals: Pending::new(HANDSHAKES_MAX, REGISTRATION_MS),
        }
    }
}

impl PendingSignIns {
    /// Forgets the half-done sign-ins of an account: whoever has given its password must give it again.
    pub(crate) fn forget(&self, user_id: UserId) {
        self.logins.forget(|login| login.user_id == Some(user_id));
        self.pre_auths.forget(|pre_auth| pre_auth.user_id == user_id);
        self.by_passkey.forget(|pending| pending.user_id == user_id);
        self.forget_recoveries(user_id);
    }

    /// Forgets the half-done recoveries of an account.
    pub(crate) fn forget_recoveries(&self, user_id: UserId) {
        self.recoveries.forget(|recovery| recovery.user_id == user_id);
        self.words_proofs.forget(|proof| proof.user_id == user_id);
        self.recovery_finishes.forget(|finish| finish.user_id == user_id);
    }

    /// Forgets those whose time is over.
    pub(crate) fn sweep(&self, now_ms: u64) {
        self.registrations.sweep(now_ms);
        self.logins.sweep(now_ms);
        self.pre_auths.sweep(now_ms);
        self.password_changes.sweep(now_ms);
        self.recoveries.sweep(now_ms);
        self.words_proofs.sweep(now_ms);
        self.recovery_finishes.sweep(now_ms);
        self.new_words.sweep(now_ms);
        self.passkeys.sweep(now_ms);
        self.openings.sweep(now_ms);
        self.by_passkey.sweep(now_ms);
        self.arrivals.sweep(now_ms);
    }
}

impl PreAuth {
    pub(crate) fn new(user_id: UserId, password_version: u64, session_key: Secret<64>) -> Self {
        Self {
            user_id,
            password_version,
            words: None,
            session_key,
            tries_left: SECOND_FACTOR_TRIES_MAX,
            phone_proven: false,
            passkey_challenge: None,
        }
    }

    /// Spends one try before the code is looked at, so that parallel requests cannot share one.
    pub(crate) fn spend_try(&mut self) -> Result<u32, Code> {
        self.tries_left = self.tries_left.checked_sub(1).ok_or(Code::SecondFactorEnded)?;
        Ok(self.tries_left)
    }
}
