//! How often anyone may ask: a class for each route, token buckets for networks and accounts, and what of it outlives a
//! restart. Whoever asks too often is told when to come again; nothing is closed for anybody else.
//!
//! Buckets are counted in memory, under one lock, so that requests at the same moment cannot share one. Those that guard
//! sign-in and registration are written down every second and when the server stops.

mod buckets;
mod classes;
pub(crate) mod codes;
pub(crate) mod keeper;
mod network;
pub(crate) mod passwords;
pub(crate) mod rows;
mod rules;
mod work;

use crate::app::App;
use crate::error::{AppError, Outcome};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::Data;
use actix_web::{Error, HttpMessage as _, Route};
use api::{Code, SessionId, UserId};
use buckets::{Buckets, Draw, Key, Lack, Level, Subject};
use crypto::Secret;
use crypto::hazmat::kdf::hmac_sha256;
use rules::Rule;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};
use work::Works;

pub(crate) use classes::Class;
pub(crate) use network::Network;
pub(crate) use work::{Gate, Work};

/// Buckets that are kept at once, some hundred bytes each.
pub(crate) const BUCKETS_MAX: usize = 200_000;
/// Answers to questions about addresses go out on these steps: several times as long as the work of one takes, and short enough
/// that nobody waits for it.
const EVEN: Duration = Duration::from_millis(5);

/// Tells the key of the hashes apart from the key it is derived from. No address is like it.
const LABEL: &[u8] = b"forsegla-1 limits";

/// All buckets.
pub(crate) struct Limits {
    buckets: Buckets,
    works: Works,
    key: Secret<32>,
}

/// A sign-in that was begun counts as a wrong password until it turns out to be a right one: the client knows after the
/// server's first answer, and need not send another message.
pub(crate) struct Tries {
    /// All of these are forgiven with a right one.
    forgiven: Vec<Key>,
    /// Of this one its own alone: what strangers see of it must not change because the owner has signed in.
    given_back: Option<Key>,
}

/// A sign-in that may go on.
pub(crate) struct Begun {
    pub(crate) tries: Tries,
    /// So many passwords were wrong at this address that its owner is to be told.
    pub(crate) many_wrong: bool,
}

/// What a request that may cost work is about.
struct Asking<'a> {
    gate: Gate,
    subject: Subject,
    work: &'a Work,
    now_ms: u64,
}

impl Limits {
    /// Goes on with what the last run wrote down.
    pub(crate) fn new(lookup_key: &Secret<32>, factor: u64, known: Vec<Level>) -> Self {
        Self {
            buckets: Buckets::new(BUCKETS_MAX, factor, known),
            works: Works::new(),
            key: Secret::from_bytes(hmac_sha256(lookup_key.expose(), &[LABEL])),
        }
    }

    /// Counts any request, by its network. Taken first of all.
    pub(crate) fn take_request(&self, network: Network, now_ms: u64) -> Outcome<()> {
        self.take(&[self.of_network(Rule::Requests, network)], now_ms)
    }

    /// Counts a request of an account.
    pub(crate) fn take_of_account(&self, class: Class, user_id: UserId, now_ms: u64) -> Outcome<()> {
        let rule = class
            .account_rule()
            .ok_or_else(|| AppError::internal("a route without a limit for accounts takes a session"))?;
        let subject = user_id.0;
        self.take(&[Key { rule, subject }], now_ms)
    }

    /// Counts a request that ends sessions, by the session that makes it.
    pub(crate) fn take_of_session(&self, session_id: SessionId, now_ms: u64) -> Outcome<()> {
        let key = Key {
            rule: Rule::Revocations,
            subject: session_id.0,
        };
        self.take(&[key], now_ms)
    }

    /// Counts the beginning of a sign-in at an address, from a network, and over all networks, where too many cost work. The same
    /// for every address, and before anybody knows whether it has an account.
    pub(crate) fn begin_sign_in(
        &self,
        address: &str,
        network: Network,
        work: &Work,
        now_ms: u64,
    ) -> Outcome<Begun> {
        let subject = self.hash(&[&network.0, address.as_bytes()]);
        let tries = [Rule::FirstTries, Rule::MoreTries].map(|rule| Key { rule, subject });
        let all = Key {
            rule: Rule::LoginsOfOne,
            subject,
        };
        let [first, more] = tries;
        let asking = Asking {
            gate: Gate::SignIn,
            subject: self.of_address(address),
            work,
            now_ms,
        };
        let rules = [Rule::LoginsOfAddress, Rule::WrongOfAddress];
        let [_, wrong] = rules.map(|rule| Key {
            rule,
            subject: asking.subject,
        });
        let beyond = self.take_or_work(&[all, first, more], &rules, asking.subject, &asking)?;
        Ok(Begun {
            tries: Tries {
                forgiven: vec![first, more],
                given_back: Some(wrong),
            },
            many_wrong: beyond.last().is_some_and(|beyond| *beyond > 0),
        })
    }

    /// Counts the beginning of a recovery: the same for every address.
    pub(crate) fn begin_recovery(&self, address: &str, work: &Work, now_ms: u64) -> Outcome<()> {
        let asking = Asking {
            gate: Gate::Recovery,
            subject: self.of_address(address),
            work,
            now_ms,
        };
        self.take_or_work(&[], &[Rule::FreeRecoveries], Subject::default(), &asking)
            .map(drop)
    }

    /// Counts a code that is to be mailed to an address. The same for every address.
    pub(crate) fn take_address_code(&self, address: &str, work: &Work, now_ms: u64) -> Outcome<()> {
        let subject = self.of_address(address);
        let asking = Asking {
            gate: Gate::Address,
            subject,
            work,
            now_ms,
        };
        let all = Subject::default();
        let key = |rule, subject| Key { rule, subject };
        let keys = [key(Rule::AddressCodes, subject), key(Rule::AllRegistrations, all)];
        self.take_or_work(&keys, &[Rule::FreeRegistrations], all, &asking)
            .map(drop)
    }

    /// Counts a code that is to be sent to a phone, for an account that is signed in.
    pub(crate) fn take_phone_code(&self, user_id: UserId, number: &str, now_ms: u64) -> Outcome<()> {
        self.take(&self.of_phone(user_id, number), now_ms)
    }

    /// The same before there is a session, where too many of all together cost work.
    pub(crate) fn take_first_phone_code(
        &self,
        user_id: UserId,
        number: &str,
        work: &Work,
        now_ms: u64,
    ) -> Outcome<()> {
        let asking = Asking {
            gate: Gate::Phone,
            subject: user_id.0,
            work,
            now_ms,
        };
        let keys = self.of_phone(user_id, number);
        self.take_or_work(&keys, &[Rule::FreePhoneCodes], Subject::default(), &asking)
            .map(drop)
    }

    fn of_phone(&self, user_id: UserId, number: &str) -> [Key; 4] {
        let phone = self.hash(&[b"phone\0", number.as_bytes()]);
        let key = |rule, subject| Key { rule, subject };
        [
            key(Rule::PhoneCodes, phone),
            key(Rule::PhoneCodesADay, phone),
            key(Rule::PhoneCodesOfAccount, user_id.0),
            key(Rule::AllPhoneCodes, Subject::default()),
        ]
    }

    /// Counts a proof of recovery words, from a network, before it is looked at.
    pub(crate) fn begin_words(&self, network: Network, now_ms: u64) -> Outcome<Tries> {
        let key = self.of_network(Rule::WrongWords, network);
        self.take(&[key], now_ms)?;
        Ok(Tries {
            forgiven: vec![key],
            given_back: None,
        })
    }

    /// The password was right, or the words were: earlier wrong ones are forgiven.
    pub(crate) fn end_sign_in(&self, tries: &Tries) {
        self.buckets.fill(&tries.forgiven);
        if let Some(key) = tries.given_back {
            self.buckets.give_back(key);
        }
    }

    /// Forgets what is full again.
    pub(crate) fn sweep(&self, now_ms: u64) {
        self.buckets.sweep(now_ms);
        self.works.sweep(now_ms);
    }

    /// Counts a request to a route, by its network.
    fn take_at_route(&self, class: Class, network: Network, now_ms: u64) -> Outcome<()> {
        let Some(rule) = class.network_rule() else {
            return Ok(());
        };
        self.take(&[self.of_network(rule, network)], now_ms)
    }

    /// A request that was only told to work comes again, and counts then.
    fn give_back_at_route(&self, class: Class, network: Network) {
        if let Some(rule) = class.network_rule() {
            self.buckets.give_back(self.of_network(rule, network));
        }
    }

    fn take(&self, keys: &[Key], now_ms: u64) -> Outcome<()> {
        self.buckets
            .take(keys, now_ms)
            .map_err(|seconds| AppError::new(Code::RateLimited).retry_after_s(seconds))
    }

    /// Takes one from each bucket of `keys`, and one under each of the `free` rules about `counted`; where these lack it, for work
    /// alone. Says how many each of them lacks.
    fn take_or_work(
        &self,
        keys: &[Key],
        free: &[Rule],
        counted: Subject,
        asking: &Asking<'_>,
    ) -> Outcome<Vec<u64>> {
        let (gate, subject, now_ms) = (asking.gate, &asking.subject, asking.now_ms);
        let draw = |&rule: &Rule| Draw {
            key: Key {
                rule,
                subject: counted,
            },
            beyond_max: work::beyond_max(rule),
        };
        let draws: Vec<Draw> = free.iter().map(draw).collect();
        let hardest = |beyond: &[u64]| {
            let bits = free.iter().zip(beyond);
            let bits = bits.map(|(rule, beyond)| work::bits(*rule, *beyond));
            bits.max().unwrap_or_default()
        };
        let solved = self.works.check(gate, subject, asking.work, now_ms);
        let mut lacked = Vec::new();
        let taken = self.buckets.take_and_draw(keys, &draws, now_ms, |beyond| {
            lacked = beyond.to_vec();
            let bits = hardest(beyond);
            bits == 0 || solved.is_some_and(|solved| self.works.spend(&solved, bits, now_ms))
        });
        match taken {
            Ok(()) => Ok(lacked),
            Err(Lack::Time(seconds)) => Err(AppError::new(Code::RateLimited).retry_after_s(seconds)),
            Err(Lack::Work(beyond)) => Err(self.works.ask(gate, subject, hardest(&beyond), now_ms)),
        }
    }

    /// An address, over all networks.
    fn of_address(&self, address: &str) -> Subject {
        self.hash(&[b"address\0", address.as_bytes()])
    }

    fn of_network(&self, rule: Rule, network: Network) -> Key {
        let subject = if rule.outlives_restart() {
            self.hash(&[&network.0])
        } else {
            network.0
        };
        Key { rule, subject }
    }

    /// What is written down names nobody.
    fn hash(&self, pieces: &[&[u8]]) -> Subject {
        let hash = hmac_sha256(self.key.expose(), pieces);
        *hash.first_chunk().expect("a hash is longer than a subject")
    }
}

/// A route with its class: counts by network, before anything of the request is looked at, and leaves the class behind for
/// when the account is known.
pub(crate) fn limited(route: Route, class: Class) -> Route {
    route.wrap(from_fn(move |request, next: Next<BoxBody>| {
        enter(class, request, next)
    }))
}

async fn enter(
    class: Class,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    request.extensions_mut().insert(class);
    let network = Network::of(request.request());
    let Some(app) = request.app_data::<Data<App>>().cloned() else {
        return Ok(request.error_response(AppError::internal("the App is not registered")));
    };
    if let Err(refusal) = app.limits.take_at_route(class, network, app.now_ms()) {
        return Ok(request.error_response(refusal));
    }
    let begun = Instant::now();
    let response = next.call(request).await?.map_into_boxed_body();
    if class.is_about_an_address() {
        sleep_until(even(begun, Instant::now())).await;
    }
    let refusal = response.response().error();
    if refusal
        .and_then(|error| error.as_error::<AppError>())
        .is_some_and(|error| error.code() == Code::WorkRequired)
    {
        app.limits.give_back_at_route(class, network);
    }
    Ok(response)
}

/// When an answer that was ready at `ready` goes out: on one of the even steps from the beginning of its request, so that what its
/// work took does not tell whether an address has an account.
fn even(begun: Instant, ready: Instant) -> Instant {
    let took = ready.saturating_duration_since(begun).as_micros();
    let steps = took / EVEN.as_micros() + 1;
    begun + EVEN * u32::try_from(steps).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: u64 = 1_700_000_000_000;
    const HERE: Network = Network([1; 16]);
    const THERE: Network = Network([2; 16]);
    const NONE: Work = Work(None);

    fn limits() -> Limits {
        Limits::new(&Secret::from_bytes([7; 32]), 1, Vec::new())
    }

    fn code(outcome: Outcome<impl Sized>) -> Option<Code> {
        outcome.err().map(|error| error.code())
    }

    #[test]
    fn wrong_passwords_close_an_address_for_their_own_network_alone_and_a_right_one_opens_it() {
        let limits = limits();
        let begin = |address, network, now_ms| limits.begin_sign_in(address, network, &NONE, now_ms);
        let mut last = None;
        for _ in 0..5 {
            last = begin("anna@example.org", HERE, NOW_MS).ok();
        }
        assert_eq!(
            code(begin("anna@example.org", HERE, NOW_MS)),
            Some(Code::RateLimited)
        );
        assert!(begin("bjorn@example.org", HERE, NOW_MS).is_ok());
        assert!(begin("anna@example.org", THERE, NOW_MS).is_ok());
        limits.end_sign_in(&last.unwrap().tries);
        assert!(begin("anna@example.org", HERE, NOW_MS).is_ok());
    }

    #[test]
    fn after_ten_wrong_passwords_a_quarter_of_an_hour_passes_before_the_next() {
        let limits = limits();
        let mut now_ms = NOW_MS;
        for n in 0..10 {
            assert!(
                limits
                    .begin_sign_in("anna@example.org", HERE, &NONE, now_ms)
                    .is_ok(),
                "{n}"
            );
            now_ms += 60_000;
        }
        // Ten minutes have passed since the first: two thirds of the eleventh.
        assert!(
            limits
                .begin_sign_in("anna@example.org", HERE, &NONE, now_ms)
                .is_err()
        );
        assert!(
            limits
                .begin_sign_in("anna@example.org", HERE, &NONE, now_ms + 5 * 60_000)
                .is_ok()
        );
        assert!(
            limits
                .begin_sign_in("anna@example.org", HERE, &NONE, now_ms + 19 * 60_000)
                .is_err()
        );
        assert!(
            limits
                .begin_sign_in("anna@example.org", HERE, &NONE, now_ms + 20 * 60_000)
                .is_ok()
        );
    }

    #[test]
    fn right_passwords_are_limited_as_well() {
        let limits = limits();
        for _ in 0..10 {
            let begun = limits
                .begin_sign_in("anna@example.org", HERE, &NONE, NOW_MS)
                .unwrap();
            limits.end_sign_in(&begun.tries);
        }
        assert_eq!(
            code(limits.begin_sign_in("anna@example.org", HERE, &NONE, NOW_MS)),
            Some(Code::RateLimited)
        );
    }

    #[test]
    fn answers_go_out_on_even_steps() {
        let begun = Instant::now();
        let after = |micros| even(begun, begun + Duration::from_micros(micros)) - begun;
        assert_eq!([after(0), after(700), after(4_999)], [EVEN; 3]);
        assert_eq!([after(5_000), after(9_999)], [EVEN * 2; 2]);
    }

    #[test]
    fn registrations_are_limited_by_network_and_work_that_is_asked_for_is_not_counted() {
        let limits = limits();
        let from = |n: u8| limits.take_at_route(Class::RegisterStart, Network([n; 16]), NOW_MS);
        for _ in 0..20 {
            from(0).unwrap();
        }
        assert_eq!(code(from(0)), Some(Code::RateLimited));
        from(1).unwrap();
        // What was told to work comes again.
        limits.give_back_at_route(Class::RegisterStart, Network([0; 16]));
        from(0).unwrap();
        assert_eq!(code(from(0)), Some(Code::RateLimited));
    }

    #[test]
    fn six_hundred_registrations_in_an_hour_are_all_for_everybody_whatever_work_they_do() {
        let limits = limits();
        let all = Key {
            rule: Rule::AllRegistrations,
            subject: Subject::default(),
        };
        for _ in 0..600 {
            limits.take(&[all], NOW_MS).unwrap();
        }
        let ask = |now_ms| limits.take_address_code("anna@example.org", &NONE, now_ms);
        assert_eq!(code(ask(NOW_MS)), Some(Code::RateLimited));
        assert!(ask(NOW_MS + 6_000).is_ok(), "one in six seconds");
    }

    #[test]
    fn codes_by_sms_cost_work_long_before_they_are_refused() {
        let limits = limits();
        let send = |n: u8, m: u8| {
            let (user, number) = (UserId([n; 16]), format!("+46{n}-{m}"));
            limits.take_first_phone_code(user, &number, &NONE, NOW_MS)
        };
        for n in 0..100 {
            for m in 0..3 {
                send(n, m).unwrap();
            }
        }
        assert_eq!(code(send(100, 0)), Some(Code::WorkRequired));
        assert!(
            limits
                .take_phone_code(UserId([100; 16]), "+46100", NOW_MS)
                .is_ok(),
            "in a session"
        );
    }

    #[test]
    fn what_is_written_down_goes_on_in_the_next_run() {
        let first = limits();
        while first
            .begin_sign_in("anna@example.org", HERE, &NONE, NOW_MS)
            .is_ok()
        {}
        let second = Limits::new(&Secret::from_bytes([7; 32]), 1, first.buckets.take_changed());
        assert!(
            second
                .begin_sign_in("anna@example.org", HERE, &NONE, NOW_MS)
                .is_err()
        );
        assert!(
            second
                .begin_sign_in("anna@example.org", THERE, &NONE, NOW_MS)
                .is_ok()
        );
    }

    #[test]
    fn one_session_uses_up_nothing_that_another_of_its_account_needs_to_end_it() {
        let limits = limits();
        let (stolen, own) = (SessionId([1; 16]), SessionId([2; 16]));
        while limits.take_of_session(stolen, NOW_MS).is_ok() {}
        assert!(limits.take_of_session(own, NOW_MS).is_ok());
    }

    #[test]
    fn one_account_uses_up_nothing_of_anothers() {
        let limits = limits();
        let (anna, bjorn) = (UserId([1; 16]), UserId([2; 16]));
        while limits.take_of_account(Class::Send, anna, NOW_MS).is_ok() {}
        assert!(limits.take_of_account(Class::Send, bjorn, NOW_MS).is_ok());
        assert!(limits.take_of_account(Class::Read, anna, NOW_MS).is_ok());
    }
}
