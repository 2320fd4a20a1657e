//! Times, keys and people's own texts, as they stand in a terminal.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use crypto::Hash;
use crypto::receipt::Assurance;
use time::OffsetDateTime;

/// `2026-11-28 16:05:09 UTC`; the number itself where no calendar has it.
pub(crate) fn moment(ms: u64) -> String {
    let seconds = i64::try_from(ms / 1000).ok();
    match seconds.and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok()) {
        Some(at) => format!(
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC",
            at.year(),
            u8::from(at.month()),
            at.day(),
            at.hour(),
            at.minute(),
            at.second()
        ),
        None => format!("{ms} ms after 1970"),
    }
}

/// A key, as the server tells its own.
pub(crate) fn key(bytes: &[u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A fingerprint, in groups of four.
pub(crate) fn fingerprint(hash: &Hash) -> String {
    let groups: Vec<String> = hash
        .chunks(2)
        .map(|pair| pair.iter().map(|byte| format!("{byte:02x}")).collect())
        .collect();
    groups.join(" ")
}

/// How somebody was signed in.
pub(crate) fn assurance(assurance: Assurance) -> &'static str {
    match assurance {
        Assurance::None => "not signed in",
        Assurance::Password => "signed in with a password",
        Assurance::Code => "signed in with a password and a second factor",
        Assurance::Passkey => "signed in with a passkey",
    }
}

/// A text of somebody else's on one line, without what moves the cursor or turns the direction of text.
pub(crate) fn clean(text: &str) -> String {
    let turns = |letter: char| matches!(letter, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .filter(|letter| !letter.is_control() && !turns(*letter))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_in_utc() {
        assert_eq!(moment(1_795_882_509_999), "2026-11-28 16:15:09 UTC");
        assert_eq!(moment(u64::MAX), format!("{} ms after 1970", u64::MAX));
    }

    #[test]
    fn a_text_cannot_move_the_cursor() {
        assert_eq!(clean("a\u{1b}[2Jb\nc\u{202e}d"), "a[2Jbcd");
    }
}
