//! Texts that somebody else wrote. Nothing in them may act: no control characters, no turning of the text around them.

/// A line of somebody else's: a name, a subject, a file's name. Control characters go, and those that turn the direction
/// of writing; what breaks lines becomes a space.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .map(|letter| if is_break(letter) { ' ' } else { letter })
        .filter(|letter| !acts(*letter))
        .collect()
}

/// Text of several lines: line ends and tabs stay.
pub(crate) fn clean_text(text: &str) -> String {
    let unix = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    unix.chars()
        .filter(|letter| matches!(letter, '\n' | '\t') || !acts(*letter))
        .collect()
}

/// Keeps a text of unknown direction from turning the sentence that it stands in.
pub(crate) fn isolate(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

fn is_break(letter: char) -> bool {
    matches!(
        letter,
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Controls, marks and overrides of direction, and what is not shown at all. Joiners stay: scripts need them.
fn acts(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A name to save a file under: no folders, nothing hidden, never empty.
pub(crate) fn file_name(name: &str) -> String {
    let name: String = clean(name)
        .chars()
        .map(|letter| {
            if matches!(letter, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') {
                '_'
            } else {
                letter
            }
        })
        .collect();
    let name = name.trim_matches(|letter: char| letter == '.' || letter.is_whitespace());
    if name.is_empty() {
        "file".to_owned()
    } else {
        name.to_owned()
    }
}

/// The ending of a file's name in capitals, at most four letters; for its little picture.
pub(crate) fn ending(name: &str) -> String {
    name.rsplit_once('.')
        .map(|(_, ending)| ending)
        .filter(|ending| (1..=4).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric()))
        .map(str::to_ascii_uppercase)
        .unwrap_or_default()
}

/// Two letters for a person's picture.
pub(crate) fn initials(name: &str) -> String {
    let name = clean(name);
    let words: Vec<_> = name
        .split(|letter: char| letter.is_whitespace() || matches!(letter, '.' | '@' | '-' | '_' | ','))
        .filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()))
        .collect();
    let letters = match words.as_slice() {
        [] => String::new(),
        [only] => only.to_string(),
        [first, second, ..] if name.contains('@') => format!("{first}{second}"),
        [first, .., last] => format!("{first}{last}"),
    };
    letters.to_uppercase()
}

/// What a person is called. A name that looks like another address is not shown at all.
pub(crate) fn called<'a>(name: &'a str, address: &'a str) -> &'a str {
    if name.trim().is_empty() || (name.contains('@') && !name.trim().eq_ignore_ascii_case(address)) {
        address
    } else {
        name
    }
}

/// A piece of a letter's text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Words.
    Words(&'a str),
    /// An address on the web, shown in full and opened as it is shown.
    Link(&'a str),
}

/// Finds the web addresses in a line. Only `https` and `http` count, only written out, and only of plain ASCII: an address
/// with letters that look like others stays text.
pub(crate) fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some((words, link, after)) = next_link(rest) {
        if !words.is_empty() {
            pieces.push(Piece::Words(words));
        }
        pieces.push(Piece::Link(link));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    pieces
}

fn next_link(line: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let start = from + line.get(from..)?.find("http")?;
        let (words, candidate) = line.split_at_checked(start)?;
        let apart = words
            .chars()
            .next_back()
            .is_none_or(|letter| !letter.is_alphanumeric());
        if let Some(length) = link_length(candidate).filter(|_| apart) {
            let (link, after) = candidate.split_at_checked(length)?;
            return Some((words, link, after));
        }
        from = start + "http".len();
    }
}

fn link_length(text: &str) -> Option<usize> {
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| text.starts_with(scheme))?;
    let end = text
        .find(|letter: char| letter.is_whitespace() || matches!(letter, '<' | '>' | '"'))
        .unwrap_or(text.len());
    let mut link = text.get(..end)?;
    // What ends a sentence or a bracket around the address is not part of it.
    while let Some(shorter) = link.strip_suffix(['.', ',', ';', ':', '!', '?', '\'', ')', ']', '}']) {
        if link.ends_with(')') && link.matches('(').count() >= link.matches(')').count() {
            break;
        }
        link = shorter;
    }
    let host = link.get(scheme.len()..)?.split(['/', '?', '#']).next()?;
    let plain = link.is_ascii() && host.contains('.') && !host.contains('@');
    plain.then_some(link.len())
}

/// Quotes a letter for an answer to it.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    for line in clean_text(text).trim_end().lines() {
        quoted.push_str(if line.is_empty() || line.starts_with('>') {
            ">"
        } else {
            "> "
        });
        quoted.push_str(line);
        quoted.push('\n');
    }
    quoted
}

/// Addresses in something typed or pasted: `Anna <anna@a.example>, bo@b.example`.
pub(crate) fn addresses(text: &str) -> Vec<String> {
    text.split([',', ';', '\n', '\t'])
        .map(|part| match part.split_once('<') {
            Some((_, rest)) => rest.split('>').next().unwrap_or_default(),
            None => part,
        })
        .flat_map(|part| part.split_whitespace())
        .map(|address| address.trim_start_matches("mailto:").to_owned())
        .filter(|address| !address.is_empty())
        .collect()
}

/// Whether something has the shape of an address; whether it is one, the server knows.
pub(crate) fn looks_like_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty()
            && domain.contains('.')
            && !domain.starts_with('.')
            && !domain.ends_with('.')
            && !text
                .chars()
                .any(|letter| letter.is_whitespace() || matches!(letter, '<' | '>' | ',' | ';'))
            && !domain.contains('@')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_turns_the_text_around() {
        assert_eq!(clean("invoice\u{202e}fdp.exe"), "invoicefdp.exe");
        assert_eq!(clean("a\u{2066}b\u{2069}c\u{200f}\u{0}\n d"), "abc  d");
        assert_eq!(clean_text("a\r\nb\u{2029}c\u{7}\t\u{202d}d"), "a\nb\nc\td");
        assert_eq!(
            clean("👩\u{200d}🚀 می\u{200c}خواهم"),
            "👩\u{200d}🚀 می\u{200c}خواهم"
        );
    }

    #[test]
    fn a_file_cannot_choose_its_folder() {
        assert_eq!(file_name("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(file_name("..."), "file");
        assert_eq!(file_name("C:\\a?.txt "), "C__a_.txt");
        assert_eq!(
            (
                ending("a.pdf").as_str(),
                ending("a").as_str(),
                ending("a.långt").as_str()
            ),
            ("PDF", "", "")
        );
    }

    #[test]
    fn a_name_cannot_pose_as_another_address() {
        assert_eq!(called("Anna", "a@a.example"), "Anna");
        assert_eq!(called(" ", "a@a.example"), "a@a.example");
        assert_eq!(called("chef@kommun.example", "a@a.example"), "a@a.example");
    }

    #[test]
    fn only_plain_web_addresses_become_links() {
        let words = |line| pieces(line);
        assert_eq!(
            words("Se https://a.example/b(c), eller (http://d.example)."),
            [
                Piece::Words("Se "),
                Piece::Link("https://a.example/b(c)"),
                Piece::Words(", eller ("),
                Piece::Link("http://d.example"),
                Piece::Words(").")
            ]
        );
        for line in [
            "javascript:alert(1)",
            "xhttps://a.example",
            "https://localhost",
            "https://bank.example@evil.example/",
            "https://exаmple.com",
            "https://",
        ] {
            assert_eq!(words(line), [Piece::Words(line)], "{line}");
        }
    }

    #[test]
    fn initials_come_from_names_and_addresses() {
        for (name, wanted) in [
            ("Anna Maria Lindqvist", "AL"),
            ("åke", "Å"),
            ("bo.ek@post.example", "BE"),
            ("", ""),
            ("Elif Yıldız", "EY"),
        ] {
            assert_eq!(initials(name), wanted);
        }
    }

    #[test]
    fn pasted_lists_come_apart() {
        assert_eq!(
            addresses("Anna Ek <anna@a.example>, bo@b.example;c@c.example\n mailto:d@d.example"),
            ["anna@a.example", "bo@b.example", "c@c.example", "d@d.example"]
        );
        for good in ["a@b.example", "å.ö+x@sub.b.example"] {
            assert!(looks_like_address(good), "{good}");
        }
        for bad in [
            "a",
            "a@b",
            "@b.example",
            "a@.b",
            "a@b.",
            "a b@c.example",
            "a@b@c.example",
        ] {
            assert!(!looks_like_address(bad), "{bad}");
        }
    }

    #[test]
    fn a_quote_keeps_older_quotes_apart() {
        assert_eq!(quoted("Hej\n\n> du\n\n"), "> Hej\n>\n>> du\n");
    }
}
