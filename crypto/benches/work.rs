//! What proof of work costs: whoever works, for each try, and so for each difficulty on average; and the server, for each solution.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench")]

use criterion::{Criterion, criterion_group, criterion_main};
use crypto::Secret;
use crypto::work::{self, Purpose, Solver, Terms};
use rand_core::UnwrapErr;
use std::hint::black_box;
use std::time::Instant;

const TRIES: u32 = 1 << 20;
const PURPOSE: Purpose<'_> = Purpose {
    what: "login",
    subject: &[1; 16],
};

fn challenge(key: &Secret<32>, bits: u8) -> Vec<u8> {
    let terms = Terms {
        bits,
        ends_ms: u64::MAX,
    };
    work::challenge(key, PURPOSE, terms, &mut UnwrapErr(getrandom::SysRng)).to_vec()
}

fn works(c: &mut Criterion) {
    let key = Secret::from_bytes([1; 32]);
    // Found by nobody within these tries, or hardly.
    let mut solver = Solver::new(&challenge(&key, work::BITS_MAX)).unwrap();
    let start = Instant::now();
    black_box(solver.work(TRIES));
    let each = start.elapsed().as_secs_f64() / f64::from(TRIES);
    for bits in [16, 18, 20, 22] {
        println!(
            "WORK {bits} bits: {:.2} s on average ({:.2} million tries a second)",
            each * f64::from(1_u32 << bits),
            1e-6 / each
        );
    }
    let solution = Solver::new(&challenge(&key, 16)).unwrap().work(u32::MAX).unwrap();
    c.bench_function("work/verify", |b| {
        b.iter(|| work::verify(&key, PURPOSE, black_box(&solution), 0));
    });
}

criterion_group!(benches, works);
criterion_main!(benches);
