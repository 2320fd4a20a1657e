//! The server half. About 0.1 ms a message; it never sees a password and never runs Argon2.

use opaque_ke::{
    CredentialFinalization, CredentialRequest, RegistrationRequest, RegistrationUpload,
    ServerLoginParameters, ServerRegistration,
};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{
    Argon, KE1_LEN, KE3_LEN, KsfProfile, REGISTRATION_REQUEST_LEN, Suite, UPLOAD_LEN, check_len, identifiers,
    old_rng::OldRng,
};
use crate::{Id, ParseError, Refused, Secret, hazmat::kdf::hmac_sha256};

/// Bytes of [`ServerSetup::to_bytes`]: OPRF seed (64) ‖ AKE private key (32) ‖ public key for unknown users
/// (32) ‖ `fake_key` (32).
pub const SETUP_LEN: usize = 160;

const FAKE_KEY_LEN: usize = 32;

/// The server's secrets: OPRF seed, AKE key pair, and the key that names users who do not exist. One file
/// outside the database, the same on every server, that cannot be rotated in place (protocol.md 5.1).
pub struct ServerSetup {
    setup: opaque_ke::ServerSetup<Suite<Argon>>,
    fake_key: Secret<FAKE_KEY_LEN>,
}

impl ServerSetup {
    /// A new setup from `rng`.
    pub fn make(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let setup = opaque_ke::ServerSetup::new(&mut OldRng(rng));
        Self {
            setup,
            fake_key: Secret::make(rng),
        }
    }

    /// # Errors
    /// If `bytes` are not what [`ServerSetup::to_bytes`] gives.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ParseError> {
        check_len(bytes, SETUP_LEN)?;
        let (setup, fake_key) = bytes.split_at(SETUP_LEN.saturating_sub(FAKE_KEY_LEN));
        let setup =
            opaque_ke::ServerSetup::deserialize(setup).map_err(|_| ParseError::new("not a server setup"))?;
        Ok(Self {
            setup,
            fake_key: Secret::try_from_slice(fake_key)?,
        })
    }

    /// For the file, which is written once and guarded.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(SETUP_LEN));
        let setup: Zeroizing<[u8; SETUP_LEN - FAKE_KEY_LEN]> = Zeroizing::new(self.setup.serialize().into());
        bytes.extend_from_slice(&*setup);
        bytes.extend_from_slice(self.fake_key.expose());
        bytes
    }

    /// Answers a registration request. `user_id` is new and random.
    ///
    /// # Errors
    /// If the request is not one.
    pub fn register(&self, request: &[u8], user_id: &Id) -> Result<Vec<u8>, ParseError> {
        check_len(request, REGISTRATION_REQUEST_LEN)?;
        let request = RegistrationRequest::deserialize(request)
            .map_err(|_| ParseError::new("not a registration request"))?;
        let started = ServerRegistration::<Suite<Argon>>::start(&self.setup, request, user_id)
            .map_err(|_| ParseError::new("not a registration request"))?;
        Ok(started.message.serialize().to_vec())
    }

    /// The `user_id` that an unknown address gets: always the same, and like any other.
    #[must_use]
    pub fn fake_user_id(&self, addr: &str) -> Id {
        *hmac_sha256(self.fake_key.expose(), &[addr.as_bytes()])
            .first_chunk()
            .expect("16 of 32 bytes")
    }

    /// Answers KE1 with KE2. Without a `record` the answer looks the same and no password opens it; then
    /// `user_id` is [`ServerSetup::fake_user_id`].
    ///
    /// # Errors
    /// If KE1 or the record is not one.
    pub fn login_start(
        &self,
        record: Option<&[u8]>,
        ke1: &[u8],
        user_id: &Id,
        host: &str,
        profile: KsfProfile,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<(ServerLogin, Vec<u8>), ParseError> {
        check_len(ke1, KE1_LEN)?;
        let ke1 = CredentialRequest::deserialize(ke1).map_err(|_| ParseError::new("not KE1"))?;
        let record = record.map(parse_record).transpose()?;
        let context = profile.context();
        let parameters = ServerLoginParameters {
            context: Some(&context),
            identifiers: identifiers(user_id, host),
        };
        let started =
            opaque_ke::ServerLogin::start(&mut OldRng(rng), &self.setup, record, ke1, user_id, parameters)
                .map_err(|_| ParseError::new("not KE1"))?;
        let login = ServerLogin {
            state: started.state,
            context,
            user_id: *user_id,
            host: host.to_owned(),
        };
        Ok((login, started.message.serialize().to_vec()))
    }
}

/// A registration's upload as the record to keep: 192 bytes, useless without the setup.
///
/// # Errors
/// If the upload is not one.
pub fn check_upload(upload: &[u8]) -> Result<Vec<u8>, ParseError> {
    check_len(upload, UPLOAD_LEN)?;
    let upload = RegistrationUpload::<Suite<Argon>>::deserialize(upload)
        .map_err(|_| ParseError::new("not a registration upload"))?;
    Ok(ServerRegistration::finish(upload).serialize().to_vec())
}

fn parse_record(record: &[u8]) -> Result<ServerRegistration<Suite<Argon>>, ParseError> {
    check_len(record, UPLOAD_LEN)?;
    ServerRegistration::deserialize(record).map_err(|_| ParseError::new("not a login record"))
}

/// A login that waits for KE3, at most 60 seconds, used once. Zeroized on drop.
pub struct ServerLogin {
    state: opaque_ke::ServerLogin<Suite<Argon>>,
    context: Vec<u8>,
    user_id: Id,
    host: String,
}

impl ServerLogin {
    /// Verifies KE3: the client knows the password.
    ///
    /// # Errors
    /// One for everything: a wrong password, no such user, a changed message.
    pub fn finish(self, ke3: &[u8]) -> Result<Secret<64>, Refused> {
        check_len(ke3, KE3_LEN)?;
        let ke3 = CredentialFinalization::deserialize(ke3).map_err(|_| Refused)?;
        let parameters = ServerLoginParameters {
            context: Some(&self.context),
            identifiers: identifiers(&self.user_id, &self.host),
        };
        let done = self.state.finish(ke3, parameters).map_err(|_| Refused)?;
        Ok(Secret::try_from_slice(&done.session_key)?)
    }
}

impl std::fmt::Debug for ServerSetup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServerSetup")
    }
}

impl std::fmt::Debug for ServerLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServerLogin")
    }
}

const _: () = {
    const fn is_send<T: Send>() {}
    is_send::<ServerLogin>();
};
