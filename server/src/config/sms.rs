//! The settings of SMS: which gateway, as whom, to which countries.

use super::{ConfigError, Secret};
use crate::sms::fields;
use hyper::Uri;
use serde_json::{Map, Value};
use std::net::IpAddr;
use std::path::PathBuf;

/// A sender of letters and digits has no more than this in the networks.
const SENDER_LETTERS_MAX: usize = 11;

/// SMS. They say that something waits, and never what.
#[derive(Debug, Clone, confique::Config)]
pub struct Sms {
    /// What takes SMS to the phones: "none", "kannel" (a gateway of your own), or "http" (a company's interface).
    #[config(env = "FORSEGLA_SMS_GATEWAY", default = "none")]
    pub gateway: GatewayKind,

    /// The sender that phones show: at most 11 letters and digits, such as "Forsegla", or a number. Some countries
    /// and companies want it registered.
    #[config(env = "FORSEGLA_SMS_FROM")]
    pub from: Option<String>,

    /// The country code, such as "46", of numbers that people type without one. Unset, they must type it.
    #[config(env = "FORSEGLA_SMS_COUNTRY_CODE")]
    pub country_code: Option<String>,

    /// What numbers must begin with, such as ["46", "45"]; empty is every country. An SMS to a far country costs a
    /// multiple, and there are people who make money by having them sent there: name the countries that you serve.
    #[config(
        env = "FORSEGLA_SMS_ALLOWED_PREFIXES",
        parse_env = confique::env::parse::list_by_comma,
        default = []
    )]
    pub allowed_prefixes: Vec<String>,

    /// Where the gateway reaches this server with its reports, if not under `origin`: scheme, host and port, such as
    /// "http://10.0.0.5:8080".
    #[config(env = "FORSEGLA_SMS_REPORT_BASE")]
    pub report_base: Option<String>,

    /// PEM file with the certificates to trust at the gateway, instead of those that this machine trusts. For a gateway
    /// of your own with a certificate of your own.
    #[config(env = "FORSEGLA_SMS_CA_FILE")]
    pub ca_file: Option<PathBuf>,

    /// Where gateway is "kannel".
    #[config(nested)]
    pub kannel: Kannel,

    /// Where gateway is "http". docs/operations/sms.md has examples.
    #[config(nested)]
    pub http: Http,
}

/// What takes SMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GatewayKind {
    /// No SMS are sent.
    None,
    /// Kannel's sendsms.
    Kannel,
    /// A company's interface over HTTP.
    Http,
}

/// Kannel's smsbox.
#[derive(Debug, Clone, confique::Config)]
pub struct Kannel {
    /// Its sendsms. Plain http:// is for this machine and private networks alone: a loopback or private address, or a
    /// name without a dot, as containers have.
    #[config(
        env = "FORSEGLA_SMS_KANNEL_URL",
        default = "http://127.0.0.1:13013/cgi-bin/sendsms"
    )]
    pub url: String,

    /// The username of its group sendsms-user.
    #[config(env = "FORSEGLA_SMS_KANNEL_USERNAME")]
    pub username: Option<String>,

    /// The password of that group, or password_file.
    #[config(env = "FORSEGLA_SMS_KANNEL_PASSWORD")]
    pub password: Option<Secret>,

    /// A file with the password alone.
    #[config(env = "FORSEGLA_SMS_KANNEL_PASSWORD_FILE")]
    pub password_file: Option<PathBuf>,
}

/// A company's interface.
#[derive(Debug, Clone, confique::Config)]
pub struct Http {
    /// Where an SMS is posted to. Plain http:// as for Kannel.
    #[config(env = "FORSEGLA_SMS_HTTP_URL")]
    pub url: Option<String>,

    /// How this server says who it is: "none", "basic" (username and password), "bearer" or "token" (a token, as password,
    /// after the one word or the other).
    #[config(env = "FORSEGLA_SMS_HTTP_AUTH", default = "none")]
    pub auth: Auth,

    /// For "basic".
    #[config(env = "FORSEGLA_SMS_HTTP_USERNAME")]
    pub username: Option<String>,

    /// The password or token, or password_file.
    #[config(env = "FORSEGLA_SMS_HTTP_PASSWORD")]
    pub password: Option<Secret>,

    /// A file with the password or token alone.
    #[config(env = "FORSEGLA_SMS_HTTP_PASSWORD_FILE")]
    pub password_file: Option<PathBuf>,

    /// How the fields are written: "form" or "json".
    #[config(env = "FORSEGLA_SMS_HTTP_BODY", default = "form")]
    pub body: Body,

    /// What is posted. In the texts, {to} stands for the number with its +, {to_digits} for the number without, {text},
    /// {from}, {reference} for what names this SMS, {report_url} for where reports go, and {valid_seconds}. With "json",
    /// fields may hold tables and lists. A field with {report_url} is left out where no report is wanted.
    #[config(default = {})]
    pub fields: Map<String, Value>,

    /// The field of a delivery report that says what became of an SMS. Unset, reports are not read.
    #[config(env = "FORSEGLA_SMS_HTTP_REPORT_FIELD")]
    pub report_field: Option<String>,

    /// What that field holds of an SMS that was delivered, such as ["delivered"].
    #[config(
        env = "FORSEGLA_SMS_HTTP_DELIVERED",
        parse_env = confique::env::parse::list_by_comma,
        default = []
    )]
    pub delivered: Vec<String>,

    /// What that field holds of an SMS that never will be, such as ["failed", "undelivered"]. Anything else means
    /// that it is on its way.
    #[config(
        env = "FORSEGLA_SMS_HTTP_FAILED",
        parse_env = confique::env::parse::list_by_comma,
        default = []
    )]
    pub failed: Vec<String>,
}

/// How this server says who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Auth {
    /// By something among the fields, or by its address.
    None,
    /// RFC 7617.
    Basic,
    /// RFC 6750.
    Bearer,
    /// `Authorization: Token …`, as some companies have it.
    Token,
}

/// How fields are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `application/json`.
    Json,
}

impl Sms {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if self
            .country_code
            .as_deref()
            .is_some_and(|code| !is_prefix(code, 3))
        {
            return refuse("sms.country_code", "must be one to three digits, such as 46");
        }
        if !self.allowed_prefixes.iter().all(|prefix| is_prefix(prefix, 15)) {
            return refuse(
                "sms.allowed_prefixes",
                "must be digits that begin with a country code, without + or 00",
            );
        }
        match self.gateway {
            GatewayKind::None => return Ok(()),
            GatewayKind::Kannel => self.kannel.check()?,
            GatewayKind::Http => self.http.check()?,
        }
        match self.from.as_deref() {
            Some(from) if is_sender(from) => Ok(()),
            _ => refuse(
                "sms.from",
                "must be 1 to 11 letters and digits, with a letter, or a number of 3 to 15 digits",
            ),
        }
    }
}

impl Kannel {
    fn check(&self) -> Result<(), ConfigError> {
        if !is_guarded(&self.url) || self.url.contains('?') {
            return refuse(
                "sms.kannel.url",
                "must be https:// without a query; http:// only to a loopback or private address or a name without a dot",
            );
        }
        if self.username.as_deref().is_none_or(str::is_empty) {
            return refuse(
                "sms.kannel.username",
                "is needed: that of Kannel's group sendsms-user",
            );
        }
        if self.password.is_some() == self.password_file.is_some() {
            return refuse("sms.kannel", "needs password or password_file, and not both");
        }
        Ok(())
    }
}

impl Http {
    fn check(&self) -> Result<(), ConfigError> {
        if !self.url.as_deref().is_some_and(is_guarded) {
            return refuse(
                "sms.http.url",
                "must be https://; http:// only to a loopback or private address or a name without a dot",
            );
        }
        if self.password.is_some() && self.password_file.is_some() {
            return refuse("sms.http", "needs password or password_file, and not both");
        }
        let has_password = self.password.is_some() || self.password_file.is_some();
        match (self.auth, self.username.is_some(), has_password) {
            (Auth::None, false, false)
            | (Auth::Basic, true, true)
            | (Auth::Bearer | Auth::Token, false, true) => {}
            (Auth::None, ..) => {
                return refuse("sms.http.auth", "is none, so username and password are of no use");
            }
            (Auth::Basic, ..) => {
                return refuse("sms.http.auth", "is basic, which needs username and password");
            }
            (Auth::Bearer | Auth::Token, ..) => {
                return refuse(
                    "sms.http.auth",
                    "is bearer or token, which needs a password and no username",
                );
            }
        }
        if let Err(why) = fields::check(&self.fields, self.body) {
            return refuse("sms.http.fields", why);
        }
        if self.report_field.is_some() == self.delivered.is_empty() {
            return refuse(
                "sms.http.report_field",
                "and delivered belong together: set both or neither",
            );
        }
        Ok(())
    }
}

fn refuse(name: &'static str, why: &'static str) -> Result<(), ConfigError> {
    Err(ConfigError::Refused { name, why })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_prefix(text: &str, digits_max: usize) -> bool {
    is_digits(text) && !text.starts_with('0') && text.len() <= digits_max
}

fn is_sender(from: &str) -> bool {
    let number = from.strip_prefix('+').unwrap_or(from);
    let is_number = is_digits(number) && (3..=15).contains(&number.len());
    let is_name = from.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && from.bytes().any(|byte| byte.is_ascii_alphabetic())
        && from.len() <= SENDER_LETTERS_MAX;
    is_number || is_name
}

/// Whether nobody on the way can read along: TLS, or a network of the operator's own.
fn is_guarded(url: &str) -> bool {
    let Ok(url) = url.parse::<Uri>() else {
        return false;
    };
    let (Some(scheme), Some(authority)) = (url.scheme_str(), url.authority()) else {
        return false;
    };
    let host = authority.host();
    if host.is_empty() || authority.as_str().contains('@') {
        return false;
    }
    match (scheme, host.trim_matches(['[', ']']).parse()) {
        ("https", _) => true,
        ("http", Ok(IpAddr::V4(address))) => address.is_loopback() || address.is_private(),
        ("http", Ok(IpAddr::V6(address))) => address.is_loopback() || address.is_unique_local(),
        ("http", Err(_)) => !host.contains('.'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, ConfigError};

    const KANNEL: &str =
        "[sms]\ngateway = \"kannel\"\nfrom = \"Forsegla\"\n[sms.kannel]\nusername = \"forsegla\"\n";
    const HTTP: &str = "[sms]\ngateway = \"http\"\nfrom = \"+46701234567\"\n[sms.http]\nurl = \"https://sms.example.org/send\"\n";
    const FIELDS: &str = "fields = { to = \"{to}\", message = \"{text}\" }\n";

    fn load(text: &str) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("forsegla.toml");
        std::fs::write(&file, text).unwrap();
        Config::load(Some(&file))
    }

    fn refused(text: &str) -> &'static str {
        match load(text) {
            Err(ConfigError::Refused { name, .. }) => name,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn both_gateways_can_be_set_and_secrets_are_not_printed() {
        let config = load(&format!("{KANNEL}password = \"s3cret\"\n")).unwrap();
        assert!(!format!("{config:?}").contains("s3cret"));
        load(&format!("{KANNEL}password_file = \"/run/secrets/kannel\"\n")).unwrap();
        load(&format!("{HTTP}{FIELDS}")).unwrap();
        load(&format!(
            "{HTTP}{FIELDS}auth = \"basic\"\nusername = \"a\"\npassword = \"b\"\nreport_field = \"status\"\ndelivered = [\"delivered\"]\n"
        ))
        .unwrap();
        load(&format!(
            "{HTTP}body = \"json\"\nauth = \"bearer\"\npassword = \"b\"\n[sms.http.fields]\nmessage = \"{{text}}\"\nrecipients = [{{ msisdn = \"{{to_digits}}\" }}]\n"
        ))
        .unwrap();
    }

    #[test]
    fn a_gateway_that_lacks_something_is_refused() {
        assert_eq!(refused(KANNEL), "sms.kannel");
        let both = format!("{KANNEL}password = \"a\"\npassword_file = \"b\"\n");
        assert_eq!(refused(&both), "sms.kannel");
        assert_eq!(
            refused(&KANNEL.replace("username = \"forsegla\"", "")),
            "sms.kannel.username"
        );
        assert_eq!(refused(HTTP), "sms.http.fields");
        assert_eq!(refused("[sms]\ngateway = \"http\"\n"), "sms.http.url");
        for auth in [
            "auth = \"basic\"\npassword = \"b\"",
            "auth = \"bearer\"",
            "auth = \"token\"\nusername = \"a\"\npassword = \"b\"",
            "password = \"b\"",
        ] {
            assert_eq!(refused(&format!("{HTTP}{FIELDS}{auth}\n")), "sms.http.auth");
        }
        let both = format!("{HTTP}{FIELDS}auth = \"bearer\"\npassword = \"a\"\npassword_file = \"b\"\n");
        assert_eq!(refused(&both), "sms.http");
        for report in ["report_field = \"status\"", "delivered = [\"ok\"]"] {
            assert_eq!(
                refused(&format!("{HTTP}{FIELDS}{report}\n")),
                "sms.http.report_field"
            );
        }
    }

    #[test]
    fn plain_http_is_for_loopback_and_private_gateways() {
        let with = |url: &str| load(&format!("{KANNEL}password = \"a\"\nurl = \"{url}\"\n")).is_ok();
        for fits in [
            "https://sms.example.org/send",
            "http://127.0.0.1:13013/cgi-bin/sendsms",
            "http://[::1]:13013/",
            "http://10.1.2.3/",
            "http://[fd00::1]/",
            "http://kannel:13013/cgi-bin/sendsms",
        ] {
            assert!(with(fits), "{fits}");
        }
        for wrong in [
            "http://sms.example.org/send",
            "http://93.184.216.34/",
            "http://[2001:db8::1]/",
            "https://user:pass@sms.example.org/",
            "https://sms.example.org/send?user=a",
            "ftp://127.0.0.1/",
            "127.0.0.1:13013",
            "",
        ] {
            assert!(!with(wrong), "{wrong}");
        }
    }

    #[test]
    fn senders_country_codes_and_prefixes_have_a_form() {
        let from =
            |from: &str| load(&format!("{}password = \"a\"\n", KANNEL.replace("Forsegla", from))).is_ok();
        for fits in ["Forsegla", "Post24", "ABCDEFGHIJK", "72456", "+46701234567"] {
            assert!(from(fits), "{fits}");
        }
        for wrong in [
            "",
            "ABCDEFGHIJKL",
            "Försegla",
            "a b",
            "12",
            "+",
            "+1234567890123456",
        ] {
            assert!(!from(wrong), "{wrong}");
        }
        assert_eq!(
            refused("[sms]\ngateway = \"kannel\"\n[sms.kannel]\nusername = \"a\"\npassword = \"b\"\n"),
            "sms.from"
        );
        for code in ["", "+46", "046", "4611", "se"] {
            assert_eq!(
                refused(&format!("[sms]\ncountry_code = \"{code}\"\n")),
                "sms.country_code"
            );
        }
        for prefix in ["", "+46", "0046", "se"] {
            assert_eq!(
                refused(&format!("[sms]\nallowed_prefixes = [\"{prefix}\"]\n")),
                "sms.allowed_prefixes"
            );
        }
        load("[sms]\ncountry_code = \"46\"\nallowed_prefixes = [\"46\", \"45\"]\n").unwrap();
    }
}
