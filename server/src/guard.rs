//! What surrounds every request: no foreign site may act for a person, no network may ask without end, every answer
//! carries its protective headers, and every request leaves one line in the log.

use crate::app::App;
use crate::auth::{Logged, Underway};
use crate::error::{AppError, Outcome};
use crate::limits::Network;
use crate::shares::Share;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{Error, HttpMessage as _};
use api::{BASE_PATH, CSRF_HEADER, Code};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::time::Instant;

/// No script but our own, no request but to ourselves, no page around ours. Trusted Types: one policy, which makes the
/// worker's address.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
     style-src 'self'; font-src 'self'; img-src 'self' blob: data:; connect-src 'self'; manifest-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
     trusted-types forsegla";

const HEADERS: [(&str, &str); 8] = [
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// A year. Of other names below ours we know nothing.
const STRICT_TRANSPORT_SECURITY: &str = "max-age=31536000";

/// Middleware around all routes.
pub(crate) async fn around(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let begun = Instant::now();
    let is_api = request.path().starts_with(BASE_PATH);
    let https = app_of(&request).is_some_and(|app| app.config.origin.starts_with("https://"));
    let mut response = match refuse_cross_site(&request).and_then(|()| count(&request)) {
        Ok(()) => next.call(request).await?.map_into_boxed_body(),
        Err(refusal) => request.error_response(refusal),
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(STRICT_TRANSPORT_SECURITY),
        );
    }
    if is_api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    log(&response, begun);
    let underway = response.request().extensions_mut().remove::<Underway>();
    Ok(match underway {
        Some(Underway(share)) => response.map_body(|_, body| Sending { body, _share: share }.boxed()),
        None => response,
    })
}

/// An answer's body that holds its caller's share until it has been sent.
struct Sending {
    body: BoxBody,
    _share: Share,
}

impl MessageBody for Sending {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_next(context)
    }
}

/// A request that changes something must carry a header that a foreign page cannot set, and, where the browser says
/// where it comes from, come from us.
fn refuse_cross_site(request: &ServiceRequest) -> Outcome<()> {
    if matches!(*request.method(), Method::GET | Method::HEAD) || is_callback(request) {
        return Ok(());
    }
    let text = |name: &str| {
        request
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap_or("unreadable"))
    };
    let origin = app_of(request).map_or("", |app| app.config.origin.as_str());
    let ours = text(CSRF_HEADER).is_some()
        && text("origin").is_none_or(|from| from == origin)
        && text("sec-fetch-site").is_none_or(|site| site == "same-origin");
    if ours {
        Ok(())
    } else {
        Err(Code::CrossSiteRefused.into())
    }
}

/// Gateways report by POST, and send no header of ours: the address itself says that they were asked to.
fn is_callback(request: &ServiceRequest) -> bool {
    let path = request.path().strip_prefix(BASE_PATH);
    path.is_some_and(|path| path.starts_with("/callbacks/"))
}

/// Whatever is asked for, each network may ask for so much. A request that a foreign site makes in somebody's browser does
/// not count, so that it uses up nothing of theirs.
fn count(request: &ServiceRequest) -> Outcome<()> {
    let app = app_of(request).ok_or_else(|| AppError::internal("the App is not registered"))?;
    app.limits
        .take_request(Network::of(request.request()), app.now_ms())
}

fn app_of(request: &ServiceRequest) -> Option<&App> {
    request.app_data::<Data<App>>().map(|app| app.get_ref())
}

/// The route's pattern, never the path: paths hold ids.
fn log<B>(response: &ServiceResponse<B>, begun: Instant) {
    let request = response.request();
    let method = request.method().as_str();
    let route = request.match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    let status = response.status();
    let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let user = request
        .extensions()
        .get::<Logged>()
        .map(|logged| logged.0.to_string())
        .unwrap_or_default();
    let error = response
        .response()
        .error()
        .and_then(|error| error.as_error::<AppError>());
    let code = error
        .map(|error| format!("{:?}", error.code()))
        .unwrap_or_default();
    match error.and_then(AppError::cause) {
        Some(cause) => {
            tracing::error!(method, route, status = status.as_u16(), ms, user, code, %cause, "request")
        }
        None if status == StatusCode::INTERNAL_SERVER_ERROR => {
            tracing::error!(method, route, status = status.as_u16(), ms, user, code, "request");
        }
        None => tracing::info!(method, route, status = status.as_u16(), ms, user, code, "request"),
    }
}
