//! Attachments on their way out: whole, or by range. Each request asks again whether a letter of the caller refers to
//! the attachment, and what is sent ends with the session.

use super::{holds, rows, upload_rows};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{AppError, Outcome};
use crate::vault::BlobReader;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_RANGES, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use api::{BlobId, Code};
use futures_util::Stream;
use futures_util::stream::unfold;
use std::sync::Arc;

/// Bytes read and sent at a time.
const STRIDE: u64 = 1024 * 1024;

/// An attachment's ciphertext.
#[utoipa::path(get, path = "/blobs/{blob_id}", tag = "attachments",
    params(("blob_id" = BlobId, Path), ("range" = Option<String>, Header, description = "One range, `bytes=a-b`.")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 206, body = Vec<u8>, content_type = "application/octet-stream"), crate::routes::Refusals))]
pub(crate) async fn get(
    app: Data<App>,
    caller: Caller,
    id: Path<BlobId>,
    request: HttpRequest,
) -> Outcome<HttpResponse> {
    let (id, mailbox_id, now_ms) = (id.into_inner(), caller.mailbox_id, app.now_ms());
    let found = app.db.read(move |connection| {
        let is_own = upload_rows::find(connection, mailbox_id, id)?.is_some()
            || holds::is_held_by(connection, mailbox_id, id)?;
        if !is_own && !rows::holds_blob(connection, mailbox_id, id, now_ms)? {
            return Err(Code::NotFound.into());
        }
        upload_rows::find_readable(connection, id)?.ok_or_else(|| AppError::new(Code::NotFound))
    });
    let (place, size_bytes) = found.await?;
    let asked = request
        .headers()
        .get(RANGE)
        .map(|value| parse_range(value.to_str().unwrap_or(""), size_bytes));
    let (start, end) = asked.transpose()?.unwrap_or((0, size_bytes));
    let reader = Arc::new(
        app.vault(move |vault| Ok(vault.reader(place, size_bytes)?))
            .await?,
    );
    let mut response = HttpResponse::Ok();
    if start != 0 || end != size_bytes {
        response.status(StatusCode::PARTIAL_CONTENT);
        response.insert_header((CONTENT_RANGE, format!("bytes {start}-{}/{size_bytes}", end - 1)));
    }
    response
        .insert_header((CONTENT_TYPE, "application/octet-stream"))
        .insert_header((ACCEPT_RANGES, "bytes"));
    Ok(response
        .no_chunking(end - start)
        .streaming(read_out(app, caller, reader, start, end)))
}

/// Holds one stride in memory at a time. Before each, the caller must still be signed in.
fn read_out(
    app: Data<App>,
    caller: Caller,
    reader: Arc<BlobReader>,
    start: u64,
    end: u64,
) -> impl Stream<Item = Result<Bytes, AppError>> {
    unfold(start, move |at| {
        let (app, mut caller, reader) = (app.clone(), caller.clone(), Arc::clone(&reader));
        async move {
            if at >= end {
                return None;
            }
            if !caller.is_signed_in(&app).await {
                return Some((Err(Code::SignedOut.into()), end));
            }
            let next = (at + STRIDE).min(end);
            let bytes = app.vault(move |_| Ok(reader.read_range(at, next)?)).await;
            Some((bytes.map(Bytes::from), next))
        }
    })
}

/// `bytes=a-b` or `bytes=a-` (RFC 9110 section 14.1.2) as the half-open range it means.
fn parse_range(text: &str, size_bytes: u64) -> Outcome<(u64, u64)> {
    let parse = || {
        let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
        let first: u64 = first.parse().ok()?;
        let last: u64 = if last.is_empty() {
            size_bytes - 1
        } else {
            last.parse().ok()?
        };
        (first <= last && first < size_bytes).then(|| (first, last.min(size_bytes - 1) + 1))
    };
    parse().ok_or_else(|| Code::RangeRefused.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_rfc_9110_means_them() {
        assert_eq!(parse_range("bytes=0-0", 10).unwrap(), (0, 1));
        assert_eq!(parse_range("bytes=3-", 10).unwrap(), (3, 10));
        assert_eq!(parse_range("bytes=3-99", 10).unwrap(), (3, 10));
        for bad in [
            "",
            "bytes=",
            "bytes=5-4",
            "bytes=10-",
            "bytes=-5",
            "items=0-1",
            "bytes=0-1,3-4",
            "bytes=a-b",
        ] {
            assert!(parse_range(bad, 10).is_err(), "{bad}");
        }
    }
}
