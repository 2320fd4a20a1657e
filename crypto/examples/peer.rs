//! The crate as a peer for other implementations: reads one JSON question a line, writes one JSON answer a line, bytes in
//! base64. For the tests that let foreign programs open what this one seals and the other way round.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crypto::age::foreign::{self, AnyIdentity};
use crypto::age::{FileSealer, Identity, Recipient, open_delivery, seal};
use crypto::hazmat::xwing;
use crypto::{CryptoRng, Secret};
use serde_json::{Value, json};

fn main() {
    let mut rng = rand_core::UnwrapErr(getrandom::SysRng);
    for line in std::io::stdin().lines() {
        let ask: Value = serde_json::from_str(&line.unwrap()).unwrap();
        println!("{}", answer(&ask, &mut rng));
    }
}

fn answer(ask: &Value, rng: &mut impl CryptoRng) -> Value {
    match ask["ask"].as_str().unwrap() {
        "identity" => {
            let identity = Identity::make(rng);
            json!({
                "identity": identity.to_text().as_str(),
                "recipient": identity.recipient().to_text(),
                "seed": STANDARD.encode(identity.seed().expose()),
                "public": STANDARD.encode(identity.recipient().as_bytes()),
            })
        }
        // One stanza, opened whole: a letter.
        "seal delivery" => {
            json!({"file": STANDARD.encode(seal(&recipient(ask), &bytes(ask, "plaintext"), rng))})
        }
        "open delivery" => {
            let identity = Identity::from_text(ask["identity"].as_str().unwrap()).unwrap();
            opened(open_delivery(&identity, &bytes(ask, "file")).map(|plaintext| plaintext.to_vec()))
        }
        // Any age file, pushed through in pieces.
        "seal file" => {
            let mut sealer = FileSealer::new(&[recipient(ask)], rng);
            let mut file = Vec::new();
            for piece in bytes(ask, "plaintext").chunks(10_000) {
                sealer.update_into(piece, &mut file).unwrap();
            }
            sealer.finish_into(&mut file);
            json!({"file": STANDARD.encode(file)})
        }
        "open file" => {
            let identity = AnyIdentity::from_text(ask["identity"].as_str().unwrap()).unwrap();
            opened(foreign::open(&[identity], &bytes(ask, "file")).map(|plaintext| plaintext.to_vec()))
        }
        // The stanza's layer alone: HPKE with X-Wing.
        "seal hpke" => {
            let public = xwing::PublicKey::parse(&bytes(ask, "public")).unwrap();
            let (enc, sealed) = xwing::seal(&public, &bytes(ask, "info"), b"", &bytes(ask, "plaintext"), rng);
            json!({"enc": STANDARD.encode(enc), "sealed": STANDARD.encode(sealed)})
        }
        "open hpke" => {
            let seed = Secret::try_from_slice(&bytes(ask, "seed")).unwrap();
            let key = xwing::PrivateKey::from_seed(&seed);
            opened(
                xwing::open(
                    &key,
                    &bytes(ask, "info"),
                    b"",
                    &bytes(ask, "enc"),
                    &bytes(ask, "sealed"),
                )
                .map(|plaintext| plaintext.to_vec()),
            )
        }
        other => panic!("unknown question: {other}"),
    }
}

fn recipient(ask: &Value) -> Recipient {
    Recipient::from_text(ask["recipient"].as_str().unwrap()).unwrap()
}

fn bytes(ask: &Value, field: &str) -> Vec<u8> {
    STANDARD.decode(ask[field].as_str().unwrap()).unwrap()
}

fn opened<E>(plaintext: Result<Vec<u8>, E>) -> Value {
    match plaintext {
        Ok(plaintext) => json!({"plaintext": STANDARD.encode(plaintext)}),
        Err(_) => json!({"refused": true}),
    }
}
