//! Parts: resuming, reading by ranges, and what the manifest's lengths and hash keep out.

use crypto::{
    PartKey,
    part::{PartError, PartOpener, PartSealer, blob_len, open_chunk},
    sha256,
};

use super::test;

const NONCE: [u8; 16] = [2; 16];

fn key() -> PartKey {
    PartKey::from_bytes([1; 32])
}

fn plaintext(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i * 31 % 251) as u8).collect()
}

fn seal(plaintext: &[u8]) -> Vec<u8> {
    let mut sealer = PartSealer::new(&key(), NONCE, plaintext.len() as u64);
    let mut blob = sealer.update(plaintext).unwrap();
    let (tail, hash) = sealer.finish().unwrap();
    blob.extend(tail);
    assert_eq!(hash, Some(sha256(&blob)));
    blob
}

fn open(blob: &[u8], len: u64) -> Result<Vec<u8>, PartError> {
    let mut opener = PartOpener::new(&key(), len, blob.len() as u64, &sha256(blob));
    let mut out = opener.update(blob)?;
    out.extend(opener.finish()?);
    Ok(out)
}

#[test]
fn a_resumed_part_is_the_same_blob() {
    for len in [0, 1, 65_536, 200_000, 262_144, 262_145] {
        let plaintext = plaintext(len);
        let blob = seal(&plaintext);
        let chunks = (blob.len() - 16).div_ceil(65_552);
        for from in 0..chunks {
            let mut sealer = PartSealer::resume(&key(), NONCE, len as u64, from as u32);
            let rest = plaintext.get(from * 65_536..).unwrap_or_default();
            let mut resumed = sealer.update(rest).unwrap();
            let (tail, hash) = sealer.finish().unwrap();
            resumed.extend(tail);
            assert_eq!(hash, None);
            assert!(resumed == blob[16 + from * 65_552..], "{len} from {from}");
        }
        let mut beyond = PartSealer::resume(&key(), NONCE, len as u64, chunks as u32);
        assert_eq!(beyond.update(&[]), Err(PartError::Length));
    }
}

#[test]
fn padding_of_a_large_part_comes_in_steps() {
    let len = 64 * 65_536 + 1;
    let plaintext = plaintext(len);
    let mut sealer = PartSealer::new(&key(), NONCE, len as u64);
    let mut blob = Vec::new();
    assert_eq!(
        sealer.pad_into(1, &mut blob),
        Err(PartError::Length),
        "before the plaintext is in"
    );
    sealer.update_into(&plaintext, &mut blob).unwrap();
    let before = blob.len();
    while sealer.pad_into(1, &mut blob).unwrap() {}
    assert!(blob.len() > before);
    blob.extend(sealer.finish().unwrap().0);
    assert!(blob == seal(&plaintext));
}

#[test]
fn a_part_has_exactly_the_announced_length() {
    let mut more = PartSealer::new(&key(), NONCE, 3);
    assert_eq!(more.update(b"four"), Err(PartError::Length));
    let mut fewer = PartSealer::new(&key(), NONCE, 5);
    fewer.update(b"four").unwrap();
    assert_eq!(fewer.finish(), Err(PartError::Length));
    let mut impossible = PartSealer::new(&key(), NONCE, u64::MAX);
    assert_eq!(impossible.update(b"x"), Err(PartError::Length));
    let mut spoiled = PartSealer::new(&key(), NONCE, 3);
    assert!(spoiled.update(b"four").is_err() && spoiled.update(b"x").is_err());
}

#[test]
fn chunks_open_by_themselves() {
    let plaintext = plaintext(150_000);
    let blob = seal(&plaintext);
    let chunks: Vec<_> = blob[16..].chunks(65_552).collect();
    let opened: Vec<u8> = (0..)
        .zip(&chunks)
        .flat_map(|(index, chunk)| {
            open_chunk(&key(), &NONCE, index, index as usize + 1 == chunks.len(), chunk).unwrap()
        })
        .collect();
    assert_eq!(opened[..plaintext.len()], plaintext);
    assert!(open_chunk(&key(), &NONCE, 1, false, chunks[0]).is_err());
    assert!(open_chunk(&key(), &NONCE, 0, true, chunks[0]).is_err());
    assert!(open_chunk(&key(), &[3; 16], 0, false, chunks[0]).is_err());
}

#[test]
fn lengths_that_do_not_fit_each_other_are_refused() {
    let blob = seal(b"tiny");
    assert_eq!(open(&blob, 4).unwrap(), b"tiny");
    assert_eq!(blob_len(4), blob.len() as u64);
    for (len, blob_len) in [(4, 1055), (4, 1057), (2000, 1056), (u64::MAX, u64::MAX)] {
        let mut opener = PartOpener::new(&key(), len, blob_len, &sha256(&blob));
        assert_eq!(opener.update(&blob), Err(PartError::Length), "{len} {blob_len}");
    }
    // Longer than the manifest says, or cut.
    let mut opener = PartOpener::new(&key(), 4, 1056, &sha256(&blob));
    opener.update(&blob).unwrap();
    assert_eq!(opener.update(&[0]), Err(PartError::Length));
    let mut opener = PartOpener::new(&key(), 4, 1056, &sha256(&blob));
    opener.update(&blob[..1055]).unwrap();
    assert_eq!(opener.finish(), Err(PartError::Length));
}

#[test]
fn a_shorter_size_in_the_manifest_finds_padding_that_is_not_zero() {
    let blob = seal(&plaintext(1000));
    assert_eq!(open(&blob, 1000).unwrap(), plaintext(1000));
    assert_eq!(open(&blob, 999), Err(PartError::Refused));
    // Padding in a chunk of its own, found before the end: the end does not pass either.
    let blob = seal(&plaintext(5_000_000));
    let mut opener = PartOpener::new(&key(), 4_990_000, blob.len() as u64, &sha256(&blob));
    assert_eq!(blob_len(4_990_000), blob.len() as u64);
    assert_eq!(opener.update(&blob), Err(PartError::Refused));
    assert!(opener.finish().is_err());
}

#[test]
fn another_hash_is_refused_at_the_end_although_every_chunk_opens() {
    let blob = seal(&plaintext(70_000));
    let mut opener = PartOpener::new(&key(), 70_000, blob.len() as u64, &[0; 32]);
    opener.update(&blob).unwrap();
    assert_eq!(opener.finish(), Err(PartError::Refused));
}
