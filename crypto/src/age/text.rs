//! Keys as text: Bech32 (BIP 173) without its length limit, as age has it.

use bech32::{Bech32, Checksum, Fe1024, Hrp, primitives::decode::CheckedHrpstring};
use zeroize::Zeroizing;

use crate::ParseError;

/// A recipient is about 1,960 characters.
const TEXT_LEN_MAX: usize = 4096;

/// Bech32 for codes of any length.
enum LongBech32 {}

impl Checksum for LongBech32 {
    type MidstateRepr = <Bech32 as Checksum>::MidstateRepr;
    type CorrectionField = Fe1024;
    const ROOT_GENERATOR: Fe1024 = Bech32::ROOT_GENERATOR;
    const ROOT_EXPONENTS: core::ops::RangeInclusive<usize> = Bech32::ROOT_EXPONENTS;
    const CODE_LENGTH: usize = usize::MAX;
    const CHECKSUM_LENGTH: usize = Bech32::CHECKSUM_LENGTH;
    const GENERATOR_SH: [u32; 5] = Bech32::GENERATOR_SH;
    const TARGET_RESIDUE: u32 = Bech32::TARGET_RESIDUE;
}

/// What a text is: the human-readable part, in the letters' case that age wants.
#[derive(Clone, Copy)]
pub(super) enum Prefix {
    HybridIdentity,
    HybridRecipient,
    ClassicIdentity,
}

impl Prefix {
    fn text(self) -> &'static str {
        match self {
            Self::HybridIdentity => "AGE-SECRET-KEY-PQ-",
            Self::HybridRecipient => "age1pq",
            Self::ClassicIdentity => "AGE-SECRET-KEY-",
        }
    }
}

pub(super) fn encode(prefix: Prefix, bytes: &[u8]) -> Zeroizing<String> {
    let hrp = Hrp::parse(prefix.text()).expect("the prefixes are constants in Bech32's alphabet");
    let mut text = Zeroizing::new(String::with_capacity(TEXT_LEN_MAX));
    let written = match prefix {
        Prefix::HybridRecipient => bech32::encode_lower_to_fmt::<LongBech32, _>(&mut *text, hrp, bytes),
        _ => bech32::encode_upper_to_fmt::<LongBech32, _>(&mut *text, hrp, bytes),
    };
    written.expect("a String takes every character and the code has no length limit");
    text
}

/// Only the text that [`encode`] gives: one case, canonical padding.
pub(super) fn decode(prefix: Prefix, text: &str) -> Result<Zeroizing<Vec<u8>>, ParseError> {
    const NOT_A_KEY: ParseError = ParseError::new("not the text of such an age key");
    if text.len() > TEXT_LEN_MAX {
        return Err(NOT_A_KEY);
    }
    let checked = CheckedHrpstring::new::<LongBech32>(text).map_err(|_| NOT_A_KEY)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    bytes.extend(checked.byte_iter());
    if *encode(prefix, &bytes) != text {
        return Err(NOT_A_KEY);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::test;

    #[test]
    fn the_checksum_is_consistent() {
        LongBech32::sanity_check();
    }

    #[test]
    fn only_the_canonical_text_is_read() {
        let text = encode(Prefix::HybridIdentity, &[7; 32]);
        assert!(text.starts_with("AGE-SECRET-KEY-PQ-1"));
        assert_eq!(*decode(Prefix::HybridIdentity, &text).unwrap(), vec![7; 32]);
        assert!(decode(Prefix::HybridIdentity, &text.to_lowercase()).is_err());
        assert!(decode(Prefix::ClassicIdentity, &text).is_err());
        assert!(decode(Prefix::HybridIdentity, &text[..text.len() - 1]).is_err());
        assert!(decode(Prefix::HybridIdentity, &"A".repeat(5000)).is_err());
    }
}
