//! Everything that is sealed, at every length edge, in pieces, cut and spoiled.

use crypto::{
    BlobKey, PartKey, Secret,
    age::{FileOpener, FileSealer, Identity, foreign::AnyIdentity},
    at_rest,
    hazmat::stream,
    part::{PartOpener, PartSealer},
    sha256,
};

use super::{support::rng, test};

pub(crate) const EDGES: [usize; 6] = [0, 1, 65_535, 65_536, 65_537, 131_072];

/// A way to seal and to open in pieces.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// Bytes before the first chunk.
    pub(crate) start: fn(&[u8]) -> usize,
    pub(crate) seal: fn(&[u8], usize) -> Vec<u8>,
    pub(crate) open: fn(&[u8], usize, usize) -> Opened,
}

/// What was released, and whether it was the whole.
type Opened = (Vec<u8>, bool);

pub(crate) const KINDS: [Kind; 4] = [
    Kind {
        name: "stream",
        start: |_| 0,
        seal: seal_stream,
        open: open_stream,
    },
    Kind {
        name: "file",
        start: start_of_file,
        seal: seal_file,
        open: open_file,
    },
    Kind {
        name: "part",
        start: |_| 16,
        seal: seal_part,
        open: open_part,
    },
    Kind {
        name: "at rest",
        start: |_| 20,
        seal: seal_at_rest,
        open: open_at_rest,
    },
];

pub(crate) fn plaintext(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i * 31 % 251) as u8).collect()
}

fn key() -> Secret<32> {
    Secret::from_bytes([1; 32])
}

fn identity() -> Identity {
    Identity::make(&mut rng(1))
}

fn seal_stream(plaintext: &[u8], piece: usize) -> Vec<u8> {
    let (mut sealer, mut out) = (stream::Sealer::new(&key()), Vec::new());
    for bytes in plaintext.chunks(piece) {
        sealer.update_into(bytes, &mut out).unwrap();
    }
    sealer.finish_into(&mut out);
    out
}

fn open_stream(sealed: &[u8], _: usize, piece: usize) -> Opened {
    let (mut opener, mut out) = (stream::Opener::new(&key()), Vec::new());
    let whole = sealed
        .chunks(piece)
        .try_for_each(|bytes| opener.update_into(bytes, &mut out))
        .is_ok()
        && opener.finish_into(&mut out).is_ok();
    (out, whole)
}

fn seal_file(plaintext: &[u8], piece: usize) -> Vec<u8> {
    let mut sealer = FileSealer::new(&[identity().recipient()], &mut rng(2));
    let mut out: Vec<u8> = plaintext
        .chunks(piece)
        .flat_map(|bytes| sealer.update(bytes).unwrap())
        .collect();
    out.extend(sealer.finish());
    out
}

fn open_file(sealed: &[u8], _: usize, piece: usize) -> Opened {
    let identities = [AnyIdentity::XWing(identity())];
    let (mut opener, mut out) = (FileOpener::new(&identities), Vec::new());
    let whole = sealed
        .chunks(piece)
        .try_for_each(|bytes| opener.update_into(bytes, &mut out))
        .is_ok()
        && opener.finish_into(&mut out).is_ok();
    (out, whole)
}

fn start_of_file(_: &[u8]) -> usize {
    1643
}

fn seal_part(plaintext: &[u8], piece: usize) -> Vec<u8> {
    let mut sealer = PartSealer::new(&PartKey::from_bytes([1; 32]), [2; 16], plaintext.len() as u64);
    let mut out: Vec<u8> = plaintext
        .chunks(piece)
        .flat_map(|bytes| sealer.update(bytes).unwrap())
        .collect();
    out.extend(sealer.finish().unwrap().0);
    out
}

fn open_part(sealed: &[u8], len: usize, piece: usize) -> Opened {
    let whole = seal_part(&plaintext(len), 65_536);
    let mut opener = PartOpener::new(
        &PartKey::from_bytes([1; 32]),
        len as u64,
        whole.len() as u64,
        &sha256(&whole),
    );
    let mut out = Vec::new();
    if sealed
        .chunks(piece)
        .try_for_each(|bytes| opener.update_into(bytes, &mut out))
        .is_err()
    {
        return (out, false);
    }
    match opener.finish() {
        Ok(tail) => ([out, tail].concat(), true),
        Err(_) => (out, false),
    }
}

fn seal_at_rest(plaintext: &[u8], _: usize) -> Vec<u8> {
    at_rest::seal(&BlobKey::from_bytes([1; 32]), plaintext, &mut rng(3))
}

fn open_at_rest(sealed: &[u8], _: usize, _: usize) -> Opened {
    match at_rest::open(&BlobKey::from_bytes([1; 32]), sealed) {
        Ok(out) => (out, true),
        Err(_) => (Vec::new(), false),
    }
}

#[test]
fn open_of_seal_is_the_plaintext_at_every_edge_in_pieces_of_every_edge() {
    for kind in &KINDS {
        for len in EDGES {
            for piece in [1000, 65_535, 65_536, 65_537, 200_000] {
                let sealed = (kind.seal)(&plaintext(len), piece);
                assert!(
                    (kind.open)(&sealed, len, piece) == (plaintext(len), true),
                    "{} {len} {piece}",
                    kind.name
                );
            }
        }
    }
}

#[test]
fn cut_at_every_chunk_boundary_fails_at_finish_and_what_came_out_is_authentic() {
    for kind in &KINDS {
        for len in EDGES {
            let sealed = (kind.seal)(&plaintext(len), 65_536);
            let start = (kind.start)(&sealed);
            let boundaries = (0..)
                .map(|chunk| start + chunk * 65_552)
                .take_while(|&at| at < sealed.len());
            for cut in boundaries.chain([sealed.len() - 1, sealed.len() - 16, start]) {
                let (out, whole) = (kind.open)(&sealed[..cut], len, 65_536);
                assert!(!whole, "{} {len} cut at {cut}", kind.name);
                assert!(
                    plaintext(len).starts_with(&out),
                    "{} {len} cut at {cut}",
                    kind.name
                );
            }
        }
    }
}

#[test]
fn longer_and_reordered_is_refused() {
    for kind in &KINDS {
        let len = 131_072;
        let sealed = (kind.seal)(&plaintext(len), 65_536);
        let longer = [&sealed[..], &[0]].concat();
        assert!(!(kind.open)(&longer, len, 65_536).1, "{}", kind.name);
        let start = (kind.start)(&sealed);
        let mut swapped = sealed.clone();
        swapped[start..].rotate_left(65_552);
        assert!(!(kind.open)(&swapped, len, 65_536).1, "{}", kind.name);
        let mut dropped = sealed.clone();
        dropped.drain(start..start + 65_552);
        assert!(!(kind.open)(&dropped, len, 65_536).1, "{}", kind.name);
    }
}

#[test]
fn a_file_to_two_opens_for_both_and_for_nobody_else() {
    let (a, b, c) = (
        Identity::make(&mut rng(1)),
        Identity::make(&mut rng(2)),
        Identity::make(&mut rng(3)),
    );
    let mut sealer = FileSealer::new(&[a.recipient(), b.recipient()], &mut rng(4));
    let mut file = sealer.update(b"backup").unwrap();
    file.extend(sealer.finish());
    for (identity, opens) in [(a, true), (b, true), (c, false)] {
        let opened = crypto::age::foreign::open(&[AnyIdentity::XWing(identity)], &file);
        assert_eq!(opened.is_ok_and(|plaintext| *plaintext == b"backup"), opens);
    }
}
