//! What sealing and opening cost over the bare primitives, measured in the same run. Prints the ratios after each
//! group: of time for a delivery (bound 1.3), of throughput for a part (bound 0.7).

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench")]

use std::{hint::black_box, time::Duration};

use chacha20::ChaCha20Rng;
use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit,
    aead::{Aead, AeadInOut, Nonce},
};
use criterion::{
    BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};
use crypto::{
    PartKey,
    age::{self, Identity},
    part::{PartOpener, PartSealer},
};
use rand_core::SeedableRng;
use sha2::{Digest, Sha256};
use x_wing::{Decapsulate, DecapsulationKey, Decapsulator, Encapsulate};

const DELIVERY_LEN: usize = 4096;
const PART_LEN: usize = 64 << 20;
const PIECE: usize = 1 << 20;

fn generator() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}

/// Times `of` and gives the fastest of several rounds: what the ratios are made of.
fn fastest(rounds: u32, mut of: impl FnMut()) -> Duration {
    (0..rounds)
        .map(|_| {
            let start = std::time::Instant::now();
            of();
            start.elapsed()
        })
        .min()
        .unwrap()
}

/// Of the times: 1 is free of charge, 1.3 the bound.
fn time_ratio(what: &str, ours: Duration, bare: Duration) {
    let ratio = ours.as_secs_f64() / bare.as_secs_f64();
    println!("TIME RATIO {what}: {ratio:.3} (ours {ours:?}, bare {bare:?})");
}

/// Of the throughputs: 1 is free of charge, 0.7 the bound.
fn throughput_ratio(what: &str, ours: Duration, bare: Duration) {
    let ratio = bare.as_secs_f64() / ours.as_secs_f64();
    println!("THROUGHPUT RATIO {what}: {ratio:.3} (ours {ours:?}, bare {bare:?})");
}

fn bench(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, mut of: impl FnMut()) {
    group.bench_function(name, |b| b.iter(&mut of));
}

fn delivery(c: &mut Criterion) {
    let mut rng = generator();
    let identity = Identity::make(&mut rng);
    let recipient = identity.recipient();
    let plaintext = vec![7; DELIVERY_LEN];
    let sealed = age::seal(&recipient, &plaintext, &mut rng);
    let key = DecapsulationKey::from(*identity.seed().expose());
    let public = key.encapsulation_key().clone();
    let (ct, shared) = public.encapsulate_with_rng(&mut rng);
    let cipher = ChaCha20Poly1305::new(&shared.0.into());
    let nonce = Nonce::<ChaCha20Poly1305>::default();
    let bare_sealed = cipher.encrypt(&nonce, plaintext.as_slice()).unwrap();

    let mut seal_rng = generator();
    let mut ours_seal = || {
        drop(black_box(age::seal(
            &recipient,
            black_box(&plaintext),
            &mut seal_rng,
        )))
    };
    let mut bare_seal = || {
        let (ct, shared) = public.encapsulate_with_rng(&mut rng);
        let cipher = ChaCha20Poly1305::new(&shared.0.into());
        black_box((
            ct,
            cipher.encrypt(&nonce, black_box(plaintext.as_slice())).unwrap(),
        ));
    };
    let ours_open = || {
        drop(black_box(
            age::open_delivery(&identity, black_box(&sealed)).unwrap(),
        ))
    };
    let bare_open = || {
        let shared = key.decapsulate(black_box(&ct));
        let cipher = ChaCha20Poly1305::new(&shared.0.into());
        black_box(cipher.decrypt(&nonce, bare_sealed.as_slice()).unwrap());
    };

    let mut group = c.benchmark_group("delivery of 4 KiB");
    bench(&mut group, "seal", &mut ours_seal);
    bench(&mut group, "bare X-Wing + AEAD seal", &mut bare_seal);
    bench(&mut group, "open", ours_open);
    bench(&mut group, "bare X-Wing + AEAD open", bare_open);
    group.finish();
    let repeat = |of: &mut dyn FnMut()| fastest(30, || (0..50).for_each(|_| of()));
    time_ratio(
        "seal 4 KiB to one",
        repeat(&mut ours_seal),
        repeat(&mut bare_seal),
    );
    time_ratio(
        "open 4 KiB",
        repeat(&mut { ours_open }),
        repeat(&mut { bare_open }),
    );
}

fn hundred(c: &mut Criterion) {
    let mut rng = generator();
    let recipients: Vec<_> = (0..100).map(|_| Identity::make(&mut rng).recipient()).collect();
    let plaintext = vec![7; DELIVERY_LEN];
    let mut group = c.benchmark_group("100 recipients");
    group.sample_size(20);
    group.throughput(Throughput::Elements(100));
    bench(&mut group, "seal 4 KiB to each", || {
        for recipient in &recipients {
            black_box(age::seal(recipient, &plaintext, &mut rng));
        }
    });
    group.finish();
}

fn part(c: &mut Criterion) {
    let key = PartKey::from_bytes([1; 32]);
    let plaintext = vec![7; PART_LEN];
    let seal = |blob: &mut Vec<u8>| {
        blob.clear();
        let mut sealer = PartSealer::new(&key, [2; 16], u64::try_from(PART_LEN).unwrap());
        plaintext
            .chunks(PIECE)
            .for_each(|piece| sealer.update_into(piece, blob).unwrap());
        let (tail, hash) = sealer.finish().unwrap();
        blob.extend(tail);
        hash.unwrap()
    };
    let mut blob = Vec::with_capacity(PART_LEN + PART_LEN / 8);
    let hash = seal(&mut blob);
    let sealed = blob.clone();
    let open = |out: &mut Vec<u8>| {
        let (len, blob_len) = (
            u64::try_from(PART_LEN).unwrap(),
            u64::try_from(sealed.len()).unwrap(),
        );
        let mut opener = PartOpener::new(&key, len, blob_len, &hash);
        // As a download goes: a piece comes, its plaintext is passed on.
        for piece in sealed.chunks(PIECE) {
            out.clear();
            opener.update_into(piece, out).unwrap();
            black_box(&out);
        }
        black_box(opener.finish().unwrap());
    };
    let cipher = ChaCha20Poly1305::new(&[1; 32].into());
    let nonce = Nonce::<ChaCha20Poly1305>::default();
    let mut bytes = plaintext.clone();
    let mut bare_seal = || {
        cipher
            .encrypt_inout_detached(&nonce, b"", bytes.as_mut_slice().into())
            .unwrap();
        black_box(Sha256::digest(&bytes));
    };
    let mut sealed_bytes = plaintext.clone();
    let tag = cipher
        .encrypt_inout_detached(&nonce, b"", sealed_bytes.as_mut_slice().into())
        .unwrap();
    let mut scratch = sealed_bytes.clone();

    let mut group = c.benchmark_group("part of 64 MiB");
    group
        .sample_size(10)
        .throughput(Throughput::Bytes(u64::try_from(PART_LEN).unwrap()));
    bench(&mut group, "seal", || _ = black_box(seal(&mut blob)));
    bench(&mut group, "bare ChaCha20-Poly1305 + SHA-256", &mut bare_seal);
    bench(&mut group, "open", || open(&mut blob));
    group.finish();
    let ours = fastest(8, || _ = black_box(seal(&mut blob)));
    throughput_ratio("seal 64 MiB", ours, fastest(8, &mut bare_seal));
    let mut bare_open = Duration::MAX;
    for _ in 0..8 {
        scratch.copy_from_slice(&sealed_bytes);
        bare_open = bare_open.min(fastest(1, || {
            black_box(Sha256::digest(&scratch));
            cipher
                .decrypt_inout_detached(&nonce, b"", scratch.as_mut_slice().into(), &tag)
                .unwrap();
        }));
    }
    throughput_ratio("open 64 MiB", fastest(8, || open(&mut blob)), bare_open);
}

criterion_group!(benches, delivery, hundred, part);
criterion_main!(benches);
