//! Proof of work: what a server asks for before it does something that costs it or somebody else (protocol.md 5.4.1). A
//! challenge is authenticated by the server alone and says how hard it is and until when it is good; a solution is a number under
//! which its hash begins with so many zero bits. After Back, "Hashcash" (2002), with the hashes of this suite.

use rand_core::CryptoRng;
use sha2::{Digest as _, Sha256};

use crate::{
    Id, PREFIX, ParseError, Refused, Secret,
    hazmat::kdf::{hmac_sha256, hmac_sha256_verify},
    wire::Reader,
};

/// Bytes of a challenge: `u8 1 ‖ u8 bits ‖ u64 ends_ms ‖ id[16] ‖ tag[32]`.
pub const CHALLENGE_LEN: usize = BODY_LEN + 32;
/// Bytes of a solution: the challenge, then `u64 nonce`.
pub const SOLUTION_LEN: usize = CHALLENGE_LEN + 8;
/// No program works for more zero bits than these: a server could keep it busy for as long as it likes.
pub const BITS_MAX: u8 = 24;

const VERSION: u8 = 1;
const BODY_LEN: usize = 1 + 1 + 8 + 16;

/// What a challenge is for: no solution is good for anything else.
#[derive(Clone, Copy, Debug)]
pub struct Purpose<'a> {
    /// What is asked for.
    pub what: &'a str,
    /// Of whom, such as the hash of an address.
    pub subject: &'a Id,
}

/// What a challenge says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Zero bits that the hash must begin with.
    pub bits: u8,
    /// Until when it is good, by the server's clock.
    pub ends_ms: u64,
}

/// A solution that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Solved {
    /// Names the challenge, so that it is good once.
    pub id: Id,
    /// What it said.
    pub terms: Terms,
}

/// A new challenge.
#[must_use]
pub fn challenge(
    key: &Secret<32>,
    purpose: Purpose<'_>,
    terms: Terms,
    rng: &mut (impl CryptoRng + ?Sized),
) -> [u8; CHALLENGE_LEN] {
    let mut id: Id = [0; 16];
    rng.fill_bytes(&mut id);
    let mut bytes = Vec::with_capacity(CHALLENGE_LEN);
    bytes.extend([VERSION, terms.bits]);
    bytes.extend(terms.ends_ms.to_be_bytes());
    bytes.extend(id);
    let tag = tag(&bytes, purpose, |pieces| hmac_sha256(key.expose(), pieces));
    bytes.extend(tag);
    bytes.try_into().expect("the pieces above have this length")
}

/// Checks a solution: that this server made its challenge for this purpose, that it is still good, and that the work was done.
///
/// # Errors
/// If any of it does not hold.
pub fn verify(
    key: &Secret<32>,
    purpose: Purpose<'_>,
    solution: &[u8],
    now_ms: u64,
) -> Result<Solved, Refused> {
    let mut reader = Reader::new(solution);
    let (body, given) = (reader.bytes(BODY_LEN)?, reader.array::<32>()?);
    let nonce = reader.u64()?;
    reader.end()?;
    tag(body, purpose, |pieces| {
        hmac_sha256_verify(key.expose(), pieces, &given)
    })?;
    let (terms, id) = read(body)?;
    let (challenge, _) = solution.split_at_checked(CHALLENGE_LEN).ok_or(Refused)?;
    if terms.ends_ms <= now_ms || zeros(&begin(challenge), nonce) < u32::from(terms.bits) {
        return Err(Refused);
    }
    Ok(Solved { id, terms })
}

/// Works at a challenge, some tries at a time.
#[derive(Clone)]
pub struct Solver {
    challenge: Vec<u8>,
    begun: Sha256,
    bits: u8,
    nonce: u64,
}

impl Solver {
    /// Takes a challenge.
    ///
    /// # Errors
    /// If it is not of the layout, or asks for more than [`BITS_MAX`].
    pub fn new(challenge: &[u8]) -> Result<Self, ParseError> {
        if challenge.len() != CHALLENGE_LEN {
            return Err(ParseError::new("a challenge has another length"));
        }
        let (terms, _) = read(challenge)?;
        if terms.bits > BITS_MAX {
            return Err(ParseError::new("too much work"));
        }
        Ok(Self {
            challenge: challenge.to_owned(),
            begun: begin(challenge),
            bits: terms.bits,
            nonce: 0,
        })
    }

    /// Goes on for so many tries; the solution, once it is found.
    pub fn work(&mut self, tries: u32) -> Option<Vec<u8>> {
        for _ in 0..tries {
            if zeros(&self.begun, self.nonce) >= u32::from(self.bits) {
                return Some([self.challenge.as_slice(), &self.nonce.to_be_bytes()].concat());
            }
            self.nonce += 1;
        }
        None
    }
}

/// What the first bytes of a challenge say.
fn read(challenge: &[u8]) -> Result<(Terms, Id), ParseError> {
    let mut reader = Reader::new(challenge);
    reader.version(VERSION)?;
    let (bits, ends_ms) = (reader.u8()?, reader.u64()?);
    Ok((Terms { bits, ends_ms }, reader.array()?))
}

/// `HMAC(key, P"work-challenge\0" ‖ body ‖ subject[16] ‖ what)`.
fn tag<R>(body: &[u8], purpose: Purpose<'_>, mac: impl FnOnce(&[&[u8]]) -> R) -> R {
    mac(&[
        PREFIX,
        b"work-challenge\0",
        body,
        purpose.subject,
        purpose.what.as_bytes(),
    ])
}

/// `H(P"work\0" ‖ challenge ‖ …`: all tries begin alike.
fn begin(challenge: &[u8]) -> Sha256 {
    Sha256::new()
        .chain_update(PREFIX)
        .chain_update(b"work\0")
        .chain_update(challenge)
}

/// How many zero bits the hash begins with, up to 64.
fn zeros(begun: &Sha256, nonce: u64) -> u32 {
    let hash = begun.clone().chain_update(nonce.to_be_bytes()).finalize();
    hash.first_chunk()
        .map_or(0, |first| u64::from_be_bytes(*first).leading_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::{rng, test};

    const SUBJECT: Id = [7; 16];
    const LOGIN: Purpose<'_> = Purpose {
        what: "login",
        subject: &SUBJECT,
    };
    const TERMS: Terms = Terms {
        bits: 8,
        ends_ms: 1000,
    };

    fn key() -> Secret<32> {
        Secret::from_bytes([1; 32])
    }

    fn solved(terms: Terms) -> Vec<u8> {
        let challenge = challenge(&key(), LOGIN, terms, &mut rng(1));
        let mut solver = Solver::new(&challenge).unwrap();
        loop {
            if let Some(solution) = solver.work(100) {
                return solution;
            }
        }
    }

    #[test]
    fn what_was_worked_for_holds_until_its_time_is_over() {
        let solution = solved(TERMS);
        assert_eq!(solution.len(), SOLUTION_LEN);
        let found = verify(&key(), LOGIN, &solution, 999).unwrap();
        assert_eq!(found.terms, TERMS);
        assert_eq!(verify(&key(), LOGIN, &solution, 1000), Err(Refused));
    }

    #[test]
    fn it_is_good_for_nothing_else_and_under_no_other_key() {
        let solution = solved(TERMS);
        let other = Purpose {
            what: "register",
            ..LOGIN
        };
        assert!(verify(&key(), other, &solution, 0).is_err());
        let other = Purpose {
            subject: &[8; 16],
            ..LOGIN
        };
        assert!(verify(&key(), other, &solution, 0).is_err());
        assert!(verify(&Secret::from_bytes([2; 32]), LOGIN, &solution, 0).is_err());
    }

    #[test]
    fn a_changed_byte_or_another_length_is_refused() {
        let solution = solved(TERMS);
        for at in 0..CHALLENGE_LEN {
            let mut changed = solution.clone();
            changed[at] ^= 1;
            assert!(verify(&key(), LOGIN, &changed, 0).is_err(), "{at}");
        }
        for len in [0, 1, CHALLENGE_LEN, SOLUTION_LEN - 1] {
            assert!(verify(&key(), LOGIN, &solution[..len], 0).is_err(), "{len}");
        }
        let longer = [solution.as_slice(), &[0]].concat();
        assert!(verify(&key(), LOGIN, &longer, 0).is_err());
    }

    #[test]
    fn too_few_zero_bits_are_refused() {
        let mut solution = solved(TERMS);
        let challenge: [u8; CHALLENGE_LEN] = *solution.first_chunk().unwrap();
        let begun = begin(&challenge);
        let easy = (0..).find(|nonce| zeros(&begun, *nonce) == 7).unwrap();
        solution[CHALLENGE_LEN..].copy_from_slice(&easy.to_be_bytes());
        assert!(verify(&key(), LOGIN, &solution, 0).is_err());
    }

    #[test]
    fn nobody_works_without_end() {
        let terms = Terms {
            bits: BITS_MAX + 1,
            ..TERMS
        };
        assert!(Solver::new(&challenge(&key(), LOGIN, terms, &mut rng(1))).is_err());
        assert!(Solver::new(&[1; CHALLENGE_LEN - 1]).is_err());
        assert!(Solver::new(&[2; CHALLENGE_LEN]).is_err());
    }
}
