//! An account whose keys the test holds, so that it can sign and send what no honest client would.

use crate::{Answer, TestClient, TestServer, joining, raw};
use api::{Bytes, MessageId, SESSION_HEADER, UserId};
use client::transport::Method;
use crypto::age::Identity;
use crypto::amend::Amend;
use crypto::opaque::KsfProfile;
use crypto::opaque::client::{login_start, register_start};
use crypto::receipt::Receipt;
use crypto::record::{Kind, SignedRecord};
use crypto::sign::SigningKey;
use crypto::submission::{Entry, Mode, ReceiptMode, Submission};
use serde_json::{Value, json};

const PASSWORD: &[u8] = b"password";

/// Signed in; the cookie is in its own hands.
pub struct RawAccount {
    pub address: String,
    pub cookie: String,
    pub session_id: String,
    pub mailbox_id: [u8; 16],
    signing: SigningKey,
    origin: String,
    http: reqwest::Client,
}

/// A submission with its signature, and the envelopes that follow it.
pub struct RawLetter {
    pub head: Vec<u8>,
    pub envelopes: Vec<u8>,
}

impl RawLetter {
    /// What the submission says.
    pub fn message_id(&self) -> MessageId {
        MessageId(self.head[6..22].try_into().unwrap())
    }
}

fn rng() -> impl crypto::CryptoRng {
    rand_core::UnwrapErr(getrandom::SysRng)
}

/// An envelope as it should be, to somebody, with a plaintext of so many bytes.
pub fn seal_envelope(plain_size: usize) -> Vec<u8> {
    let recipient = Identity::make(&mut rng()).recipient();
    crypto::age::seal(&recipient, &vec![0; plain_size], &mut rng())
}

fn random_id() -> crypto::Id {
    use rand_core::Rng as _;
    let mut id = [0; 16];
    rng().fill_bytes(&mut id);
    id
}

fn user_id(started: &Value) -> UserId {
    started["user_id"].as_str().unwrap().parse().unwrap()
}

fn bytes(value: &Value) -> Bytes {
    Bytes::from_text(value.as_str().unwrap()).unwrap()
}

async fn post(client: &TestClient, path: &str, body: Value) -> Answer {
    let body = ("application/json", body.to_string().into_bytes());
    raw(client, Method::Post, path, Some(body)).await
}

/// An address that has shown its code.
async fn proof_of(server: &TestServer, client: &TestClient, address: &str) -> Value {
    let ask = json!({"address": address, "language": "sv"});
    let proof = post(client, "/auth/register/address", ask).await.json()["proof"].clone();
    let code = joining::code_to(&server.origin(), address).await;
    let confirm = json!({"proof": proof, "code": code});
    assert_eq!(post(client, "/auth/register/confirm", confirm).await.status, 204);
    proof
}

/// Asks for an account under a mailbox id of one's own choice.
pub async fn register_raw(
    server: &TestServer,
    address: &str,
    mailbox_id: [u8; 16],
    signing: &SigningKey,
) -> Answer {
    let client = server.client();
    let (state, request) = register_start(PASSWORD, &mut rng());
    let proof = proof_of(server, &client, address).await;
    let start = json!({"proof": proof, "opaque_request": Bytes(request)});
    let started = post(&client, "/auth/register/start", start).await.json();
    let response = bytes(&started["opaque_response"]);
    let user_id = user_id(&started);
    let done = state
        .finish(
            PASSWORD,
            &response,
            &user_id.0,
            "localhost",
            KsfProfile::One,
            &mut rng(),
        )
        .unwrap();
    let now_s = server.clock.now_ms() / 1000;
    let recipient = Identity::make(&mut rng()).recipient();
    let record = SignedRecord::make_first(
        Kind::Person,
        address,
        &mailbox_id,
        signing,
        &recipient,
        now_s,
        now_s + 86_400,
    );
    let sealed = Bytes(vec![1; 100]);
    let finish = json!({
        "registration": started["registration"], "opaque_upload": Bytes(done.upload),
        "wrap_password": sealed, "keyring_dec": sealed, "keyring_sig": sealed,
        "key_record": {"record": Bytes(record.record), "self_signature": Bytes(record.self_sig),
            "prev_signature": Bytes(record.prev_sig), "org_signature": Bytes(record.org_sig)},
        "language": "sv",
    });
    post(&client, "/auth/register/finish", finish).await
}

/// Gives the password and answers with the first code: the body of the request that opens the session.
async fn prove(server: &TestServer, client: &TestClient, address: &str) -> Value {
    let (state, ke1) = login_start(PASSWORD, &mut rng());
    let start = json!({"address": address, "ke1": Bytes(ke1)});
    let started = post(client, "/auth/login/start", start).await.json();
    let user_id = user_id(&started);
    let ke2 = bytes(&started["ke2"]);
    let done = state
        .finish(
            PASSWORD,
            &ke2,
            &user_id.0,
            "localhost",
            KsfProfile::One,
            &mut rng(),
        )
        .unwrap();
    let finish = json!({"login_id": started["login_id"], "ke3": Bytes(done.ke3)});
    let finished = post(client, "/auth/login/finish", finish).await.json();
    let pre_auth = bytes(&finished["pre_auth"]);
    let token: [u8; 32] = (&pre_auth).try_into().unwrap();
    let prove = |factor: u8, name: &str, code: &str| {
        let mac = crypto::second_factor::mac(done.session_key.expose(), &user_id.0, factor, &token, code);
        json!({"proof": {"pre_auth": pre_auth, "factor": name, "code": code, "mac": Bytes::from(mac)}})
    };
    let number = joining::number_of(address);
    let send = json!({"pre_auth": pre_auth, "number": number});
    assert_eq!(post(client, "/auth/phone/send", send).await.status, 200);
    let code = joining::code_to(&server.origin(), &number).await;
    let shown = post(client, "/auth/phone/confirm", prove(3, "phone", &code)).await;
    assert_eq!(shown.status, 204);
    let secret = post(client, "/auth/totp/enrol", json!({"pre_auth": pre_auth}))
        .await
        .json();
    let code = totp_rs::Builder::new()
        .with_secret(bytes(&secret["secret"]).0)
        .build_noncompliant()
        .generate(server.clock.now_ms() / 1000)
        .to_string();
    prove(1, "totp", &code)
}

impl RawAccount {
    /// Registers, enrols an authenticator and signs in.
    pub async fn join(server: &TestServer, name: &str) -> Self {
        let address = format!("{name}@example.org");
        let (mailbox_id, signing) = ([name.as_bytes()[0]; 16], SigningKey::make(&mut rng()));
        let registered = register_raw(server, &address, mailbox_id, &signing).await;
        assert_eq!(registered.status, 201);
        let client = server.client();
        let (http, origin) = (reqwest::Client::new(), server.origin());
        let proof = prove(server, &client, &address).await;
        let request = http
            .post(format!("{origin}/api/v1/auth/second-factor"))
            .header("forsegla-csrf", "1")
            .header("content-type", "application/json");
        let answer = request.body(proof.to_string()).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let signed_in: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        Self {
            address,
            cookie,
            session_id: signed_in["session"]["session_id"].as_str().unwrap().to_owned(),
            mailbox_id,
            signing,
            origin,
            http,
        }
    }

    /// One request with the cookie.
    pub async fn send(&self, method: &str, path: &str, media_type: &str, body: Vec<u8>) -> Answer {
        let request = self
            .http
            .request(method.parse().unwrap(), format!("{}/api/v1{path}", self.origin))
            .header("forsegla-csrf", "1")
            .header("cookie", &self.cookie)
            .header(SESSION_HEADER, &self.session_id)
            .header("content-type", media_type);
        let answer = request.body(body).send().await.unwrap();
        Answer {
            status: answer.status().as_u16(),
            body: answer.bytes().await.unwrap().to_vec(),
        }
    }

    pub async fn send_json(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.send(method, path, "application/json", body.to_string().into_bytes())
            .await
    }

    /// A submission to oneself alone.
    pub fn submission(&self, now_ms: u64, envelope: &[u8]) -> Submission {
        Submission {
            mode: Mode::Mailbox,
            msg_id: random_id(),
            sender_mbox: self.mailbox_id,
            sender_epoch: 0,
            created_ms: now_ms,
            receipt: ReceiptMode::None,
            expires_ms: 0,
            public_label: String::new(),
            manifest_sha256: [0; 32],
            deliveries: vec![Entry {
                mbox: self.mailbox_id,
                epoch: 0,
                envelope_sha256: crypto::sha256(envelope),
                envelope_size: envelope.len().try_into().unwrap(),
            }],
            parts: Vec::new(),
            kt_size: 0,
            kt_root: [0; 32],
        }
    }

    /// Signs a submission, with the envelopes to go with it.
    pub fn letter(&self, submission: &Submission, envelopes: Vec<u8>) -> RawLetter {
        let encoded = submission.encode();
        let signature = Submission::sign(&encoded, &self.signing).to_bytes();
        let head = [
            &u32::try_from(encoded.len()).unwrap().to_be_bytes()[..],
            &encoded,
            &u16::try_from(signature.len()).unwrap().to_be_bytes(),
            &signature,
        ]
        .concat();
        RawLetter { head, envelopes }
    }

    /// Posts a change under this account's signature.
    pub async fn send_amend(&self, amend: &Amend) -> Answer {
        let bytes = amend.encode();
        let signature = Amend::sign(&bytes, &self.signing).to_bytes();
        let path = format!("/messages/{}/amends", MessageId(amend.msg_id));
        let post = json!({"amend": {"bytes": Bytes(bytes), "signature": Bytes::from(signature)}});
        self.send_json("POST", &path, &post).await
    }

    /// Posts a receipt under this account's signature.
    pub async fn send_receipt(&self, receipt: &Receipt) -> Answer {
        let bytes = receipt.encode();
        let signature = Receipt::sign(&bytes, &self.signing).to_bytes();
        let path = format!("/messages/{}/receipts", MessageId(receipt.msg_id));
        let post = json!({"receipt": {"bytes": Bytes(bytes), "signature": Bytes::from(signature)}});
        self.send_json("POST", &path, &post).await
    }

    pub async fn send_letter(&self, letter: &RawLetter) -> Answer {
        self.send_letter_as(letter, "").await
    }

    /// With a query, as for a letter that is to be held.
    pub async fn send_letter_as(&self, letter: &RawLetter, query: &str) -> Answer {
        let body = [&letter.head[..], &letter.envelopes].concat();
        let path = format!("/messages?{query}");
        self.send("POST", &path, api::messages::SUBMISSION_MEDIA_TYPE, body)
            .await
    }
}
