//! A delivery: an age file of exactly one hybrid stanza, sealed and opened whole (protocol.md 3.2, 3.4).
//!
//! ```text
//! age-encryption.org/v1\n
//! -> mlkem768x25519 <base64 no-pad of the 1120-byte enc>\n
//! <base64 no-pad of the 32-byte sealed file key>\n
//! --- <base64 no-pad of the 32-byte MAC>\n                       1,627 bytes up to here
//! nonce[16]
//! STREAM of the padded plaintext, 16 more bytes a chunk
//! ```

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{
    DELIVERY_HEADER_LEN, Identity, NONCE_LEN, Recipient, derive_mac_key, derive_payload_key,
    header::{MAGIC, decode},
    stanza,
};
use crate::{
    ParseError, Refused, Secret,
    hazmat::{kdf, stream, xwing},
    message, padme,
    wire::Reader,
};

const STANZA: &[u8] = b"-> mlkem768x25519 ";
const FOOTER: &[u8] = b"---";

/// Characters of 1,120 and of 32 bytes.
const ENC_TEXT_LEN: usize = 1494;
const SHORT_TEXT_LEN: usize = 43;

/// Header and nonce.
const OVERHEAD: u64 = 1643;

/// Length of the delivery of a (padded) plaintext. Saturates at `u64::MAX`.
#[must_use]
pub fn delivery_len(plaintext_len: u64) -> u64 {
    stream::sealed_len(plaintext_len).saturating_add(OVERHEAD)
}

/// Seals `plaintext` (made by [`message::encode`], so padded) to one mailbox. File key, encapsulation and
/// nonce are new for every delivery.
pub fn seal(recipient: &Recipient, plaintext: &[u8], rng: &mut (impl CryptoRng + ?Sized)) -> Vec<u8> {
    let file_key = Secret::make(rng);
    let (enc, sealed) = stanza::wrap_hybrid(recipient, &file_key, rng);
    let mut nonce = [0; NONCE_LEN];
    rng.fill_bytes(&mut nonce);

    let len = u64::try_from(plaintext.len()).map_or(u64::MAX, delivery_len);
    let mut out = Vec::with_capacity(usize::try_from(len).unwrap_or_default());
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(STANZA);
    out.extend_from_slice(STANDARD_NO_PAD.encode(enc).as_bytes());
    out.push(b'\n');
    out.extend_from_slice(STANDARD_NO_PAD.encode(sealed).as_bytes());
    out.push(b'\n');
    out.extend_from_slice(FOOTER);
    let mac = kdf::hmac_sha256(derive_mac_key(&file_key).expose(), &[&out]);
    out.push(b' ');
    out.extend_from_slice(STANDARD_NO_PAD.encode(mac).as_bytes());
    out.push(b'\n');
    out.extend_from_slice(&nonce);

    let mut sealer = stream::Sealer::new(&derive_payload_key(&file_key, &nonce));
    sealer
        .update_into(plaintext, &mut out)
        .expect("memory holds fewer than 2^32 chunks");
    sealer.finish_into(&mut out);
    out
}

/// Opens a delivery with the identity of the epoch that the submission names, and no other. Nothing is
/// released unless all of it verifies.
///
/// # Errors
/// One for everything: another shape, another key, any bit changed.
pub fn open_delivery(identity: &Identity, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refused> {
    let delivery = Shape::parse(bytes)?;
    let enc = decode(delivery.enc)?;
    let file_key = stanza::unwrap_hybrid(identity, &enc, &delivery.sealed)?;
    let mac_key = derive_mac_key(&file_key);
    kdf::hmac_sha256_verify(mac_key.expose(), &[delivery.authenticated], &delivery.mac)?;

    let mut plaintext = Zeroizing::new(Vec::with_capacity(
        delivery.payload.len().saturating_add(stream::TAG_LEN),
    ));
    let mut opener = stream::Opener::new(&derive_payload_key(&file_key, &delivery.nonce));
    opener.update_into(delivery.payload, &mut plaintext)?;
    opener.finish_into(&mut plaintext)?;
    Ok(plaintext)
}

/// What the server can check of an envelope without a key: exactly one `mlkem768x25519` stanza, a header of
/// 1,627 bytes in canonical base64, and a payload of some padded length.
///
/// # Errors
/// If the bytes are not of that shape.
pub fn check_delivery_shape(bytes: &[u8]) -> Result<(), ParseError> {
    let delivery = Shape::parse(bytes)?;
    decode(delivery.enc).map(drop)
}

/// A delivery taken apart; nothing of it is authentic yet.
struct Shape<'a> {
    /// What the MAC is over.
    authenticated: &'a [u8],
    /// Base64 of the encapsulation.
    enc: &'a [u8],
    sealed: Vec<u8>,
    mac: Vec<u8>,
    nonce: [u8; NONCE_LEN],
    payload: &'a [u8],
}

impl<'a> Shape<'a> {
    fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        let mut reader = Reader::new(bytes);
        expect(&mut reader, MAGIC)?;
        expect(&mut reader, STANZA)?;
        let enc = reader.bytes(ENC_TEXT_LEN)?;
        expect(&mut reader, b"\n")?;
        let sealed = decode(reader.bytes(SHORT_TEXT_LEN)?)?;
        expect(&mut reader, b"\n")?;
        expect(&mut reader, FOOTER)?;
        let authenticated = bytes
            .get(..bytes.len().saturating_sub(reader.remaining()))
            .unwrap_or_default();
        expect(&mut reader, b" ")?;
        let mac = decode(reader.bytes(SHORT_TEXT_LEN)?)?;
        expect(&mut reader, b"\n")?;
        let nonce = reader.array()?;
        let payload = reader.bytes(reader.remaining())?;
        check_payload_len(payload.len())?;
        Ok(Self {
            authenticated,
            enc,
            sealed,
            mac,
            nonce,
            payload,
        })
    }
}

fn expect(reader: &mut Reader<'_>, bytes: &[u8]) -> Result<(), ParseError> {
    if reader.bytes(bytes.len())? != bytes {
        return Err(ParseError::new("not the header of a delivery"));
    }
    Ok(())
}

/// The plaintext's length must be one that the message padding gives.
fn check_payload_len(len: usize) -> Result<(), ParseError> {
    let plaintext_len = u64::try_from(len).ok().and_then(stream::plaintext_len);
    match plaintext_len {
        Some(len) if len >= message::PADDED_LEN_MIN && padme::padded_len(len) == len => Ok(()),
        _ => Err(ParseError::new("not the length of a padded payload")),
    }
}

const _: () = {
    assert!(
        MAGIC.len()
            + STANZA.len()
            + ENC_TEXT_LEN
            + 1
            + SHORT_TEXT_LEN
            + 1
            + FOOTER.len()
            + 1
            + SHORT_TEXT_LEN
            + 1
            == DELIVERY_HEADER_LEN
    );
    assert!(DELIVERY_HEADER_LEN + NONCE_LEN == 1643);
    assert!(ENC_TEXT_LEN == (xwing::ENC_LEN * 4).div_ceil(3) && SHORT_TEXT_LEN == (32usize * 4).div_ceil(3));
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        age::header::Header,
        test_rng::{rng, test},
    };

    #[test]
    fn the_smallest_delivery_has_3707_bytes() {
        let identity = Identity::make(&mut rng(1));
        let delivery = seal(&identity.recipient(), &[0; 2048], &mut rng(2));
        assert_eq!(delivery.len(), 3707);
        assert_eq!(delivery_len(2048), 3707);
        assert_eq!(check_delivery_shape(&delivery), Ok(()));
        assert_eq!(*open_delivery(&identity, &delivery).unwrap(), vec![0; 2048]);
    }

    #[test]
    fn the_header_is_one_of_the_format() {
        let identity = Identity::make(&mut rng(1));
        let delivery = seal(&identity.recipient(), &[0; 2048], &mut rng(2));
        let (bytes, _) = delivery.split_at(DELIVERY_HEADER_LEN);
        let header = Header::parse(bytes).unwrap();
        assert_eq!(header.stanzas.len(), 1);
        assert_eq!(header.to_bytes(), bytes);
    }

    #[test]
    fn another_key_another_shape_and_a_second_stanza_are_refused() {
        let identity = Identity::make(&mut rng(1));
        let delivery = seal(&identity.recipient(), &[0; 2048], &mut rng(2));
        assert_eq!(
            open_delivery(&Identity::make(&mut rng(3)), &delivery),
            Err(Refused)
        );
        assert!(check_delivery_shape(&delivery[..delivery.len() - 1]).is_err());
        assert!(check_delivery_shape(&[&delivery[..], b"x"].concat()).is_err());
        let grease = [
            &delivery[..MAGIC.len()],
            b"-> grease\n\n",
            &delivery[MAGIC.len()..],
        ]
        .concat();
        assert!(check_delivery_shape(&grease).is_err());
        assert_eq!(open_delivery(&identity, &grease), Err(Refused));
    }

    #[test]
    fn a_length_that_no_padding_gives_is_refused() {
        let identity = Identity::make(&mut rng(1));
        for len in [0, 1, 1024, 2047, 2049, 65_537] {
            let delivery = seal(&identity.recipient(), &vec![0; len], &mut rng(2));
            assert!(check_delivery_shape(&delivery).is_err(), "{len}");
            assert_eq!(open_delivery(&identity, &delivery), Err(Refused), "{len}");
        }
    }
}
