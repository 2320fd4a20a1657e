//! Letters that wait for their time: which there are, and taking one back. Nobody but their sender hears of them.

use super::held_rows::{self as rows, HeldRow};
use super::list::read_envelope;
use crate::app::App;
use crate::auth::Caller;
use crate::error::Outcome;
use crate::vault::Vault;
use actix_web::HttpResponse;
use actix_web::web::{self, Data, Path, Query};
use api::events::Event;
use api::limits::{PAGE_ITEMS_MAX, PAGE_SIZE_BYTES_MAX};
use api::messages::{Held, HeldPage};
use api::{Code, MessageId};
use serde::Deserialize;

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeldQuery {
    /// `next` of the page before.
    after: Option<MessageId>,
}

/// The caller's held letters, each with the envelope of the sender's own copy.
#[utoipa::path(get, path = "/held", tag = "letters", params(HeldQuery),
    responses((status = 200, body = HeldPage), crate::routes::Refusals))]
pub(crate) async fn get(
    app: Data<App>,
    caller: Caller,
    query: Query<HeldQuery>,
) -> Outcome<web::Json<HeldPage>> {
    let (mailbox_id, after) = (caller.mailbox_id, query.into_inner().after);
    let mut rows = app
        .db
        .read(move |connection| rows::find_page(connection, mailbox_id, after, PAGE_ITEMS_MAX + 1))
        .await?;
    let wanted = fitting(&rows);
    let more = wanted < rows.len();
    rows.truncate(wanted);
    let next = rows.last().map(|row| row.message_id).filter(|_| more);
    let items = app
        .vault(move |vault| rows.into_iter().map(|row| with_envelope(vault, row)).collect())
        .await?;
    Ok(web::Json(HeldPage { items, next }))
}

/// How many of them one answer carries: it ends early rather than get too large, but not before its first row.
fn fitting(rows: &[HeldRow]) -> usize {
    let mut size_bytes = 0;
    let fits = |row: &&HeldRow| {
        let envelope = usize::try_from(row.envelope_size_bytes).unwrap_or(usize::MAX);
        size_bytes = envelope
            .saturating_add(row.submission.bytes.len())
            .saturating_add(size_bytes);
        size_bytes <= PAGE_SIZE_BYTES_MAX
    };
    let limit = usize::try_from(PAGE_ITEMS_MAX).unwrap_or(usize::MAX);
    rows.iter()
        .take(limit)
        .take_while(fits)
        .count()
        .max(1)
        .min(rows.len())
}

/// One held letter.
#[utoipa::path(get, path = "/held/{message_id}", tag = "letters", params(("message_id" = MessageId, Path)),
    responses((status = 200, body = Held), crate::routes::Refusals))]
pub(crate) async fn get_one(
    app: Data<App>,
    caller: Caller,
    message_id: Path<MessageId>,
) -> Outcome<web::Json<Held>> {
    let (mailbox_id, message_id) = (caller.mailbox_id, message_id.into_inner());
    let row = app
        .db
        .read(move |connection| rows::find(connection, mailbox_id, message_id));
    let row = row.await?.ok_or(Code::NotFound)?;
    Ok(web::Json(
        app.vault(move |vault| with_envelope(vault, row)).await?,
    ))
}

fn with_envelope(vault: &Vault, row: HeldRow) -> Outcome<Held> {
    Ok(Held {
        envelope: read_envelope(vault, row.place, row.message_id)?.into(),
        message_id: row.message_id,
        submission: row.submission,
        release_ms: row.release_ms,
        obstacle: row.obstacle,
    })
}

/// Takes a letter back that has not been sent: nobody gets it, and its attachments are uploads again. Not found once it has
/// been sent. A repeat changes nothing.
#[utoipa::path(post, path = "/held/{message_id}/cancel", tag = "letters", params(("message_id" = MessageId, Path)),
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn cancel(
    app: Data<App>,
    caller: Caller,
    message_id: Path<MessageId>,
) -> Outcome<HttpResponse> {
    let (mailbox_id, message_id, now_ms) = (caller.mailbox_id, message_id.into_inner(), app.now_ms());
    let cancelling = app.db.write(move |connection| {
        if rows::cancel(connection, mailbox_id, message_id, now_ms)? {
            return Ok(true);
        }
        if rows::was_cancelled(connection, mailbox_id, message_id)? {
            return Ok(false);
        }
        Err(Code::NotFound.into())
    });
    if cancelling.await? {
        app.eraser.notify_one();
        app.events.tell(mailbox_id, &Event::Held { message_id });
    }
    Ok(HttpResponse::NoContent().finish())
}
