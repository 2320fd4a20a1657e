//! The authenticator's secret as people see it.

use crate::view::TotpSecret;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// For typing (RFC 4648 section 6, without padding) and for scanning (the key URI that authenticator apps read).
pub(crate) fn secret_view(secret: &api::auth::TotpSecret, host: &str) -> TotpSecret {
    let base32 = base32(&secret.secret);
    let label = escape(&format!("Forsegla ({host}):{}", secret.address));
    let issuer = escape(&format!("Forsegla ({host})"));
    let uri =
        format!("otpauth://totp/{label}?secret={base32}&issuer={issuer}&algorithm=SHA1&digits=6&period=30");
    TotpSecret { base32, uri }
}

fn base32(bytes: &[u8]) -> String {
    let bits: Vec<u8> = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1))
        .collect();
    let letter = |five: &[u8]| {
        let value = five
            .iter()
            .fold(0, |value: usize, bit| value << 1 | usize::from(*bit))
            << (5 - five.len());
        BASE32.get(value).map_or('A', |letter| char::from(*letter))
    };
    bits.chunks(5).map(letter).collect()
}

/// Percent-encodes all but unreserved characters (RFC 3986 section 2.3) and the label's colon.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':') {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_is_that_of_rfc_4648() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn the_uri_names_issuer_and_account() {
        let secret = api::auth::TotpSecret {
            secret: (*b"12345678901234567890").into(),
            address: "anna@example.org".into(),
        };
        let view = secret_view(&secret, "localhost");
        assert_eq!(
            view.uri,
            "otpauth://totp/Forsegla%20%28localhost%29:anna%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Forsegla%20%28localhost%29&algorithm=SHA1&digits=6&period=30"
        );
    }
}
