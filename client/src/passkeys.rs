//! Passkeys: a second factor that the browser and its authenticator speak about between themselves. This carries what they say,
//! as JSON, to the server and back; the ceremony itself is the page's (`navigator.credentials`).

use crate::call::Wanted;
use crate::ceremony;
use crate::error::Error;
use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::sign_in::Halfway;
use crate::transport::{Method, Transport};
use crate::view::Passkey;
use api::PasskeyId;
use api::passkeys::{PasskeyAsked, PasskeyFinish, PasskeySignIn, PasskeyStarted, Passkeys};
use serde_json::json;

impl<T: Transport, P: Platform> Halfway<T, P> {
    /// Whether a passkey can take the place of a code.
    pub fn has_passkeys(&self) -> bool {
        self.passkeys
    }

    /// What to ask a passkey: `PublicKeyCredentialRequestOptionsJSON`. Its answer is a [`crate::GivenCode::Passkey`], good once.
    pub async fn ask_passkey(&self) -> Result<String, Error> {
        let ask = PasskeySignIn {
            pre_auth: (*self.pre_auth.expose()).into(),
        };
        let asked: PasskeyAsked = self.client.post_once("/auth/passkey/start", &ask).await?;
        ceremony::with_extensions(&asked.options, json!({}))
    }
}

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// The account's passkeys, oldest first.
    pub async fn passkeys(&self) -> Result<Vec<Passkey>, Error> {
        let all: Passkeys = self.client.get("/account/passkeys", Wanted::ByPerson).await?;
        Ok(all.passkeys.into_iter().map(view).collect())
    }

    /// What to ask an authenticator for a new passkey: `PublicKeyCredentialCreationOptionsJSON`.
    pub async fn start_passkey(&self) -> Result<String, Error> {
        let started: PasskeyStarted = self.client.poke_once("/account/passkeys/start").await?;
        // Makes a passkey that can open the mailbox without the password, once its owner lets it.
        ceremony::with_extensions(&started.options, json!({"prf": {}}))
    }

    /// Adds the passkey that it made, a `RegistrationResponseJSON`, under a name for its owner.
    pub async fn add_passkey(&self, credential: &str, name: &str) -> Result<Vec<Passkey>, Error> {
        let (credential, _) = ceremony::without_results(credential)?;
        let finish = PasskeyFinish {
            credential,
            name: name.trim().to_owned(),
        };
        self.client
            .command_once("/account/passkeys/finish", &finish)
            .await?;
        self.passkeys().await
    }

    /// Removes a passkey. Its authenticator may go on showing it.
    pub async fn remove_passkey(&self, id: PasskeyId) -> Result<Vec<Passkey>, Error> {
        self.client
            .bare(Method::Delete, &format!("/account/passkeys/{id}"))
            .await?;
        self.passkeys().await
    }
}

fn view(passkey: api::passkeys::Passkey) -> Passkey {
    Passkey {
        passkey_id: passkey.passkey_id,
        name: passkey.name,
        created_ms: passkey.created_ms,
        used_ms: passkey.used_ms,
        opens_since_ms: passkey.opens_since_ms,
    }
}
