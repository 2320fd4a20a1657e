//! Passkeys that open the mailbox without the password: allowing it, and coming in by one (protocol.md 5.5).
//!
//! Such a passkey yields 32 secret bytes beside its signature (WebAuthn Level 3, section 10.1.4: `prf`), under which the master key
//! is wrapped. They come with the browser's answer, and are taken out of it before anything is sent.

use crate::call::Client;
use crate::ceremony;
use crate::error::Error;
use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::sign_in::{Arrival, GivenCode, Halfway, StoredSession};
use crate::transport::{Method, Transport};
use crate::view::Passkey;
use api::passkeys::{
    ByPasskeyFinish, ByPasskeyStart, ByPasskeyStarted, OpeningFinish, OpeningStart, OpeningStarted,
    SignedInByPasskey,
};
use api::{Bytes, PasskeyId, UserId};
use crypto::keys::{kek_passkey, passkey_prf_input};
use crypto::{Kek, Secret, Umk, UnlockKey, address};
use serde_json::json;
use std::sync::Arc;

/// Somebody who wants in with a passkey alone. Says nothing of whether the address has a mailbox.
pub struct AtPasskey<T, P> {
    client: Arc<Client<T, P>>,
    user_id: UserId,
    address: String,
    options: String,
}

/// A passkey that is to open the mailbox, until it has answered.
pub struct Opening<T, P> {
    halfway: Halfway<T, P>,
    options: String,
    wrap_password: Bytes,
}

/// What a browser said, taken apart.
struct Answered {
    /// `AuthenticationResponseJSON`, for the server: without what the passkey yielded.
    assertion: String,
    kek: Kek,
}

impl Answered {
    /// Reads an `AuthenticationResponseJSON` with its results of extensions.
    fn read(answer: &str, user_id: UserId) -> Result<Self, Error> {
        let (assertion, results) = ceremony::without_results(answer)?;
        let yielded = results.pointer("/prf/results/first");
        let yielded = yielded.and_then(|first| serde_json::from_value::<Bytes>(first.clone()).ok());
        let secret = yielded.and_then(|bytes| Secret::try_from_slice(&bytes).ok());
        Ok(Self {
            assertion,
            kek: kek_passkey(&secret.ok_or(Error::PasskeyYieldsNothing)?, &user_id.0),
        })
    }
}

impl<T: Transport, P: Platform> Client<T, P> {
    /// First half of signing in by a passkey alone.
    pub async fn sign_in_by_passkey(self: &Arc<Self>, address: &str) -> Result<AtPasskey<T, P>, Error> {
        let address = address::canonical(address.trim()).unwrap_or_else(|_| address.trim().to_owned());
        let start = ByPasskeyStart {
            address: address.clone(),
        };
        let started: ByPasskeyStarted = self.post_once("/auth/by-passkey/start", &start).await?;
        Ok(AtPasskey {
            client: Arc::clone(self),
            user_id: started.user_id,
            address,
            options: with_prf(&started.options, started.user_id, self.host())?,
        })
    }
}

impl<T: Transport, P: Platform> AtPasskey<T, P> {
    /// What to ask a passkey: `PublicKeyCredentialRequestOptionsJSON`.
    pub fn options(&self) -> &str {
        &self.options
    }

    /// Second half: its answer, an `AuthenticationResponseJSON` with the results of extensions. Good once. With `keep`, also
    /// returns what the device must store for a reload.
    pub async fn open(
        &self,
        answer: &str,
        keep: bool,
    ) -> Result<(Mailbox<T, P>, Option<StoredSession>), Error> {
        let Answered { assertion, kek } = Answered::read(answer, self.user_id)?;
        let unlock_key = keep.then(|| UnlockKey::make(&mut self.client.platform().rng()));
        let finish = ByPasskeyFinish {
            assertion,
            unlock_key: unlock_key.as_ref().map(|key| (*key.expose()).into()),
        };
        let signed_in: SignedInByPasskey = self.client.post_once("/auth/by-passkey/finish", &finish).await?;
        let umk = Umk::unwrap(&kek, &self.user_id.0, &signed_in.wrap)
            .map_err(|_| Error::bad_answer("the wrapped key does not open"))?;
        self.client
            .arrive(Arrival {
                user_id: self.user_id,
                address: &self.address,
                umk,
                session: signed_in.session,
                keyrings: &signed_in.keyrings,
                kept: signed_in.kept.as_ref(),
                opened: signed_in.opened,
                unlock_key,
            })
            .await
    }
}

impl<T, P> Opening<T, P> {
    /// What to ask a passkey: `PublicKeyCredentialRequestOptionsJSON`.
    pub fn options(&self) -> &str {
        &self.options
    }
}

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Begins to let a passkey open the mailbox without the password: whichever answers. Takes the password, given by
    /// [`Mailbox::password_again`], and a code, since the master key is not kept while the mailbox is open.
    pub async fn start_opening(
        &self,
        halfway: Halfway<T, P>,
        code: impl Into<GivenCode<'_>>,
    ) -> Result<Opening<T, P>, Error> {
        let start = OpeningStart {
            proof: halfway.proof(code.into()),
        };
        let path = "/account/passkeys/opening/start";
        let started: OpeningStarted = self.client.post_once(path, &start).await?;
        Ok(Opening {
            options: with_prf(&started.options, self.user_id, self.client.host())?,
            halfway,
            wrap_password: started.wrap_password,
        })
    }

    /// Its answer, an `AuthenticationResponseJSON` with the results of extensions: from now on it opens the mailbox.
    pub async fn finish_opening(&self, opening: &Opening<T, P>, answer: &str) -> Result<Vec<Passkey>, Error> {
        let Answered { assertion, kek } = Answered::read(answer, self.user_id)?;
        let umk = opening.halfway.unwrap(&opening.wrap_password)?;
        let wrap = umk.wrap(&kek, &self.user_id.0, &mut self.client.platform().rng());
        let finish = OpeningFinish {
            assertion,
            wrap: wrap.into(),
        };
        self.client
            .command_once("/account/passkeys/opening/finish", &finish)
            .await?;
        self.passkeys().await
    }

    /// Takes it back: the passkey stands for a code again, and no more.
    pub async fn end_opening(&self, id: PasskeyId) -> Result<Vec<Passkey>, Error> {
        self.client
            .bare(Method::Delete, &format!("/account/passkeys/{id}/opening"))
            .await?;
        self.passkeys().await
    }
}

/// The server's options, with our own extensions and no others. `host` is the one that the person typed.
fn with_prf(options: &str, user_id: UserId, host: &str) -> Result<String, Error> {
    let first = Bytes::from(passkey_prf_input(&user_id.0, host));
    ceremony::with_extensions(options, json!({"prf": {"eval": {"first": first}}}))
}
