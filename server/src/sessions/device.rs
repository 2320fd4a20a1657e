//! What device a session was opened with, in a few words: read once from the User-Agent, of which nothing else is kept.
//!
//! The header is whatever its sender wrote. Only the words of the tables below ever come out of it; they help a person to
//! tell their own sessions apart, and prove nothing.

/// Real ones have under 300 bytes; what comes after these is not looked at.
const USER_AGENT_SIZE_BYTES_MAX: usize = 512;

/// What a program is called that does not say it is a browser. Pages have their own word for it.
const PROGRAM: &str = "program";

/// What a browser's header contains, and its name. Most claim to be others too, so the first that fits is it.
const BROWSERS: [(&str, &str); 13] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// The same for systems. Phones of Apple's say "like Mac OS X", and Android's say "Linux". An iPad that asks for pages as a
/// computer does says that it is one.
const SYSTEMS: [(&str, &str); 9] = [
    ("Windows", "Windows"),
    ("iPhone", "iOS"),
    ("iPod", "iOS"),
    ("iPad", "iPadOS"),
    ("Android", "Android"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
    ("X11", "Linux"),
];

/// Browser and system, such as `Firefox, Linux`; one of them where the other is not known, `program` for what is no
/// browser, and nothing where nothing is known.
pub(super) fn device_of(user_agent: Option<&[u8]>) -> String {
    let Some(header) = user_agent else {
        return String::new();
    };
    let header = header.get(..USER_AGENT_SIZE_BYTES_MAX).unwrap_or(header);
    let header = String::from_utf8_lossy(header);
    if !header.starts_with("Mozilla/") {
        return PROGRAM.to_owned();
    }
    let known = [&BROWSERS[..], &SYSTEMS[..]].map(|table| find(table, &header));
    known.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn find(table: &[(&str, &'static str)], header: &str) -> Option<&'static str> {
    table
        .iter()
        .find_map(|(sign, name)| header.contains(sign).then_some(*name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADERS: [(&str, &str); 21] = [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Windows",
        ),
        (
            "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
            "Firefox, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/140.0 Mobile/15E148 Safari/605.1.15",
            "Firefox, iOS",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
            "Chrome, Windows",
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
            "Chrome, ChromeOS",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/138.0.0.0 Safari/537.36",
            "Chrome, Linux",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chromium/138.0.0.0 Chrome/138.0.0.0 Safari/537.36",
            "Chromium, Linux",
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/138.0 Mobile/15E148 Safari/604.1",
            "Chrome, iPadOS",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36 EdgA/138.0.0.0",
            "Edge, Android",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
            "Safari, macOS",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
            "Safari, iOS",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 OPR/122.0.0.0",
            "Opera, macOS",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            "Samsung Internet, Android",
        ),
        ("Mozilla/5.0 (X11; OpenBSD amd64) Something/1.0", "Linux"),
        ("Mozilla/5.0 (Haiku) Firefox/140.0", "Firefox"),
        ("Mozilla/5.0 (compatible; <script>alert(1)</script>)", ""),
        ("curl/8.14.1", "program"),
        ("Firefox/140.0 on Linux", "program"),
        ("", "program"),
    ];

    #[test]
    fn browsers_and_systems_are_told_from_what_they_send() {
        for (header, device) in HEADERS {
            assert_eq!(device_of(Some(header.as_bytes())), device, "{header}");
        }
        assert_eq!(device_of(None), "");
    }

    #[test]
    fn nothing_that_a_sender_wrote_comes_out_however_long_it_is() {
        let endless = [
            &b"Mozilla/5.0 \xff\xfe\0"[..],
            &[b'x'; 100_000],
            b" Firefox/140.0",
        ]
        .concat();
        assert_eq!(
            device_of(Some(&endless)),
            "",
            "what lies beyond the bound is not read"
        );
        // The bound may cut a letter in two.
        let letters = format!("Mozilla/5.0 Linux {}", "å".repeat(1000));
        assert_eq!(device_of(Some(letters.as_bytes())), "Linux");
    }
}
