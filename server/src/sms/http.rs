//! A company's gateway over HTTP, by what the settings say about it.

use super::Sms;
use super::connection::Connection;
use super::fields::Filling;
use super::gateway::{GatewayError, secret};
use super::report::Words;
use crate::config::{self, Auth, Body};
use crate::outbox::SendError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::{Request, StatusCode, Uri};
use serde_json::{Map, Value};

/// One interface, as one of its customers.
pub struct Http {
    connection: Connection,
    url: Uri,
    authorization: Option<HeaderValue>,
    body: Body,
    fields: Map<String, Value>,
    from: String,
    pub(super) words: Words,
}

impl Http {
    pub(super) fn new(settings: &config::Sms) -> Result<Self, GatewayError> {
        let http = &settings.http;
        let url: Uri = http
            .url
            .as_deref()
            .unwrap_or_default()
            .parse()
            .map_err(|_| GatewayError::Setting("sms.http.url"))?;
        Ok(Self {
            connection: Connection::new(&url, settings.ca_file.as_deref())?,
            url,
            authorization: authorization(http)?,
            body: http.body,
            fields: http.fields.clone(),
            from: settings.from.clone().unwrap_or_default(),
            words: Words {
                field: http.report_field.clone(),
                delivered: http.delivered.clone(),
                failed: http.failed.clone(),
            },
        })
    }

    pub(super) async fn send(&self, message: &Sms<'_>) -> Result<(), SendError> {
        judge(self.connection.ask(self.request(message)?).await?)
    }

    fn request(&self, message: &Sms<'_>) -> Result<Request<Full<Bytes>>, SendError> {
        let filling = Filling {
            message,
            from: &self.from,
        };
        let (body, media_type) = filling.write(&self.fields, self.body);
        let mut request = Request::post(&self.url).header(CONTENT_TYPE, media_type);
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        request
            .body(Full::from(body))
            .map_err(|_| SendError::Refused("the request cannot be written".into()))
    }
}

fn authorization(http: &config::SmsHttp) -> Result<Option<HeaderValue>, GatewayError> {
    let password = secret(http.password.as_ref(), http.password_file.as_deref())?;
    let value = match http.auth {
        Auth::None => return Ok(None),
        Auth::Bearer => format!("Bearer {}", password.reveal()),
        Auth::Token => format!("Token {}", password.reveal()),
        Auth::Basic => {
            let username = http.username.as_deref().unwrap_or_default();
            let pair = format!("{username}:{}", password.reveal());
            format!("Basic {}", STANDARD.encode(pair))
        }
    };
    let mut value = HeaderValue::from_str(&value).map_err(|_| GatewayError::Setting("sms.http.password"))?;
    value.set_sensitive(true);
    Ok(Some(value))
}

/// Gateways answer 4xx to what is wrong with one SMS. No money, no such path and a redirect are wrong with all.
fn judge(status: StatusCode) -> Result<(), SendError> {
    let said = format!("the gateway answered {}", status.as_u16());
    match status.as_u16() {
        200..=299 => Ok(()),
        408 | 429 | 500..=599 => Err(SendError::Later(said)),
        400 | 406..=499 => Err(SendError::Refused(said)),
        _ => Err(SendError::Settings(said)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, GatewayKind, Secret};

    fn settings(auth: Auth, password: &str) -> config::Sms {
        let mut settings = Config::load(None).unwrap().sms;
        settings.gateway = GatewayKind::Http;
        settings.from = Some("Forsegla".into());
        settings.http.url = Some("http://127.0.0.1:9/send".into());
        settings.http.auth = auth;
        settings.http.username = Some("user".into());
        settings.http.password = Some(Secret::new(password));
        settings.http.fields = serde_json::from_str(r#"{"to": "{to}", "message": "{text}"}"#).unwrap();
        settings
    }

    fn header(auth: Auth) -> Option<String> {
        let to = "+46701234567".parse().unwrap();
        let message = Sms {
            to: &to,
            text: "Ett brev",
            reference: "sms_1",
            report_url: None,
            valid_minutes: 60,
        };
        let request = Http::new(&settings(auth, "pass"))
            .unwrap()
            .request(&message)
            .unwrap();
        assert_eq!(request.method(), "POST");
        let value = request.headers().get(AUTHORIZATION)?;
        assert_eq!(format!("{value:?}"), "Sensitive");
        Some(value.to_str().unwrap().to_owned())
    }

    #[test]
    fn the_ways_to_say_who_asks() {
        assert_eq!(header(Auth::None), None);
        assert_eq!(header(Auth::Bearer).as_deref(), Some("Bearer pass"));
        assert_eq!(header(Auth::Token).as_deref(), Some("Token pass"));
        assert_eq!(header(Auth::Basic).as_deref(), Some("Basic dXNlcjpwYXNz"));
    }

    #[test]
    fn a_token_that_fits_no_header_is_refused() {
        let made = Http::new(&settings(Auth::Bearer, "a\nb"));
        assert!(matches!(made, Err(GatewayError::Setting("sms.http.password"))));
    }

    #[test]
    fn every_status_has_its_meaning() {
        let judged = |status| judge(StatusCode::from_u16(status).unwrap());
        for status in [200, 201, 202, 204] {
            assert_eq!(judged(status), Ok(()), "{status}");
        }
        for status in [400, 406, 409, 422] {
            assert!(matches!(judged(status), Err(SendError::Refused(_))), "{status}");
        }
        for status in [408, 429, 500, 503] {
            assert!(matches!(judged(status), Err(SendError::Later(_))), "{status}");
        }
        for status in [301, 302, 401, 402, 403, 404, 405] {
            assert!(matches!(judged(status), Err(SendError::Settings(_))), "{status}");
        }
    }
}
