//! Everything that opens an account, or is about to.

use super::events::Event;
use api::account::PhoneRole;
use api::auth::{LoginFinish, LoginStart, LoginStarted};
use client::transport::Method;
use client::{
    AtPasskey, Beside, GivenCode, Halfway, NewSecrets, PasswordChange, Recovery, RecoveryWords,
    StoredSession, Zxcvbn,
};
use crypto::opaque::{KsfProfile, client::login_start, normalize_password};
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tests::{Authenticator, Open, Person, Phone, Tap, TestClient, TestPlatform, TestServer, joining, raw};

pub(super) const RESERVE: &str = "+46701740605";
const RESERVE_SHOWN: &str = "•••05";
pub(super) const NEW: &str = "stegen bakom ladan är våt igen";

/// A stream ends within a second; a busy machine is given more.
const AT_ONCE: Duration = Duration::from_secs(10);
/// As long as a stream that goes on is watched.
const A_WHILE: Duration = Duration::from_millis(200);

type Door = Halfway<Tap, TestPlatform>;
type Stream = client::Following<client::native::Stream>;

/// What somebody may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// The cookie of another device.
    Session,
    /// What that device stored for a reload.
    Stored,
    /// Its event stream.
    Stream,
    /// A sign-in between the first and the third message of OPAQUE.
    Handshake,
    /// A sign-in whose password was right.
    Halfway,
    /// The same, with a passkey's question.
    PasskeyAsked,
    /// The same, with a code sent to the reserve phone.
    SmsSent,
    /// The question to a passkey that opens the mailbox alone.
    PasskeyAloneAsked,
    /// Recovery words that were right.
    WordsProven,
    /// The same, with what is wrapped under them.
    Released,
    /// A change of the password, begun by the other device.
    PasswordChange,
    /// New words, begun by the other device.
    WordsChange,
    /// The password.
    Password,
    /// The recovery words.
    Words,
    /// The authenticator.
    App,
    /// The codes on paper.
    Paper,
    /// The passkey, beside the password.
    Passkey,
    /// The same passkey, without it.
    PasskeyAlone,
    /// The reserve phone.
    ReservePhone,
}

impl Token {
    pub(super) const ALL: [Self; 19] = [
        Self::Session,
        Self::Stored,
        Self::Stream,
        Self::Handshake,
        Self::Halfway,
        Self::PasskeyAsked,
        Self::SmsSent,
        Self::PasskeyAloneAsked,
        Self::WordsProven,
        Self::Released,
        Self::PasswordChange,
        Self::WordsChange,
        Self::Password,
        Self::Words,
        Self::App,
        Self::Paper,
        Self::Passkey,
        Self::PasskeyAlone,
        Self::ReservePhone,
    ];

    /// What is half done lies in memory alone, and a stream is a connection.
    pub(super) fn outlives_restart(self) -> bool {
        matches!(
            self,
            Self::Session
                | Self::Stored
                | Self::Password
                | Self::Words
                | Self::App
                | Self::Paper
                | Self::Passkey
                | Self::PasskeyAlone
                | Self::ReservePhone
        )
    }
}

/// Requests of a network of its own each, so that limits play no part.
static NETWORKS: AtomicU32 = AtomicU32::new(0);

pub(super) fn client_elsewhere(server: &TestServer) -> Arc<TestClient> {
    let client = server.client();
    let network = NETWORKS.fetch_add(1, Ordering::SeqCst);
    let address = Ipv4Addr::from_bits((198 << 24) + (18 << 16) + (network << 8) + 1).to_string();
    client.transport().before(move |request| {
        request.headers.push(("x-forwarded-for", address.clone()));
        true
    });
    client
}

/// A request that a client was about to make, and did not.
pub(super) struct Unsent {
    client: Arc<TestClient>,
    path: &'static str,
    body: Value,
}

impl Unsent {
    /// Lets a flow go as far as `path`.
    async fn take<T, E>(
        client: &Arc<TestClient>,
        path: &'static str,
        flow: impl Future<Output = Result<T, E>>,
    ) -> Self {
        let kept = Arc::new(Mutex::new(None));
        let keep = Arc::clone(&kept);
        client.transport().before(move |request| {
            let is_it = request.path.ends_with(path);
            if is_it {
                *keep.lock().unwrap() = request.body.clone();
            }
            !is_it
        });
        assert!(flow.await.is_err());
        client.transport().untap();
        let (_, body) = kept.lock().unwrap().take().expect("came so far");
        Self {
            client: Arc::clone(client),
            path,
            body: serde_json::from_slice(&body).unwrap(),
        }
    }

    /// Whether it is still good. Where it is expected to be, it goes with a fault in what follows the token, so that it changes
    /// nothing: the refusal then is of that field.
    async fn is_good(&self, expected: bool, field: &[&str], refusal: &str) -> bool {
        let mut body = self.body.clone();
        if expected {
            let place = field.iter().fold(&mut body, |at, name| &mut at[*name]);
            *place = json!(api::Bytes(vec![1; 5]));
        }
        let body = ("application/json", body.to_string().into_bytes());
        let answer = raw(&self.client, Method::Post, self.path, Some(body)).await;
        answer.status < 300 || answer.problem().detail.as_deref() == Some(refusal)
    }
}

/// A sign-in that waits for the server's second message to be answered.
struct Handshake {
    client: Arc<TestClient>,
    finish: LoginFinish,
}

impl Handshake {
    async fn begin(server: &TestServer, person: &Person) -> Self {
        let client = client_elsewhere(server);
        let rng = &mut rand_core::UnwrapErr(getrandom::SysRng);
        let password = normalize_password(&person.password);
        let (login, ke1) = login_start(password.as_bytes(), rng);
        let start = LoginStart {
            address: person.address.clone(),
            ke1: ke1.into(),
        };
        let body = ("application/json", serde_json::to_vec(&start).unwrap());
        let answer = raw(&client, Method::Post, "/auth/login/start", Some(body)).await;
        let started: LoginStarted = serde_json::from_slice(&answer.body).unwrap();
        let ksf = KsfProfile::from_number(started.ksf).unwrap();
        let user_id = &started.user_id.0;
        let done = login.finish(password.as_bytes(), &started.ke2, user_id, "localhost", ksf, rng);
        let finish = LoginFinish {
            login_id: started.login_id,
            ke3: done.unwrap().ke3.into(),
        };
        Self { client, finish }
    }

    async fn is_good(&self) -> bool {
        let body = ("application/json", serde_json::to_vec(&self.finish).unwrap());
        raw(&self.client, Method::Post, "/auth/login/finish", Some(body))
            .await
            .status
            == 200
    }
}

/// What was taken before something happened.
pub(super) struct Taken {
    pub(super) other: Open,
    other_client: Arc<TestClient>,
    stored: StoredSession,
    stream: Stream,
    handshake: Handshake,
    halfway: Door,
    asked: (Door, String),
    sent: (Door, String),
    asked_alone: AtPasskey<Tap, TestPlatform>,
    proven: Recovery<Tap, TestPlatform>,
    released: Unsent,
    password_change: Unsent,
    words_change: Unsent,
}

/// Anna, all that she has, and what somebody took of it.
pub(super) struct Held {
    pub(super) server: TestServer,
    pub(super) anna: Person,
    /// The password that counts by now.
    pub(super) password: String,
    /// The authenticator that was there in the beginning is Anna's.
    pub(super) new_app: Option<Phone>,
    paper: Vec<String>,
    passkey: Authenticator,
    taken: Option<Taken>,
}

impl Held {
    /// Anna has everything that an account can have.
    pub(super) async fn prepare(event: Event) -> Self {
        let server = TestServer::start_with(|config| {
            config.http.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
        });
        let mut anna = server.person("Anna").await;
        let paper = anna.make_backup_codes().await.unwrap();
        anna.client = client_elsewhere(&server);
        anna.mailbox = anna.enter(&anna.client).await;
        anna.start_phone(PhoneRole::Reserve, RESERVE).await.unwrap();
        let code = joining::code_to(&server.origin(), RESERVE).await;
        anna.confirm_phone(PhoneRole::Reserve, &code).await.unwrap();
        let mut passkey = Authenticator::default();
        anna.step_up(&anna.password, &anna.phone.code()).await.unwrap();
        let options = anna.start_passkey().await.unwrap();
        anna.add_passkey(&passkey.create(&options), "Mobilen")
            .await
            .unwrap();
        let halfway = anna.password_again(&anna.password).await.unwrap();
        let opening = anna.start_opening(halfway, &anna.phone.code()).await.unwrap();
        let answer = passkey.get(opening.options());
        anna.finish_opening(&opening, &answer).await.unwrap();
        if event == Event::RecoveredByWaiting {
            let client = client_elsewhere(&server);
            let proven = client.recover(&anna.address, &anna.words).await.unwrap();
            proven.begin_wait().await.unwrap();
            server.clock.advance_ms(25 * 3_600_000);
            anna.mailbox = anna.enter(&anna.client).await;
        } else {
            anna.step_up(&anna.password, &anna.phone.code()).await.unwrap();
        }
        Self {
            password: anna.password.clone(),
            server,
            anna,
            new_app: None,
            paper,
            passkey,
            taken: None,
        }
    }

    /// What lasts for the shortest time comes last.
    pub(super) async fn take_tokens(&mut self) {
        let (server, anna) = (&self.server, &self.anna);
        let other_client = client_elsewhere(server);
        let (other, stored) = anna.enter_and_stay(&other_client).await;
        let stream = other.follow().await.unwrap();
        let code = anna.phone.code();
        let change = PasswordChange {
            current: &anna.password,
            code: GivenCode::Own(&code),
            new: NEW,
        };
        let changing = other.change_password(change, &Zxcvbn);
        let password_change = Unsent::take(&other_client, "/account/password/finish", changing).await;
        let code = anna.phone.code();
        let new_words = RecoveryWords::make(anna.client.platform());
        let changing = other.set_recovery_words(&anna.password, &code, &new_words);
        let words_change = Unsent::take(&other_client, "/account/recovery/words/finish", changing).await;
        let client = client_elsewhere(server);
        let recovery = client.recover(&anna.address, &anna.words).await.unwrap();
        let code = anna.phone.code();
        let secrets = NewSecrets {
            password: NEW,
            words: None,
        };
        let finishing = recovery.finish(Beside::Code(&code), secrets, &Zxcvbn);
        let released = Unsent::take(&client, "/auth/recovery/finish", finishing).await;
        let client = client_elsewhere(server);
        let proven = client.recover(&anna.address, &anna.words).await.unwrap();
        let door = self.door().await.unwrap();
        let sent = (self.send_code(&door).await.unwrap(), door);
        let door = self.door().await.unwrap();
        let asked = (door.ask_passkey().await.unwrap(), door);
        self.taken = Some(Taken {
            other,
            other_client,
            stored: stored.unwrap(),
            stream,
            halfway: self.door().await.unwrap(),
            asked: (asked.1, asked.0),
            sent: (sent.1, sent.0),
            asked_alone: client.sign_in_by_passkey(&anna.address).await.unwrap(),
            proven,
            released,
            password_change,
            words_change,
            handshake: Handshake::begin(server, anna).await,
        });
    }

    pub(super) fn taken(&self) -> &Taken {
        self.taken.as_ref().unwrap()
    }

    /// A sign-in with the password that counts by now.
    async fn door(&self) -> Option<Door> {
        let client = client_elsewhere(&self.server);
        client.sign_in(&self.anna.address, &self.password).await.ok()
    }

    /// Has a code sent to the reserve phone that Anna had in the beginning.
    async fn send_code(&self, door: &Door) -> Option<String> {
        if door.phone() != Some(RESERVE_SHOWN) {
            return None;
        }
        let inbox = joining::Inbox::of(&self.server.origin(), RESERVE).await;
        door.send_code(None).await.ok()?;
        Some(inbox.next_code().await)
    }

    /// A code of the authenticator that counts by now.
    fn code(&self) -> String {
        self.new_app.as_ref().unwrap_or(&self.anna.phone).code()
    }

    /// Whether a token opens anything; it is expected to or not.
    pub(super) async fn opens(&mut self, token: Token, dies: bool) -> bool {
        let taken = self.taken.as_mut().unwrap();
        match token {
            Token::Session => {
                let answer = raw(&taken.other_client, Method::Get, "/session", None).await;
                answer.status == 200
            }
            Token::Stored => {
                let resumed = taken.other_client.resume(&taken.stored).await;
                resumed.unwrap().is_some()
            }
            Token::Stream => goes_on(&mut taken.stream, dies).await,
            Token::Handshake => taken.handshake.is_good().await,
            Token::Halfway => {
                let code = self.code();
                self.taken().halfway.prove(&code, false).await.is_ok()
            }
            Token::PasskeyAsked => {
                let (door, options) = &taken.asked;
                let assertion = self.passkey.get(options);
                door.prove(GivenCode::Passkey(&assertion), false).await.is_ok()
            }
            Token::SmsSent => {
                let (door, code) = &taken.sent;
                door.prove(GivenCode::Phone(code), false).await.is_ok()
            }
            Token::PasskeyAloneAsked => {
                let answer = self.passkey.get(taken.asked_alone.options());
                taken.asked_alone.open(&answer, false).await.is_ok()
            }
            Token::WordsProven => taken.proven.begin_wait().await.is_ok(),
            Token::Released => {
                let field = &["opaque_upload"];
                taken.released.is_good(!dies, field, "opaque_upload").await
            }
            Token::PasswordChange => {
                let field = &["opaque_upload"];
                taken.password_change.is_good(!dies, field, "opaque_upload").await
            }
            Token::WordsChange => {
                let field = &["recovery", "key"];
                taken.words_change.is_good(!dies, field, "recovery key").await
            }
            Token::Password => {
                let client = client_elsewhere(&self.server);
                let (address, password) = (&self.anna.address, &self.anna.password);
                client.sign_in(address, password).await.is_ok()
            }
            Token::Words => {
                let client = client_elsewhere(&self.server);
                client.recover(&self.anna.address, &self.anna.words).await.is_ok()
            }
            Token::App => match self.door().await {
                Some(door) => door.prove(&self.anna.phone.code(), false).await.is_ok(),
                None => false,
            },
            Token::Paper => match self.door().await {
                Some(door) => door.prove(&self.paper.pop().unwrap(), false).await.is_ok(),
                None => false,
            },
            Token::Passkey => self.passkey_opens().await.is_some(),
            Token::PasskeyAlone => {
                let client = client_elsewhere(&self.server);
                let door = client.sign_in_by_passkey(&self.anna.address).await.unwrap();
                let answer = self.passkey.get(door.options());
                door.open(&answer, false).await.is_ok()
            }
            Token::ReservePhone => self.reserve_phone_opens().await.is_some(),
        }
    }

    async fn passkey_opens(&mut self) -> Option<Open> {
        let door = self.door().await?;
        let options = door.ask_passkey().await.ok()?;
        let assertion = self.passkey.get(&options);
        let (mailbox, _) = door.prove(GivenCode::Passkey(&assertion), false).await.ok()?;
        Some(mailbox)
    }

    async fn reserve_phone_opens(&self) -> Option<Open> {
        let door = self.door().await?;
        let code = self.send_code(&door).await?;
        let (mailbox, _) = door.prove(GivenCode::Phone(&code), false).await.ok()?;
        Some(mailbox)
    }
}

/// Whether a stream neither ends nor says that its session has. What else it says is passed over.
async fn goes_on(stream: &mut Stream, dies: bool) -> bool {
    let ends = async {
        while let Some(event) = stream.next().await {
            if event == api::events::Event::SignedOut {
                return;
            }
        }
    };
    let patience = if dies { AT_ONCE } else { A_WHILE };
    tokio::time::timeout(patience, ends).await.is_err()
}
