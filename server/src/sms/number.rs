//! Phone numbers as ITU-T E.164 writes them, from what people type.

use crate::config;
use std::fmt;
use std::str::FromStr;

/// Of a number with its country code.
const DIGITS: std::ops::RangeInclusive<usize> = 8..=15;
/// Satellites, shared cost and premium rate: no country's, dear, and nobody's phone for a sign that a letter waits.
const NO_COUNTRY: [&str; 9] = ["800", "808", "870", "878", "881", "882", "883", "888", "979"];
/// Denmark and Norway write their eight digits without a 0 in front.
const WITHOUT_TRUNK_ZERO: [&str; 2] = ["45", "47"];
const DIGITS_WITHOUT_TRUNK_ZERO: usize = 8;

/// A number with its country code. `Display` is the whole of it, for the gateway and for storing; `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneNumber {
    digits: String,
}

/// What was typed is not a number that SMS go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Other signs than digits and what people put between them, or none.
    #[error("not a phone number")]
    Form,
    /// Fewer than 8 digits or more than 15.
    #[error("a phone number has 8 to 15 digits with its country code")]
    Length,
    /// It begins neither with + nor 00, and there is no country to take it for.
    #[error("the country code is missing")]
    CountryMissing,
    /// No phone of a country that this installation serves.
    #[error("no SMS are sent to this country")]
    NotServed,
}

impl PhoneNumber {
    /// Reads what a person typed; a number without a country code is one of the installation's country.
    pub fn parse(typed: &str, settings: &config::Sms) -> Result<Self, NumberError> {
        let written = without_separators(typed)?;
        let number: Self = with_country_code(&written, settings.country_code.as_deref())?.parse()?;
        if number.is_served(settings) {
            Ok(number)
        } else {
            Err(NumberError::NotServed)
        }
    }

    /// Whether SMS go to this number, by the settings of today: it may have been stored under others.
    pub fn is_served(&self, settings: &config::Sms) -> bool {
        let begins_with = |prefix: &str| self.digits.starts_with(prefix);
        let allowed = &settings.allowed_prefixes;
        (allowed.is_empty() || allowed.iter().any(|prefix| begins_with(prefix)))
            && !NO_COUNTRY.into_iter().any(begins_with)
    }

    /// Without the plus sign.
    pub(super) fn digits(&self) -> &str {
        &self.digits
    }

    /// For showing to its owner: all but the last two digits hidden, and how many there are too.
    pub fn masked(&self) -> String {
        let shown = self.digits.len().saturating_sub(2);
        format!("•••{}", self.digits.get(shown..).unwrap_or_default())
    }
}

impl FromStr for PhoneNumber {
    type Err = NumberError;

    /// Reads what `Display` wrote.
    fn from_str(text: &str) -> Result<Self, NumberError> {
        let digits = text.strip_prefix('+').ok_or(NumberError::CountryMissing)?;
        if digits.starts_with('0') || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NumberError::Form);
        }
        if !DIGITS.contains(&digits.len()) {
            return Err(NumberError::Length);
        }
        Ok(Self {
            digits: digits.to_owned(),
        })
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}", self.digits)
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber")
    }
}

/// Digits with a plus sign in front or none. Of "+46 (0)70", the bracketed 0 is for callers inside the country.
fn without_separators(typed: &str) -> Result<String, NumberError> {
    let international = typed.trim_start().starts_with('+') || typed.trim_start().starts_with("00");
    let typed = if international {
        typed.replacen("(0)", "", 1)
    } else {
        typed.to_owned()
    };
    let mut written = String::new();
    for sign in typed.trim().chars() {
        match sign {
            '0'..='9' => written.push(sign),
            '+' if written.is_empty() => written.push(sign),
            ' ' | '\u{a0}' | '-' | '\u{2010}' | '\u{2011}' | '\u{2013}' | '(' | ')' | '.' | '/' => {}
            _ => return Err(NumberError::Form),
        }
    }
    if written.is_empty() {
        return Err(NumberError::Form);
    }
    Ok(written)
}

fn with_country_code(written: &str, country_code: Option<&str>) -> Result<String, NumberError> {
    if written.starts_with('+') {
        return Ok(written.to_owned());
    }
    if let Some(rest) = written.strip_prefix("00") {
        return Ok(format!("+{rest}"));
    }
    let code = country_code.ok_or(NumberError::CountryMissing)?;
    let has_no_zero = WITHOUT_TRUNK_ZERO.contains(&code);
    match written.strip_prefix('0') {
        Some(national) if !has_no_zero => Ok(format!("+{code}{national}")),
        None if has_no_zero && written.len() == DIGITS_WITHOUT_TRUNK_ZERO => Ok(format!("+{code}{written}")),
        _ => Err(NumberError::CountryMissing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn parse_in(country: Option<&str>, typed: &str) -> Result<String, NumberError> {
        let mut settings = Config::load(None).unwrap().sms;
        settings.country_code = country.map(str::to_owned);
        PhoneNumber::parse(typed, &settings).map(|number| number.to_string())
    }

    #[test]
    fn one_number_is_read_however_it_is_typed() {
        for typed in [
            "+46701234567",
            "+46 70-123 45 67",
            " 0046 70 123 45 67 ",
            "070-123 45 67",
            "(070) 123 45 67",
            "070.123.45.67",
            "070/1234567",
            "+46 (0)70 123 45 67",
            "0046 (0) 70 123 45 67",
            "070\u{a0}123\u{2011}45\u{2013}67",
        ] {
            assert_eq!(
                parse_in(Some("46"), typed).as_deref(),
                Ok("+46701234567"),
                "{typed}"
            );
        }
    }

    #[test]
    fn danes_and_norwegians_type_eight_digits() {
        assert_eq!(parse_in(Some("45"), "20 12 34 56").as_deref(), Ok("+4520123456"));
        assert_eq!(parse_in(Some("47"), "40123456").as_deref(), Ok("+4740123456"));
        assert_eq!(
            parse_in(Some("45"), "0201234567"),
            Err(NumberError::CountryMissing)
        );
        assert_eq!(parse_in(Some("46"), "70123456"), Err(NumberError::CountryMissing));
    }

    #[test]
    fn without_a_country_code_of_its_own_the_installation_must_have_one() {
        assert_eq!(parse_in(None, "0701234567"), Err(NumberError::CountryMissing));
        assert_eq!(parse_in(None, "701234567"), Err(NumberError::CountryMissing));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for typed in [
            "",
            "  ",
            "+",
            "-",
            "070-FORSEGLA",
            "+46+701234567",
            "46+701234567",
            "070 123 45 67 ext 8",
            "٠٧٠١٢٣٤٥٦٧",
            "+0701234567",
            "070\n1234567",
        ] {
            let read = parse_in(Some("46"), typed);
            assert!(
                matches!(read, Err(NumberError::Form | NumberError::Length)),
                "{typed}: {read:?}"
            );
        }
    }

    #[test]
    fn eight_to_fifteen_digits_are_a_number() {
        assert_eq!(parse_in(None, "+4612345"), Err(NumberError::Length));
        assert!(parse_in(None, "+46123456").is_ok());
        assert!(parse_in(None, "+461234567890123").is_ok());
        assert_eq!(parse_in(None, "+4612345678901234"), Err(NumberError::Length));
    }

    #[test]
    fn only_numbers_that_the_installation_serves_are_taken() {
        let mut settings = Config::load(None).unwrap().sms;
        let parse = |settings: &config::Sms, typed| PhoneNumber::parse(typed, settings).map(drop);
        assert_eq!(parse(&settings, "+4520123456"), Ok(()));
        for dear in ["+881612345678", "+8835100123456", "+97912345678", "+80012345678"] {
            assert_eq!(parse(&settings, dear), Err(NumberError::NotServed), "{dear}");
        }
        settings.allowed_prefixes = vec!["467".into()];
        assert_eq!(parse(&settings, "+46701234567"), Ok(()));
        assert_eq!(parse(&settings, "+46812345678"), Err(NumberError::NotServed));
        assert_eq!(parse(&settings, "+4520123456"), Err(NumberError::NotServed));
        let stored: PhoneNumber = "+4520123456".parse().unwrap();
        assert!(!stored.is_served(&settings));
    }

    #[test]
    fn a_number_shows_two_digits_and_prints_none() {
        let number: PhoneNumber = "+46701234567".parse().unwrap();
        assert_eq!(number.masked(), "•••67");
        assert_eq!(format!("{number:?}"), "PhoneNumber");
    }
}
