//! Proof files: what holds, and that nothing else does, whoever signs it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use crypto::{
    Hash, Secret,
    age::Identity,
    manifest::{Manifest, ReceiptMode, hash_of},
    proof::{self, Entry, Proof, ProofError, Proven, ReceiptEntry},
    receipt::{Assurance, AuditEntry, AuditType, Promise, Receipt, ReceiptKind, derive_opened, object_hash},
    record::{Kind, SignedRecord},
    sha256,
    sign::{Label, SigningKey},
    submission::{Entry as Delivery, Mode, Submission},
    tlog::{Checkpoint, Frontier, Head, Node, NoteSigner, leaf_hash, make_inclusion},
};
use rand_core::Rng;
use serde_json::Value;
use std::{collections::HashMap, convert::Infallible};

use super::{
    support::rng,
    test,
    world::{NOW_MS, NOW_S, Person, World},
};

/// The letter of the [`World`], with receipts of both readers, in a log with other entries around; and what a test changes of it
/// before it is signed.
struct Draft {
    world: World,
    manifest: Manifest,
    submission: Submission,
    receipts: Vec<Receipt>,
    /// When the server had each, the submission first.
    times_ms: Vec<u64>,
    server: SigningKey,
    /// Who signs receipts and submission in their place.
    forger: Option<SigningKey>,
    records: HashMap<[u8; 16], Vec<SignedRecord>>,
    with_manifest: bool,
}

/// The browser's engine takes some milliseconds for each.
const FLIPS: usize = if cfg!(target_arch = "wasm32") { 500 } else { 10_000 };

fn log_signer() -> NoteSigner {
    NoteSigner::new("mail.example.org/audit", &Secret::from_bytes([9; 32])).unwrap()
}

fn record(person: &Person) -> SignedRecord {
    let record = person.record.record();
    let (from_s, until_s) = (record.created_s, record.not_after_s);
    SignedRecord::make_first(
        Kind::Person,
        person.addr,
        &person.mailbox,
        &person.signer,
        &person.recipient(),
        from_s,
        until_s,
    )
}

/// The next record, under another signing key.
fn renewed(person: &Person, created_s: u64) -> (SignedRecord, SigningKey) {
    let (signer, identity) = (SigningKey::make(&mut rng(77)), Identity::make(&mut rng(78)));
    let before = record(person).verify_first().unwrap();
    let until_s = created_s + 86_400;
    let next = SignedRecord::make_next(
        &before,
        &person.signer,
        &signer,
        &identity.recipient(),
        created_s,
        until_s,
    );
    (next, signer)
}

impl Draft {
    fn new() -> Self {
        let world = World::new();
        let manifest = world.manifest();
        let delivery = |person: &Person| Delivery {
            mbox: person.mailbox,
            epoch: 0,
            envelope_sha256: sha256(&person.mailbox),
            envelope_size: 4000,
        };
        let people = [&world.anna, &world.bjorn, &world.clara];
        let submission = Submission {
            mode: Mode::Mailbox,
            msg_id: manifest.id,
            sender_mbox: world.anna.mailbox,
            sender_epoch: 0,
            created_ms: NOW_MS,
            receipt: ReceiptMode::Opened,
            expires_ms: 0,
            public_label: String::new(),
            manifest_sha256: hash_of(&manifest.to_bytes()),
            deliveries: people.map(delivery).to_vec(),
            parts: Vec::new(),
            kt_size: 0,
            kt_root: [0; 32],
        };
        let receipt = |person: &Person| Receipt {
            kind: ReceiptKind::Opened,
            msg_id: submission.msg_id,
            envelope_sha256: sha256(&person.mailbox),
            manifest_sha256: submission.manifest_sha256,
            opened: derive_opened(
                manifest.salt.expose(),
                &submission.msg_id,
                &person.mailbox,
                &person.mailbox,
            ),
            part_blob: [0; 16],
            delivery_mbox: person.mailbox,
            reader_mbox: person.mailbox,
            reader_addr: person.addr.to_owned(),
            reader_epoch: 0,
            client_ms: NOW_MS + 500,
            kt_size: 0,
            kt_root: [0; 32],
            audit_size: 3,
            audit_root: [3; 32],
            nonce: [4; 16],
        };
        Self {
            receipts: vec![receipt(&world.bjorn), receipt(&world.clara)],
            times_ms: vec![NOW_MS, NOW_MS + 1000, NOW_MS + 2000],
            server: world.server.clone(),
            forger: None,
            records: people.map(|person| (person.mailbox, vec![record(person)])).into(),
            with_manifest: true,
            manifest,
            submission,
            world,
        }
    }

    fn signer(&self, mailbox: [u8; 16]) -> &SigningKey {
        let people = [&self.world.anna, &self.world.bjorn, &self.world.clara];
        let found = people.into_iter().find(|person| person.mailbox == mailbox);
        self.forger
            .as_ref()
            .unwrap_or(&found.unwrap_or(&self.world.clara).signer)
    }

    /// Signs, promises and logs everything.
    fn proof(&self) -> Proof {
        let bytes = self.submission.encode();
        let signature = Submission::sign(&bytes, self.signer(self.submission.sender_mbox)).to_bytes();
        let mut signed = vec![(AuditType::Submission, bytes, signature)];
        for receipt in &self.receipts {
            let bytes = receipt.encode();
            let signature = Receipt::sign(&bytes, self.signer(receipt.reader_mbox)).to_bytes();
            signed.push((AuditType::Receipt, bytes, signature));
        }
        // Five entries of others, ours, and five more.
        let mut leaves: Vec<Hash> = (0..5).map(|n| leaf_hash(&[n])).collect();
        let mut entries = Vec::new();
        for ((audit_type, bytes, signature), server_ms) in signed.into_iter().zip(&self.times_ms) {
            let object = object_hash(audit_type.number(), &bytes, &signature);
            let opening = sha256(&object);
            let leaf = AuditEntry {
                audit_type,
                server_ms: *server_ms,
                commitment: AuditEntry::commitment(&opening, &object),
            };
            let promise = Promise {
                audit_type,
                object_hash: object,
                audit_index: leaves.len() as u64,
                server_ms: *server_ms,
                assurance: Assurance::Code,
            }
            .encode();
            leaves.push(leaf_hash(&leaf.encode()));
            entries.push(Entry {
                bytes,
                signature: signature.to_vec(),
                promise_signature: Promise::sign(&promise, &self.server).to_bytes().to_vec(),
                promise,
                opening,
                inclusion: Vec::new(),
            });
        }
        leaves.extend((10..15).map(|n| leaf_hash(&[n])));
        let (mut frontier, mut nodes) = (Frontier::default(), HashMap::<Node, Hash>::new());
        for leaf in &leaves {
            nodes.extend(frontier.append(*leaf));
        }
        let head = Head {
            size: frontier.size(),
            root: frontier.root(),
        };
        for entry in &mut entries {
            let index = Promise::parse(&entry.promise).unwrap().audit_index;
            let Ok(path) = make_inclusion(index, head.size, |node| Ok::<_, Infallible>(nodes[&node]));
            entry.inclusion = path;
        }
        let mut entries = entries.into_iter();
        Proof {
            v: Proof::VERSION,
            made_ms: NOW_MS + 5000,
            server_key: *self.world.server.verifying_key().as_bytes(),
            log_key: log_signer().verifier().to_text(),
            checkpoint: Checkpoint::sign(head, &log_signer()),
            submission: entries.next().unwrap(),
            sender: self.records[&self.world.anna.mailbox].clone(),
            receipts: entries
                .zip(&self.receipts)
                .map(|(entry, receipt)| ReceiptEntry {
                    receipt: entry,
                    reader: self
                        .records
                        .get(&receipt.reader_mbox)
                        .cloned()
                        .unwrap_or_default(),
                })
                .collect(),
            manifest: self.with_manifest.then(|| self.manifest.to_bytes().into()),
        }
    }

    fn file(&self) -> Vec<u8> {
        self.proof().to_file(&self.world.anna.signer)
    }

    fn verify(&self) -> Result<Proven, ProofError> {
        proof::verify(&self.file())
    }
}

#[test]
fn a_whole_file_proves_sending_and_opening_with_the_letter_or_without() {
    for with_manifest in [true, false] {
        let mut draft = Draft::new();
        draft.with_manifest = with_manifest;
        let proven = draft.verify().unwrap();
        assert_eq!(proven.sender.addr, "anna@example.org");
        assert_eq!(
            proven.sender.fingerprint,
            draft.world.anna.signer.verifying_key().fingerprint()
        );
        assert_eq!((proven.promise.server_ms, proven.head.size), (NOW_MS, 13));
        let readers: Vec<_> = proven
            .receipts
            .iter()
            .map(|one| one.reader.addr.as_str())
            .collect();
        assert_eq!(readers, ["björn@example.org", "clara@example.org"]);
        assert_eq!(proven.receipts[1].promise.server_ms, NOW_MS + 2000);
        assert_eq!(proven.recipients().count(), 2);
        assert_eq!(
            proven.manifest.map(|manifest| manifest.subject),
            with_manifest.then(|| "Åtta frågor".to_owned())
        );
        assert_eq!(proven.log_key.name(), "mail.example.org/audit");
        assert_eq!(proven.server_key, draft.world.server.verifying_key());
    }
}

#[test]
fn of_ten_thousand_files_with_one_bit_flipped_none_holds() {
    let (file, mut rng) = (Draft::new().file(), rng(1));
    for _ in 0..FLIPS {
        let bit = rng.next_u64() as usize % (file.len() * 8);
        let mut flipped = file.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(proof::verify(&flipped).is_err(), "bit {bit}");
    }
}

/// A file around any inner JSON, signed by the sender.
fn signed_around(inner: &[u8], draft: &Draft) -> Vec<u8> {
    let outer: Value = serde_json::from_slice(&draft.file()).unwrap();
    let signature = draft.world.anna.signer.sign(Label::Proof, inner).to_bytes();
    format!(
        "{{\n  \"forsegla\": {},\n  \"proof\": \"{}\",\n  \"signature\": \"{}\"\n}}",
        outer["forsegla"],
        URL_SAFE_NO_PAD.encode(inner),
        URL_SAFE_NO_PAD.encode(signature)
    )
    .into_bytes()
}

#[test]
fn a_sender_who_flips_a_bit_and_signs_again_proves_nothing() {
    let draft = Draft::new();
    let inner = serde_json::to_vec(&draft.proof()).unwrap();
    assert_eq!(signed_around(&inner, &draft), draft.file());
    // When it was made is the sender's word, and nothing else is.
    let made_ms = inner
        .windows(9)
        .position(|bytes| bytes == b"\"made_ms\"")
        .unwrap();
    let free = made_ms + 10..made_ms + 10 + NOW_MS.to_string().len();
    let mut rng = rng(2);
    for _ in 0..FLIPS {
        let bit = rng.next_u64() as usize % (inner.len() * 8);
        if free.contains(&(bit / 8)) {
            continue;
        }
        let mut flipped = inner.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(
            proof::verify(&signed_around(&flipped, &draft)).is_err(),
            "bit {bit}"
        );
    }
}

#[test]
fn there_is_one_spelling_of_a_file() {
    let draft = Draft::new();
    let (file, inner) = (draft.file(), serde_json::to_string(&draft.proof()).unwrap());
    let text = String::from_utf8(file.clone()).unwrap();
    for other in [
        format!("{text}\n"),
        format!(" {text}"),
        text.replace('\n', "\r\n"),
        text.replace("  \"", "\t\""),
        text.replacen("\"forsegla\"", "\"forsegl\\u0061\"", 1),
        text.replacen('{', "{\"x\":1,", 1),
        text.replacen("proof of a letter 1", "proof of a letter 2", 1),
        String::new(),
    ] {
        assert!(proof::verify(other.as_bytes()).is_err(), "{other:.60}");
    }
    for other in [
        format!("{inner} "),
        inner.replacen("{\"v\":1", "{ \"v\":1", 1),
        inner.replacen("\"v\":1", "\"v\":2", 1),
        inner.replacen("\"v\":1", "\"v\":1,\"x\":1", 1),
        inner.replacen("\"self\"", "\"x\":1,\"self\"", 1),
    ] {
        assert_ne!(other, inner);
        assert!(
            proof::verify(&signed_around(other.as_bytes(), &draft)).is_err(),
            "{other:.60}"
        );
    }
    assert!(proof::verify(&vec![b' '; proof::FILE_LEN_MAX + 1]).is_err());
}

#[test]
fn lists_with_something_missing_reordered_or_twice_prove_nothing() {
    type Change = fn(&mut Proof);
    let changes: [Change; 18] = [
        |it| it.receipts.reverse(),
        |it| it.receipts[1] = it.receipts[0].clone(),
        |it| it.receipts[0].receipt = it.submission.clone(),
        |it| it.submission = it.receipts[0].receipt.clone(),
        |it| it.receipts[0].reader.clear(),
        |it| it.receipts[0].reader = it.sender.clone(),
        |it| it.receipts[0].reader = vec![it.receipts[0].reader[0].clone(); 2],
        |it| it.receipts[0].reader[0].org_sig = vec![1; 64],
        |it| it.receipts[0].reader[0].prev_sig = vec![1; 64],
        |it| it.sender[0].org_sig = vec![1],
        |it| it.submission.inclusion.truncate(1),
        |it| it.submission.inclusion.reverse(),
        |it| it.submission.inclusion.push([0; 32]),
        |it| it.submission.inclusion = it.receipts[0].receipt.inclusion.clone(),
        |it| it.receipts[0].receipt.opening = it.receipts[1].receipt.opening,
        |it| it.checkpoint.push_str("\u{2014} witness AAAAAAA=\n"),
        |it| it.log_key = it.log_key.replace("mail", "post"),
        // The same head, in a log of another kind.
        |it| {
            let other = NoteSigner::new("mail.example.org/kt", &Secret::from_bytes([9; 32])).unwrap();
            let head = Checkpoint::open(&it.checkpoint, &log_signer().verifier()).unwrap();
            it.checkpoint = Checkpoint::sign(head, &other);
            it.log_key = other.verifier().to_text();
        },
    ];
    let draft = Draft::new();
    for (n, change) in changes.iter().enumerate() {
        let mut proof = draft.proof();
        change(&mut proof);
        assert!(
            proof::verify(&proof.to_file(&draft.world.anna.signer)).is_err(),
            "change {n}"
        );
    }
    // Somebody else takes a receipt out and can sign for it by nobody but themselves.
    let mut proof = draft.proof();
    proof.receipts.pop();
    let shorter = proof::verify(&proof.to_file(&draft.world.clara.signer));
    assert_eq!(
        shorter.err(),
        Some(ProofError::Broken("the sender's signature over the file"))
    );
}

#[test]
fn what_does_not_belong_together_proves_nothing_however_well_it_is_signed() {
    type Change = fn(&mut Draft);
    let changes: [Change; 27] = [
        |it| it.server = SigningKey::make(&mut rng(50)),
        |it| it.forger = Some(SigningKey::make(&mut rng(50))),
        |it| it.submission.sender_epoch = 1,
        |it| it.submission.sender_mbox = it.world.bjorn.mailbox,
        |it| it.submission.mode = Mode::Pseudonym,
        |it| it.submission.receipt = ReceiptMode::None,
        |it| it.submission.manifest_sha256 = [1; 32],
        |it| it.submission.msg_id = [1; 16],
        |it| it.submission.created_ms += 1,
        |it| it.manifest.subject.push('!'),
        |it| it.receipts[0].kind = ReceiptKind::Erased,
        |it| it.receipts[0].msg_id = [1; 16],
        |it| it.receipts[0].manifest_sha256 = [1; 32],
        |it| it.receipts[0].envelope_sha256 = [1; 32],
        |it| it.receipts[0].opened = [1; 32],
        |it| it.receipts[0].delivery_mbox = it.world.clara.mailbox,
        |it| it.receipts[0].delivery_mbox = [1; 16],
        |it| it.receipts[0].reader_mbox = it.world.clara.mailbox,
        |it| it.receipts[0].reader_addr = "clara@example.org".into(),
        |it| it.receipts[0].reader_epoch = 1,
        |it| it.receipts[0].audit_size = 7,
        |it| it.submission.deliveries[1].epoch = 1,
        |it| it.times_ms[0] = NOW_MS - 86_400_000 - 300_001,
        |it| it.times_ms[1] = NOW_MS + 86_400_000 * 301,
        // Keys that were replaced before they signed.
        |it| {
            let (next, _) = renewed(&it.world.bjorn, NOW_S - 600);
            it.records.get_mut(&it.world.bjorn.mailbox).unwrap().push(next);
        },
        // A reader whom the letter does not name.
        |it| {
            it.manifest.to[0].addr = "karl@example.org".into();
            it.submission.manifest_sha256 = hash_of(&it.manifest.to_bytes());
            for receipt in &mut it.receipts {
                receipt.manifest_sha256 = it.submission.manifest_sha256;
            }
        },
        // The sender gives a receipt to herself.
        |it| {
            let anna = &it.world.anna;
            it.receipts[0].envelope_sha256 = sha256(&anna.mailbox);
            it.receipts[0].delivery_mbox = anna.mailbox;
            it.receipts[0].reader_mbox = anna.mailbox;
            it.receipts[0].reader_addr = anna.addr.into();
        },
    ];
    for (n, change) in changes.iter().enumerate() {
        let mut draft = Draft::new();
        change(&mut draft);
        assert!(draft.verify().is_err(), "change {n}");
    }
}

#[test]
fn keys_that_were_renewed_afterwards_still_prove_what_the_old_ones_signed() {
    let mut draft = Draft::new();
    let (next, newest) = renewed(&draft.world.anna, NOW_S + 60);
    draft
        .records
        .get_mut(&draft.world.anna.mailbox)
        .unwrap()
        .push(next);
    let proof = draft.proof();
    let proven = proof::verify(&proof.to_file(&newest)).unwrap();
    assert_eq!(proven.sender.epoch, 0);
    // The old key speaks for nobody any more.
    assert!(proof::verify(&proof.to_file(&draft.world.anna.signer)).is_err());
}

#[test]
fn without_the_letter_what_only_an_opener_computes_is_the_senders_word() {
    let mut draft = Draft::new();
    draft.with_manifest = false;
    draft.receipts[0].opened = [1; 32];
    assert!(draft.verify().unwrap().manifest.is_none());
    draft.with_manifest = true;
    let error = draft.verify().err();
    assert_eq!(
        error,
        Some(ProofError::Unfit(
            "a receipt of somebody who had not opened the letter"
        ))
    );
}
