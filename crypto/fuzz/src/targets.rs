//! The targets, a few lines each. What is sealed is sealed under keys of one byte repeated, so that the seeds open.

use std::{collections::BTreeMap, sync::LazyLock};

use chacha20::ChaCha20Rng;
use crypto::{
    BlobKey, EpochKey, KDec, KSig, Kek, PartKey, Secret, Umk, UnlockKey, address,
    age::{
        self, FileOpener, Identity, Recipient,
        foreign::{self, AnyIdentity},
        header::Header,
    },
    amend::Amend,
    at_rest::{self, slot},
    checks::{self, Letter, Me, Rejection, Sealed, Seen},
    hazmat::{box1, stream},
    keys::keyring::{DecKeyring, SigKeyring},
    manifest::Manifest,
    message,
    opaque::{self, KsfProfile, ServerSetup},
    part::{PartOpener, blob_len},
    proof,
    receipt::{Promise, Receipt},
    record::{KeyRecord, Kind, SignedRecord, VerifiedRecord},
    recovery, report, session, sha256,
    sign::SigningKey,
    submission::Submission,
    server_box,
    tlog::{Checkpoint, Head, NoteSigner, NoteVerifier, Tile, verify_consistency, verify_inclusion},
    work::{self, Purpose, Solver},
};
use rand_core::SeedableRng;

pub type Target = (&'static str, fn(&[u8]));

pub const ALL: [Target; 24] = [
    ("address", addresses),
    ("age_header", age_header),
    ("age_text", age_text),
    ("amend", amends),
    ("at_rest", at_rest_blob),
    ("box1", boxes),
    ("checks", sixteen_checks),
    ("delivery", delivery),
    ("foreign", foreign_file),
    ("key_record", key_record),
    ("keyring", keyring),
    ("manifest", manifest),
    ("message", message_plaintext),
    ("opaque", opaque_messages),
    ("part", part),
    ("promise", promise),
    ("proof", proof_file),
    ("receipt", receipt),
    ("recovery", recovery_words),
    ("slot", slots),
    ("stream", stream_opener),
    ("submission", submission),
    ("tlog", log),
    ("work", work_solution),
];

pub const KEY: [u8; 32] = [1; 32];
pub const ID: [u8; 16] = [1; 16];
pub const HOST: &str = "h";

pub fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}

pub fn identity() -> Identity {
    Identity::from_seed(&Secret::from_bytes(KEY))
}

pub fn signer() -> SigningKey {
    SigningKey::from_seed(&Secret::from_bytes(KEY))
}

pub fn record() -> SignedRecord {
    let recipient = identity().recipient();
    SignedRecord::make_first(
        Kind::Person,
        "a@b",
        &ID,
        &signer(),
        &recipient,
        1_700_000_000,
        1_720_000_000,
    )
}

/// Takes a piece whose length stands in its first two bytes, as far as there is one.
fn piece<'a>(bytes: &mut &'a [u8]) -> &'a [u8] {
    let (len, rest) = bytes
        .split_first_chunk()
        .map_or((0, &[][..]), |(len, rest)| (u16::from_be_bytes(*len), rest));
    let (piece, rest) = rest.split_at(rest.len().min(len.into()));
    *bytes = rest;
    piece
}

/// What the helper above takes apart.
pub fn pieces(pieces: &[&[u8]]) -> Vec<u8> {
    pieces
        .iter()
        .flat_map(|piece| [&u16::try_from(piece.len()).unwrap().to_be_bytes(), *piece].concat())
        .collect()
}

/// Pushes `bytes` in pieces of a length that they begin with.
fn push<E>(bytes: &[u8], mut to: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    rest.chunks(usize::from(*first) * 300 + 1).try_for_each(&mut to)
}

fn addresses(bytes: &[u8]) {
    if let Ok(Ok(canonical)) = str::from_utf8(bytes).map(address::canonical) {
        assert_eq!(address::canonical(&canonical), Ok(canonical));
    }
}

fn age_header(bytes: &[u8]) {
    if let Ok(header) = Header::parse(bytes) {
        assert_eq!(header.to_bytes(), bytes);
    }
}

fn age_text(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    if let Ok(identity) = Identity::from_text(text) {
        assert_eq!(*identity.to_text(), text);
    }
    if let Ok(recipient) = Recipient::from_text(text) {
        assert_eq!(recipient.to_text(), text);
    }
    let _ = AnyIdentity::from_text(text);
}

fn at_rest_blob(bytes: &[u8]) {
    let key = BlobKey::from_bytes(KEY);
    let _ = at_rest::parse_header(bytes);
    if let Ok(e2e) = at_rest::open(&key, bytes) {
        assert_eq!(at_rest::e2e_len(bytes.len() as u64), Some(e2e.len() as u64));
    }
}

fn boxes(bytes: &[u8]) {
    let _ = box1::open(&KEY, "local", &ID, bytes);
    let _ = Umk::unwrap(&Kek::from_bytes(KEY), &ID, bytes);
    let _ = session::open(&UnlockKey::from_bytes(KEY), &ID, &ID, 1, bytes);
    let _ = server_box::open(&Kek::from_bytes(KEY), server_box::Purpose::Totp, &ID, bytes);
}

fn sixteen_checks(bytes: &[u8]) {
    let _ = open_letter(bytes);
}

/// Submission and promise in pieces, then the plaintext of the envelope.
pub fn open_letter(mut bytes: &[u8]) -> Result<Letter, Rejection> {
    static SENDER: LazyLock<VerifiedRecord> = LazyLock::new(|| record().verify_first().unwrap());
    static IDENTITIES: LazyLock<BTreeMap<u32, Identity>> =
        LazyLock::new(|| BTreeMap::from([(0, identity())]));
    let (submission, promise) = (piece(&mut bytes), piece(&mut bytes));
    let _ = checks::claimed_sender(submission);
    // The signatures are made here: what a sender with a key can say is what is fuzzed.
    let (signer, server_key) = (signer(), signer().verifying_key());
    let submission_sig = Submission::sign(submission, &signer).to_bytes();
    let promise_sig = Promise::sign(promise, &signer).to_bytes();
    let envelope = age::seal(&IDENTITIES[&0].recipient(), bytes, &mut rng());
    let sealed = Sealed {
        submission,
        submission_sig: &submission_sig,
        promise,
        promise_sig: &promise_sig,
        envelope: &envelope,
    };
    let me = Me {
        mailbox: ID,
        address: "a@b",
        identities: &IDENTITIES,
        server_key: &server_key,
        min_suite: 1,
        directory_origin: "h/kt",
        now_ms: 1_700_000_000_000,
    };
    let sender = checks::Sender {
        record: &SENDER,
        withdrawn_s: None,
    };
    checks::open(sealed, me, sender, |_| Seen::Never)
}

fn delivery(bytes: &[u8]) {
    let shape = age::check_delivery_shape(bytes);
    if age::open_delivery(&identity(), bytes).is_ok() {
        assert!(shape.is_ok());
    }
}

fn foreign_file(bytes: &[u8]) {
    static IDENTITIES: LazyLock<[AnyIdentity; 2]> = LazyLock::new(|| {
        [
            AnyIdentity::XWing(identity()),
            AnyIdentity::X25519(Secret::from_bytes(KEY)),
        ]
    });
    let whole = foreign::open(&*IDENTITIES, bytes.get(1..).unwrap_or_default());
    let (mut opener, mut out) = (FileOpener::new(&*IDENTITIES), Vec::new());
    let pushed =
        push(bytes, |piece| opener.update_into(piece, &mut out)).and_then(|()| opener.finish_into(&mut out));
    assert_eq!(pushed.is_ok(), whole.is_ok());
}

fn key_record(bytes: &[u8]) {
    if let Ok(record) = KeyRecord::parse(bytes) {
        assert_eq!(record.encode(), bytes);
        // Signed by somebody, with the keys it names or others.
        let signed = SignedRecord::sign(&record, &signer(), None);
        if let (Ok(verified), Ok(again)) = (signed.verify_alone(), signed.verify_first()) {
            assert_eq!(verified, again);
        }
        let _ = signed.verify_next(&self::record().verify_first().unwrap());
    }
}

fn keyring(bytes: &[u8]) {
    // The JSON inside the box is what is fuzzed.
    let aad = [&ID[..], &1u64.to_be_bytes()].concat();
    let dec = box1::seal(&KEY, "keyring/dec", &aad, bytes, &mut rng());
    if let Ok(keyring) = DecKeyring::open(&KDec::from_bytes(KEY), &ID, 1, &dec) {
        assert!(keyring.seal(&KDec::from_bytes(KEY), &ID, &mut rng()).is_ok());
    }
    let sig = box1::seal(&KEY, "keyring/sig", &aad, bytes, &mut rng());
    let _ = SigKeyring::open(&KSig::from_bytes(KEY), &ID, 1, &sig);
}

fn manifest(bytes: &[u8]) {
    if let Ok(manifest) = Manifest::parse(bytes) {
        assert_eq!(Manifest::parse(&manifest.to_bytes()), Ok(manifest));
    }
}

fn message_plaintext(bytes: &[u8]) {
    if let Ok(plaintext) = message::decode(bytes) {
        assert!(plaintext.manifest.len() < bytes.len());
        let _ = plaintext.verify(&signer().verifying_key());
    }
}

fn opaque_messages(bytes: &[u8]) {
    static SETUP: LazyLock<ServerSetup> = LazyLock::new(|| ServerSetup::make(&mut rng()));
    let _ = SETUP.register(bytes, &ID);
    let _ = opaque::check_upload(bytes);
    let _ = ServerSetup::from_bytes(bytes);
    if let Ok((login, _)) = SETUP.login_start(None, bytes, &ID, HOST, KsfProfile::One, &mut rng()) {
        assert!(login.finish(&[0; 64]).is_err());
    }
    let _ = SETUP.login_start(Some(bytes), bytes, &ID, HOST, KsfProfile::One, &mut rng());
    // The client's answers too, as far as they are refused before Argon2 runs: a wrong length, or no point.
    if bytes.len() != opaque::KE2_LEN && bytes.len() != opaque::REGISTRATION_RESPONSE_LEN {
        let (login, _) = opaque::login_start(b"password", &mut rng());
        assert!(
            login
                .finish(b"password", bytes, &ID, HOST, KsfProfile::One, &mut rng())
                .is_err()
        );
    }
}

fn part(bytes: &[u8]) {
    let (mut rest, key) = (bytes, PartKey::from_bytes(KEY));
    let len = u64::try_from(piece(&mut rest).len()).unwrap();
    let mut opener = PartOpener::new(
        &key,
        len,
        blob_len(len),
        &sha256(rest.get(1..).unwrap_or_default()),
    );
    let mut out = Vec::new();
    if push(rest, |piece| opener.update_into(piece, &mut out)).is_ok() {
        let _ = opener.finish();
    }
    assert!(out.len() as u64 <= len);
}

fn promise(bytes: &[u8]) {
    if let Ok(promise) = Promise::parse(bytes) {
        assert_eq!(promise.encode(), bytes);
    }
}

/// What people keep: a proof, and a report of an erasure.
fn proof_file(bytes: &[u8]) {
    // Nobody flips bits until a signature holds; only a seed passes.
    if let Ok(proven) = proof::verify(bytes) {
        assert!(proven.promise.audit_index < proven.head.size);
    }
    let _ = report::open_file(bytes);
}

fn amends(bytes: &[u8]) {
    if let Ok(amend) = Amend::parse(bytes) {
        assert_eq!(amend.encode(), bytes);
    }
}

fn receipt(bytes: &[u8]) {
    if let Ok(receipt) = Receipt::parse(bytes) {
        assert_eq!(receipt.encode(), bytes);
    }
}

fn recovery_words(bytes: &[u8]) {
    if let Ok(entropy) = recovery::read_words(&String::from_utf8_lossy(bytes)) {
        assert_eq!(
            recovery::read_words(&recovery::to_words(&entropy)),
            Ok(entropy)
        );
    }
}

fn slots(bytes: &[u8]) {
    let _ = slot::open(&EpochKey::from_bytes(KEY), 1, 2, &ID, bytes);
    if let Ok(header) = slot::Header::parse(bytes) {
        assert_eq!(header.encode(), bytes);
    }
}

fn stream_opener(bytes: &[u8]) {
    let (mut opener, mut out) = (stream::Opener::new(&Secret::from_bytes(KEY)), Vec::new());
    if push(bytes, |piece| opener.update_into(piece, &mut out)).is_ok() {
        let _ = opener.finish_into(&mut out);
    }
    assert!(out.len() <= bytes.len());
}

fn submission(bytes: &[u8]) {
    if let Ok(submission) = Submission::parse(bytes) {
        assert_eq!(submission.encode(), bytes);
    }
}

pub fn log_signer() -> NoteSigner {
    NoteSigner::new("h/audit", &Secret::from_bytes(KEY)).unwrap()
}

/// Notes, heads, keys and paths as texts; and two heads and a proof as bytes.
fn log(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes) {
        if let Ok(head) = Checkpoint::open_alone(text, &log_signer().verifier()) {
            assert_eq!(Checkpoint::sign(head, &log_signer()), text);
        }
        if let Ok(checkpoint) = Checkpoint::parse(text) {
            assert_eq!(checkpoint.to_text(), text);
        }
        if let Ok(verifier) = NoteVerifier::parse(text) {
            assert_eq!(verifier.to_text(), text);
        }
        if let Ok(tile) = Tile::parse(text) {
            assert_eq!(tile.to_path(), text);
        }
    }
    let (numbers, hashes) = bytes.split_at(bytes.len().min(16));
    let number = |at: usize| numbers.get(at..at + 8).map_or(0, |eight| u64::from_be_bytes(eight.try_into().unwrap()));
    let proof: Vec<[u8; 32]> = hashes.chunks_exact(32).map(|hash| hash.try_into().unwrap()).collect();
    let older = Head { size: number(0), root: KEY };
    let newer = Head { size: number(8), root: KEY };
    // No input has hashes that come out as these roots.
    assert!(verify_inclusion(&[0; 32], older.size, &newer, &proof).is_err());
    if verify_consistency(&older, &newer, &proof).is_ok() {
        assert_eq!((older.size, proof.len()), (newer.size, 0));
    }
}

fn work_solution(bytes: &[u8]) {
    let purpose = Purpose { what: "login", subject: &ID };
    if let Ok(solved) = work::verify(&Secret::from_bytes(KEY), purpose, bytes, 0) {
        assert_eq!(bytes.len(), work::SOLUTION_LEN);
        assert_eq!(bytes[1], solved.terms.bits);
    }
    if let Ok(mut solver) = Solver::new(bytes) {
        solver.work(10);
    }
}
