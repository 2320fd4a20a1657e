//! A good input for every target, made here instead of kept.

use std::{collections::BTreeMap, fs, path::Path};

use crypto::{
    BlobKey, EpochKey, Kek, PartKey, Secret, Umk,
    age::{self, FileSealer},
    amend::{Amend, Change},
    at_rest::{self, slot},
    hazmat::stream,
    keys::keyring::{DecKeyring, Escrow, LogPin, Profile, ServerPin, SigKeyring},
    message,
    opaque::{self, ServerSetup},
    part::PartSealer,
    proof::{self, Proof},
    receipt::{Assurance, AuditEntry, AuditType, Promise, Receipt, ReceiptKind, object_hash},
    recovery, report, sha256,
    submission::{Entry, Mode, PartEntry, ReceiptMode, Submission},
    tlog::{Checkpoint, Head, leaf_hash},
    work::{self, Purpose, Solver, Terms},
};

use super::targets::{ID, KEY, identity, log_signer, open_letter, pieces, record, rng, signer};

/// Writes the target's seeds into `folder`, which is a corpus for the fuzzer.
pub fn write(target: &str, folder: &str) {
    fs::create_dir_all(folder).unwrap();
    for (number, seed) in seeds(target).into_iter().enumerate() {
        fs::write(Path::new(folder).join(format!("seed-{number}")), seed).unwrap();
    }
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let recipient = identity().recipient();
    let plaintext = message::encode(manifest().as_bytes(), &signer()).unwrap();
    let delivery = age::seal(&recipient, &plaintext, &mut rng());
    match target {
        "address" => vec!["Björn.Å@exämple.org".into(), "a@b".into()],
        "age_header" => vec![delivery[..age::DELIVERY_HEADER_LEN].to_vec(), HEADER.into()],
        "amend" => [Change::Expiry(1), Change::Recall]
            .map(|change| {
                let amend = Amend {
                    change,
                    msg_id: ID,
                    submission_sha256: KEY,
                    now_ms: 1,
                };
                amend.encode()
            })
            .into(),
        "age_text" => vec![
            identity().to_text().as_bytes().to_vec(),
            recipient.to_text().into(),
        ],
        "at_rest" => vec![at_rest::seal(&BlobKey::from_bytes(KEY), b"e2e", &mut rng())],
        "box1" => vec![Umk::from_bytes(KEY).wrap(&Kek::from_bytes(KEY), &ID, &mut rng())],
        "checks" => vec![letter(&plaintext)],
        "delivery" => vec![delivery],
        "foreign" => vec![file()],
        "key_record" => vec![record().record],
        "keyring" => keyrings(),
        "manifest" => vec![manifest().into()],
        "message" => vec![plaintext.to_vec()],
        "opaque" => logins(),
        "part" => vec![part()],
        "promise" => vec![promise([2; 32]).encode()],
        "proof" => vec![proof(), report()],
        "receipt" => vec![receipt().encode()],
        "recovery" => vec![recovery::to_words(&Secret::from_bytes([1; 16])).as_bytes().to_vec()],
        "work" => vec![work()],
        "slot" => vec![
            slot::seal(
                &EpochKey::from_bytes(KEY),
                1,
                2,
                &ID,
                &BlobKey::from_bytes(KEY),
                &mut rng(),
            )
            .to_vec(),
            slot::Header { epoch: 1, slots: 2 }.encode(),
        ],
        "stream" => vec![
            [
                &[255][..],
                &stream::seal_chunk(&Secret::from_bytes(KEY), 0, true, b"x"),
            ]
            .concat(),
        ],
        "submission" => vec![submission(&[0; 32], &delivery).encode()],
        "tlog" => vec![
            Checkpoint::sign(Head { size: 7, root: KEY }, &log_signer()).into(),
            log_signer().verifier().to_text().into(),
            "entries/x001/067.p/255".into(),
            [&6_u64.to_be_bytes()[..], &7_u64.to_be_bytes(), &[1; 96]].concat(),
        ],
        _ => Vec::new(),
    }
}

const HEADER: &str = "age-encryption.org/v1\n-> x a b\nAA\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";

/// From and to the one who has the key.
fn manifest() -> String {
    let text = |bytes: &[u8]| {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let bits = bytes
            .iter()
            .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1))
            .collect::<Vec<_>>();
        let six = |bits: &[u8]| (0..6).fold(0, |n, at| n << 1 | usize::from(bits.get(at) == Some(&1)));
        bits.chunks(6)
            .map(|bits| char::from(ALPHABET[six(bits)]))
            .collect::<String>()
    };
    let (id, zeros) = (text(&ID), text(&[0; 32]));
    let (sig, enc) = (
        text(&signer().verifying_key().fingerprint()),
        text(&identity().recipient().fingerprint()),
    );
    format!(
        concat!(
            r#"{{"v":1,"suite":"forsegla-1","crit":[],"salt":"{zeros}","id":"{id}","created_ms":1700000000000,"#,
            r#""from":{{"addr":"a@b","mbox":"{id}","epoch":0,"sig":"{sig}","enc":"{enc}","as":null,"name":"A"}},"#,
            r#""to":[{{"addr":"a@b","mbox":"{id}","epoch":0,"enc":"{enc}"}}],"cc":[],"subject":"S","#,
            r#""thread":"{id}","refs":["{zeros}"],"parts":[{{"role":"body","mime":"text/plain","data":"T"}},"#,
            r#"{{"role":"attachment","mime":"a/b","name":"n","cid":"c","blob":"{id}","key":"{zeros}","#,
            r#""size":1,"csize":1056,"sha256":"{zeros}"}}],"policy":{{"receipt":"none","expires_ms":0,"#,
            r#""forward":true,"label":""}},"kt":{{"origin":"h/kt","size":0,"root":"{zeros}"}},"e2e":true}}"#
        ),
        zeros = zeros,
        id = id,
        sig = sig,
        enc = enc
    )
}

fn submission(manifest_sha256: &[u8; 32], envelope: &[u8]) -> Submission {
    Submission {
        mode: Mode::Mailbox,
        msg_id: ID,
        sender_mbox: ID,
        sender_epoch: 0,
        created_ms: 1_700_000_000_000,
        receipt: ReceiptMode::None,
        expires_ms: 0,
        public_label: String::new(),
        manifest_sha256: *manifest_sha256,
        deliveries: vec![Entry {
            mbox: ID,
            epoch: 0,
            envelope_sha256: sha256(envelope),
            envelope_size: envelope.len().try_into().unwrap(),
        }],
        parts: vec![PartEntry {
            blob_id: ID,
            csize: 1056,
            sha256: [0; 32],
        }],
        kt_size: 0,
        kt_root: [0; 32],
    }
}

fn promise(object_hash: [u8; 32]) -> Promise {
    let (audit_index, server_ms) = (1, 1_700_000_000_000);
    Promise {
        audit_type: AuditType::Submission,
        object_hash,
        audit_index,
        server_ms,
        assurance: Assurance::Code,
    }
}

/// A whole letter that passes all checks: the target seals the plaintext with the same generator.
fn letter(plaintext: &[u8]) -> Vec<u8> {
    let envelope = age::seal(&identity().recipient(), plaintext, &mut rng());
    let submission = submission(&sha256(manifest().as_bytes()), &envelope).encode();
    let signature = Submission::sign(&submission, &signer()).to_bytes();
    let promise = promise(object_hash(1, &submission, &signature)).encode();
    let letter = [pieces(&[&submission, &promise]), plaintext.to_vec()].concat();
    assert!(open_letter(&letter).is_ok(), "the seed passes every check");
    letter
}

fn file() -> Vec<u8> {
    let mut sealer = FileSealer::new(&[identity().recipient()], &mut rng());
    let mut file = vec![1];
    sealer.update_into(b"plaintext", &mut file).unwrap();
    sealer.finish_into(&mut file);
    file
}

fn part() -> Vec<u8> {
    let mut sealer = PartSealer::new(&PartKey::from_bytes(KEY), [2; 16], 9);
    let mut bytes = [pieces(&[b"plaintext"]), vec![1]].concat();
    sealer.update_into(b"plaintext", &mut bytes).unwrap();
    bytes.extend(sealer.finish().unwrap().0);
    bytes
}

/// A submission alone in a log, without its letter.
fn proof() -> Vec<u8> {
    let submission = submission(&[0; 32], &[]);
    let bytes = submission.encode();
    let signature = Submission::sign(&bytes, &signer()).to_bytes();
    let object = object_hash(AuditType::Submission.number(), &bytes, &signature);
    let promise = Promise {
        audit_index: 0,
        ..promise(object)
    };
    let leaf = AuditEntry {
        audit_type: promise.audit_type,
        server_ms: promise.server_ms,
        commitment: AuditEntry::commitment(&KEY, &object),
    };
    let head = Head { size: 1, root: leaf_hash(&leaf.encode()) };
    let promise = promise.encode();
    let file = Proof {
        v: Proof::VERSION,
        made_ms: 1,
        server_key: *signer().verifying_key().as_bytes(),
        log_key: log_signer().verifier().to_text(),
        checkpoint: Checkpoint::sign(head, &log_signer()),
        submission: proof::Entry {
            bytes,
            signature: signature.to_vec(),
            promise_signature: Promise::sign(&promise, &signer()).to_bytes().to_vec(),
            promise,
            opening: KEY,
            inclusion: Vec::new(),
        },
        sender: vec![record()],
        receipts: Vec::new(),
        manifest: None,
    }
    .to_file(&signer());
    assert!(proof::verify(&file).is_ok(), "the seed holds");
    file
}

fn report() -> Vec<u8> {
    let json = br#"{"v":1}"#;
    let signature = report::sign(json, &signer());
    report::to_file(report::ReportKind::Letters, json, &signature, &signer().verifying_key()).into()
}

fn receipt() -> Receipt {
    Receipt {
        kind: ReceiptKind::PartOpened,
        msg_id: ID,
        envelope_sha256: KEY,
        manifest_sha256: KEY,
        opened: KEY,
        part_blob: ID,
        delivery_mbox: ID,
        reader_mbox: ID,
        reader_addr: "a@b".into(),
        reader_epoch: 0,
        client_ms: 1,
        kt_size: 0,
        kt_root: [0; 32],
        audit_size: 0,
        audit_root: [0; 32],
        nonce: ID,
    }
}

fn keyrings() -> Vec<Vec<u8>> {
    let seeds = BTreeMap::from([(0, Secret::from_bytes(KEY))]);
    let dec = DecKeyring {
        ver: 1,
        seeds: seeds.clone(),
        groups: BTreeMap::from([(ID, seeds.clone())]),
    };
    let sig = SigKeyring {
        ver: 1,
        dec_ver: 1,
        local_ver: 1,
        sign_seeds: seeds,
        min_suite: 1,
        server: ServerPin {
            sig_pk: KEY,
            log_vkey: None,
        },
        kt: LogPin::default(),
        audit: LogPin::default(),
        own_records: vec![record()],
        contacts: BTreeMap::new(),
        escrow: Escrow::default(),
        k_local_old: Vec::new(),
        profile: Profile::default(),
    };
    [
        dec.seal(&KEY.into_key(), &ID, &mut rng()),
        sig.seal(&KEY.into_key(), &ID, &mut rng()),
    ]
    .into_iter()
    .zip(["keyring/dec", "keyring/sig"])
    .map(|(sealed, label)| {
        let aad = [&ID[..], &1u64.to_be_bytes()].concat();
        crypto::hazmat::box1::open(&KEY, label, &aad, &sealed.unwrap())
            .unwrap()
            .to_vec()
    })
    .collect()
}

/// The one key, as whatever is asked for.
trait IntoKey<K> {
    fn into_key(self) -> K;
}

impl<K: From<Secret<32>>> IntoKey<K> for [u8; 32] {
    fn into_key(self) -> K {
        Secret::from_bytes(self).into()
    }
}

fn logins() -> Vec<Vec<u8>> {
    let setup = ServerSetup::make(&mut rng());
    let (_, request) = opaque::register_start(b"password", &mut rng());
    let (_, ke1) = opaque::login_start(b"password", &mut rng());
    let response = setup.register(&request, &ID).unwrap();
    // An upload's first 32 bytes are a point, the rest is free.
    let upload = [&response[32..], &[7; 160][..]].concat();
    vec![request, ke1, response, upload, setup.to_bytes().to_vec()]
}

fn work() -> Vec<u8> {
    let purpose = Purpose { what: "login", subject: &ID };
    let terms = Terms { bits: 8, ends_ms: u64::MAX };
    let challenge = work::challenge(&Secret::from_bytes(KEY), purpose, terms, &mut rng());
    Solver::new(&challenge).unwrap().work(u32::MAX).unwrap()
}
