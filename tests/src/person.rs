//! People: they register, keep an authenticator app, and sign in.

use crate::joining;
use crate::raw::{Answer, raw};
use crate::{Tap, TestServer};
use api::keys::{KeyRecords, SignedKeyRecord};
use api::messages::{MoveTo, SUBMISSION_MEDIA_TYPE};
use api::{Code, MessageId};
use client::native::Native;
use client::transport::{Method, Request, Transport as _};
use client::view::{Draft, TotpSecret};
use client::{Client, Halfway, Mailbox, NewAccount, Platform, RecoveryWords, StoredSession};
use rand_core::UnwrapErr;
use server::clock::Clock;
use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use totp_rs::{Builder, Secret};

/// A native machine whose clock the test moves. Waiting is real.
#[derive(Clone)]
pub struct TestPlatform {
    clock: Clock,
}

impl TestPlatform {
    pub fn new(clock: Clock) -> Self {
        Self { clock }
    }
}

impl Platform for TestPlatform {
    type Rng = UnwrapErr<getrandom::SysRng>;

    fn now_ms(&self) -> u64 {
        self.clock.now_ms()
    }

    fn rng(&self) -> Self::Rng {
        Native.rng()
    }

    async fn sleep(&self, ms: u64) {
        // Flows wait for other machines; those of a test are quick.
        Native.sleep(ms.div_ceil(20)).await;
    }
}

pub type TestClient = Client<Tap, TestPlatform>;
pub type Open = Mailbox<Tap, TestPlatform>;

/// Someone with an account.
pub struct Person {
    pub name: String,
    pub address: String,
    pub password: String,
    pub words: RecoveryWords,
    pub phone: Phone,
    pub client: Arc<TestClient>,
    pub mailbox: Open,
}

impl Deref for Person {
    type Target = Open;

    fn deref(&self) -> &Open {
        &self.mailbox
    }
}

/// An authenticator app. It never shows a code twice, but waits for the next one.
pub struct Phone {
    secret: String,
    clock: Clock,
    last_step: AtomicU64,
}

impl Phone {
    pub fn new(secret: &TotpSecret, clock: Clock) -> Self {
        Self {
            secret: secret.base32.clone(),
            clock,
            last_step: AtomicU64::new(0),
        }
    }

    pub fn code(&self) -> String {
        if self.clock.now_ms() / 30_000 <= self.last_step.load(Ordering::SeqCst) {
            self.clock.advance_ms(30_000);
        }
        let now_ms = self.clock.now_ms();
        self.last_step.store(now_ms / 30_000, Ordering::SeqCst);
        self.code_at(now_ms)
    }

    pub fn code_at(&self, now_ms: u64) -> String {
        let secret = Secret::try_from_base32(&self.secret).unwrap();
        Builder::new()
            .with_secret(secret)
            .build_noncompliant()
            .generate(now_ms / 1000)
            .to_string()
    }
}

impl Person {
    pub async fn join(server: &TestServer, name: &str) -> Self {
        let address = format!("{}@example.org", name.to_lowercase());
        let password = format!("{name} går över ån i regn");
        let client = server.client();
        let words = RecoveryWords::make(client.platform());
        let new = NewAccount {
            name,
            password: &password,
            language: "sv",
            words: Some(&words),
        };
        let origin = server.origin();
        let (halfway, phone) = joining::join(&client, &origin, &address, new, server.clock.clone()).await;
        let (mailbox, _) = halfway.prove(&phone.code(), false).await.expect("first code");
        Self {
            name: name.to_owned(),
            address,
            password,
            words,
            phone,
            client,
            mailbox,
        }
    }

    /// Signs in once more, as if on another device.
    pub async fn sign_in(&self, server: &TestServer) -> Open {
        self.enter(&server.client()).await
    }

    /// Signs in over a connection of one's own choice.
    pub async fn enter(&self, client: &Arc<TestClient>) -> Open {
        let halfway = self.halfway(client).await;
        halfway.prove(&self.phone.code(), false).await.expect("code").0
    }

    /// As [`Self::enter`], with what the device stores for a reload.
    pub async fn enter_and_stay(&self, client: &Arc<TestClient>) -> (Open, Option<StoredSession>) {
        let halfway = self.halfway(client).await;
        halfway.prove(&self.phone.code(), true).await.expect("code")
    }

    /// Types so many wrong codes, five after each right password; all are refused as wrong.
    pub async fn try_wrong_codes(&self, server: &TestServer, count: usize) {
        let mut halfway = self.halfway(&server.client()).await;
        for n in 1..=count {
            let refused = halfway.prove("000000", false).await.err();
            assert_eq!(refused.and_then(|error| error.code()), Some(Code::CodeRefused));
            if n % 5 == 0 && n < count {
                halfway = self.halfway(&server.client()).await;
            }
        }
    }

    /// Moves a letter to the bin.
    pub async fn throw_away(&self, id: MessageId) {
        let moved = self.move_letters(vec![id], MoveTo::Bin).await.expect("moved");
        assert_eq!(moved, [id]);
    }

    /// The password alone.
    pub async fn halfway(&self, client: &Arc<TestClient>) -> Halfway<Tap, TestPlatform> {
        client
            .sign_in(&self.address, &self.password)
            .await
            .expect("password")
    }

    /// Compares safety numbers with someone, face to face.
    pub async fn compare(&self, other: &Person) {
        let number = other.contact(&self.address).await.unwrap().safety_number;
        self.set_verified(&other.address, Some(&number)).await.unwrap();
    }

    pub async fn get(&self, path: &str) -> Answer {
        raw(&self.client, Method::Get, path, None).await
    }

    pub async fn post(&self, path: &str, body: &serde_json::Value) -> Answer {
        raw(
            &self.client,
            Method::Post,
            path,
            Some(("application/json", body.to_string().into_bytes())),
        )
        .await
    }

    pub async fn put(&self, path: &str, bytes: Vec<u8>) -> Answer {
        raw(
            &self.client,
            Method::Put,
            path,
            Some(("application/octet-stream", bytes)),
        )
        .await
    }

    pub async fn put_owned(&self, path: String, bytes: Vec<u8>) -> Answer {
        self.put(&path, bytes).await
    }

    pub async fn get_range(&self, path: String, range: String) -> Answer {
        let path = format!("{}{path}", api::BASE_PATH);
        let request = Request {
            method: Method::Get,
            path,
            headers: vec![("range", range)],
            body: None,
        };
        let response = self.client.transport().send(request).await.expect("an answer");
        Answer {
            status: response.status,
            body: response.body,
        }
    }

    /// The person's own published key records.
    pub async fn get_own_records(&self) -> Vec<SignedKeyRecord> {
        let account = self.get("/account").await.json();
        let answer = self
            .get(&format!("/keys/{}", account["mailbox_id"].as_str().unwrap()))
            .await;
        serde_json::from_slice::<KeyRecords>(&answer.body)
            .unwrap()
            .records
    }

    pub async fn send_raw(&self, bytes: Vec<u8>) -> Answer {
        raw(
            &self.client,
            Method::Post,
            "/messages",
            Some((SUBMISSION_MEDIA_TYPE, bytes)),
        )
        .await
    }

    /// A short letter to someone.
    pub fn letter_to(&self, other: &Person) -> Draft {
        Draft {
            to: vec![other.address.clone()],
            subject: format!("Hej {}", other.name),
            body: format!("Hälsningar från {}", self.name),
            asks_receipt: true,
            ..Draft::default()
        }
    }

    /// Watches what goes out and remembers the body of the last letter sent.
    pub fn keep_submissions(&self) -> Arc<Mutex<Vec<Vec<u8>>>> {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let keep = Arc::clone(&kept);
        self.client.transport().before(move |request| {
            if let Some((SUBMISSION_MEDIA_TYPE, body)) = &request.body {
                keep.lock().unwrap().push(body.clone());
            }
            true
        });
        kept
    }
}
