//! An authenticator in software, as small as it can be: one ES256 key and a counter. Whatever it says can be set to what an
//! honest one would not say.

use api::Bytes;
use ciborium::Value as Cbor;
use crypto::sha256;
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use std::sync::Arc;

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const ATTESTED: u8 = 1 << 6;

/// It has one credential, and a browser around it. A clone is what nobody should have: a second one with the same key.
#[derive(Clone)]
pub struct Authenticator {
    key: Arc<EcdsaKeyPair>,
    pub credential_id: Vec<u8>,
    /// Where the browser's page is from.
    pub origin: String,
    /// The host that the page asks for.
    pub rp_id: String,
    /// Whether somebody was there, and who: see WebAuthn section 6.1.
    pub flags: u8,
    /// Signatures so far; stays 0 where it does not count.
    pub counter: u32,
    /// Answers this instead of what was asked.
    pub challenge: Option<Bytes>,
    /// Says this of its owner.
    pub user_handle: Option<Bytes>,
    /// Calls what it does by another name.
    pub ceremony: Option<&'static str>,
    /// What it makes secrets from, where it does (CTAP 2.1 section 12.5: `CredRandomWithUV`).
    pub hmac_secret: Option<[u8; 32]>,
}

impl Default for Authenticator {
    fn default() -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap();
        Self {
            credential_id: sha256(key.public_key().as_ref()).to_vec(),
            key: Arc::new(key),
            origin: "http://localhost".into(),
            rp_id: "localhost".into(),
            flags: USER_PRESENT | USER_VERIFIED,
            counter: 1,
            challenge: None,
            user_handle: None,
            ceremony: None,
            hmac_secret: Some(sha256(pkcs8.as_ref())),
        }
    }
}

impl Authenticator {
    /// As `navigator.credentials.create`: a `RegistrationResponseJSON`.
    pub fn create(&self, options: &str) -> String {
        let point = self.key.public_key().as_ref();
        let number = |n: i64| Cbor::Integer(n.into());
        let cose = Cbor::Map(vec![
            (number(1), number(2)),
            (number(3), number(-7)),
            (number(-1), number(1)),
            (number(-2), Cbor::Bytes(point[1..33].to_vec())),
            (number(-3), Cbor::Bytes(point[33..].to_vec())),
        ]);
        let mut data = self.data(self.flags | ATTESTED);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.credential_id.len()).unwrap().to_be_bytes());
        data.extend(&self.credential_id);
        data.extend(encode(&cose));
        let object = Cbor::Map(vec![
            (Cbor::Text("fmt".into()), Cbor::Text("none".into())),
            (Cbor::Text("attStmt".into()), Cbor::Map(Vec::new())),
            (Cbor::Text("authData".into()), Cbor::Bytes(data)),
        ]);
        let response = json!({
            "clientDataJSON": Bytes(self.client_data("webauthn.create", options)),
            "attestationObject": Bytes(encode(&object)),
        });
        self.credential(&response, &json!({}))
    }

    /// As `navigator.credentials.get`: an `AuthenticationResponseJSON`.
    pub fn get(&mut self, options: &str) -> String {
        self.counter += u32::from(self.counter > 0);
        let client_data = self.client_data("webauthn.get", options);
        let data = self.data(self.flags);
        let signed = [&data[..], &sha256(&client_data)].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        let response = json!({
            "clientDataJSON": Bytes(client_data),
            "authenticatorData": Bytes(data),
            "signature": Bytes::from(signature.as_ref()),
            "userHandle": self.user_handle,
        });
        let results = match self.secret(options) {
            Some(secret) => json!({"prf": {"results": {"first": Bytes::from(secret)}}}),
            None => json!({}),
        };
        self.credential(&response, &results)
    }

    /// What it yields for what is asked: WebAuthn section 10.1.4 makes the salt, CTAP 2.1 section 12.5 the secret.
    pub fn secret(&self, options: &str) -> Option<[u8; 32]> {
        let options: Value = serde_json::from_str(options).unwrap();
        let first: Bytes =
            serde_json::from_value(options["extensions"]["prf"]["eval"]["first"].clone()).ok()?;
        let salt = sha256(&[b"WebAuthn PRF\0", &*first].concat());
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.hmac_secret?);
        hmac::sign(&key, &salt).as_ref().try_into().ok()
    }

    fn credential(&self, response: &Value, results: &Value) -> String {
        let id = Bytes::from(&self.credential_id[..]);
        json!({"id": id, "rawId": id, "type": "public-key", "response": response,
            "clientExtensionResults": results})
        .to_string()
    }

    fn client_data(&self, ceremony: &str, options: &str) -> Vec<u8> {
        let options: Value = serde_json::from_str(options).unwrap();
        let challenge = match &self.challenge {
            Some(challenge) => json!(challenge),
            None => options["challenge"].clone(),
        };
        let kind = self.ceremony.unwrap_or(ceremony);
        let data = json!({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false});
        data.to_string().into_bytes()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = sha256(self.rp_id.as_bytes()).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }
}

fn encode(value: &Cbor) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}
