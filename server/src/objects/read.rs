//! Reading objects: by kind, a page at a time, or one.

use super::rows::{self, ObjectRow};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{AppError, Outcome};
use crate::vault::Vault;
use actix_web::web::{self, Data, Path, Query};
use api::limits::{PAGE_ITEMS_DEFAULT, PAGE_ITEMS_MAX, PAGE_SIZE_BYTES_MAX};
use api::objects::{Object, ObjectsPage};
use api::{Code, ObjectId};
use serde::Deserialize;

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageQuery {
    /// The kind.
    kind: u8,
    /// `next` of the page before.
    after: Option<ObjectId>,
    /// Objects wanted, at most 100.
    limit: Option<u32>,
}

/// Objects of a kind, by id.
#[utoipa::path(get, path = "/objects", tag = "objects", params(PageQuery),
    responses((status = 200, body = ObjectsPage), crate::routes::Refusals))]
pub(crate) async fn get(
    app: Data<App>,
    caller: Caller,
    query: Query<PageQuery>,
) -> Outcome<web::Json<ObjectsPage>> {
    let query = query.into_inner();
    let limit = query.limit.unwrap_or(PAGE_ITEMS_DEFAULT);
    if limit == 0 || limit > PAGE_ITEMS_MAX {
        return Err(
            AppError::new(Code::InvalidRequest).detail(format!("limit must be 1 to {PAGE_ITEMS_MAX}"))
        );
    }
    let mailbox_id = caller.mailbox_id;
    // One row more than wanted tells whether there is a next page.
    let found = app
        .db
        .read(move |connection| rows::find_page(connection, mailbox_id, query.kind, query.after, limit + 1));
    let mut page = found.await?;
    let fitting = fitting(&page).min(usize::try_from(limit).map_err(AppError::internal)?);
    let more = page.len() > fitting;
    page.truncate(fitting);
    let next = page.last().filter(|_| more).map(|row| row.object_id);
    let items = app
        .vault(move |vault| page.into_iter().map(|row| with_box(vault, row)).collect())
        .await?;
    Ok(web::Json(ObjectsPage { items, next }))
}

/// One object.
#[utoipa::path(get, path = "/objects/{object_id}", tag = "objects", params(("object_id" = ObjectId, Path)),
    responses((status = 200, body = Object), crate::routes::Refusals))]
pub(crate) async fn get_one(
    app: Data<App>,
    caller: Caller,
    object_id: Path<ObjectId>,
) -> Outcome<web::Json<Object>> {
    let (mailbox_id, object_id) = (caller.mailbox_id, object_id.into_inner());
    let found = app
        .db
        .read(move |connection| rows::find(connection, mailbox_id, object_id));
    let row = found.await?.ok_or(Code::NotFound)?;
    Ok(web::Json(app.vault(move |vault| with_box(vault, row)).await?))
}

/// How many of these fit in one answer; the first does.
fn fitting(rows: &[ObjectRow]) -> usize {
    let max = u64::try_from(PAGE_SIZE_BYTES_MAX).unwrap_or(u64::MAX);
    let sizes = rows.iter().scan(0_u64, |sum, row| {
        *sum = sum.saturating_add(row.size_bytes);
        Some(*sum)
    });
    sizes.take_while(|sum| *sum <= max).count().max(1)
}

/// An object whose own file is damaged, or was replaced since its row was read, comes with an empty box, so that the others still
/// come; who needs it asks again.
fn with_box(vault: &Vault, row: ObjectRow) -> Outcome<Object> {
    let sealed = match vault.read(row.place) {
        Ok(sealed) => sealed,
        Err(error) if error.is_of_one_blob() => {
            tracing::warn!(%error, "a local object cannot be read");
            Vec::new()
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Object {
        object_id: row.object_id,
        kind: row.kind,
        version: row.version,
        sealed: sealed.into(),
    })
}
