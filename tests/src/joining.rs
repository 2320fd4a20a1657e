//! Opening an account as people do: a code from a mail, a code from an SMS, an authenticator. Mail and SMS are read where the
//! server under test lays them: on its local page.

use crate::person::Phone;
use client::transport::Transport;
use client::{AddressProof, Client, Halfway, NewAccount, Platform, Zxcvbn};
use serde_json::Value;
use server::clock::Clock;
use std::collections::BTreeSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A mail or an SMS that has landed.
#[derive(Debug, Clone)]
pub struct Landed {
    pub reference: String,
    pub to: String,
    pub subject: Option<String>,
    pub text: String,
    pub file: Option<String>,
}

impl Landed {
    /// The code in it: digits alone on a line of a mail, the first ones of an SMS.
    pub fn code(&self) -> Option<String> {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let is_code = |line: &&str| {
            !line.is_empty()
                && line
                    .chars()
                    .all(|char| char.is_ascii_digit() || " -".contains(char))
        };
        match self.subject {
            Some(_) => self.text.lines().map(str::trim).find(is_code).map(digits),
            None => self
                .text
                .split(|char: char| !char.is_ascii_digit())
                .find(|run| run.len() == 6)
                .map(str::to_owned),
        }
    }
}

/// Everything that has landed, newest first.
pub async fn landed(origin: &str) -> Vec<Landed> {
    let answer = reqwest::get(format!("{origin}/local-outbox.json")).await.unwrap();
    let all: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    let one = |one: &Value| Landed {
        reference: one["reference"].as_str().unwrap().to_owned(),
        to: one["to"].as_str().unwrap().to_owned(),
        subject: one["subject"].as_str().map(str::to_owned),
        text: one["text"].as_str().unwrap().to_owned(),
        file: one["file"].as_str().map(str::to_owned),
    };
    all.as_array().unwrap().iter().map(one).collect()
}

/// Waits for what is said to `to` and fits.
pub async fn wait_for(origin: &str, to: &str, fits: impl Fn(&Landed) -> bool) -> Landed {
    let since = Instant::now();
    loop {
        let all = landed(origin).await;
        if let Some(found) = all.into_iter().find(|one| one.to == to && fits(one)) {
            return found;
        }
        assert!(since.elapsed() < Duration::from_secs(60), "nothing came to {to}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Waits for a code to an address or a number.
pub async fn code_to(origin: &str, to: &str) -> String {
    Inbox::empty(origin, to).next_code().await
}

/// What had come to an address or a number by a moment.
pub struct Inbox {
    origin: String,
    to: String,
    known: BTreeSet<String>,
}

impl Inbox {
    fn empty(origin: &str, to: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            to: to.to_owned(),
            known: BTreeSet::new(),
        }
    }

    /// What has come by now.
    pub async fn of(origin: &str, to: &str) -> Self {
        let known = landed(origin).await.into_iter().map(|one| one.reference);
        Self {
            known: known.collect(),
            ..Self::empty(origin, to)
        }
    }

    /// Waits for a code that has come since.
    pub async fn next_code(&self) -> String {
        let is_new = |one: &Landed| one.code().is_some() && !self.known.contains(&one.reference);
        let landed = wait_for(&self.origin, &self.to, is_new).await;
        landed.code().unwrap()
    }
}

/// A telephone number for somebody.
pub fn number_of(address: &str) -> String {
    let mut hasher = DefaultHasher::new();
    address.hash(&mut hasher);
    format!("+4670{:07}", hasher.finish() % 10_000_000)
}

/// Proves an address.
pub async fn prove_address<T: Transport, P: Platform>(
    client: &Client<T, P>,
    origin: &str,
    address: &str,
    language: &str,
) -> AddressProof {
    let inbox = Inbox::of(origin, address).await;
    let proof = client.prove_address(address, language).await.expect("a mail");
    let code = inbox.next_code().await;
    client
        .confirm_address(&proof, &code)
        .await
        .expect("the mailed code");
    proof
}

/// Proves an address and opens an account for it.
pub async fn register<T: Transport, P: Platform>(
    client: &Client<T, P>,
    origin: &str,
    address: &str,
    new: NewAccount<'_>,
) {
    let proof = prove_address(client, origin, address, new.language).await;
    client.register(&proof, new, &Zxcvbn).await.expect("registration");
}

/// Shows a phone.
pub async fn show_phone<T: Transport, P: Platform>(halfway: &Halfway<T, P>, origin: &str, number: &str) {
    let told = halfway.phone().is_none().then_some(number);
    let inbox = Inbox::of(origin, number).await;
    halfway.send_code(told).await.expect("an SMS");
    let code = inbox.next_code().await;
    halfway.confirm_phone(&code).await.expect("the code of the SMS");
}

/// Shows a phone and puts the secret into an authenticator.
pub async fn enrol<T: Transport, P: Platform>(
    halfway: &Halfway<T, P>,
    origin: &str,
    address: &str,
    clock: Clock,
) -> Phone {
    show_phone(halfway, origin, &number_of(address)).await;
    Phone::new(&halfway.enrol_secret().await.expect("secret"), clock)
}

/// All of it, up to the first code.
pub async fn join<T: Transport, P: Platform>(
    client: &Arc<Client<T, P>>,
    origin: &str,
    address: &str,
    new: NewAccount<'_>,
    clock: Clock,
) -> (Halfway<T, P>, Phone) {
    let password = new.password;
    register(client, origin, address, new).await;
    let halfway = client.sign_in(address, password).await.expect("password");
    let phone = enrol(&halfway, origin, address, clock).await;
    (halfway, phone)
}
