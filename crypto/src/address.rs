//! Canonical addresses (protocol.md 2): one spelling for one mailbox, so that keys, fingerprints and safety
//! numbers of the same person are the same.
//!
//! Says nothing about whether the address exists.

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::ParseError;

/// Longest address, in bytes (RFC 5321, 4.5.3.1.3 less the brackets).
pub const LEN_MAX: usize = 254;

/// Characters that show nothing, or change how others show: two addresses with them would look alike.
const UNSEEN: [std::ops::RangeInclusive<char>; 17] = [
    '\u{ad}'..='\u{ad}',
    '\u{34f}'..='\u{34f}',
    '\u{61c}'..='\u{61c}',
    '\u{115f}'..='\u{1160}',
    '\u{17b4}'..='\u{17b5}',
    '\u{180b}'..='\u{180f}',
    '\u{200b}'..='\u{200f}',
    '\u{2028}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{3164}'..='\u{3164}',
    '\u{e000}'..='\u{f8ff}',
    '\u{fe00}'..='\u{fe0f}',
    '\u{feff}'..='\u{feff}',
    '\u{ffa0}'..='\u{ffa0}',
    '\u{fff0}'..='\u{ffff}',
    '\u{1d173}'..='\u{1d17a}',
    '\u{e0000}'..=char::MAX,
];

/// The canonical spelling: local part in lower case, domain as lower-case A-label (UTS 46, strict), NFC, at
/// most 254 bytes. Canonical addresses are their own canonical spelling.
///
/// # Errors
/// If `address` has not exactly one `@`, an empty, dotted or non-text local part, or no valid domain.
pub fn canonical(address: &str) -> Result<String, ParseError> {
    if address.len() > LEN_MAX.saturating_mul(4) {
        return Err(ParseError::new("address too long"));
    }
    let (local, domain) = address
        .split_once('@')
        .ok_or(ParseError::new("address without @"))?;
    let local = canonical_local(local)?;
    let domain =
        idna::domain_to_ascii_strict(domain).map_err(|_| ParseError::new("not the domain of an address"))?;
    let canonical = format!("{local}@{domain}");
    if canonical.len() > LEN_MAX {
        return Err(ParseError::new("address too long"));
    }
    Ok(canonical)
}

/// Whether `address` is its own canonical spelling.
pub(crate) fn is_canonical(address: &str) -> bool {
    canonical(address).is_ok_and(|canonical| canonical == address)
}

fn canonical_local(local: &str) -> Result<String, ParseError> {
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    let local = nfc.normalize(&nfc.normalize(local).to_lowercase()).into_owned();
    let dotted = local.split('.').any(str::is_empty);
    if dotted || !local.chars().all(is_of_a_local_part) {
        return Err(ParseError::new("not the local part of an address"));
    }
    Ok(local)
}

/// A dot-atom (RFC 5322, 3.2.3, and RFC 6531 beyond ASCII) of characters that can be seen.
fn is_of_a_local_part(char: char) -> bool {
    let special = "\"(),:;<>@[\\]".contains(char);
    let unseen = UNSEEN.iter().any(|range| range.contains(&char));
    !special && !unseen && !char.is_control() && !char.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::test;

    #[test]
    fn one_spelling_for_one_mailbox() {
        for (written, meant) in [
            ("anna@example.org", "anna@example.org"),
            ("Anna@EXAMPLE.org", "anna@example.org"),
            ("BJÖRN@Exämple.ORG", "björn@xn--exmple-cua.org"),
            ("bjo\u{308}rn@example.org", "björn@example.org"),
            ("a.b+c@localhost", "a.b+c@localhost"),
        ] {
            assert_eq!(canonical(written).as_deref(), Ok(meant));
            assert_eq!(canonical(meant).as_deref(), Ok(meant));
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for bad in [
            "",
            "@",
            "a@",
            "@b",
            "a",
            "a@b@c",
            "a b@c",
            "a..b@c",
            ".a@c",
            "a.@c",
            "a@b c",
            "a@-b.org",
            "a@b_c.org",
            "a\u{200b}@c",
            "a\u{202e}b@c",
            "a\n@c",
            "a@[127.0.0.1]",
            "\"a\"@b",
            "a@b..c",
            "a@b.",
            "a@xn--a",
        ] {
            assert!(canonical(bad).is_err(), "{bad:?}");
        }
        assert!(canonical(&format!("{}@example.org", "a".repeat(243))).is_err());
        assert!(canonical(&format!("{}@example.org", "a".repeat(242))).is_ok());
        assert!(canonical(&"a".repeat(100_000)).is_err());
    }
}
