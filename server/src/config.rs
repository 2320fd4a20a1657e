//! What an operator may set: a commented TOML file, and the environment over it.

mod account;
mod mail;
mod secret;
mod sms;

use crate::notices::HOST_LEN_MAX;
use confique::Config as _;
use ipnet::IpNet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

pub use account::Account;
pub use mail::{Mail, MailSecurity, MailServer};
pub use secret::Secret;
pub use sms::{Auth, Body, GatewayKind, Http as SmsHttp, Kannel, Sms};

/// Forsegla's settings. Every value has a default; an empty file runs the product on this machine alone.
#[derive(Debug, Clone, confique::Config)]
pub struct Config {
    /// The address people type into their browser, without a path. Sign-in is bound to its host name: change it
    /// and nobody gets in. Anything but localhost must be https.
    #[config(env = "FORSEGLA_ORIGIN", default = "http://localhost:8080")]
    pub origin: String,

    /// Where the server listens.
    #[config(env = "FORSEGLA_LISTEN", default = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// The folder that holds everything: database, letters, keys. It must lie on a file system that overwrites in
    /// place (ext4, xfs); `forsegla-server doctor` says whether yours does.
    #[config(env = "FORSEGLA_DATA", default = "data")]
    pub data: PathBuf,

    /// Who stands in front of the server.
    #[config(nested)]
    pub http: Http,

    /// Certificate and key. Without them the server speaks plain HTTP, for localhost or behind a proxy that
    /// speaks TLS for it.
    #[config(nested)]
    pub tls: Tls,

    /// Keeps mail and SMS on a page of this machine, `/local-outbox`, instead of sending them: for trying the product out.
    /// Whoever sees the page can open an account under any address, so it is refused anywhere but on localhost.
    #[config(env = "FORSEGLA_LOCAL_OUTBOX", default = false)]
    pub local_outbox: bool,

    /// The mail server that takes what Forsegla writes to people: codes, and that something happened to their access.
    /// Never letters, and nothing about them.
    #[config(nested)]
    pub mail: Mail,

    /// Who may open an account.
    #[config(nested)]
    pub registration: Registration,

    /// What becomes of an account.
    #[config(nested)]
    pub account: Account,

    /// How long a person stays signed in.
    #[config(nested)]
    pub session: Session,

    /// SMS. They say that something waits, and never what. What a gateway learns: docs/operations/sms.md.
    #[config(nested)]
    pub sms: Sms,
    /// Getting in again with the recovery words.
    #[config(nested)]
    pub recovery: Recovery,

    /// What the server writes about itself.
    #[config(nested)]
    pub log: Log,

    /// How much at once.
    #[config(nested)]
    pub limits: Limits,
}

/// What stands between people and the server.
#[derive(Debug, Clone, confique::Config)]
pub struct Http {
    /// Networks of the proxies in front, such as ["127.0.0.1/32", "10.0.0.0/8", "fd00::/8"]. Limits count by the network
    /// that a request comes from: of a request by one of these, it is the last address in X-Forwarded-For that is not
    /// itself one of these, so the proxy must append to that header or set it. Anybody else's header is ignored.
    /// Without this, all who come through a proxy count as one network.
    #[config(
        env = "FORSEGLA_TRUSTED_PROXIES",
        parse_env = confique::env::parse::list_by_comma,
        default = []
    )]
    pub trusted_proxies: Vec<IpNet>,
}

/// TLS by files.
#[derive(Debug, Clone, confique::Config)]
pub struct Tls {
    /// PEM file with the certificate chain.
    #[config(env = "FORSEGLA_TLS_CERT")]
    pub cert: Option<PathBuf>,

    /// PEM file with the private key.
    #[config(env = "FORSEGLA_TLS_KEY")]
    pub key: Option<PathBuf>,
}

/// Registration.
#[derive(Debug, Clone, confique::Config)]
pub struct Registration {
    /// Whether anyone who reaches the page may open an account.
    #[config(env = "FORSEGLA_REGISTRATION_OPEN", default = true)]
    pub open: bool,
}

/// Sessions.
#[derive(Debug, Clone, confique::Config)]
pub struct Session {
    /// Minutes without activity after which a person is signed out. At most 60.
    #[config(env = "FORSEGLA_SESSION_IDLE_MINUTES", default = 15)]
    pub idle_minutes: u64,

    /// Hours after which a person is signed out whatever happens. At most 24.
    #[config(env = "FORSEGLA_SESSION_ABSOLUTE_HOURS", default = 12)]
    pub absolute_hours: u64,
}

/// Recovery.
#[derive(Debug, Clone, confique::Config)]
pub struct Recovery {
    /// Hours that somebody waits who has the recovery words, but neither password nor authenticator: time for the owner to
    /// stop somebody who has found the words. 1 to 168.
    #[config(env = "FORSEGLA_RECOVERY_WAIT_HOURS", default = 24)]
    pub wait_hours: u64,
}

/// Logs. They hold ids, codes, counts and durations; never content, addresses or keys.
#[derive(Debug, Clone, confique::Config)]
pub struct Log {
    /// "text" for people, "json" for machines.
    #[config(env = "FORSEGLA_LOG_FORMAT", default = "text")]
    pub format: LogFormat,

    /// What is logged, in the syntax of the tracing crate: "info", "warn", "info,server=debug".
    #[config(env = "FORSEGLA_LOG", default = "info")]
    pub filter: String,
}

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One readable line.
    Text,
    /// One JSON object.
    Json,
}

/// Bounds that depend on the machine.
#[derive(Debug, Clone, confique::Config)]
pub struct Limits {
    /// Threads that serve requests; 0 is one for each core.
    #[config(env = "FORSEGLA_WORKERS", default = 0)]
    pub workers: usize,

    /// Connections open at once, over all threads.
    #[config(env = "FORSEGLA_CONNECTIONS", default = 4096)]
    pub connections: usize,

    /// Event streams open at once, each a signed-in window.
    #[config(env = "FORSEGLA_EVENT_STREAMS", default = 2000)]
    pub event_streams: usize,

    /// Gigabytes that one mailbox may keep of its own: letters it has sent, their attachments, and uploads on the way.
    /// What others send to it does not count, so nobody can fill a mailbox from outside.
    #[config(env = "FORSEGLA_MAILBOX_GIGABYTES", default = 20)]
    pub mailbox_gigabytes: u64,

    /// Megabytes of the disk that nothing new may take, so that reading, signing in and erasing go on when it is
    /// full.
    #[config(env = "FORSEGLA_RESERVE_MEGABYTES", default = 200)]
    pub reserve_megabytes: u64,

    /// How many times more often than a household or a small office one network may ask, and one account too. Raise it
    /// where hundreds of people come from one address. How often a network may guess at one account stays the same.
    #[config(env = "FORSEGLA_RATE_FACTOR", default = 1)]
    pub rate_factor: u64,
}

/// The settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file or an environment variable does not parse.
    #[error("{0:#}")]
    Unreadable(#[from] confique::Error),
    /// A named file does not exist.
    #[error("there is no settings file {0}")]
    Missing(PathBuf),
    /// A value makes no sense.
    #[error("{name}: {why}")]
    Refused {
        /// The setting.
        name: &'static str,
        /// What is wrong with it and what would be right.
        why: &'static str,
    },
}

impl Config {
    /// Reads the environment, then the file (where one is named), then the defaults, and checks the result.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut builder = Self::builder().env();
        if let Some(file) = file {
            if !file.exists() {
                return Err(ConfigError::Missing(file.to_owned()));
            }
            builder = builder.file(file);
        }
        let config = builder.load()?;
        config.check()?;
        Ok(config)
    }

    /// A file with every setting, its meaning and its default.
    pub fn template() -> String {
        confique::toml::template::<Self>(confique::toml::FormatOptions::default())
    }

    /// How many bytes a mailbox may keep of its own.
    pub(crate) fn kept_bytes_max(&self) -> u64 {
        self.limits.mailbox_gigabytes.saturating_mul(1_000_000_000)
    }

    /// The host name that sign-in is bound to: the origin without scheme and port.
    pub fn host(&self) -> &str {
        let authority = self
            .origin
            .split_once("://")
            .map_or(self.origin.as_str(), |(_, rest)| rest);
        authority.rsplit_once(':').map_or(authority, |(host, _)| host)
    }

    /// Browsers leave the scheme's own port out of the origin that they send.
    fn has_useful_port(&self) -> bool {
        let authority = self.origin.split_once("://").map_or("", |(_, rest)| rest);
        let Some((_, port)) = authority.split_once(':') else {
            return true;
        };
        let own = if self.origin.starts_with("https://") {
            443
        } else {
            80
        };
        port.parse::<u16>()
            .is_ok_and(|number| number != own && port == number.to_string())
    }

    /// Refuses values that make no sense.
    pub fn check(&self) -> Result<(), ConfigError> {
        let refuse = |name, why| Err(ConfigError::Refused { name, why });
        let local = matches!(self.host(), "localhost" | "127.0.0.1");
        match self.origin.split_once("://") {
            Some(("https", rest)) | Some(("http", rest)) if rest.is_empty() || rest.contains('/') => {
                return refuse(
                    "origin",
                    "must be scheme and host alone, such as https://post.example.org",
                );
            }
            Some(("https", _)) => {}
            Some(("http", _)) if local => {}
            Some(("http", _)) => return refuse("origin", "must begin with https:// except on localhost"),
            _ => return refuse("origin", "must begin with https://"),
        }
        let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
        if self.host().is_empty() || !self.host().bytes().all(plain) {
            return refuse(
                "origin",
                "its host must be a name in lower case (no IPv6 address, no umlauts: use xn--)",
            );
        }
        if self.host().len() > HOST_LEN_MAX {
            return refuse(
                "origin",
                "its host must have at most 64 characters: an SMS has no room for more",
            );
        }
        if !self.has_useful_port() {
            return refuse(
                "origin",
                "its port must be a number, and left out where it is the scheme's own",
            );
        }
        if self.local_outbox && !(local && self.listen.ip().is_loopback()) {
            return refuse("local_outbox", "is for localhost alone: set up mail and sms");
        }
        if self.tls.cert.is_some() != self.tls.key.is_some() {
            return refuse("tls", "needs both cert and key, or neither");
        }
        if !(1..=90).contains(&self.account.grace_days) {
            return refuse("account.grace_days", "must be 1 to 90");
        }
        if !(1..=60).contains(&self.session.idle_minutes) {
            return refuse("session.idle_minutes", "must be 1 to 60");
        }
        if !(1..=1000).contains(&self.limits.rate_factor) {
            return refuse("limits.rate_factor", "must be 1 to 1000");
        }
        if !(1..=24).contains(&self.session.absolute_hours) {
            return refuse("session.absolute_hours", "must be 1 to 24");
        }
        if !(1..=168).contains(&self.recovery.wait_hours) {
            return refuse("recovery.wait_hours", "must be 1 to 168");
        }
        if self.account.grace_days * 24 < 2 * self.recovery.wait_hours {
            return refuse(
                "account.grace_days",
                "must be twice recovery.wait_hours at least: whoever has the recovery words alone must be in before the mailbox ends",
            );
        }
        self.mail
            .check()
            .map_err(|(name, why)| ConfigError::Refused { name, why })?;
        self.sms.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_origin(origin: &str) -> Result<(), ConfigError> {
        let mut config = Config::builder().load().unwrap();
        config.origin = origin.to_owned();
        config.check()
    }

    #[test]
    fn the_template_is_a_settings_file_with_the_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("forsegla.toml");
        std::fs::write(&file, Config::template()).unwrap();
        let config = Config::load(Some(&file)).unwrap();
        assert_eq!(config.listen, "127.0.0.1:8080".parse().unwrap());
        assert!(Config::template().contains("# The folder that holds everything"));
    }

    #[test]
    fn trusted_proxies_are_networks() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("forsegla.toml");
        let with = |proxies: &str| {
            std::fs::write(&file, format!("[http]\ntrusted_proxies = {proxies}\n")).unwrap();
            Config::load(Some(&file))
        };
        let config = with(r#"["10.0.0.0/8", "fd00::/8"]"#).unwrap();
        assert_eq!(config.http.trusted_proxies.len(), 2);
        for wrong in [r#"["10.0.0.1"]"#, r#"["proxy.example.org"]"#, r#""10.0.0.0/8""#] {
            assert!(with(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn days_for_changing_ones_mind_are_ninety_at_most() {
        for (days, fits) in [(2, true), (90, true), (91, false)] {
            let mut config = Config::builder().load().unwrap();
            config.account.grace_days = days;
            assert_eq!(config.check().is_ok(), fits, "{days}");
        }
    }

    #[test]
    fn a_mailbox_does_not_end_before_its_words_open_it() {
        for (days, hours, fits) in [
            (0, 1, false),
            (1, 12, true),
            (1, 13, false),
            (1, 24, false),
            (14, 168, true),
            (13, 168, false),
        ] {
            let mut config = Config::builder().load().unwrap();
            (config.account.grace_days, config.recovery.wait_hours) = (days, hours);
            assert_eq!(config.check().is_ok(), fits, "{days} days, {hours} hours");
        }
    }

    #[test]
    fn a_rate_factor_of_nothing_or_without_end_is_refused() {
        for (factor, fits) in [(0, false), (1, true), (1000, true), (1001, false)] {
            let mut config = Config::builder().load().unwrap();
            config.limits.rate_factor = factor;
            assert_eq!(config.check().is_ok(), fits, "{factor}");
        }
    }

    #[test]
    fn a_recovery_waits_an_hour_to_a_week() {
        for (hours, fits) in [(0, false), (1, true), (24, true), (168, true), (169, false)] {
            let mut config = Config::builder().load().unwrap();
            config.recovery.wait_hours = hours;
            assert_eq!(config.check().is_ok(), fits, "{hours}");
        }
    }

    #[test]
    fn the_host_is_the_origin_without_scheme_and_port() {
        let mut config = Config::builder().load().unwrap();
        assert_eq!(config.host(), "localhost");
        config.origin = "https://post.example.org".into();
        assert_eq!(config.host(), "post.example.org");
    }

    #[test]
    fn plain_http_is_refused_except_on_localhost() {
        assert!(with_origin("http://localhost:8080").is_ok());
        assert!(with_origin("https://post.example.org").is_ok());
        assert!(with_origin("http://post.example.org").is_err());
        assert!(with_origin("post.example.org").is_err());
        assert!(with_origin("https://post.example.org/mail").is_err());
    }

    #[test]
    fn an_origin_is_as_browsers_write_it() {
        assert!(with_origin("https://post.example.org:8443").is_ok());
        for origin in [
            "https://Post.example.org",
            "https://pöst.example.org",
            "https://post.example.org:443",
            "http://localhost:80",
            "https://post.example.org:",
            "https://post.example.org:08443",
            "https://post.example.org:70000",
            "https://[::1]:8443",
            "https://anna@post.example.org",
        ] {
            assert!(with_origin(origin).is_err(), "{origin}");
        }
    }

    #[test]
    fn a_host_too_long_for_an_sms_is_refused() {
        for (length, fits) in [(HOST_LEN_MAX, true), (HOST_LEN_MAX + 1, false)] {
            let origin = format!("https://{}", "x".repeat(length));
            assert_eq!(with_origin(&origin).is_ok(), fits, "{length}");
        }
    }

    #[test]
    fn a_named_file_that_is_missing_is_an_error() {
        assert!(matches!(
            Config::load(Some(Path::new("/nowhere.toml"))),
            Err(ConfigError::Missing(_))
        ));
    }
}
