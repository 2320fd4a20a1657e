//! The CCTV vectors of the age format, all 86 that are binary and without a passphrase.

use crypto::{
    age::{
        FileOpener, OpenError,
        foreign::{self, AnyIdentity},
        header::Header,
    },
    sha256,
};

use super::{support::hex, test};

macro_rules! vectors {
    ($($name:literal)*) => {
        &[$(($name, include_bytes!(concat!("../data/cctv-age/", $name)))),*]
    };
}

#[rustfmt::skip]
const VECTORS: &[(&str, &[u8])] = vectors![
    "empty" "header_crlf" "hmac_bad" "hmac_extra_space" "hmac_garbage" "hmac_missing" "hmac_no_space"
    "hmac_not_canonical" "hmac_trailing_space" "hmac_truncated" "hybrid" "hybrid_and_x25519"
    "hybrid_bad_tag" "hybrid_currupted_enc_mlkem" "hybrid_currupted_enc_x25519" "hybrid_extra_argument"
    "hybrid_grease" "hybrid_identity" "hybrid_long_file_key" "hybrid_long_share" "hybrid_low_order"
    "hybrid_multiple_recipients" "hybrid_no_match" "hybrid_not_canonical_body" "hybrid_not_canonical_enc"
    "hybrid_short_share" "hybrid_uppercase" "hybrid_x25519_arg" "scrypt_and_x25519" "stanza_bad_start"
    "stanza_base64_padding" "stanza_empty_argument" "stanza_empty_body" "stanza_empty_last_line"
    "stanza_invalid_character" "stanza_long_line" "stanza_missing_body" "stanza_missing_final_line"
    "stanza_multiple_short_lines" "stanza_no_arguments" "stanza_not_canonical" "stanza_spurious_cr"
    "stanza_valid_characters" "stream_257_chunks" "stream_257_chunks_full" "stream_258_chunks"
    "stream_bad_tag" "stream_bad_tag_second_chunk" "stream_bad_tag_second_chunk_full" "stream_empty_payload"
    "stream_last_chunk_empty" "stream_last_chunk_full" "stream_last_chunk_full_second" "stream_missing_tag"
    "stream_no_chunks" "stream_no_final" "stream_no_final_full" "stream_no_final_two_chunks"
    "stream_no_final_two_chunks_full" "stream_no_nonce" "stream_short_chunk" "stream_short_nonce"
    "stream_short_second_chunk" "stream_three_chunks" "stream_trailing_garbage_long"
    "stream_trailing_garbage_short" "stream_two_chunks" "stream_two_final_chunks"
    "stream_two_final_chunks_full" "stream_two_final_chunks_second" "stream_two_final_chunks_short"
    "version_unsupported" "x25519" "x25519_bad_tag" "x25519_extra_argument" "x25519_grease"
    "x25519_identity" "x25519_long_file_key" "x25519_long_share" "x25519_low_order" "x25519_lowercase"
    "x25519_multiple_recipients" "x25519_no_match" "x25519_not_canonical_body" "x25519_not_canonical_share"
    "x25519_short_share"
];

struct Vector<'a> {
    name: &'a str,
    expect: String,
    payload: Option<String>,
    identities: Vec<AnyIdentity>,
    file: Vec<u8>,
}

fn load((name, bytes): &(&'static str, &'static [u8])) -> Vector<'static> {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap();
    let (head, file) = (str::from_utf8(&bytes[..end]).unwrap(), &bytes[end + 2..]);
    let mut vector = Vector {
        name,
        expect: String::new(),
        payload: None,
        identities: Vec::new(),
        file: file.to_vec(),
    };
    for line in head.lines() {
        let (key, value) = line.split_once(": ").unwrap();
        match key {
            "expect" => vector.expect = value.to_owned(),
            "payload" => vector.payload = Some(value.to_owned()),
            "identity" => vector.identities.push(AnyIdentity::from_text(value).unwrap()),
            "compressed" => vector.file = miniz_oxide::inflate::decompress_to_vec_zlib(&vector.file).unwrap(),
            "file key" | "comment" | "passphrase" => {}
            _ => panic!("{name}: {key}"),
        }
    }
    vector
}

/// What the opener says in the vectors' words, and all that it released.
fn open(vector: &Vector<'_>, piece: usize) -> (&'static str, Vec<u8>) {
    let mut out = Vec::new();
    let mut opener = FileOpener::new(&vector.identities);
    let opened = vector
        .file
        .chunks(piece)
        .try_for_each(|bytes| opener.update_into(bytes, &mut out))
        .and_then(|()| opener.finish_into(&mut out));
    let expect = match opened {
        Ok(()) => "success",
        Err(OpenError::Header(_)) => "header failure",
        Err(OpenError::NoMatch) => "no match",
        Err(OpenError::Mac) => "HMAC failure",
        Err(OpenError::Payload) => "payload failure",
    };
    (expect, out)
}

#[test]
fn all_86_vectors_have_their_class_and_their_payload() {
    assert_eq!(VECTORS.len(), 86);
    for vector in VECTORS.iter().map(load) {
        for piece in [vector.file.len().max(1), 65_552, 1000, 7] {
            if piece == 7 && vector.file.len() > 100_000 {
                continue;
            }
            let (expect, out) = open(&vector, piece);
            assert_eq!(expect, vector.expect, "{} in pieces of {piece}", vector.name);
            match &vector.payload {
                Some(payload) => assert_eq!(
                    hex(sha256(&out)),
                    *payload,
                    "{} in pieces of {piece}",
                    vector.name
                ),
                None => assert!(out.is_empty(), "{} in pieces of {piece}", vector.name),
            }
        }
    }
}

#[test]
fn opening_whole_releases_nothing_of_a_bad_file() {
    for vector in VECTORS.iter().map(load) {
        let opened = foreign::open(&vector.identities, &vector.file);
        assert_eq!(opened.is_ok(), vector.expect == "success", "{}", vector.name);
    }
}

#[test]
fn every_readable_header_is_written_back_byte_for_byte() {
    let mut count = 0;
    for vector in VECTORS
        .iter()
        .map(load)
        .filter(|vector| vector.expect != "header failure")
    {
        let mac = vector
            .file
            .windows(4)
            .position(|bytes| bytes == b"\n---")
            .unwrap()
            + 1;
        let end = mac + vector.file[mac..].iter().position(|&byte| byte == b'\n').unwrap() + 1;
        let header = Header::parse(&vector.file[..end]).unwrap();
        assert_eq!(header.to_bytes(), &vector.file[..end], "{}", vector.name);
        count += 1;
    }
    assert_eq!(count, 45);
}

/// The list above is the folder: a vector that is added is run.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn the_list_is_the_folder() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/cctv-age");
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!(names, VECTORS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
}
