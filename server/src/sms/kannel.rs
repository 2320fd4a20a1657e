//! Kannel's sendsms (Kannel 1.4.5 User Guide, chapter 6).

use super::Sms;
use super::connection::Connection;
use super::gateway::{GatewayError, secret};
use crate::config::{self, Secret};
use crate::outbox::SendError;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::{Request, StatusCode, Uri};

/// All reports: delivered, failed, buffered, accepted and rejected by the SMSC.
const DLR_MASK: &str = "31";
/// What Kannel replaces by the number of the report.
const DLR_STATUS: &str = "?status=%d";

/// One smsbox, as one of its users.
pub struct Kannel {
    connection: Connection,
    url: String,
    username: String,
    password: Secret,
    from: String,
}

impl Kannel {
    pub(super) fn new(settings: &config::Sms) -> Result<Self, GatewayError> {
        let kannel = &settings.kannel;
        let url: Uri = kannel
            .url
            .parse()
            .map_err(|_| GatewayError::Setting("sms.kannel.url"))?;
        Ok(Self {
            connection: Connection::new(&url, settings.ca_file.as_deref())?,
            url: kannel.url.clone(),
            username: kannel.username.clone().unwrap_or_default(),
            password: secret(kannel.password.as_ref(), kannel.password_file.as_deref())?,
            from: settings.from.clone().unwrap_or_default(),
        })
    }

    pub(super) async fn send(&self, message: &Sms<'_>) -> Result<(), SendError> {
        judge(self.connection.ask(self.request(message)?).await?)
    }

    /// All stands in the URL: sendsms takes no form.
    fn request(&self, message: &Sms<'_>) -> Result<Request<Full<Bytes>>, SendError> {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("username", &self.username)
            .append_pair("password", self.password.reveal())
            .append_pair("from", &self.from)
            .append_pair("to", &message.to.to_string())
            .append_pair("text", message.text)
            .append_pair("charset", "UTF-8")
            .append_pair("coding", "0")
            .append_pair("validity", &message.valid_minutes.to_string());
        if let Some(report_url) = message.report_url {
            query
                .append_pair("dlr-mask", DLR_MASK)
                .append_pair("dlr-url", &format!("{report_url}{DLR_STATUS}"));
        }
        Request::get(format!("{}?{}", self.url, query.finish()))
            .body(Full::default())
            .map_err(|_| SendError::Refused("the request cannot be written".into()))
    }
}

/// "0: Accepted for delivery" and "3: Queued for later delivery" are both 202.
fn judge(status: StatusCode) -> Result<(), SendError> {
    let said = format!("Kannel answered {}", status.as_u16());
    match status.as_u16() {
        202 => Ok(()),
        400 => Err(SendError::Refused(said)),
        408 | 429 | 500..=599 => Err(SendError::Later(said)),
        _ => Err(SendError::Settings(said)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, GatewayKind};

    fn kannel() -> Kannel {
        let mut settings = Config::load(None).unwrap().sms;
        settings.gateway = GatewayKind::Kannel;
        settings.from = Some("Forsegla".into());
        settings.kannel.username = Some("forsegla".into());
        settings.kannel.password = Some(Secret::new("s3&cret"));
        Kannel::new(&settings).unwrap()
    }

    fn query_of(report_url: Option<&str>) -> Vec<(String, String)> {
        let to = "+46701234567".parse().unwrap();
        let message = Sms {
            to: &to,
            text: "Ett brev väntar & mer",
            reference: "sms_1",
            report_url,
            valid_minutes: 60,
        };
        let request = kannel().request(&message).unwrap();
        form_urlencoded::parse(request.uri().query().unwrap().as_bytes())
            .into_owned()
            .collect()
    }

    #[test]
    fn a_request_names_what_sendsms_needs() {
        let expected = [
            ("username", "forsegla"),
            ("password", "s3&cret"),
            ("from", "Forsegla"),
            ("to", "+46701234567"),
            ("text", "Ett brev väntar & mer"),
            ("charset", "UTF-8"),
            ("coding", "0"),
            ("validity", "60"),
            ("dlr-mask", "31"),
            ("dlr-url", "https://post.example.org/reports/sms_1?status=%d"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let with_report = query_of(Some("https://post.example.org/reports/sms_1"));
        assert_eq!(with_report, expected);
        assert_eq!(query_of(None), expected[..8]);
    }

    #[test]
    fn every_status_has_its_meaning() {
        let judged = |status| judge(StatusCode::from_u16(status).unwrap());
        assert_eq!(judged(202), Ok(()));
        assert!(matches!(judged(400), Err(SendError::Refused(_))));
        for status in [408, 429, 500, 503] {
            assert!(matches!(judged(status), Err(SendError::Later(_))), "{status}");
        }
        for status in [200, 302, 401, 403, 404] {
            assert!(matches!(judged(status), Err(SendError::Settings(_))), "{status}");
        }
    }
}
