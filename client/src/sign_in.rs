//! Signing in: the password by OPAQUE, then the code, then the keys. Also the way back in after a reload.

use crate::call::{Client, Wanted};
use crate::ceremony;
use crate::error::Error;
use crate::keyrings::{Keys, Opened, Seen};
use crate::mailbox::Mailbox;
use crate::platform::{Platform, make_bytes};
use crate::totp::secret_view;
use crate::transport::Transport;
use crate::view::{SessionTimes, TotpSecret};
use api::account::Keyrings;
use api::auth::{
    Factor, LoginFinish, LoginFinished, LoginStart, LoginStarted, NextFactor, PhoneConfirm, PhoneSend,
    PhoneSent, SecondFactor, SecondFactorProof, SignedIn, TotpEnrol,
};
use api::session::{SessionInfo, StepUp, Unlocked};
use api::{Bytes, SessionId, UserId};
use crypto::keys::kek_password;
use crypto::opaque::client::login_start;
use crypto::opaque::{KsfProfile, normalize_password};
use crypto::{Secret, Umk, UnlockKey, address, second_factor, session};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The password was right; the code is to come. Holds what only the right password yields.
pub struct Halfway<T, P> {
    pub(crate) client: Arc<Client<T, P>>,
    user_id: UserId,
    address: String,
    pub(crate) pre_auth: Secret<32>,
    next: NextFactor,
    phone: Option<String>,
    pub(crate) passkeys: bool,
    export_key: Secret<64>,
    session_key: Secret<64>,
}

/// A code as a person gives it, however it is spaced.
#[derive(Clone, Copy)]
pub enum GivenCode<'a> {
    /// Of the authenticator, or printed in advance: the two cannot be mistaken for each other.
    Own(&'a str),
    /// Of an SMS.
    Phone(&'a str),
    /// No code but a passkey's answer to [`Halfway::ask_passkey`]: `AuthenticationResponseJSON`.
    Passkey(&'a str),
}

impl<'a> From<&'a str> for GivenCode<'a> {
    fn from(typed: &'a str) -> Self {
        Self::Own(typed)
    }
}

impl<'a> From<&'a String> for GivenCode<'a> {
    fn from(typed: &'a String) -> Self {
        Self::Own(typed)
    }
}

/// What signing in has yielded, by whichever way.
pub(crate) struct Arrival<'a> {
    pub(crate) user_id: UserId,
    /// The address that was typed, canonical.
    pub(crate) address: &'a str,
    pub(crate) umk: Umk,
    pub(crate) session: SessionInfo,
    pub(crate) keyrings: &'a Keyrings,
    /// Those that a sign-in before opened, where they are others.
    pub(crate) kept: Option<&'a Keyrings>,
    /// Tells the server that these were opened, where it wants to know.
    pub(crate) opened: Option<Bytes>,
    /// The server's half of a reload, where there is to be one.
    pub(crate) unlock_key: Option<UnlockKey>,
}

/// What a device keeps so that a reload does not ask for the password again. By itself it opens nothing: the key to it
/// is at the server, and is overwritten there when the session ends.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredSession {
    session_id: SessionId,
    user_id: UserId,
    expires_ms: u64,
    sealed: Bytes,
    /// The newest keyrings that this device has seen: no older ones are taken after a reload (R17).
    seen: Seen,
}

impl StoredSession {
    /// For the device's storage.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Ids, a number and bytes: this always serialises.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// From the device's storage; none if it is something else.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// Whether this is to be stored in place of `other`: it is of the same session, and newer keyrings were seen.
    /// Windows share what the device stores, and one that is behind must not write over another's.
    pub fn is_news_to(&self, other: &Self) -> bool {
        self.session_id == other.session_id && self.seen.is_newer_than(&other.seen)
    }

    /// Whether this is of the session in which that mailbox is open.
    pub fn is_of<T: Transport, P: Platform>(&self, mailbox: &Mailbox<T, P>) -> bool {
        mailbox.client.is_in_session(self.session_id)
    }

    pub(crate) fn seen(&self) -> &Seen {
        &self.seen
    }

    pub(crate) fn has_seen(&mut self, seen: Seen) {
        self.seen = seen;
    }
}

impl<T: Transport, P: Platform> Client<T, P> {
    /// First half of signing in. Takes as long as the key stretching: about a second.
    pub async fn sign_in(self: &Arc<Self>, address: &str, password: &str) -> Result<Halfway<T, P>, Error> {
        // What is no address has no account; the server says so in its own way.
        let address = address::canonical(address.trim()).unwrap_or_else(|_| address.trim().to_owned());
        let password = normalize_password(password);
        let (login, ke1) = login_start(password.as_bytes(), &mut self.platform().rng());
        let start = LoginStart {
            address: address.clone(),
            ke1: ke1.into(),
        };
        let started: LoginStarted = self.post_once("/auth/login/start", &start).await?;
        let profile = KsfProfile::from_number(started.ksf).map_err(|_| Error::Downgrade)?;
        let finished = login.finish(
            password.as_bytes(),
            &started.ke2,
            &started.user_id.0,
            self.host(),
            profile,
            &mut self.platform().rng(),
        );
        // A wrong password is noticed here first; the server is told by a KE3 that cannot hold, and answers alike.
        let (ke3, keys) = match finished {
            Ok(done) => (done.ke3, Some((done.export_key, done.session_key))),
            Err(_) => (make_bytes::<64>(self.platform()).to_vec(), None),
        };
        let finish = LoginFinish {
            login_id: started.login_id,
            ke3: ke3.into(),
        };
        let finished: LoginFinished = self.post_once("/auth/login/finish", &finish).await?;
        let (export_key, session_key) = keys.ok_or_else(|| Error::bad_answer("KE3"))?;
        Ok(Halfway {
            client: Arc::clone(self),
            user_id: started.user_id,
            address,
            pre_auth: Secret::try_from_slice(&finished.pre_auth).map_err(Error::bad_answer)?,
            next: finished.next,
            phone: finished.phone,
            passkeys: finished.passkeys,
            export_key,
            session_key,
        })
    }

    /// Opens the mailbox of whoever has come in, and checks that it is theirs. Also returns what the device must store, where it
    /// is to reopen after a reload.
    pub(crate) async fn arrive(
        &self,
        arrival: Arrival<'_>,
    ) -> Result<(Mailbox<T, P>, Option<StoredSession>), Error> {
        let (user_id, info) = (arrival.user_id, arrival.session);
        let keys = Keys::derive(&arrival.umk, user_id);
        let (mut opened, is_kept) = Opened::open_either(&keys, user_id, arrival.keyrings, arrival.kept)?;
        if opened.current()?.record().addr != arrival.address {
            return Err(Error::bad_answer("the mailbox is of another address"));
        }
        let client = self.in_session(info.session_id);
        if is_kept {
            opened = client
                .restore_keyrings(&keys, user_id, opened, arrival.keyrings)
                .await?;
        }
        if let Some(token) = arrival.opened {
            client.tell_opened(token, &opened).await;
        }
        let stored = arrival
            .unlock_key
            .map(|key| self.store(&info, &key, user_id, &keys, opened.seen));
        let mut mailbox = Mailbox::new(client, user_id, info, keys, opened, stored.clone())?;
        mailbox.keyrings_restored = is_kept;
        Ok((mailbox, stored))
    }

    fn store(
        &self,
        info: &SessionInfo,
        unlock_key: &UnlockKey,
        user_id: UserId,
        keys: &Keys,
        seen: Seen,
    ) -> StoredSession {
        let sealed = session::seal(
            unlock_key,
            &user_id.0,
            &info.session_id.0,
            info.expires_ms,
            &keys.dec,
            &keys.sig,
            &keys.local,
            &mut self.platform().rng(),
        );
        StoredSession {
            session_id: info.session_id,
            user_id,
            expires_ms: info.expires_ms,
            sealed: sealed.into(),
            seen,
        }
    }

    /// Reopens a mailbox after a reload. None if the session is over, or its keyrings do not open, so that signing in anew is what
    /// remains.
    pub async fn resume(self: &Arc<Self>, stored: &StoredSession) -> Result<Option<Mailbox<T, P>>, Error> {
        let client = self.in_session(stored.session_id);
        let unlocked: Unlocked = match client.poke("/session/unlock", Wanted::ByItself).await {
            Ok(unlocked) => unlocked,
            Err(Error::SignedOut) => return Ok(None),
            Err(error) if error.code() == Some(api::Code::NotFound) => return Ok(None),
            Err(error) => return Err(error),
        };
        if unlocked.session.session_id != stored.session_id {
            return Ok(None);
        }
        let key = UnlockKey::try_from_slice(&unlocked.unlock_key).map_err(Error::bad_answer)?;
        let user_id = stored.user_id;
        let opened = session::open(
            &key,
            &user_id.0,
            &stored.session_id.0,
            stored.expires_ms,
            &stored.sealed,
        );
        let Ok((dec, sig, local)) = opened else {
            return Ok(None);
        };
        let keyrings: Keyrings = client.get("/account/keyrings", Wanted::ByItself).await?;
        let keys = Keys { dec, sig, local };
        // Somebody has written nonsense over them: what takes everything puts it right.
        let Ok(opened) = Opened::open(&keys, user_id, &keyrings) else {
            return Ok(None);
        };
        if !opened.seen.may_follow(&stored.seen) {
            return Err(Error::bad_answer("an old keyring"));
        }
        Mailbox::new(
            client,
            user_id,
            unlocked.session,
            keys,
            opened,
            Some(stored.clone()),
        )
        .map(Some)
    }
}

impl<T: Transport, P: Platform> Halfway<T, P> {
    /// What the account asks for now.
    pub fn next(&self) -> NextFactor {
        self.next
    }

    /// The last digits of the phone that a code can be sent to: the account's own while it has no authenticator, afterwards the
    /// reserve phone.
    pub fn phone(&self) -> Option<&str> {
        self.phone.as_deref()
    }

    /// Has a code sent to that phone, or, where the account has none yet, to this one.
    pub async fn send_code(&self, number: Option<&str>) -> Result<PhoneSent, Error> {
        let ask = PhoneSend {
            pre_auth: (*self.pre_auth.expose()).into(),
            number: number.map(str::to_owned),
        };
        self.client.post_once("/auth/phone/send", &ask).await
    }

    /// Shows the code that was sent to the account's own phone. Then an authenticator may be enrolled.
    pub async fn confirm_phone(&self, typed: &str) -> Result<(), Error> {
        let proof = self.proof(GivenCode::Phone(typed));
        self.client
            .command_once("/auth/phone/confirm", &PhoneConfirm { proof })
            .await
    }

    /// The secret to put into an authenticator app, if the account has none yet.
    pub async fn enrol_secret(&self) -> Result<TotpSecret, Error> {
        let ask = TotpEnrol {
            pre_auth: (*self.pre_auth.expose()).into(),
        };
        let secret: api::auth::TotpSecret = self
            .client
            .post("/auth/totp/enrol", &ask, Wanted::ByPerson)
            .await?;
        Ok(secret_view(&secret, self.client.host()))
    }

    /// Second half: the code. With `keep`, also returns what the device must store
    /// for a reload.
    pub async fn prove(
        &self,
        code: impl Into<GivenCode<'_>>,
        keep: bool,
    ) -> Result<(Mailbox<T, P>, Option<StoredSession>), Error> {
        let unlock_key = keep.then(|| UnlockKey::make(&mut self.client.platform().rng()));
        let ask = SecondFactor {
            proof: self.proof(code.into()),
            unlock_key: unlock_key.as_ref().map(|key| (*key.expose()).into()),
        };
        let signed_in: SignedIn = self.client.post_once("/auth/second-factor", &ask).await?;
        self.client
            .arrive(Arrival {
                user_id: self.user_id,
                address: &self.address,
                umk: self.unwrap(&signed_in.wrap_password)?,
                session: signed_in.session,
                keyrings: &signed_in.keyrings,
                kept: signed_in.kept.as_ref(),
                opened: signed_in.opened,
                unlock_key,
            })
            .await
    }

    /// Confirms an open session of the same person with this password and a code.
    pub(crate) async fn step_up(&self, code: GivenCode<'_>) -> Result<SessionInfo, Error> {
        let proof = self.proof(code);
        self.client.post_once("/session/step-up", &StepUp { proof }).await
    }

    /// The master key, out of its wrap under this password.
    pub(crate) fn unwrap(&self, wrap: &[u8]) -> Result<Umk, Error> {
        let kek = kek_password(self.export_key.expose(), &self.user_id.0);
        Umk::unwrap(&kek, &self.user_id.0, wrap)
            .map_err(|_| Error::bad_answer("the wrapped key does not open"))
    }

    pub(crate) fn proof(&self, code: GivenCode<'_>) -> SecondFactorProof {
        prove_code(&self.session_key, self.user_id, &self.pre_auth, code)
    }
}

/// A code, bound to what went before by a MAC under `session_key`.
pub(crate) fn prove_code(
    session_key: &Secret<64>,
    user_id: UserId,
    pre_auth: &Secret<32>,
    code: GivenCode<'_>,
) -> SecondFactorProof {
    let digits = |typed: &str| typed.chars().filter(char::is_ascii_digit).collect();
    let assertion = match code {
        // What is no answer proves nothing, and the server says so.
        GivenCode::Passkey(answer) => Some(
            ceremony::without_results(answer).map_or_else(|_| "{}".to_owned(), |(assertion, _)| assertion),
        ),
        GivenCode::Own(_) | GivenCode::Phone(_) => None,
    };
    let (factor, number, code) = match code {
        GivenCode::Own(typed) => match second_factor::read_backup_code(typed) {
            Some(code) => (Factor::BackupCode, second_factor::BACKUP_CODE, (*code).clone()),
            None => (Factor::Totp, second_factor::TOTP, digits(typed)),
        },
        GivenCode::Phone(typed) => (Factor::Phone, second_factor::PHONE, digits(typed)),
        GivenCode::Passkey(_) => {
            let code = second_factor::assertion_code(assertion.as_deref().unwrap_or_default());
            (Factor::Passkey, second_factor::PASSKEY, code)
        }
    };
    let mac = second_factor::mac(session_key.expose(), &user_id.0, number, pre_auth.expose(), &code);
    let pre_auth = (*pre_auth.expose()).into();
    SecondFactorProof {
        pre_auth,
        factor,
        code,
        assertion,
        mac: mac.into(),
    }
}

/// The session's times by this device's clock.
pub(crate) fn times(info: &SessionInfo, now_ms: u64) -> SessionTimes {
    let ahead = i64::try_from(now_ms)
        .unwrap_or(i64::MAX)
        .saturating_sub_unsigned(info.server_ms);
    let here = |server_ms: u64| server_ms.saturating_add_signed(ahead);
    SessionTimes {
        idle_ends_ms: here(info.idle_ends_ms),
        expires_ms: here(info.expires_ms),
        step_up_until_ms: if info.step_up_until_ms > info.server_ms {
            here(info.step_up_until_ms)
        } else {
            0
        },
        clock_ahead_ms: ahead,
    }
}
