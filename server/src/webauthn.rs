//! WebAuthn Level 3 (W3C) as a relying party: what is asked of a browser, and whether what it answers holds. Knows no database
//! and no clock: which challenge counts, and which credential is whose, is the caller's to say.
//!
//! Of an authenticator nothing is asked but a key and that it verified its user. So there is no attestation to judge, and its
//! statement is not read. The checks are those of sections 7.1 and 7.2, in their order where it matters to nobody.

mod authenticator;
mod client_data;
mod cose;
mod options;

pub(crate) use options::{Owner, creation_options, request_options};

use api::Bytes;
use api::limits::PASSKEY_JSON_SIZE_BYTES_MAX;
use authenticator::AuthenticatorData;
use ciborium::Value;
use client_data::ClientData;
use cose::PublicKey;
use crypto::sha256;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Who we are to an authenticator.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RelyingParty<'a> {
    /// Our host: credentials are bound to it.
    pub(crate) id: &'a str,
    /// Where our pages come from, as browsers write it.
    pub(crate) origin: &'a str,
}

/// It does not hold. Says which rule was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) &'static str);

/// What an authenticator made.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Credential {
    pub(crate) id: Vec<u8>,
    /// A COSE_Key.
    pub(crate) public_key: Vec<u8>,
    pub(crate) counter: u32,
}

/// A credential that was made, before it was checked.
pub(crate) struct Registration {
    client_data: ClientData,
    credential_id: Bytes,
    attestation_object: Bytes,
}

impl Registration {
    /// Reads a `RegistrationResponseJSON`.
    pub(crate) fn parse(json: &str) -> Result<Self, Refused> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Response {
            #[serde(rename = "clientDataJSON")]
            client_data: Bytes,
            attestation_object: Bytes,
        }
        let (credential_id, response) = parse_credential::<Response>(json)?;
        Ok(Self {
            client_data: ClientData::parse(&response.client_data)?,
            credential_id,
            attestation_object: response.attestation_object,
        })
    }

    /// The challenge that it says it answers.
    pub(crate) fn challenge(&self) -> &[u8] {
        self.client_data.challenge()
    }

    /// Section 7.1, but for the challenge.
    pub(crate) fn verify(&self, party: &RelyingParty<'_>) -> Result<Credential, Refused> {
        self.client_data.check("webauthn.create", party)?;
        let mut rest = &self.attestation_object[..];
        let object: Value = ciborium::from_reader(&mut rest).map_err(|_| Refused("attestation object"))?;
        let data = cose::find(&object, "authData").and_then(Value::as_bytes);
        let data = data
            .filter(|_| rest.is_empty())
            .ok_or(Refused("attestation object"))?;
        let data = AuthenticatorData::parse(data)?;
        data.check(party)?;
        let attested = data.attested.ok_or(Refused("attested credential"))?;
        if attested.credential_id != *self.credential_id {
            return Err(Refused("credential id"));
        }
        PublicKey::parse(&attested.public_key)?;
        Ok(Credential {
            id: attested.credential_id,
            public_key: attested.public_key,
            counter: data.counter,
        })
    }
}

/// A credential's answer to a challenge, before it was checked.
pub(crate) struct Assertion {
    client_data: ClientData,
    client_data_json: Bytes,
    credential_id: Bytes,
    authenticator_data: Bytes,
    signature: Bytes,
    user_handle: Option<Bytes>,
}

impl Assertion {
    /// Reads an `AuthenticationResponseJSON`.
    pub(crate) fn parse(json: &str) -> Result<Self, Refused> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Response {
            #[serde(rename = "clientDataJSON")]
            client_data: Bytes,
            authenticator_data: Bytes,
            signature: Bytes,
            user_handle: Option<Bytes>,
        }
        let (credential_id, response) = parse_credential::<Response>(json)?;
        Ok(Self {
            client_data: ClientData::parse(&response.client_data)?,
            client_data_json: response.client_data,
            credential_id,
            authenticator_data: response.authenticator_data,
            signature: response.signature,
            user_handle: response.user_handle,
        })
    }

    /// The challenge that it says it answers.
    pub(crate) fn challenge(&self) -> &[u8] {
        self.client_data.challenge()
    }

    /// Which credential it says it is of.
    pub(crate) fn credential_id(&self) -> &[u8] {
        &self.credential_id
    }

    /// Section 7.2, for a credential that is known to be of `user_handle`. Returns the authenticator's counter, which the caller
    /// compares with the one from before.
    pub(crate) fn verify(
        &self,
        party: &RelyingParty<'_>,
        challenge: &[u8],
        user_handle: &[u8],
        public_key: &[u8],
    ) -> Result<u32, Refused> {
        self.client_data.check("webauthn.get", party)?;
        if self.client_data.challenge() != challenge {
            return Err(Refused("challenge"));
        }
        if self
            .user_handle
            .as_ref()
            .is_some_and(|told| **told != *user_handle)
        {
            return Err(Refused("user handle"));
        }
        let data = AuthenticatorData::parse(&self.authenticator_data)?;
        data.check(party)?;
        let signed = [&*self.authenticator_data, &sha256(&self.client_data_json)].concat();
        PublicKey::parse(public_key)?.verify(&signed, &self.signature)?;
        Ok(data.counter)
    }
}

/// What both answers of a browser have in common: the credential's id, and what the authenticator said.
fn parse_credential<R: DeserializeOwned>(json: &str) -> Result<(Bytes, R), Refused> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Credential<R> {
        raw_id: Bytes,
        #[serde(rename = "type")]
        kind: String,
        response: R,
    }
    if json.len() > PASSKEY_JSON_SIZE_BYTES_MAX {
        return Err(Refused("size"));
    }
    let credential: Credential<R> = serde_json::from_str(json).map_err(|_| Refused("form"))?;
    if credential.kind != "public-key" {
        return Err(Refused("type"));
    }
    Ok((credential.raw_id, credential.response))
}

#[cfg(test)]
mod tests;
