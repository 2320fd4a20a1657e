//! What gateways say of an SMS afterwards. Whoever asks must know the token of that very SMS; what it says can only go on
//! from what was said before, so that a forged, a repeated or a late report changes nothing.

use super::rows;
use crate::app::App;
use crate::body::Body;
use crate::error::Outcome;
use crate::sms::Report;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use api::{BASE_PATH, Code};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use crypto::Id;
use crypto::hazmat::kdf::hmac_sha256;
use subtle::ConstantTimeEq as _;

/// Bytes of a report: providers send a dozen short fields.
const BODY_MAX: usize = 8 * 1024;

/// How a job is called outside.
pub(super) fn reference(id: &Id) -> String {
    URL_SAFE_NO_PAD.encode(id)
}

/// Where the gateway says what became of a job.
pub(super) fn url(app: &App, id: &Id) -> String {
    let base = app.config.sms.report_base.as_ref().unwrap_or(&app.config.origin);
    format!(
        "{base}{BASE_PATH}/callbacks/sms/{}/{}",
        reference(id),
        token(app, id)
    )
}

fn token(app: &App, id: &Id) -> String {
    // No address has a zero byte, so this is none of the hashes of looked-up addresses.
    let hash = hmac_sha256(app.keys.lookup.expose(), &[b"sms-report\0", id]);
    URL_SAFE_NO_PAD.encode(hash)
}

/// A report as Kannel makes it: everything is in the address.
#[utoipa::path(get, path = "/callbacks/sms/{reference}/{token}", tag = "callbacks",
    params(("reference" = String, Path), ("token" = String, Path)),
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn get(
    app: Data<App>,
    path: Path<(String, String)>,
    request: HttpRequest,
) -> Outcome<HttpResponse> {
    take(&app, &path, &request, b"").await
}

/// A report as commercial gateways make it: a form or a JSON object.
#[utoipa::path(post, path = "/callbacks/sms/{reference}/{token}", tag = "callbacks",
    params(("reference" = String, Path), ("token" = String, Path)),
    request_body(content = String, description = "A form or a JSON object, as the settings say"),
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn post(
    app: Data<App>,
    path: Path<(String, String)>,
    request: HttpRequest,
    mut body: Body,
) -> Outcome<HttpResponse> {
    let body = body.read_to_end(BODY_MAX).await?;
    take(&app, &path, &request, &body).await
}

async fn take(
    app: &App,
    path: &(String, String),
    request: &HttpRequest,
    body: &[u8],
) -> Outcome<HttpResponse> {
    let (reference, told) = path;
    let id: Id = URL_SAFE_NO_PAD
        .decode(reference)
        .ok()
        .and_then(|id| id.try_into().ok())
        .ok_or(Code::NotFound)?;
    if !bool::from(token(app, &id).as_bytes().ct_eq(told.as_bytes())) {
        return Err(Code::NotFound.into());
    }
    // What says nothing is answered as well as what does, or the gateway would repeat it.
    if let Some(said) = app.transports.read_report(request.query_string(), body) {
        app.db
            .write(move |connection| note(connection, &id, said))
            .await?;
    }
    Ok(HttpResponse::NoContent().finish())
}

fn note(connection: &mut diesel::SqliteConnection, id: &Id, said: Report) -> Outcome<()> {
    let Some(before) = rows::find_report(connection, id)? else {
        return Ok(());
    };
    let now = before.map_or(said, |before| before.join(said));
    if Some(now) == before {
        return Ok(());
    }
    if now == Report::Failed {
        tracing::warn!("an SMS was not delivered");
    }
    rows::set_report(connection, id, now)
}
