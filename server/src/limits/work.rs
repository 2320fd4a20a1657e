//! Proof of work in place of a refusal (protocol.md 5.4.1): beyond what is free for everybody together, whoever computes a while
//! goes on. How hard it is grows with how much has been asked for, the same for every address.

use super::rules::Rule;
use crate::error::AppError;
use crate::rng;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use api::{Bytes, Code, WORK_HEADER};
use crypto::work::{self, Purpose, Solved, Terms};
use crypto::{Id, Secret};
use std::collections::HashMap;
use std::future::{Ready, ready};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The least: a tenth of a second in a browser.
const FLOOR_BITS: u8 = 16;
/// The most: some seconds in a browser. A guesser pays as much for each guess.
const CEILING_BITS: u8 = 22;
/// It may become so much harder while somebody works. More would make challenges at the least difficulty worth collecting.
const SLACK_BITS: u8 = 1;
/// A challenge is good for so long: the slowest device has done it by then.
const CHALLENGE_MS: u64 = 5 * 60 * 1000;
/// Solutions that are remembered at once, under a hundred bytes each.
const SPENT_MAX: usize = 100_000;

/// What asks for work. Each names the one route whose solutions it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// Sign-ins at an address.
    SignIn,
    /// Codes that are mailed for registrations.
    Address,
    /// Recoveries that are begun.
    Recovery,
    /// Codes by SMS before there is a session.
    Phone,
}

impl Gate {
    /// Its route.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::SignIn => "/auth/login/start",
            Self::Address => "/auth/register/address",
            Self::Recovery => "/auth/recovery/start",
            Self::Phone => "/auth/phone/send",
        }
    }
}

/// The solution that came with a request, if one did.
#[derive(Debug)]
pub(crate) struct Work(pub(super) Option<Bytes>);

impl FromRequest for Work {
    type Error = AppError;
    type Future = Ready<Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = request.headers().get(WORK_HEADER);
        let text = header.and_then(|value| value.to_str().ok());
        ready(Ok(Self(text.and_then(Bytes::from_text))))
    }
}

/// Zero bits to ask for where so many more were taken than are free, the one at hand included.
pub(super) fn bits(rule: Rule, beyond: u64) -> u8 {
    let step = match rule {
        _ if beyond == 0 => return 0,
        Rule::WrongOfAddress => return CEILING_BITS,
        rule => step(rule),
    };
    let harder = (beyond - 1) / step;
    u8::try_from(harder).map_or(CEILING_BITS, |harder| {
        FLOOR_BITS.saturating_add(harder).min(CEILING_BITS)
    })
}

/// How far below empty a bucket is drawn: to the ceiling, and no further, so that the difficulty falls again soon.
pub(super) fn beyond_max(rule: Rule) -> u64 {
    match rule {
        Rule::WrongOfAddress => 1,
        rule => step(rule) * u64::from(CEILING_BITS - FLOOR_BITS + 1),
    }
}

/// Of so many more, each takes one bit more.
fn step(rule: Rule) -> u64 {
    match rule {
        Rule::LoginsOfAddress => 10,
        _ => 50,
    }
}

/// Challenges, and the solutions that were used up.
pub(super) struct Works(Mutex<Inner>);

struct Inner {
    /// Made anew with each run: a solution from before is worth nothing, and need not be remembered.
    key: Secret<32>,
    spent: HashMap<Id, u64>,
    spent_max: usize,
}

impl Works {
    pub(super) fn new() -> Self {
        Self::with_room(SPENT_MAX)
    }

    fn with_room(spent_max: usize) -> Self {
        Self(Mutex::new(Inner {
            key: Secret::from_bytes(rng::make_bytes()),
            spent: HashMap::new(),
            spent_max,
        }))
    }

    /// The refusal that carries a challenge.
    pub(super) fn ask(&self, gate: Gate, subject: &Id, bits: u8, now_ms: u64) -> AppError {
        let terms = Terms {
            bits,
            ends_ms: now_ms.saturating_add(CHALLENGE_MS),
        };
        let challenge = work::challenge(
            &self.lock().key,
            purpose(gate, subject),
            terms,
            &mut rng::system(),
        );
        AppError::new(Code::WorkRequired).work(challenge.into(), bits)
    }

    /// What a solution is worth, if it holds.
    pub(super) fn check(&self, gate: Gate, subject: &Id, work: &Work, now_ms: u64) -> Option<Solved> {
        let solution = work.0.as_ref()?;
        work::verify(&self.lock().key, purpose(gate, subject), solution, now_ms).ok()
    }

    /// Uses a solution up, if it is worth so much. Says whether it was, and had not been used.
    pub(super) fn spend(&self, solved: &Solved, bits: u8, now_ms: u64) -> bool {
        if solved.terms.bits.saturating_add(SLACK_BITS) < bits {
            return false;
        }
        let mut inner = self.lock();
        if inner.spent.len() >= inner.spent_max {
            inner.spent.retain(|_, ends_ms| *ends_ms > now_ms);
        }
        if inner.spent.len() >= inner.spent_max {
            // Nothing is forgotten that could be used again: all challenges that are out end here, and new ones are asked for.
            inner.key = Secret::from_bytes(rng::make_bytes());
            inner.spent.clear();
            return false;
        }
        inner.spent.insert(solved.id, solved.terms.ends_ms).is_none()
    }

    /// Forgets what is over.
    pub(super) fn sweep(&self, now_ms: u64) {
        self.lock().spent.retain(|_, ends_ms| *ends_ms > now_ms);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn purpose(gate: Gate, subject: &Id) -> Purpose<'_> {
    Purpose {
        what: gate.path(),
        subject,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto::work::Solver;

    const ANNA: Id = [1; 16];

    fn solve(asked: &AppError) -> Work {
        let challenge = asked.work_asked().unwrap();
        let mut solver = Solver::new(&challenge).unwrap();
        Work(solver.work(u32::MAX).map(Bytes::from))
    }

    #[test]
    fn the_difficulty_grows_to_its_ceiling_and_is_there_at_once_after_a_hundred_wrong_passwords() {
        let at = |beyond| bits(Rule::LoginsOfAddress, beyond);
        assert_eq!([at(0), at(1), at(10), at(11), at(60)], [0, 16, 16, 17, 21]);
        assert_eq!([at(61), at(70), at(u64::MAX)], [22, 22, 22]);
        assert_eq!(
            [bits(Rule::WrongOfAddress, 0), bits(Rule::WrongOfAddress, 1)],
            [0, 22]
        );
        let of_all = |beyond| bits(Rule::FreeRegistrations, beyond);
        assert_eq!([of_all(50), of_all(51), of_all(301)], [16, 17, 22]);
        for rule in [Rule::LoginsOfAddress, Rule::WrongOfAddress, Rule::FreeRecoveries] {
            assert_eq!(bits(rule, beyond_max(rule)), CEILING_BITS);
        }
    }

    #[test]
    fn a_solution_is_good_once_for_its_route_its_address_and_its_time() {
        let works = Works::new();
        let work = solve(&works.ask(Gate::SignIn, &ANNA, 1, 0));
        assert!(works.check(Gate::Recovery, &ANNA, &work, 0).is_none());
        assert!(works.check(Gate::SignIn, &[2; 16], &work, 0).is_none());
        assert!(works.check(Gate::SignIn, &ANNA, &work, CHALLENGE_MS).is_none());
        assert!(
            Works::new().check(Gate::SignIn, &ANNA, &work, 0).is_none(),
            "of another run"
        );
        assert!(works.check(Gate::SignIn, &ANNA, &Work(None), 0).is_none());
        let solved = works.check(Gate::SignIn, &ANNA, &work, 0).unwrap();
        assert!(!works.spend(&solved, 3, 0), "worth too little by now");
        assert!(works.spend(&solved, 2, 0));
        assert!(!works.spend(&solved, 2, 0), "used up");
    }

    #[test]
    fn what_is_remembered_is_bounded_and_nothing_of_it_comes_back() {
        let works = Works::with_room(2);
        let solve = || solve(&works.ask(Gate::SignIn, &ANNA, 1, 0));
        let check = |work: &Work| works.check(Gate::SignIn, &ANNA, work, 0);
        let used = [solve(), solve()];
        for work in &used {
            assert!(works.spend(&check(work).unwrap(), 1, 0));
        }
        let third = solve();
        assert!(!works.spend(&check(&third).unwrap(), 1, 0));
        for work in used.iter().chain([&third]) {
            assert!(check(work).is_none(), "its challenge is void");
        }
        let fourth = solve();
        assert!(works.spend(&check(&fourth).unwrap(), 1, 0));
        works.sweep(CHALLENGE_MS);
        assert!(works.lock().spent.is_empty());
    }
}
