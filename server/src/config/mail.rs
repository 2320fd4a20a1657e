//! Settings for outgoing mail.

use super::Secret;
use lettre::message::Mailbox;
use serde::Deserialize;
use std::path::PathBuf;

/// Outgoing mail.
#[derive(Debug, Clone, confique::Config)]
pub struct Mail {
    /// Host and port, such as "mail.example.org:587". Without it, no mail goes out.
    #[config(env = "FORSEGLA_MAIL_SERVER")]
    pub server: Option<MailServer>,

    /// "starttls": TLS begins after the greeting, and nothing is said before (mostly port 587). "tls": TLS from the first
    /// byte (mostly port 465). "none": no TLS, for a server on this machine alone.
    #[config(env = "FORSEGLA_MAIL_SECURITY", default = "starttls")]
    pub security: MailSecurity,

    /// Whom to sign in as. Without it, the server takes mail from this machine as it is.
    #[config(env = "FORSEGLA_MAIL_USER")]
    pub user: Option<String>,

    /// The password. Better in a file of its own: see password_file.
    #[config(env = "FORSEGLA_MAIL_PASSWORD")]
    pub password: Option<Secret>,

    /// A file whose first line is the password.
    #[config(env = "FORSEGLA_MAIL_PASSWORD_FILE")]
    pub password_file: Option<PathBuf>,

    /// Who writes, such as "Forsegla <noreply@example.org>". What cannot be delivered comes back there.
    #[config(env = "FORSEGLA_MAIL_FROM")]
    pub from: Option<String>,

    /// PEM file with the certificate of a private authority. Then it alone is trusted, instead of those of the system.
    #[config(env = "FORSEGLA_MAIL_CA")]
    pub ca: Option<PathBuf>,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// TLS after STARTTLS; without it, nothing is sent.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// No TLS.
    None,
}

/// Where a mail server listens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct MailServer {
    /// A name or an address; the certificate must be for it.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl MailServer {
    fn is_this_machine(&self) -> bool {
        matches!(self.host.as_str(), "localhost" | "127.0.0.1")
    }
}

impl TryFrom<String> for MailServer {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const WRONG: &str = "must be host and port, such as mail.example.org:587";
        let (host, port) = text.rsplit_once(':').ok_or(WRONG)?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        if host.is_empty() || !host.bytes().all(plain) {
            return Err(WRONG);
        }
        Ok(Self {
            host: host.to_owned(),
            port: port.parse().map_err(|_| WRONG)?,
        })
    }
}

impl Mail {
    /// What is wrong: the setting, and what would be right.
    pub(super) fn check(&self) -> Result<(), (&'static str, &'static str)> {
        let Some(server) = &self.server else {
            return Ok(());
        };
        if self.security == MailSecurity::None && !server.is_this_machine() {
            return Err(("mail.security", "may be none only for localhost or 127.0.0.1"));
        }
        let Some(from) = &self.from else {
            return Err((
                "mail.from",
                "is missing: people must see who writes, such as Forsegla <noreply@example.org>",
            ));
        };
        if !from.is_ascii() || from.parse::<Mailbox>().is_err() {
            return Err((
                "mail.from",
                "must be an address, or a name and an address, such as Forsegla <noreply@example.org>",
            ));
        }
        if self.password.is_some() && self.password_file.is_some() {
            return Err(("mail.password", "stands here and in password_file; one is enough"));
        }
        if self.user.is_some() != (self.password.is_some() || self.password_file.is_some()) {
            return Err(("mail.user", "needs a password, and a password a user"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, ConfigError};

    fn load(settings: &str) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("forsegla.toml");
        std::fs::write(&file, format!("[mail]\n{settings}\n")).unwrap();
        Config::load(Some(&file))
    }

    const FROM: &str = "from = \"Forsegla <noreply@example.org>\"\n";

    #[test]
    fn without_a_server_nothing_else_is_needed() {
        assert!(load("").unwrap().mail.server.is_none());
    }

    #[test]
    fn a_server_is_host_and_port() {
        let server = load(&format!("{FROM}server = \"mail.example.org:587\"")).unwrap();
        let server = server.mail.server.unwrap();
        assert_eq!((server.host.as_str(), server.port), ("mail.example.org", 587));
        for wrong in [
            "mail.example.org",
            ":25",
            "mail.example.org:smtp",
            "mail.example.org:70000",
            "smtp://mail.example.org:25",
            "mail.example.org:25\\r\\n",
        ] {
            assert!(load(&format!("{FROM}server = \"{wrong}\"")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn mail_without_tls_stays_on_this_machine() {
        for (host, fits) in [
            ("localhost", true),
            ("127.0.0.1", true),
            ("mail.example.org", false),
        ] {
            let settings = format!("{FROM}security = \"none\"\nserver = \"{host}:25\"");
            assert_eq!(load(&settings).is_ok(), fits, "{host}");
        }
    }

    #[test]
    fn a_sender_is_an_address_with_or_without_a_name() {
        let server = "server = \"localhost:587\"";
        assert!(load(server).is_err(), "no sender");
        for (from, fits) in [
            ("noreply@example.org", true),
            ("Forsegla <noreply@example.org>", true),
            ("Forsegla", false),
            ("nörd@example.org", false),
            ("a@example.org, b@example.org", false),
        ] {
            assert_eq!(
                load(&format!("{server}\nfrom = \"{from}\"")).is_ok(),
                fits,
                "{from}"
            );
        }
    }

    #[test]
    fn user_and_one_password_go_together() {
        for (settings, fits) in [
            ("user = \"u\"\npassword = \"p\"", true),
            ("user = \"u\"\npassword_file = \"p\"", true),
            ("user = \"u\"", false),
            ("password = \"p\"", false),
            ("user = \"u\"\npassword = \"p\"\npassword_file = \"p\"", false),
        ] {
            let settings = format!("{FROM}server = \"localhost:587\"\n{settings}");
            assert_eq!(load(&settings).is_ok(), fits, "{settings}");
        }
    }

    #[test]
    fn the_password_is_not_shown_among_the_settings() {
        let config = load(&format!(
            "{FROM}server = \"localhost:587\"\nuser = \"u\"\npassword = \"canary\""
        ));
        let shown = format!("{:?}", config.unwrap());
        assert!(
            shown.contains("noreply@example.org") && !shown.contains("canary"),
            "{shown}"
        );
    }
}
