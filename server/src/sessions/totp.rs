//! Judging authenticator codes: TOTP (RFC 6238), SHA-1, 6 digits, 30 seconds, one step either way.

use crate::app::App;
use crate::error::{AppError, Outcome};
use crate::rng;
use api::UserId;
use crypto::Secret;
use crypto::server_box::{self, Purpose};
use totp_rs::{Algorithm, Builder};

/// Bytes of a secret (RFC 4226 section 4, R6 recommends 20).
const SECRET_LEN: usize = 20;
const STEP_S: u64 = 30;
const DIGITS: u8 = 6;
/// Steps accepted before and after the current one.
const SKEW_STEPS: u16 = 1;

/// A new secret, clear and sealed for the database.
pub(super) fn make_secret(app: &App, user_id: UserId) -> (Secret<SECRET_LEN>, Vec<u8>) {
    let secret = Secret::make(&mut rng::system());
    let sealed = server_box::seal(
        &app.keys.sealing,
        Purpose::Totp,
        &user_id.0,
        secret.expose(),
        &mut rng::system(),
    );
    (secret, sealed)
}

/// Opens a sealed secret. Failing is our fault, never the caller's, and never a reason to let anyone in.
pub(super) fn open_secret(app: &App, user_id: UserId, sealed: &[u8]) -> Outcome<Secret<SECRET_LEN>> {
    let secret =
        server_box::open(&app.keys.sealing, Purpose::Totp, &user_id.0, sealed).map_err(AppError::internal)?;
    Secret::try_from_slice(&secret).map_err(AppError::internal)
}

/// The time step that the code belongs to, if it is one of the three accepted now. Whether the step was used before is
/// the database's to say.
pub(super) fn find_step(secret: &Secret<SECRET_LEN>, code: &str, now_ms: u64) -> Option<u64> {
    if code.len() != usize::from(DIGITS) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let totp = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(DIGITS)
        .with_skew(SKEW_STEPS)
        .with_step_duration(STEP_S)
        .with_secret(secret.expose().to_vec())
        .build_noncompliant();
    totp.check(code, now_ms / 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B, SHA-1 rows, cut to six digits: time in seconds and code.
    const RFC_6238: [(u64, &str); 6] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];

    fn rfc_secret() -> Secret<SECRET_LEN> {
        Secret::from_bytes(*b"12345678901234567890")
    }

    #[test]
    fn the_rfc_6238_table_is_accepted() {
        for (time_s, code) in RFC_6238 {
            assert_eq!(
                find_step(&rfc_secret(), code, time_s * 1000),
                Some(time_s / STEP_S),
                "{time_s}"
            );
        }
    }

    /// Against OATH Toolkit's own implementation.
    #[test]
    fn oathtool_makes_the_same_codes() {
        for (byte, time_s) in [
            (0_u8, 1_u64),
            (1, 1_795_043_200),
            (0x7f, 1_795_043_229),
            (0xff, 4_102_444_800),
        ] {
            let (secret, hex) = (
                Secret::from_bytes([byte; SECRET_LEN]),
                format!("{byte:02x}").repeat(SECRET_LEN),
            );
            let made = std::process::Command::new("oathtool")
                .args(["--totp", &format!("--now=@{time_s}"), &hex])
                .output()
                .expect("oathtool is installed: cargo xtask setup");
            let code = String::from_utf8(made.stdout).unwrap();
            let step = find_step(&secret, code.trim(), time_s * 1000);
            assert_eq!(step, Some(time_s / STEP_S), "{hex} at {time_s}: {code}");
        }
    }

    #[test]
    fn one_step_either_way_is_accepted_and_two_are_not() {
        let (time_s, code) = RFC_6238[3];
        let step = Some(time_s / STEP_S);
        assert_eq!(find_step(&rfc_secret(), code, (time_s - STEP_S) * 1000), step);
        assert_eq!(find_step(&rfc_secret(), code, (time_s + STEP_S) * 1000), step);
        assert_eq!(find_step(&rfc_secret(), code, (time_s - 2 * STEP_S) * 1000), None);
        assert_eq!(find_step(&rfc_secret(), code, (time_s + 2 * STEP_S) * 1000), None);
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for code in ["", "28708", "2870822", "28708a", "２８７０８２", " 287082"] {
            assert_eq!(find_step(&rfc_secret(), code, 59_000), None, "{code}");
        }
    }
}
