//! Whether a text fits one SMS.

use gsm7::Gsm7Writer;

/// The user data of one SMS (3GPP TS 23.040, 9.2.3.24): 160 septets.
const SEGMENT_OCTETS: usize = 140;
/// Announces the extension table, and is no letter by itself.
const ESCAPE: char = '\u{1b}';

/// A text does not fit one SMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SegmentError {
    /// It has a letter that the GSM 7 bit default alphabet and its extension lack; in another coding, 70 are all.
    #[error("a letter of the text is not in the GSM alphabet")]
    Alphabet,
    /// It has more than 160 septets.
    #[error("the text has more than 160 septets")]
    TooLong,
}

/// Checks that a text goes out as one SMS, letter for letter (3GPP TS 23.038, 6.2.1). Nothing is changed to make it fit.
pub fn check_segment(text: &str) -> Result<(), SegmentError> {
    if text.contains(ESCAPE) {
        return Err(SegmentError::Alphabet);
    }
    let mut packed = Gsm7Writer::new(Vec::new());
    packed.write_str(text).map_err(|_| SegmentError::Alphabet)?;
    let octets = packed.into_writer().map_err(|_| SegmentError::Alphabet)?;
    if octets.len() > SEGMENT_OCTETS {
        return Err(SegmentError::TooLong);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 3GPP TS 23.038, 6.2.1, read from the table column by column, without the escape.
    const DEFAULT: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    /// 6.2.1.1.
    const EXTENSION: &str = "\u{c}^{}\\[~]|€";

    #[test]
    fn every_letter_of_the_alphabet_counts_one_and_of_its_extension_two() {
        assert_eq!(DEFAULT.chars().count(), 127);
        for letter in DEFAULT.chars() {
            let text: String = std::iter::repeat_n(letter, 160).collect();
            assert_eq!(check_segment(&text), Ok(()), "{letter:?}");
            assert_eq!(
                check_segment(&format!("{text}a")),
                Err(SegmentError::TooLong),
                "{letter:?}"
            );
        }
        for letter in EXTENSION.chars() {
            let text: String = std::iter::repeat_n(letter, 80).collect();
            assert_eq!(check_segment(&text), Ok(()), "{letter:?}");
            assert_eq!(
                check_segment(&format!("{text}a")),
                Err(SegmentError::TooLong),
                "{letter:?}"
            );
        }
    }

    #[test]
    fn every_length_up_to_160_fits() {
        for length in 0..=160 {
            assert_eq!(check_segment(&"å".repeat(length)), Ok(()), "{length}");
        }
        for length in 161..=330 {
            assert_eq!(
                check_segment(&"å".repeat(length)),
                Err(SegmentError::TooLong),
                "{length}"
            );
        }
    }

    #[test]
    fn other_letters_are_refused_and_not_replaced() {
        for letter in [
            'ç', 'á', 'ê', '’', '–', '\u{a0}', '\t', '`', '\u{1b}', '\0', '😀', '\u{308}',
        ] {
            assert_eq!(
                check_segment(&format!("ett brev{letter}")),
                Err(SegmentError::Alphabet),
                "{letter:?}"
            );
        }
    }
}
