//! A passkey that opens the mailbox without the password: where its owner allows it, and nobody else's.

use api::account::SecurityEventKind;
use api::{Bytes, Code, PasskeyId, UserId};
use client::transport::Method;
use client::view::Passkey;
use client::{AtPasskey, Beside, Error, GivenCode, NewSecrets, StoredSession, Zxcvbn};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tests::{
    Answer, Authenticator, Open, Person, Tap, TestClient, TestPlatform, TestServer, joining, raw, walk,
};

const MINUTE_MS: u64 = 60_000;
const NEW: &str = "stegen bakom ladan är våt igen";

fn code_of<T>(outcome: Result<T, Error>) -> Option<Code> {
    outcome.err().and_then(|error| error.code())
}

async fn add(person: &Person, authenticator: &Authenticator, name: &str) -> PasskeyId {
    let code = person.phone.code();
    person.step_up(&person.password, &code).await.unwrap();
    let options = person.start_passkey().await.unwrap();
    let all = person.add_passkey(&authenticator.create(&options), name).await;
    all.unwrap().last().unwrap().passkey_id
}

/// Lets a passkey of hers open the mailbox.
async fn allow(person: &Person, authenticator: &mut Authenticator) -> Result<Vec<Passkey>, Error> {
    let halfway = person.password_again(&person.password).await?;
    let opening = person.start_opening(halfway, &person.phone.code()).await?;
    let answer = authenticator.get(opening.options());
    person.finish_opening(&opening, &answer).await
}

async fn with_opening(server: &TestServer, name: &str) -> (Person, Authenticator) {
    let (person, mut authenticator) = (server.person(name).await, Authenticator::default());
    add(&person, &authenticator, "Mobilen").await;
    allow(&person, &mut authenticator).await.unwrap();
    (person, authenticator)
}

async fn ask(server: &TestServer, address: &str) -> AtPasskey<Tap, TestPlatform> {
    server.client().sign_in_by_passkey(address).await.unwrap()
}

async fn enter(
    server: &TestServer,
    address: &str,
    authenticator: &mut Authenticator,
) -> Result<(Open, Option<StoredSession>), Error> {
    let door = ask(server, address).await;
    let answer = authenticator.get(door.options());
    door.open(&answer, false).await
}

async fn is_refused(server: &TestServer, address: &str, authenticator: &mut Authenticator) {
    let refused = enter(server, address, authenticator).await;
    assert_eq!(code_of(refused), Some(Code::PasskeyOpensNothing));
}

async fn kinds(mailbox: &Open) -> Vec<SecurityEventKind> {
    let told = mailbox.security_events(None).await.unwrap();
    told.events.iter().map(|event| event.kind).collect()
}

async fn post(client: &TestClient, path: &str, body: &Value) -> Answer {
    let body = ("application/json", body.to_string().into_bytes());
    raw(client, Method::Post, path, Some(body)).await
}

/// How much lies in the vault.
fn blobs(server: &TestServer) -> usize {
    walk(&server.data().join("vault/blobs")).len()
}

async fn wait_for_blobs(server: &TestServer, count: usize) {
    for _ in 0..200 {
        if blobs(server) == count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{} blobs instead of {count}", blobs(server));
}

#[tokio::test]
async fn a_passkey_opens_the_mailbox_where_its_owner_has_allowed_it() {
    let server = TestServer::start();
    let (anna, mut authenticator) = (server.person("Anna").await, Authenticator::default());
    add(&anna, &authenticator, "Mobilen").await;
    is_refused(&server, &anna.address, &mut authenticator).await;
    let allowed = allow(&anna, &mut authenticator).await.unwrap();
    assert_eq!(allowed[0].opens_since_ms, Some(server.clock.now_ms()));
    assert_eq!(anna.me().await.unwrap().opening_passkeys, 1);
    let (mailbox, _) = enter(&server, " Anna@Example.org ", &mut authenticator)
        .await
        .unwrap();
    assert_eq!(mailbox.me().await.unwrap().address, anna.address);
    let bjorn = server.person("Björn").await;
    let sent = mailbox.send(&anna.letter_to(&bjorn)).await.unwrap();
    assert!(bjorn.read(sent.message_id).await.is_ok());
    let kinds = kinds(&anna).await;
    for kind in [
        SecurityEventKind::PasskeyOpens,
        SecurityEventKind::OpenedByPasskey,
        SecurityEventKind::WrongPasskey,
    ] {
        assert!(kinds.contains(&kind), "{kind:?}");
    }
    let told = |mail: &joining::Landed| mail.text.contains("Mobilen") && mail.text.contains("utan lösenord");
    joining::wait_for(&server.origin(), &anna.address, told).await;
}

/// The person who reads it has not typed a password: promises say so, and nothing that opens the account is theirs to change.
#[tokio::test]
async fn a_session_by_passkey_says_so_and_is_no_confirmation() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_opening(&server, "Anna").await;
    let bjorn = server.person("Björn").await;
    let sent = bjorn.send(&bjorn.letter_to(&anna)).await.unwrap();
    let (mailbox, _) = enter(&server, &anna.address, &mut authenticator).await.unwrap();
    assert_eq!(mailbox.known_times().step_up_until_ms, 0);
    assert_eq!(code_of(mailbox.start_passkey().await), Some(Code::StepUpRequired));
    assert_eq!(
        code_of(mailbox.make_backup_codes().await),
        Some(Code::StepUpRequired)
    );
    mailbox.read(sent.message_id).await.unwrap();
    let tracker = bjorn.track(sent.message_id, true).await.unwrap();
    let opened = format!("{tracker:?}");
    assert!(opened.contains("assurance: 3"), "{opened}");
    let code = anna.phone.code();
    mailbox.step_up(&anna.password, &code).await.unwrap();
    assert_eq!(mailbox.make_backup_codes().await.unwrap().len(), 10);
}

#[tokio::test]
async fn what_a_passkey_yields_is_in_no_request() {
    let server = TestServer::start();
    let (anna, mut authenticator) = (server.person("Anna").await, Authenticator::default());
    add(&anna, &authenticator, "Mobilen").await;
    let sent = Arc::new(Mutex::new(Vec::new()));
    let record = |client: &TestClient| {
        let into = Arc::clone(&sent);
        client.transport().before(move |request| {
            let mut all = into.lock().unwrap();
            all.extend_from_slice(request.path.as_bytes());
            all.extend(request.body.iter().flat_map(|(_, body)| body.clone()));
            true
        });
    };
    record(&anna.client);
    let halfway = anna.password_again(&anna.password).await.unwrap();
    let opening = anna.start_opening(halfway, &anna.phone.code()).await.unwrap();
    let secret = authenticator.secret(opening.options()).unwrap();
    let answer = authenticator.get(opening.options());
    let spelled = serde_json::to_string(&Bytes::from(secret)).unwrap();
    let spelled = spelled.trim_matches('"');
    assert!(answer.contains(spelled), "the browser hands it over");
    anna.finish_opening(&opening, &answer).await.unwrap();
    let client = server.client();
    record(&client);
    let door = client.sign_in_by_passkey(&anna.address).await.unwrap();
    assert_eq!(
        authenticator.secret(door.options()),
        Some(secret),
        "the same each time"
    );
    door.open(&authenticator.get(door.options()), true).await.unwrap();
    let sent = sent.lock().unwrap();
    let text = String::from_utf8_lossy(&sent);
    assert!(text.contains("/auth/by-passkey/finish"));
    assert!(!text.contains(spelled));
    assert!(!sent.windows(32).any(|window| window == secret));
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(!text.contains(&hex));
}

/// Where a passkey stands beside a password, no server gets to ask for what it yields, nor gets it.
#[tokio::test]
async fn beside_a_password_no_server_gets_what_a_passkey_yields() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_opening(&server, "Anna").await;
    let asks = ask(&server, &anna.address).await.options().to_owned();
    let secret = authenticator.secret(&asks).unwrap();
    let extensions = serde_json::from_str::<Value>(&asks).unwrap()["extensions"].clone();
    let hostile = move |request: &client::transport::Request, response: &mut client::transport::Response| {
        if request.path.ends_with("/start") && request.path.contains("passkey") {
            let mut asked: Value = serde_json::from_slice(&response.body).unwrap();
            let mut options: Value = serde_json::from_str(asked["options"].as_str().unwrap()).unwrap();
            options["extensions"] = extensions.clone();
            asked["options"] = json!(options.to_string());
            response.body = asked.to_string().into_bytes();
        }
    };
    let sent = Arc::new(Mutex::new(String::new()));
    let record = |client: &TestClient| {
        client.transport().after(hostile.clone());
        let into = Arc::clone(&sent);
        client.transport().before(move |request| {
            let bodies = request
                .body
                .iter()
                .map(|(_, body)| String::from_utf8_lossy(body).into_owned());
            into.lock().unwrap().extend(bodies);
            true
        });
    };
    // A browser that yields it all the same.
    let spelled = json!(Bytes::from(secret));
    let with_secret = |answer: &str| {
        let mut answer: Value = serde_json::from_str(answer).unwrap();
        answer["clientExtensionResults"] = json!({"prf": {"results": {"first": spelled}}});
        answer.to_string()
    };
    let client = server.client();
    record(&client);
    let door = anna.halfway(&client).await;
    let options = door.ask_passkey().await.unwrap();
    assert_eq!(authenticator.secret(&options), None);
    let answer = with_secret(&authenticator.get(&options));
    door.prove(GivenCode::Passkey(&answer), false).await.unwrap();
    // Nor where another one is made.
    record(&anna.client);
    let other = Authenticator::default();
    anna.step_up(&anna.password, &anna.phone.code()).await.unwrap();
    let options = anna.start_passkey().await.unwrap();
    assert!(!options.contains("eval"));
    anna.add_passkey(&with_secret(&other.create(&options)), "Datorn")
        .await
        .unwrap();
    let sent = sent.lock().unwrap();
    assert!(sent.contains("assertion") && sent.contains("attestationObject"));
    assert!(!sent.contains(spelled.as_str().unwrap()));
}

#[tokio::test]
async fn what_is_asked_names_no_passkey_and_demands_verification() {
    let server = TestServer::start();
    let (anna, _) = with_opening(&server, "Anna").await;
    let options: Value = serde_json::from_str(ask(&server, &anna.address).await.options()).unwrap();
    assert_eq!(options["allowCredentials"], json!([]));
    assert_eq!(options["userVerification"], "required");
    assert_eq!(options["rpId"], "localhost");
    let account = anna.get("/account").await.json();
    let user_id: UserId = serde_json::from_value(account["user_id"].clone()).unwrap();
    let input = crypto::keys::passkey_prf_input(&user_id.0, "localhost");
    assert_eq!(
        options["extensions"],
        json!({"prf": {"eval": {"first": Bytes::from(input)}}})
    );
    // One that is to open the mailbox some day is made for it.
    anna.step_up(&anna.password, &anna.phone.code()).await.unwrap();
    let options: Value = serde_json::from_str(&anna.start_passkey().await.unwrap()).unwrap();
    assert_eq!(options["extensions"], json!({"prf": {}}));
    assert_eq!(options["authenticatorSelection"]["residentKey"], "preferred");
}

/// The server could ask for more than it says; only what this program asks goes to the authenticator.
#[tokio::test]
async fn extensions_of_the_servers_choice_are_not_asked_for() {
    let server = TestServer::start();
    let (anna, _) = with_opening(&server, "Anna").await;
    let client = server.client();
    client.transport().after(|_, response| {
        let mut answer: Value = serde_json::from_slice(&response.body).unwrap();
        let mut options: Value = serde_json::from_str(answer["options"].as_str().unwrap()).unwrap();
        options["extensions"] = json!({"prf": {"evalByCredential": {}}, "largeBlob": {"read": true}});
        answer["options"] = json!(options.to_string());
        response.body = answer.to_string().into_bytes();
    });
    let door = client.sign_in_by_passkey(&anna.address).await.unwrap();
    let options: Value = serde_json::from_str(door.options()).unwrap();
    assert_eq!(options["extensions"].as_object().unwrap().len(), 1);
    assert!(options["extensions"]["prf"].get("evalByCredential").is_none());
}

#[tokio::test]
async fn an_answer_that_breaks_a_rule_is_refused_alike() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_opening(&server, "Anna").await;
    type Spoil = fn(&mut Authenticator);
    let spoil: [(&str, Spoil); 9] = [
        ("another origin", |one| {
            one.origin = "https://localhost.example".into()
        }),
        ("another host", |one| one.rp_id = "localhost.example".into()),
        ("a challenge of nobody", |one| {
            one.challenge = Some(Bytes(vec![7; 32]))
        }),
        ("another's name", |one| one.user_handle = Some(Bytes(vec![7; 16]))),
        ("nobody verified", |one| one.flags = 1),
        ("nobody there", |one| one.flags = 4),
        ("another ceremony", |one| one.ceremony = Some("webauthn.create")),
        ("another credential", |one| one.credential_id = vec![7; 32]),
        ("a counter that goes back", |one| one.counter = 1),
    ];
    for (what, spoil) in spoil {
        let mut spoilt = authenticator.clone();
        spoil(&mut spoilt);
        let refused = enter(&server, &anna.address, &mut spoilt).await;
        assert_eq!(code_of(refused), Some(Code::PasskeyOpensNothing), "{what}");
    }
    let mut stranger = Authenticator::default();
    stranger.credential_id.clone_from(&authenticator.credential_id);
    is_refused(&server, &anna.address, &mut stranger).await;
    let nothing = ask(&server, &anna.address).await.open("{}", false).await;
    assert!(matches!(nothing, Err(Error::PasskeyYieldsNothing)));
    let client = server.client();
    let garbage = json!({"assertion": "{}"});
    let refused = post(&client, "/auth/by-passkey/finish", &garbage).await;
    assert_eq!(refused.code(), Code::PasskeyOpensNothing);
    assert!(enter(&server, &anna.address, &mut authenticator).await.is_ok());
}

#[tokio::test]
async fn an_authenticator_that_yields_nothing_opens_nothing_and_nothing_is_sent() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_opening(&server, "Anna").await;
    authenticator.hmac_secret = None;
    let client = server.client();
    let door = client.sign_in_by_passkey(&anna.address).await.unwrap();
    client.transport().before(|_| false);
    let refused = door.open(&authenticator.get(door.options()), false).await;
    assert!(matches!(refused, Err(Error::PasskeyYieldsNothing)));
    let refused = allow(&anna, &mut authenticator).await;
    assert_eq!(refused.unwrap_err(), Error::PasskeyYieldsNothing);
    // Another secret than the one that the wrap was made under.
    authenticator.hmac_secret = Some([7; 32]);
    let refused = enter(&server, &anna.address, &mut authenticator).await;
    assert!(matches!(refused, Err(Error::BadAnswer(_))));
}

#[tokio::test]
async fn a_challenge_takes_one_answer_for_one_address_in_its_time() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_opening(&server, "Anna").await;
    let (bjorn, mut his) = with_opening(&server, "Björn").await;
    let door = ask(&server, &anna.address).await;
    let answer = authenticator.get(door.options());
    door.open(&answer, false).await.unwrap();
    let again = door.open(&answer, false).await;
    assert_eq!(code_of(again), Some(Code::PasskeyOpensNothing), "used");
    let door = ask(&server, &anna.address).await;
    let mut wrong = authenticator.clone();
    wrong.flags = 1;
    let refused = door.open(&wrong.get(door.options()), false).await;
    assert_eq!(code_of(refused), Some(Code::PasskeyOpensNothing));
    let right = door.open(&authenticator.get(door.options()), false).await;
    assert_eq!(
        code_of(right),
        Some(Code::PasskeyOpensNothing),
        "a wrong answer is one"
    );
    let refused = door.open(&his.get(door.options()), false).await;
    assert_eq!(
        code_of(refused),
        Some(Code::PasskeyOpensNothing),
        "Björn's at Anna's"
    );
    is_refused(&server, &anna.address, &mut his).await;
    assert!(enter(&server, &bjorn.address, &mut his).await.is_ok());
    let door = ask(&server, &anna.address).await;
    server.clock.advance_ms(5 * MINUTE_MS);
    let late = door.open(&authenticator.get(door.options()), false).await;
    assert_eq!(code_of(late), Some(Code::PasskeyOpensNothing), "too late");
}

#[tokio::test]
async fn two_hundred_parallel_copies_of_one_answer_give_one_session() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_opening(&server, "Anna").await;
    let before = anna.sessions().await.unwrap().len();
    let door = ask(&server, &anna.address).await;
    let answer = authenticator.get(door.options());
    let outcomes = futures_util::future::join_all((0..200).map(|_| door.open(&answer, false))).await;
    assert_eq!(outcomes.into_iter().filter(Result::is_ok).count(), 1);
    assert_eq!(anna.sessions().await.unwrap().len(), before + 1);
}

/// Names, and lengths of values, of an answer, with those of the text within.
fn shape(answer: &Answer) -> (u16, Vec<(String, usize)>, Value) {
    let json = answer.json();
    let lengths = json.as_object().unwrap().iter();
    let lengths = lengths.map(|(name, value)| (name.clone(), value.to_string().len()));
    let options = json["options"].as_str().unwrap_or("{}");
    let mut options: Value = serde_json::from_str(options).unwrap();
    options["challenge"] = json!(options["challenge"].to_string().len());
    (answer.status, lengths.collect(), options)
}

#[tokio::test]
async fn addresses_with_and_without_such_a_passkey_and_without_a_mailbox_are_answered_alike() {
    let server = TestServer::start();
    let (anna, _) = with_opening(&server, "Anna").await;
    let bjorn = server.person("Björn").await;
    let stranger = "xenia@example.org".to_owned();
    let client = server.client();
    let mut shapes = Vec::new();
    let mut refusals = Vec::new();
    for address in [&anna.address, &bjorn.address, &stranger] {
        let start = json!({"address": address});
        let started = post(&client, "/auth/by-passkey/start", &start).await;
        let id = started.json()["user_id"].clone();
        let again = post(&client, "/auth/by-passkey/start", &start).await;
        assert_eq!(again.json()["user_id"], id, "the same each time");
        shapes.push(shape(&started));
        let options = started.json()["options"].as_str().unwrap().to_owned();
        let assertion = Authenticator::default().get(&options);
        let refused = post(
            &client,
            "/auth/by-passkey/finish",
            &json!({"assertion": assertion}),
        )
        .await;
        assert_eq!(refused.code(), Code::PasskeyOpensNothing);
        refusals.push((refused.status, refused.body));
    }
    assert!(shapes.windows(2).all(|two| two[0] == two[1]), "{shapes:?}");
    assert!(refusals.windows(2).all(|two| two[0] == two[1]));
    assert!(kinds(&bjorn).await.contains(&SecurityEventKind::WrongPasskey));
    let no_address = post(&client, "/auth/by-passkey/start", &json!({"address": "x"})).await;
    assert_eq!(no_address.code(), Code::InvalidAddress);
}

#[tokio::test]
async fn taking_it_back_and_removing_the_passkey_erase_the_wrap() {
    let server = TestServer::start();
    let (anna, mut authenticator) = (server.person("Anna").await, Authenticator::default());
    let id = add(&anna, &authenticator, "Mobilen").await;
    let before = blobs(&server);
    for _ in 0..2 {
        // The second time it takes the place of the first.
        allow(&anna, &mut authenticator).await.unwrap();
        wait_for_blobs(&server, before + 1).await;
    }
    let door = ask(&server, &anna.address).await;
    let answer = authenticator.get(door.options());
    let left = anna.end_opening(id).await.unwrap();
    assert_eq!((left.len(), left[0].opens_since_ms), (1, None));
    wait_for_blobs(&server, before).await;
    assert_eq!(
        code_of(door.open(&answer, false).await),
        Some(Code::PasskeyOpensNothing)
    );
    assert_eq!(code_of(anna.end_opening(id).await), Some(Code::NotFound));
    assert_eq!(
        code_of(anna.end_opening(PasskeyId([7; 16])).await),
        Some(Code::NotFound)
    );
    assert!(
        kinds(&anna)
            .await
            .contains(&SecurityEventKind::PasskeyOpensNoMore)
    );
    let told = |mail: &joining::Landed| mail.text.contains("öppnar inte längre");
    joining::wait_for(&server.origin(), &anna.address, told).await;
    // It still stands for a code.
    let door = anna.halfway(&server.client()).await;
    let assertion = authenticator.get(&door.ask_passkey().await.unwrap());
    door.prove(GivenCode::Passkey(&assertion), false).await.unwrap();
    allow(&anna, &mut authenticator).await.unwrap();
    wait_for_blobs(&server, before + 1).await;
    anna.step_up(&anna.password, &anna.phone.code()).await.unwrap();
    anna.remove_passkey(id).await.unwrap();
    wait_for_blobs(&server, before).await;
    is_refused(&server, &anna.address, &mut authenticator).await;
}

#[tokio::test]
async fn somebody_else_allows_and_takes_back_nothing() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_opening(&server, "Anna").await;
    let (bjorn, mut his) = with_opening(&server, "Björn").await;
    let id = anna.passkeys().await.unwrap()[0].passkey_id;
    assert_eq!(code_of(bjorn.end_opening(id).await), Some(Code::NotFound));
    // Björn's passkey answers Anna's question, and Anna's session carries Björn's.
    let halfway = anna.password_again(&anna.password).await.unwrap();
    let opening = anna.start_opening(halfway, &anna.phone.code()).await.unwrap();
    let refused = anna.finish_opening(&opening, &his.get(opening.options())).await;
    assert_eq!(code_of(refused), Some(Code::PasskeyRefused));
    let answer = authenticator.get(opening.options());
    let used = anna.finish_opening(&opening, &answer).await;
    assert_eq!(
        code_of(used),
        Some(Code::PasskeyRefused),
        "a challenge takes one answer"
    );
    let halfway = anna.password_again(&anna.password).await.unwrap();
    let opening = anna.start_opening(halfway, &anna.phone.code()).await.unwrap();
    let answer = authenticator.get(opening.options());
    let finish = json!({"assertion": answer, "wrap": Bytes(vec![7; 113])});
    let refused = bjorn.post("/account/passkeys/opening/finish", &finish).await;
    assert_eq!(refused.code(), Code::PasskeyRefused);
    // Björn's password proves nothing in Anna's session; and a wrong code is one here too.
    let halfway = bjorn.password_again(&bjorn.password).await.unwrap();
    let refused = anna.start_opening(halfway, &bjorn.phone.code()).await;
    assert_eq!(code_of(refused), Some(Code::StepUpRequired));
    let halfway = anna.password_again(&anna.password).await.unwrap();
    assert_eq!(
        code_of(anna.start_opening(halfway, "000000").await),
        Some(Code::CodeRefused)
    );
    let halfway = anna.password_again(&anna.password).await.unwrap();
    let opening = anna.start_opening(halfway, &anna.phone.code()).await.unwrap();
    let finish = json!({"assertion": authenticator.get(opening.options()), "wrap": Bytes(vec![7; 20])});
    let short = anna.post("/account/passkeys/opening/finish", &finish).await;
    assert_eq!(short.code(), Code::InvalidRequest);
    assert!(enter(&server, &anna.address, &mut authenticator).await.is_ok());
}

#[tokio::test]
async fn a_change_of_the_password_keeps_it_and_ends_what_was_begun() {
    let server = TestServer::start();
    let (mut anna, mut authenticator) = with_opening(&server, "Anna").await;
    let halfway = anna.password_again(&anna.password).await.unwrap();
    let opening = anna.start_opening(halfway, &anna.phone.code()).await.unwrap();
    let door = ask(&server, &anna.address).await;
    let answer = authenticator.get(door.options());
    let again = anna.password_again(&anna.password).await.unwrap();
    let code = anna.phone.code();
    anna.change_password_after(&again, GivenCode::Own(&code), NEW, &Zxcvbn)
        .await
        .unwrap();
    anna.password = NEW.to_owned();
    assert_eq!(
        code_of(door.open(&answer, false).await),
        Some(Code::PasskeyOpensNothing)
    );
    let late = anna
        .finish_opening(&opening, &authenticator.get(opening.options()))
        .await;
    assert_eq!(code_of(late), Some(Code::SecondFactorEnded));
    let (mailbox, _) = enter(&server, &anna.address, &mut authenticator).await.unwrap();
    assert_eq!(mailbox.me().await.unwrap().address, anna.address);
}

#[tokio::test]
async fn signing_out_everywhere_else_ends_what_was_begun() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_opening(&server, "Anna").await;
    let door = ask(&server, &anna.address).await;
    let answer = authenticator.get(door.options());
    let (mailbox, _) = enter(&server, &anna.address, &mut authenticator).await.unwrap();
    anna.end_other_sessions().await.unwrap();
    assert!(mailbox.me().await.is_err());
    assert_eq!(
        code_of(door.open(&answer, false).await),
        Some(Code::PasskeyOpensNothing)
    );
}

#[tokio::test]
async fn what_a_passkey_opened_reopens_after_a_reload() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_opening(&server, "Anna").await;
    let client = server.client();
    let door = client.sign_in_by_passkey(&anna.address).await.unwrap();
    let (_, stored) = door.open(&authenticator.get(door.options()), true).await.unwrap();
    let resumed = client.resume(&stored.unwrap()).await.unwrap().unwrap();
    assert_eq!(resumed.me().await.unwrap().address, anna.address);
}

/// Words and a code say nothing of who has the devices; what is left of them stands for codes alone.
#[tokio::test]
async fn after_any_recovery_no_passkey_opens_the_mailbox() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_opening(&server, "Anna").await;
    let secrets = || NewSecrets {
        password: NEW,
        words: Some(&anna.words),
    };
    let recover = async || {
        let client = server.client();
        client.recover(&anna.address, &anna.words).await.unwrap()
    };
    let code = anna.phone.code();
    let recovery = recover().await;
    recovery
        .finish(Beside::Code(&code), secrets(), &Zxcvbn)
        .await
        .unwrap();
    is_refused(&server, &anna.address, &mut authenticator).await;
    let halfway = server.client().sign_in(&anna.address, NEW).await.unwrap();
    let (mailbox, _) = halfway.prove(&anna.phone.code(), false).await.unwrap();
    assert_eq!(mailbox.passkeys().await.unwrap()[0].opens_since_ms, None);
    let halfway = mailbox.password_again(NEW).await.unwrap();
    let opening = mailbox.start_opening(halfway, &anna.phone.code()).await.unwrap();
    let before = blobs(&server);
    let answer = authenticator.get(opening.options());
    mailbox.finish_opening(&opening, &answer).await.unwrap();
    wait_for_blobs(&server, before + 1).await;
    let wait = recover().await.begin_wait().await.unwrap();
    server.clock.advance_ms(wait.ends_ms - wait.begun_ms);
    let recovery = recover().await;
    recovery
        .finish(Beside::Waiting, secrets(), &Zxcvbn)
        .await
        .unwrap();
    wait_for_blobs(&server, before).await;
    is_refused(&server, &anna.address, &mut authenticator).await;
}

#[tokio::test]
async fn an_account_that_ends_opens_until_then_and_its_wraps_go_along() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_opening(&server, "Anna").await;
    let code = anna.phone.code();
    anna.end_account(&anna.password, &*code).await.unwrap();
    assert!(enter(&server, &anna.address, &mut authenticator).await.is_ok());
    let address = anna.address.clone();
    server.clock.advance_ms(14 * 24 * 60 * MINUTE_MS);
    let server = server.restart();
    joining::wait_for(&server.origin(), &address, |one| one.file.is_some()).await;
    is_refused(&server, &address, &mut authenticator).await;
    wait_for_blobs(&server, 0).await;
}

#[tokio::test]
async fn a_passkey_that_is_nobodys_is_not_let_open_the_mailbox() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let mut authenticator = Authenticator::default();
    let refused = allow(&anna, &mut authenticator).await;
    assert_eq!(code_of(refused), Some(Code::PasskeyRefused));
    is_refused(&server, &anna.address, &mut authenticator).await;
}
