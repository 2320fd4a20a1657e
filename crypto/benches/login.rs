//! What a sign-in costs the server: both halves of OPAQUE and the second factor's MAC, over one Argon2id verification at OWASP's
//! least parameters (19 MiB, two passes, one lane), which a server that sees passwords would pay. Measured in the same run.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench")]

use argon2::{Algorithm, Argon2, Params, Version};
use criterion::{Criterion, criterion_group, criterion_main};
use crypto::opaque::client::{login_start, register_start};
use crypto::opaque::{KsfProfile, ServerSetup, check_upload};
use crypto::second_factor;
use rand_core::UnwrapErr;
use std::hint::black_box;
use std::time::{Duration, Instant};

const PASSWORD: &[u8] = b"mossy lanterns walk over the river in the rain";
const USER: [u8; 16] = [1; 16];
const HOST: &str = "post.example.org";
const ROUNDS: usize = 30;

fn rng() -> UnwrapErr<getrandom::SysRng> {
    UnwrapErr(getrandom::SysRng)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    *times.get(times.len() / 2).unwrap()
}

/// The server's part of one sign-in; the client's is not timed.
fn sign_in(setup: &ServerSetup, record: &[u8]) -> Duration {
    let (client, ke1) = login_start(PASSWORD, &mut rng());
    let first = Instant::now();
    let (server, ke2) = setup
        .login_start(Some(record), &ke1, &USER, HOST, KsfProfile::One, &mut rng())
        .unwrap();
    let first = first.elapsed();
    let done = client
        .finish(PASSWORD, &ke2, &USER, HOST, KsfProfile::One, &mut rng())
        .unwrap();
    let pre_auth = [7; 32];
    let mac = second_factor::mac(
        done.session_key.expose(),
        &USER,
        second_factor::TOTP,
        &pre_auth,
        "123456",
    );
    let second = Instant::now();
    let key = server.finish(&done.ke3).unwrap();
    let checked = second_factor::verify(
        key.expose(),
        &USER,
        second_factor::TOTP,
        &pre_auth,
        "123456",
        &mac,
    );
    assert!(checked.is_ok());
    first + second.elapsed()
}

fn login(c: &mut Criterion) {
    let setup = ServerSetup::make(&mut rng());
    let (registration, request) = register_start(PASSWORD, &mut rng());
    let response = setup.register(&request, &USER).unwrap();
    let registered = registration
        .finish(PASSWORD, &response, &USER, HOST, KsfProfile::One, &mut rng())
        .unwrap();
    let record = check_upload(&registered.upload).unwrap();
    let params = Params::new(19 * 1024, 2, 1, Some(32)).unwrap();
    let rival = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut verify = || {
        let mut out = [0; 32];
        rival
            .hash_password_into(black_box(PASSWORD), b"0123456789abcdef", &mut out)
            .unwrap();
        black_box(out);
    };
    // In pairs, so that whatever else the machine does falls on both.
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(sign_in(&setup, &record));
        let start = Instant::now();
        verify();
        theirs.push(start.elapsed());
    }
    let (ours, theirs) = (median(ours), median(theirs));
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!(
        "LOGIN RATIO server's part over Argon2id at 19 MiB: {ratio:.4} (ours {ours:?}, Argon2id {theirs:?})"
    );
    c.bench_function("login/argon2id_19_mib", |b| b.iter(&mut verify));
}

criterion_group!(benches, login);
criterion_main!(benches);
