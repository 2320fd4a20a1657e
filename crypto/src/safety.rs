//! The safety number of two people (protocol.md 6.6): sixty digits that both see, if both see the same keys.

use sha2::{Digest, Sha512};

use crate::Hash;

const ROUNDS: usize = 5200;
const GROUPS: usize = 6;
const GROUP_LEN: usize = 5;

/// The 60 digits, the same whoever is `a`. Addresses are canonical; `fp` is of the signing key
/// ([`crate::sign::VerifyingKey::fingerprint`]). About 10,000 SHA-512: a few milliseconds.
///
/// ```text
/// half(addr, f): h = SHA-512(0x0000 ‖ f ‖ addr); 5200 × h = SHA-512(h ‖ f)
///                six groups: u40(h[5i..5i+5]) mod 100000
/// number       = both halves, sorted
/// ```
#[must_use]
pub fn number(addr_a: &str, fp_a: &Hash, addr_b: &str, fp_b: &Hash) -> String {
    let mut halves = [half(addr_a, fp_a), half(addr_b, fp_b)];
    halves.sort();
    halves.concat()
}

fn half(addr: &str, fp: &Hash) -> String {
    let mut hash = Sha512::new()
        .chain_update([0, 0])
        .chain_update(fp)
        .chain_update(addr)
        .finalize();
    for _ in 0..ROUNDS {
        hash = Sha512::new().chain_update(hash).chain_update(fp).finalize();
    }
    let groups = hash.chunks_exact(GROUP_LEN).take(GROUPS);
    groups
        .map(|group| {
            format!(
                "{:05}",
                group.iter().fold(0, |n, &byte| n << 8 | u64::from(byte)) % 100_000
            )
        })
        .collect()
}
