//! The browser app, inside the binary: precompressed, names with hashes cached for ever, every other path the app's
//! own page.

use crate::app::App;
use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HOST, LOCATION, VARY,
};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::borrow::Cow;

/// Made by `cargo xtask web`; empty in builds for tests.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../web/dist"]
#[allow_missing = true]
struct Files;

const INDEX: &str = "index.html";
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Encodings in the order of our liking: header value and file ending.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// A file of the app, or its page.
pub(crate) async fn get(app: Data<App>, request: HttpRequest) -> HttpResponse {
    let path = request.path().trim_start_matches('/');
    if !path.is_empty() && path != INDEX && !is_compressed(path) && Files::get(path).is_some() {
        return file(&request, path, FOR_EVER);
    }
    if path
        .rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.') && name != INDEX)
    {
        return HttpResponse::NotFound().finish();
    }
    if let Some(elsewhere) = canonical(&app, &request) {
        return HttpResponse::TemporaryRedirect()
            .insert_header((LOCATION, elsewhere))
            .finish();
    }
    if Files::get(INDEX).is_none() {
        return HttpResponse::NotFound()
            .body("This server was built without the browser app: run `cargo xtask web`.");
    }
    file(&request, INDEX, "no-cache")
}

/// Sign-in is bound to the configured host: whoever comes by another name is sent to it.
fn canonical(app: &App, request: &HttpRequest) -> Option<String> {
    let (_, wanted) = app.config.origin.split_once("://")?;
    let host = request.headers().get(HOST)?.to_str().ok()?;
    // A request for another port came through a proxy or a test; only the name matters to sign-in.
    let name = |authority: &str| authority.split(':').next().unwrap_or_default().to_owned();
    (name(host) != name(wanted)).then(|| format!("{}{}", app.config.origin, request.path()))
}

fn is_compressed(path: &str) -> bool {
    ENCODINGS.iter().any(|(_, ending)| path.ends_with(ending))
}

fn file(request: &HttpRequest, path: &str, caching: &str) -> HttpResponse {
    let accepted = request
        .headers()
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let accepts = |name: &str| {
        accepted
            .split(',')
            .any(|one| one.split(';').next().is_some_and(|one| one.trim() == name))
    };
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, media_type(path)));
    response
        .insert_header((CACHE_CONTROL, caching))
        .insert_header((VARY, "accept-encoding"));
    for (name, ending) in ENCODINGS {
        if accepts(name)
            && let Some(file) = Files::get(&format!("{path}{ending}"))
        {
            return response.insert_header((CONTENT_ENCODING, name)).body(bytes(file));
        }
    }
    match Files::get(path) {
        Some(file) => response.body(bytes(file)),
        None => HttpResponse::NotFound().finish(),
    }
}

/// In the binary the files are there already, and are not copied.
fn bytes(file: EmbeddedFile) -> Bytes {
    match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    }
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("ftl") => "text/plain; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
