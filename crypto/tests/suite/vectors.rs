//! `data/vectors.json`: the protocol's own layouts, made by an independent oracle in another language.

use crypto::{
    BlobKey, EpochKey, KDec, KLocal, KSig, Kek, PartKey, Secret, Umk, UnlockKey,
    amend::{Amend, Change},
    at_rest,
    at_rest::slot,
    fingerprint,
    hazmat::{box1, kdf, stream},
    keys, local,
    manifest::{Manifest, hash_of},
    message, opaque, padme,
    part::{PartOpener, PartSealer, blob_len},
    receipt::{AuditEntry, AuditType, Promise, Receipt, derive_opened, object_hash},
    record::{KeyRecord, SignedRecord},
    recovery, safety, second_factor, session, sha256,
    sign::{Label, Signature, SigningKey, VerifyingKey},
    submission::{ReceiptMode, Submission},
    work::{self, Purpose, Solver, Terms},
};
use serde_json::Value;

use super::{
    support::{Script, array, bytes, filler, hex, number, text, unhex},
    test,
};

/// Groups that a test below reproduces; `checkpoint` is in `tlog.rs`.
const IN_SCOPE: &[&str] = &[
    "amend",
    "at_rest",
    "box1",
    "checkpoint",
    "fp",
    "keks",
    "key_records",
    "local_object",
    "message",
    "message_min",
    "message_padded",
    "opened",
    "padme",
    "part",
    "receipts",
    "recovery",
    "safety",
    "second_factor",
    "session_box",
    "sign",
    "signers",
    "slot",
    "stream",
    "submission",
    "submission_no_parts",
    "work",
];

/// Groups of parts of the protocol that have no code here yet: escrow (5.6), the key directory's log (6.4), groups (9.1), forms (9.2), letters
/// (9.4).
const OUT_OF_SCOPE: &[&str] = &["escrow_consent", "freshness", "letter", "roster", "source"];

fn vectors() -> Value {
    serde_json::from_str(include_str!("../data/vectors.json")).unwrap()
}

fn group(name: &str) -> Value {
    assert!(IN_SCOPE.contains(&name), "{name}");
    vectors()[name].clone()
}

fn signer(name: &str) -> SigningKey {
    let signers = group("signers");
    let key = SigningKey::from_seed(&Secret::from_bytes(array(&signers[name], "seed")));
    assert_eq!(key.verifying_key().as_bytes(), &array(&signers[name], "pk"));
    key
}

#[test]
fn every_group_is_reproduced_or_named_as_out_of_scope() {
    let all = vectors();
    let mut known: Vec<_> = IN_SCOPE
        .iter()
        .chain(OUT_OF_SCOPE)
        .copied()
        .chain(["_note"])
        .collect();
    known.sort_unstable();
    let mut found: Vec<_> = all.as_object().unwrap().keys().map(String::as_str).collect();
    found.sort_unstable();
    assert_eq!(found, known);
}

#[test]
fn sign() {
    let v = group("sign");
    let key = SigningKey::from_seed(&Secret::from_bytes(array(&v, "sk")));
    assert_eq!(
        key.verifying_key(),
        VerifyingKey::parse(&bytes(&v, "pk")).unwrap()
    );
    assert_eq!(text(&v, "label"), "forsegla.v1/message");
    let signature = key.sign(Label::Message, &bytes(&v, "msg"));
    assert_eq!(hex(signature.to_bytes()), text(&v, "sig"));
    assert!(
        key.verifying_key()
            .verify(Label::Message, &bytes(&v, "msg"), &signature)
            .is_ok()
    );
}

#[test]
fn fp() {
    let v = group("fp");
    assert_eq!(
        hex(fingerprint::of(fingerprint::SIG_ED25519, &bytes(&v, "pk"))),
        text(&v, "fp")
    );
    assert_eq!(
        hex(VerifyingKey::parse(&bytes(&v, "pk")).unwrap().fingerprint()),
        text(&v, "fp")
    );
    assert_eq!(u64::from(fingerprint::ENC_XWING), number(&v, "enc_alg"));
    let enc = filler(text(&v, "enc_pk_tag"), 1216);
    assert_eq!(
        hex(fingerprint::of(fingerprint::ENC_XWING, &enc)),
        text(&v, "enc_fp")
    );
}

#[test]
fn padme() {
    for pair in group("padme").as_array().unwrap() {
        assert_eq!(
            padme::padded_len(pair[0].as_u64().unwrap()),
            pair[1].as_u64().unwrap()
        );
    }
}

#[test]
fn keks() {
    let v = group("keks");
    let user_id = array(&v, "user_id");
    let entropy = Secret::from_bytes(array(&v, "recovery_entropy"));
    let kek = |kek: &Kek| hex(kek.expose());
    assert_eq!(
        kek(&keys::kek_password(&array(&v, "export_key"), &user_id)),
        text(&v, "kek_password")
    );
    assert_eq!(
        kek(&keys::kek_recovery(&entropy, &user_id)),
        text(&v, "kek_recovery")
    );
    let auth = keys::derive_recovery_auth(&entropy, &user_id);
    assert_eq!(hex(auth.seed().expose()), text(&v, "recovery_auth_seed"));
    assert_eq!(
        hex(keys::passkey_prf_input(&user_id, text(&v, "host"))),
        text(&v, "prf_input")
    );
    let prf = Secret::from_bytes(array(&v, "prf_output"));
    assert_eq!(kek(&keys::kek_passkey(&prf, &user_id)), text(&v, "kek_passkey"));
    let umk = Umk::from_bytes(array(&v, "umk"));
    assert_eq!(hex(umk.derive_dec(&user_id).expose()), text(&v, "k_dec"));
    assert_eq!(hex(umk.derive_sig(&user_id).expose()), text(&v, "k_sig"));
    assert_eq!(hex(umk.derive_local(&user_id).expose()), text(&v, "k_local"));
}

#[test]
fn second_factor() {
    let (v, keks) = (group("second_factor"), group("keks"));
    let (session_key, pre_auth, user_id) = (
        bytes(&v, "session_key"),
        array(&v, "pre_auth"),
        array(&keks, "user_id"),
    );
    for (factor, code, mac) in [(1, "code", "totp_mac"), (2, "backup_code", "backup_mac")] {
        let made = second_factor::mac(&session_key, &user_id, factor, &pre_auth, text(&v, code));
        assert_eq!(hex(made), text(&v, mac));
        let verified =
            second_factor::verify(&session_key, &user_id, factor, &pre_auth, text(&v, code), &made);
        assert!(verified.is_ok());
    }
}

#[test]
fn box1() {
    let v = group("box1");
    let (kek, label, aad) = (array(&v, "kek"), text(&v, "label"), bytes(&v, "aad"));
    let salt = || Script::new(&[&bytes(&v, "salt")]);
    let sealed = box1::seal(&kek, label, &aad, &bytes(&v, "pt"), &mut salt());
    assert_eq!(hex(&sealed), text(&v, "out"));
    assert_eq!(
        box1::open(&kek, label, &aad, &sealed).unwrap().as_slice(),
        bytes(&v, "pt")
    );
    assert_eq!(
        hex(box1::seal(&kek, label, b"", b"", &mut salt())),
        text(&v, "empty_pt_and_aad_out")
    );
    let refused = v["refused"].as_object().unwrap();
    assert_eq!(refused.len(), 10);
    for (name, case) in refused {
        let opened = box1::open(
            &kek,
            text(case, "label"),
            &bytes(case, "aad"),
            &bytes(case, "box"),
        );
        assert!(opened.is_err(), "{name}");
    }
    // The typed wrap is that very box.
    let umk = Umk::from_bytes(array(&v, "pt"));
    let wrap = umk.wrap(&Kek::from_bytes(kek), &aad.try_into().unwrap(), &mut salt());
    assert_eq!(hex(wrap), text(&v, "out"));
}

#[test]
fn part() {
    let v = group("part");
    let (key, nonce) = (PartKey::from_bytes(array(&v, "k_part")), array(&v, "nonce"));
    for case in v["cases"].as_array().unwrap() {
        let len = number(case, "pt_len");
        let plaintext = filler(text(&v, "pt_tag"), len as usize);
        let mut sealer = PartSealer::new(&key, nonce, len);
        let mut blob = sealer.update(&plaintext).unwrap();
        let (tail, hash) = sealer.finish().unwrap();
        blob.extend(tail);
        assert_eq!(blob.len() as u64, number(case, "blob_len"));
        assert_eq!(blob_len(len), number(case, "blob_len"));
        assert_eq!(hex(sha256(&blob)), text(case, "blob_sha256"));
        assert_eq!(hash, Some(sha256(&blob)));
        let mut opener = PartOpener::new(&key, len, blob.len() as u64, &sha256(&blob));
        let mut opened = opener.update(&blob).unwrap();
        opened.extend(opener.finish().unwrap());
        assert_eq!(opened, plaintext);
    }
}

#[test]
fn stream() {
    for case in group("stream").as_array().unwrap() {
        let key = Secret::from_bytes(array(case, "key"));
        let plaintext = filler(text(case, "pt_tag"), number(case, "pt_len") as usize);
        let mut sealed = Vec::new();
        let mut sealer = stream::Sealer::new(&key);
        sealer.update_into(&plaintext, &mut sealed).unwrap();
        sealer.finish_into(&mut sealed);
        assert_eq!(hex(sha256(&sealed)), text(case, "out_sha256"));
    }
}

fn check_message(v: &Value, manifest: &[u8]) {
    let key = signer(text(v, "signer"));
    let plaintext = message::encode(manifest, &key).unwrap();
    assert_eq!(hex(hash_of(manifest)), text(v, "manifest_sha256"));
    assert_eq!(plaintext.len() as u64, number(v, "len"));
    assert_eq!(hex(&plaintext[..64]), text(v, "head"));
    assert_eq!(hex(sha256(&plaintext)), text(v, "sha256"));
    let decoded = message::decode(&plaintext).unwrap();
    assert_eq!(decoded.manifest, manifest);
    assert!(decoded.verify(&key.verifying_key()).is_ok());
}

#[test]
fn message_min() {
    let v = group("message_min");
    check_message(&v, text(&v, "manifest").as_bytes());
    let made = message::encode(text(&v, "manifest").as_bytes(), &signer("alice-sig")).unwrap();
    assert_eq!(hex(&*made), text(&v, "plaintext"));
}

#[test]
fn message() {
    let v = group("message");
    let json = text(&v, "manifest").as_bytes();
    check_message(&v, json);
    let manifest = Manifest::parse(json).unwrap();
    assert_eq!(manifest.to_bytes(), json);
    assert_eq!(manifest.subject, "Åtta frågor");
    assert_eq!(manifest.blobs().count(), 2);
    assert_eq!(manifest.salt.expose(), &array(&group("opened"), "manifest_salt"));
}

#[test]
fn message_padded() {
    let json = text(&group("message"), "manifest").to_owned();
    let big = format!(
        "{},\"x\":\"{}\"}}",
        json.strip_suffix('}').unwrap(),
        "y".repeat(3000)
    );
    check_message(&group("message_padded"), big.as_bytes());
    assert!(Manifest::parse(big.as_bytes()).is_ok());
}

fn check_submission(v: &Value, alice: &SigningKey) -> Submission {
    let encoded = bytes(v, "bytes");
    let submission = Submission::parse(&encoded).unwrap();
    assert_eq!(hex(submission.encode()), text(v, "bytes"));
    let signature = Submission::sign(&encoded, alice);
    assert_eq!(hex(signature.to_bytes()), text(v, "sig"));
    assert!(Submission::verify(&encoded, &signature, &alice.verifying_key()).is_ok());
    submission
}

#[test]
fn submission() {
    let v = group("submission");
    let submission = check_submission(&v, &signer(text(&v, "signer")));
    assert_eq!(hex(sha256(&bytes(&v, "bytes"))), text(&v, "sha256"));
    assert_eq!(submission.receipt, ReceiptMode::Registered);
    assert_eq!(submission.public_label, "Ärende 12-345");
    assert_eq!(
        hex(submission.manifest_sha256),
        text(&group("message"), "manifest_sha256")
    );
    assert_eq!(
        (
            submission.deliveries.len(),
            submission.parts.len(),
            submission.kt_size
        ),
        (3, 2, 1000)
    );
    let mut envelopes: Vec<_> = v["envelope_tags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| {
            sha256(&filler(
                tag.as_str().unwrap(),
                number(&v, "envelope_len") as usize,
            ))
        })
        .collect();
    envelopes.sort_unstable();
    let mut named: Vec<_> = submission
        .deliveries
        .iter()
        .map(|entry| entry.envelope_sha256)
        .collect();
    named.sort_unstable();
    assert_eq!(named, envelopes);
    // The manifest of the vectors and its submission tell one story about the parts.
    let manifest = Manifest::parse(text(&group("message"), "manifest").as_bytes()).unwrap();
    let named = manifest.blobs().map(|blob| (blob.id, blob.csize, blob.sha256));
    assert!(
        named.eq(submission
            .parts
            .iter()
            .map(|part| (part.blob_id, part.csize, part.sha256)))
    );
}

#[test]
fn submission_no_parts() {
    let submission = check_submission(&group("submission_no_parts"), &signer("alice-sig"));
    assert_eq!(
        (
            submission.deliveries.len(),
            submission.parts.len(),
            submission.kt_size
        ),
        (2, 0, 0)
    );
    assert_eq!(submission.receipt, ReceiptMode::None);
}

#[test]
fn amend() {
    let v = group("amend");
    let encoded = bytes(&v, "bytes");
    let amend = Amend::parse(&encoded).unwrap();
    assert_eq!(amend.encode(), encoded);
    let submission = group("submission");
    assert_eq!(hex(amend.submission_sha256), text(&submission, "sha256"));
    assert!(matches!(amend.change, Change::Expiry(until) if until > amend.now_ms));
    let alice = signer(text(&submission, "signer"));
    let signature = Amend::sign(&encoded, &alice);
    assert_eq!(hex(signature.to_bytes()), text(&v, "sig"));
    assert!(Amend::verify(&encoded, &signature, &alice.verifying_key()).is_ok());
}

#[test]
fn receipts() {
    let list = group("receipts");
    assert_eq!(list.as_array().unwrap().len(), 5);
    for v in list.as_array().unwrap() {
        let encoded = bytes(v, "bytes");
        let receipt = Receipt::parse(&encoded).unwrap();
        assert_eq!(u64::from(receipt.kind.number()), number(v, "kind"));
        assert_eq!(receipt.encode(), encoded);
        let bob = signer(text(v, "signer"));
        let signature = Receipt::sign(&encoded, &bob);
        assert_eq!(hex(signature.to_bytes()), text(v, "sig"));
        assert!(Receipt::verify(&encoded, &signature, &bob.verifying_key()).is_ok());
        let hash = object_hash(AuditType::Receipt.number(), &encoded, &signature.to_bytes());
        assert_eq!(hex(hash), text(v, "object_hash"));

        let promise = Promise::parse(&bytes(v, "promise")).unwrap();
        assert_eq!(
            (promise.audit_type, promise.object_hash),
            (AuditType::Receipt, hash)
        );
        assert_eq!(hex(promise.encode()), text(v, "promise"));
        let server = signer(text(v, "promise_signer"));
        assert_eq!(
            hex(Promise::sign(&promise.encode(), &server).to_bytes()),
            text(v, "promise_sig")
        );

        let entry = AuditEntry {
            audit_type: AuditType::Receipt,
            server_ms: promise.server_ms,
            commitment: AuditEntry::commitment(&array(v, "audit_opening"), &hash),
        };
        assert_eq!(hex(entry.encode()), text(v, "audit_entry"));
    }
}

#[test]
fn opened() {
    let v = group("opened");
    let (delivery, reader) = (array(&v, "delivery_mbox"), array(&v, "reader_mbox"));
    let opened = derive_opened(
        &array(&v, "manifest_salt"),
        &array(&v, "msg_id"),
        &delivery,
        &reader,
    );
    assert_eq!(hex(opened), text(&v, "opened"));
}

#[test]
fn key_records() {
    let v = group("key_records");
    let all = v.as_object().unwrap();
    assert_eq!(all.len(), 3);
    for (name, v) in all {
        let enc_pk = filler(text(v, "enc_pk_tag"), 1216);
        let encoded = [
            bytes(v, "before_enc_pk"),
            enc_pk.clone(),
            bytes(v, "after_enc_pk"),
        ]
        .concat();
        assert_eq!(encoded.len() as u64, number(v, "record_len"), "{name}");
        assert_eq!(hex(sha256(&encoded)), text(v, "record_sha256"), "{name}");
        assert_eq!(
            hex(KeyRecord::hash_of(&encoded)),
            text(v, "record_hash"),
            "{name}"
        );
        let record = KeyRecord::parse(&encoded).unwrap();
        assert_eq!(record.encode(), encoded, "{name}");
        assert_eq!(record.enc_pk, enc_pk, "{name}");

        // The keys of the vectors are filler, which is no X-Wing key: a verified record refuses them, by
        // design.
        let (key, prev) = match name.as_str() {
            "first" => (signer("alice-sig"), None),
            "rotated" => (signer("carol-sig"), Some(signer("alice-sig"))),
            _ => (signer("bob-sig"), None),
        };
        let mut signed = SignedRecord::sign(&record, &key, prev.as_ref());
        if name == "reset" {
            signed = signed.with_org(&signer("org-sig"));
            assert!(signed.verify_org(&signer("org-sig").verifying_key()).is_ok());
        }
        assert_eq!(hex(&signed.self_sig), text(v, "self_sig"), "{name}");
        assert_eq!(hex(&signed.prev_sig), text(v, "prev_sig"), "{name}");
        assert_eq!(hex(&signed.org_sig), text(v, "org_sig"), "{name}");
        assert!(signed.verify_alone().is_err(), "{name}");
        let object = signed.object().unwrap();
        let commitment = kdf::hmac_sha256(&bytes(v, "opening"), &[b"forsegla.v1/kt-commit\0", &object]);
        assert_eq!(hex(commitment), text(v, "commitment"), "{name}");
    }
    let hash = |name: &str| bytes(&v[name], "record_hash");
    let prev = |name: &str| bytes(&v[name], "before_enc_pk")[40..72].to_vec();
    assert_eq!((prev("rotated"), prev("reset")), (hash("first"), hash("rotated")));
}

#[test]
fn safety() {
    let v = group("safety");
    let side = |key: &str| {
        (
            v[key][0].as_str().unwrap().to_owned(),
            <[u8; 32]>::try_from(unhex(v[key][1].as_str().unwrap())).unwrap(),
        )
    };
    let ((a, fp_a), (b, fp_b)) = (side("a"), side("b"));
    assert_eq!(safety::number(&a, &fp_a, &b, &fp_b), text(&v, "number"));
    assert_eq!(safety::number(&b, &fp_b, &a, &fp_a), text(&v, "number"));
}

#[test]
fn recovery() {
    let (v, keks) = (group("recovery"), group("keks"));
    let user_id = array(&keks, "user_id");
    let key = keys::derive_recovery_auth(&Secret::from_bytes(array(&keks, "recovery_entropy")), &user_id);
    let (challenge, host) = (array(&v, "challenge"), text(&v, "host"));
    let proof = recovery::prove(&key, &challenge, &user_id, host);
    assert_eq!(hex(proof.to_bytes()), text(&v, "sig"));
    assert_eq!(proof, key.sign(Label::Recovery, &bytes(&v, "bytes")));
    let public = key.verifying_key();
    assert!(recovery::verify(&public, &challenge, &user_id, host, &proof).is_ok());
}

#[test]
fn local_object() {
    let v = group("local_object");
    let key = KLocal::from_bytes(array(&v, "k_local"));
    let name = local::Name {
        user_id: array(&v, "user_id"),
        kind: local::Kind::from_number(u8::try_from(number(&v, "kind")).unwrap()).unwrap(),
        obj_id: array(&v, "obj_id"),
        ver: number(&v, "ver"),
    };
    let data = text(&v, "data").as_bytes();
    let sealed = name.seal(&key, data, &mut Script::new(&[&bytes(&v, "salt")]));
    let sealed = sealed.unwrap();
    assert_eq!(hex(&sealed), text(&v, "out"));
    assert_eq!(name.open(&key, &sealed).unwrap().as_slice(), data);
}

#[test]
fn session_box() {
    let (v, keks) = (group("session_box"), group("keks"));
    let (key, user_id, session_id) = (
        UnlockKey::from_bytes(array(&v, "k_srv")),
        array(&keks, "user_id"),
        array(&v, "session_id"),
    );
    let k_dec = KDec::from_bytes(array(&keks, "k_dec"));
    let k_sig = KSig::from_bytes(array(&keks, "k_sig"));
    let k_local = KLocal::from_bytes(array(&keks, "k_local"));
    let expires_ms = number(&v, "expires_ms");
    let salt = &mut Script::new(&[&bytes(&v, "salt")]);
    let sealed = session::seal(
        &key,
        &user_id,
        &session_id,
        expires_ms,
        &k_dec,
        &k_sig,
        &k_local,
        salt,
    );
    assert_eq!(hex(&sealed), text(&v, "out"));
    assert_eq!(
        session::open(&key, &user_id, &session_id, expires_ms, &sealed),
        Ok((k_dec, k_sig, k_local))
    );
    assert!(session::open(&key, &user_id, &session_id, expires_ms + 1, &sealed).is_err());
    assert!(session::open(&key, &session_id, &session_id, expires_ms, &sealed).is_err());
    assert!(session::open(&key, &user_id, &user_id, expires_ms, &sealed).is_err());
}

#[test]
fn work() {
    let v = group("work");
    let (key, subject) = (Secret::from_bytes(array(&v, "key")), array(&v, "subject"));
    let purpose = Purpose {
        what: text(&v, "what"),
        subject: &subject,
    };
    let terms = Terms {
        bits: number(&v, "bits").try_into().unwrap(),
        ends_ms: number(&v, "ends_ms"),
    };
    let challenge = work::challenge(&key, purpose, terms, &mut Script::new(&[&bytes(&v, "id")]));
    assert_eq!(hex(challenge), text(&v, "challenge"));
    let (mut solver, first) = (Solver::new(&challenge).unwrap(), number(&v, "first_nonce"));
    assert_eq!(solver.work(first.try_into().unwrap()), None);
    let solution = solver.work(1).unwrap();
    assert_eq!(hex(&solution), text(&v, "solution"));
    let solved = work::verify(&key, purpose, &solution, terms.ends_ms - 1).unwrap();
    assert_eq!((solved.id, solved.terms), (array(&v, "id"), terms));
}

#[test]
fn at_rest() {
    let v = group("at_rest");
    let key = BlobKey::from_bytes(array(&v, "k_b"));
    for case in v["blobs"].as_array().unwrap() {
        let e2e = filler(text(case, "e2e_tag"), number(case, "e2e_len") as usize);
        let stored = at_rest::seal(&key, &e2e, &mut Script::new(&[&bytes(&v, "nonce")]));
        assert_eq!(stored.len() as u64, number(case, "len"));
        assert_eq!(at_rest::stored_len(e2e.len() as u64), number(case, "len"));
        assert_eq!(at_rest::e2e_len(number(case, "len")), Some(e2e.len() as u64));
        assert_eq!(hex(&stored[..at_rest::HEADER_LEN]), text(case, "head"));
        assert_eq!(hex(sha256(&stored)), text(case, "sha256"));
        assert_eq!(at_rest::open(&key, &stored), Ok(e2e));
    }
}

#[test]
fn slot() {
    let v = group("slot");
    let (epoch_key, key) = (
        EpochKey::from_bytes(array(&v, "epoch_key")),
        BlobKey::from_bytes(array(&v, "k_b")),
    );
    let (epoch, index, blob_id) = (number(&v, "epoch"), number(&v, "index"), array(&v, "blob_id"));
    assert_eq!(slot::offset(index), number(&v, "offset"));
    let sealed = slot::seal(
        &epoch_key,
        epoch,
        index,
        &blob_id,
        &key,
        &mut Script::new(&[&bytes(&v, "salt")]),
    );
    assert_eq!(hex(sealed), text(&v, "record"));
    assert_eq!(slot::open(&epoch_key, epoch, index, &blob_id, &sealed), Ok(key));
    assert!(slot::open(&epoch_key, epoch + 1, index, &blob_id, &sealed).is_err());
    assert!(slot::open(&epoch_key, epoch, index + 1, &blob_id, &sealed).is_err());
    assert!(slot::open(&epoch_key, epoch, index, &[0; 16], &sealed).is_err());
    let header = slot::Header { epoch, slots: 1024 };
    assert_eq!(header.encode().len() as u64, number(&v, "header_len"));
    assert_eq!(hex(&header.encode()[..28]), text(&v, "header_head"));
    assert_eq!(slot::Header::parse(&header.encode()), Ok(header));
}

#[test]
fn a_signature_of_another_length_is_none() {
    assert!(Signature::parse(&[0; 63]).is_err());
    assert!(opaque::KsfProfile::from_number(0).is_err() && opaque::KsfProfile::from_number(3).is_err());
}
