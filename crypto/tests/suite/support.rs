//! What the tests share: hex, filler, generators.

use std::{collections::VecDeque, convert::Infallible};

use chacha20::ChaCha20Rng;
use rand_core::{SeedableRng, TryCryptoRng, TryRng};
use serde_json::Value;
use shake::{ExtendableOutput, Shake256, Update, XofReader};

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2));
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

pub(crate) fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes that a vector has under `key`.
pub(crate) fn bytes(of: &Value, key: &str) -> Vec<u8> {
    unhex(of[key].as_str().unwrap_or_else(|| panic!("{key}")))
}

pub(crate) fn array<const N: usize>(of: &Value, key: &str) -> [u8; N] {
    bytes(of, key).try_into().unwrap()
}

pub(crate) fn text<'a>(of: &'a Value, key: &str) -> &'a str {
    of[key].as_str().unwrap()
}

pub(crate) fn number(of: &Value, key: &str) -> u64 {
    of[key].as_u64().unwrap()
}

/// The oracle's filler: SHAKE-256 of a tag.
pub(crate) fn filler(tag: &str, len: usize) -> Vec<u8> {
    let mut shake = Shake256::default();
    shake.update(format!("forsegla-test-vector/{tag}").as_bytes());
    let mut out = vec![0; len];
    shake.finalize_xof().read(&mut out);
    out
}

pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// A generator that says what it was told, and fails the test when asked for more.
pub(crate) struct Script(VecDeque<u8>);

impl Script {
    pub(crate) fn new(pieces: &[&[u8]]) -> Self {
        Self(pieces.concat().into())
    }
}

impl TryRng for Script {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for byte in out {
            *byte = self.0.pop_front().expect("the script is at its end");
        }
        Ok(())
    }
}

impl TryCryptoRng for Script {}

/// Every copy of `bytes` with one bit flipped.
pub(crate) fn flips(bytes: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> + '_ {
    (0..bytes.len() * 8).map(|bit| {
        let mut flipped = bytes.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        (bit, flipped)
    })
}
