//! The client half. Slow by design: Argon2id runs in both `finish` functions, so they belong in a worker.

use opaque_ke::{
    ClientLoginFinishParameters, ClientRegistrationFinishParameters, CredentialResponse, Identifiers,
    RegistrationResponse, ksf::Ksf,
};
use rand_core::CryptoRng;

use super::{
    Argon, KE2_LEN, KsfProfile, REGISTRATION_RESPONSE_LEN, Suite, check_len, identifiers, old_rng::OldRng,
};
use crate::{Id, Refused, Secret};

/// A registration between its two messages; nothing if the password could not be blinded. Zeroized on drop.
pub struct ClientRegistration(Option<opaque_ke::ClientRegistration<Suite<Argon>>>);

/// What a registration yields.
pub struct Registered {
    /// For the server, which keeps it.
    pub upload: Vec<u8>,
    /// For [`crate::keys::kek_password`]. Never leaves the client.
    pub export_key: Secret<64>,
}

/// A login between its messages; nothing if the password could not be blinded. Zeroized on drop.
pub struct ClientLogin(Option<opaque_ke::ClientLogin<Suite<Argon>>>);

/// What a login yields. The server is known to have the record that the password made.
pub struct LoggedIn {
    /// For the server, which verifies it.
    pub ke3: Vec<u8>,
    /// For [`crate::keys::kek_password`]. Never leaves the client.
    pub export_key: Secret<64>,
    /// Shared with the server, for [`crate::second_factor::mac`].
    pub session_key: Secret<64>,
}

/// Begins a registration with the normalized password: the state, and the request of 32 bytes. A password
/// over 65,535 bytes does not finish.
pub fn register_start(password: &[u8], rng: &mut (impl CryptoRng + ?Sized)) -> (ClientRegistration, Vec<u8>) {
    match opaque_ke::ClientRegistration::start(&mut OldRng(rng), password) {
        Ok(started) => (
            ClientRegistration(Some(started.state)),
            started.message.serialize().to_vec(),
        ),
        Err(_) => (ClientRegistration(None), Vec::new()),
    }
}

impl ClientRegistration {
    /// Takes the server's response. `host` is the client's configured host, never one that the server sent.
    ///
    /// # Errors
    /// If the response is not one.
    pub fn finish(
        self,
        password: &[u8],
        response: &[u8],
        user_id: &Id,
        host: &str,
        profile: KsfProfile,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Registered, Refused> {
        let state = self.0.ok_or(Refused)?;
        finish_registration(
            state,
            password,
            response,
            identifiers(user_id, host),
            &profile.ksf(),
            rng,
        )
    }
}

/// Begins a login with the normalized password: the state, and KE1 of 96 bytes. A password over 65,535 bytes
/// does not finish.
pub fn login_start(password: &[u8], rng: &mut (impl CryptoRng + ?Sized)) -> (ClientLogin, Vec<u8>) {
    match opaque_ke::ClientLogin::start(&mut OldRng(rng), password) {
        Ok(started) => (
            ClientLogin(Some(started.state)),
            started.message.serialize().to_vec(),
        ),
        Err(_) => (ClientLogin(None), Vec::new()),
    }
}

impl ClientLogin {
    /// Takes the server's KE2. `host` is the client's configured host, never one that the server sent.
    ///
    /// # Errors
    /// One for everything: a wrong password, no such user, another server, a changed message.
    pub fn finish(
        self,
        password: &[u8],
        ke2: &[u8],
        user_id: &Id,
        host: &str,
        profile: KsfProfile,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<LoggedIn, Refused> {
        let state = self.0.ok_or(Refused)?;
        let who = identifiers(user_id, host);
        finish_login(state, password, ke2, who, &profile.context(), &profile.ksf(), rng)
    }
}

pub(super) fn finish_registration<K: Ksf + 'static>(
    state: opaque_ke::ClientRegistration<Suite<K>>,
    password: &[u8],
    response: &[u8],
    who: Identifiers<'_>,
    ksf: &K,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Registered, Refused> {
    check_len(response, REGISTRATION_RESPONSE_LEN)?;
    let response = RegistrationResponse::deserialize(response).map_err(|_| Refused)?;
    let parameters = ClientRegistrationFinishParameters::new(who, Some(ksf));
    let done = state
        .finish(&mut OldRng(rng), password, response, parameters)
        .map_err(|_| Refused)?;
    Ok(Registered {
        upload: done.message.serialize().to_vec(),
        export_key: Secret::try_from_slice(&done.export_key)?,
    })
}

pub(super) fn finish_login<K: Ksf + 'static>(
    state: opaque_ke::ClientLogin<Suite<K>>,
    password: &[u8],
    ke2: &[u8],
    who: Identifiers<'_>,
    context: &[u8],
    ksf: &K,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<LoggedIn, Refused> {
    check_len(ke2, KE2_LEN)?;
    let ke2 = CredentialResponse::deserialize(ke2).map_err(|_| Refused)?;
    let parameters = ClientLoginFinishParameters::new(Some(context), who, Some(ksf));
    let done = state
        .finish(&mut OldRng(rng), password, ke2, parameters)
        .map_err(|_| Refused)?;
    Ok(LoggedIn {
        ke3: done.message.serialize().to_vec(),
        export_key: Secret::try_from_slice(&done.export_key)?,
        session_key: Secret::try_from_slice(&done.session_key)?,
    })
}

macro_rules! debug_as_name {
    ($($name:ident),*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )*};
}

debug_as_name!(ClientRegistration, Registered, ClientLogin, LoggedIn);
