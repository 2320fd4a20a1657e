//! What a failure means for the mail: whether it can ever go out, and whether it is the operator's turn.

use crate::outbox::SendError;
use lettre::transport::smtp::Error;
use std::error::Error as _;

/// How far the conversation had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Greeting, TLS, sign-in: nothing was said of this mail.
    Connection,
    /// Sender, recipient, text.
    Mail,
}

/// Replies that ask for another sign-in or for TLS, at whatever stage (RFC 4954, section 6; RFC 3207, section 4).
const SIGN_IN: [u16; 3] = [530, 534, 535];

/// The failure in this server's own words. What the mail server said may hold the recipient, and is left out.
pub(super) fn of(error: &Error, stage: Stage, to: &str) -> SendError {
    if let Some(code) = error.status().map(u16::from) {
        return of_reply(code, stage);
    }
    if is_no_trust(error) {
        return SendError::Settings("the mail server's TLS or certificate is not accepted".into());
    }
    if !error.is_client() {
        return SendError::Later("the connection to the mail server failed".into());
    }
    // What is left is that the server lacks something.
    match stage {
        Stage::Connection => SendError::Settings(
            "the mail server does not offer STARTTLS, or no way to sign in that is known here".into(),
        ),
        Stage::Mail if !to.is_ascii() => {
            SendError::Refused("the mail server takes no addresses beyond ASCII".into())
        }
        Stage::Mail => SendError::Later("the conversation with the mail server broke off".into()),
    }
}

fn of_reply(code: u16, stage: Stage) -> SendError {
    let words = format!("the mail server answered {code}");
    match (code, stage) {
        _ if SIGN_IN.contains(&code) => SendError::Settings(words),
        (500..600, Stage::Connection) => SendError::Settings(words),
        (500..600, Stage::Mail) => SendError::Refused(words),
        _ => SendError::Later(words),
    }
}

/// Whether TLS itself said no, rather than the network.
fn is_no_trust(error: &Error) -> bool {
    if error.is_tls() {
        return true;
    }
    let mut cause = error.source();
    while let Some(inner) = cause {
        let tls = inner
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref)
            .and_then(|wrapped| wrapped.downcast_ref::<rustls::Error>());
        match tls {
            Some(
                rustls::Error::InvalidCertificate(_)
                | rustls::Error::InvalidMessage(_)
                | rustls::Error::PeerIncompatible(_),
            ) => return true,
            _ => cause = inner.source(),
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_judged_by_its_number_and_by_what_it_answers() {
        for (code, stage, expected) in [
            (550, Stage::Mail, "refused"),
            (552, Stage::Mail, "refused"),
            (451, Stage::Mail, "not now"),
            (421, Stage::Connection, "not now"),
            (454, Stage::Connection, "not now"),
            (554, Stage::Connection, "the settings"),
            (530, Stage::Mail, "the settings"),
            (535, Stage::Connection, "the settings"),
        ] {
            let said = of_reply(code, stage).to_string();
            assert!(said.starts_with(expected), "{code} {stage:?}: {said}");
            assert!(said.ends_with(&format!("answered {code}")));
        }
    }
}
