//! The log's newest head, signed at the request from rows that are committed: never ahead of them.

use super::tree;
use crate::app::App;
use crate::auth::Caller;
use crate::error::Outcome;
use actix_web::HttpResponse;
use actix_web::web::{self, Data, Query};
use api::audit::AuditHead;
use api::{Bytes, Code};
use crypto::Hash;
use crypto::tlog::{Checkpoint, Head, NoteSigner};
use diesel::SqliteConnection;
use serde::Deserialize;

/// Heads of which one request may ask how the newest continues them.
const SIZES_MAX: usize = 4;

/// What the asker knows of the log.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct Known {
    /// Sizes of heads that the asker has verified, with commas between them, at most four.
    from: Option<String>,
}

impl Known {
    pub(crate) fn sizes(&self) -> Outcome<Vec<u64>> {
        let sizes = self.from.iter().filter(|from| !from.is_empty());
        let sizes: Result<Vec<u64>, _> = sizes.flat_map(|from| from.split(',')).map(str::parse).collect();
        sizes
            .ok()
            .filter(|sizes| sizes.len() <= SIZES_MAX)
            .ok_or_else(|| Code::InvalidRequest.into())
    }
}

/// The newest checkpoint, for C2SP's clients: a signed note.
#[utoipa::path(get, path = "/audit/checkpoint", tag = "audit log",
    responses((status = 200, body = String, content_type = "text/plain"), crate::routes::Refusals))]
pub(crate) async fn checkpoint(app: Data<App>, _caller: Caller) -> Outcome<HttpResponse> {
    let head = app.db.read(tree::find_head).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body(Checkpoint::sign(head, &app.log)))
}

/// The newest checkpoint, with the proofs that it continues those that the asker knows.
#[utoipa::path(get, path = "/audit/head", tag = "audit log", params(Known),
    responses((status = 200, body = AuditHead), crate::routes::Refusals))]
pub(crate) async fn get(
    app: Data<App>,
    _caller: Caller,
    known: Query<Known>,
) -> Outcome<web::Json<AuditHead>> {
    let (inner, sizes) = (app.clone(), known.sizes()?);
    let found = app.db.read(move |connection| {
        let head = tree::find_head(connection)?;
        show(connection, head, &inner.log, &sizes)
    });
    Ok(web::Json(found.await?))
}

/// A head, signed, and the proofs that it continues those of these sizes.
pub(crate) fn show(
    connection: &mut SqliteConnection,
    head: Head,
    log: &NoteSigner,
    sizes: &[u64],
) -> Outcome<AuditHead> {
    let mut consistency = Vec::with_capacity(sizes.len());
    for older in sizes {
        consistency.push(on_the_wire(&tree::prove_consistency(
            connection, *older, head.size,
        )?));
    }
    Ok(AuditHead {
        checkpoint: Checkpoint::sign(head, log),
        consistency,
    })
}

/// A proof's hashes.
pub(crate) fn on_the_wire(proof: &[Hash]) -> Vec<Bytes> {
    proof.iter().map(|hash| Bytes::from(*hash)).collect()
}
