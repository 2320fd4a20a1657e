//! Listing: a page of a folder with its envelopes, since the subject is inside them. A GET marks nothing.

use super::amend_rows;
use super::rows::{self, Cursor, DeliveryRow};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{AppError, Outcome};
use crate::receipts::rows as receipt_rows;
use crate::vault::{Place, Vault};
use actix_web::web::{self, Data, Path, Query};
use api::limits::{PAGE_ITEMS_DEFAULT, PAGE_ITEMS_MAX, PAGE_SIZE_BYTES_MAX};
use api::messages::{AmendEntry, Delivery, Folder, Page, ReceiptEntry};
use api::{Code, MailboxId, MessageId};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::SqliteConnection;
use serde::Deserialize;

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageQuery {
    /// The folder.
    folder: Folder,
    /// `next` of the page before.
    after: Option<String>,
    /// Rows wanted, at most 100.
    limit: Option<u32>,
}

/// A letter with what is stored beside it.
type Row = (DeliveryRow, Records);

/// What is stored beside a letter.
struct Records {
    receipts: Vec<ReceiptEntry>,
    amends: Vec<AmendEntry>,
    recalled: Vec<MailboxId>,
}

/// A page of letters, newest first.
#[utoipa::path(get, path = "/messages", tag = "letters", params(PageQuery),
    responses((status = 200, body = Page), crate::routes::Refusals))]
pub(crate) async fn get(app: Data<App>, caller: Caller, query: Query<PageQuery>) -> Outcome<web::Json<Page>> {
    let query = query.into_inner();
    let after = query.after.as_deref().map(parse_cursor).transpose()?;
    let limit = query.limit.unwrap_or(PAGE_ITEMS_DEFAULT);
    if limit == 0 || limit > PAGE_ITEMS_MAX {
        return Err(
            AppError::new(Code::InvalidRequest).detail(format!("limit must be 1 to {PAGE_ITEMS_MAX}"))
        );
    }
    let (mailbox_id, now_ms) = (caller.mailbox_id, app.now_ms());
    let (page, more) = app
        .db
        .read(move |connection| {
            // One row more than wanted tells whether there is a next page.
            let rows = rows::find_page(connection, mailbox_id, query.folder, after, limit + 1, now_ms)?;
            let more = rows.len() > usize::try_from(limit).map_err(AppError::internal)?;
            let wanted = rows
                .into_iter()
                .take(usize::try_from(limit).map_err(AppError::internal)?);
            fit(connection, wanted, mailbox_id, more)
        })
        .await?;
    let next = page.last().filter(|_| more).map(|(row, _)| write_cursor(row));
    let items = app
        .vault(move |vault| page.into_iter().map(|row| with_envelope(vault, row)).collect())
        .await?;
    Ok(web::Json(Page { items, next }))
}

/// One letter.
#[utoipa::path(get, path = "/messages/{message_id}", tag = "letters", params(("message_id" = MessageId, Path)),
    responses((status = 200, body = Delivery), crate::routes::Refusals))]
pub(crate) async fn get_one(
    app: Data<App>,
    caller: Caller,
    message_id: Path<MessageId>,
) -> Outcome<web::Json<Delivery>> {
    let (mailbox_id, message_id, now_ms) = (caller.mailbox_id, message_id.into_inner(), app.now_ms());
    let row = app.db.read(move |connection| {
        let row = rows::find_delivery(connection, mailbox_id, message_id, now_ms)?.ok_or(Code::NotFound)?;
        with_records(connection, row, mailbox_id)
    });
    let row = row.await?;
    Ok(web::Json(
        app.vault(move |vault| with_envelope(vault, row)).await?,
    ))
}

/// Adds receipts, and ends the page where it would get too large, but not before its first row.
fn fit(
    connection: &mut SqliteConnection,
    rows: impl Iterator<Item = DeliveryRow>,
    mailbox_id: MailboxId,
    more: bool,
) -> Outcome<(Vec<Row>, bool)> {
    let mut page = Vec::new();
    let mut size_bytes = 0;
    for row in rows {
        let row = with_records(connection, row, mailbox_id)?;
        size_bytes += size_of_row(&row)?;
        if size_bytes > PAGE_SIZE_BYTES_MAX && !page.is_empty() {
            return Ok((page, true));
        }
        page.push(row);
    }
    Ok((page, more))
}

fn size_of_row((row, records): &Row) -> Outcome<usize> {
    let envelope = usize::try_from(row.envelope_size_bytes).map_err(AppError::internal)?;
    let receipts = records
        .receipts
        .iter()
        .map(|entry| (&entry.receipt, &entry.promise));
    let amends = records.amends.iter().map(|entry| (&entry.amend, &entry.promise));
    let signed: usize = receipts
        .chain(amends)
        .map(|(object, promise)| object.bytes.len() + promise.bytes.len() + 256)
        .sum();
    Ok(envelope + signed + 32 * records.recalled.len() + row.submission.bytes.len())
}

/// What the readers have given and lost belongs to the sender alone; what the sender has changed, to everybody who has the letter.
fn with_records(connection: &mut SqliteConnection, row: DeliveryRow, mailbox_id: MailboxId) -> Outcome<Row> {
    let amends = amend_rows::find_of_message(connection, row.message_id)?;
    let (receipts, recalled) = if row.sender_mailbox_id == mailbox_id {
        (
            receipt_rows::find_of_message(connection, row.message_id)?,
            amend_rows::find_recalled_from(connection, row.message_id)?,
        )
    } else {
        (Vec::new(), Vec::new())
    };
    let records = Records {
        receipts,
        amends,
        recalled,
    };
    Ok((row, records))
}

/// A letter whose own file is damaged or gone comes with an empty envelope, so that the others of its page still come.
pub(super) fn read_envelope(vault: &Vault, place: Place, message_id: MessageId) -> Outcome<Vec<u8>> {
    match vault.read(place) {
        Ok(envelope) => Ok(envelope),
        Err(error) if error.is_of_one_blob() => {
            tracing::error!(%error, message = %message_id, "a stored envelope cannot be read");
            Ok(Vec::new())
        }
        Err(error) => Err(error.into()),
    }
}

fn with_envelope(vault: &Vault, (row, records): Row) -> Outcome<Delivery> {
    let envelope = read_envelope(vault, row.place, row.message_id)?;
    Ok(Delivery {
        message_id: row.message_id,
        folder: row.folder,
        submission: row.submission,
        promise: row.promise,
        envelope: envelope.into(),
        opened_ms: row.opened_ms,
        read_mark: row.read_mark,
        starred: row.starred,
        binned_ms: (row.folder == Folder::Bin).then_some(row.sort_ms),
        receipts: records.receipts,
        amends: records.amends,
        recalled: records.recalled,
    })
}

/// A cursor is opaque to clients: time and id of the last row.
fn write_cursor(row: &DeliveryRow) -> String {
    let mut bytes = row.sort_ms.to_be_bytes().to_vec();
    bytes.extend_from_slice(&row.message_id.0);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn parse_cursor(text: &str) -> Outcome<Cursor> {
    let parse = || {
        let bytes: [u8; 24] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (sort_ms, message_id) = bytes.split_at(8);
        Some(Cursor {
            sort_ms: u64::from_be_bytes(sort_ms.try_into().ok()?),
            message_id: MessageId(message_id.try_into().ok()?),
        })
    };
    parse().ok_or_else(|| AppError::new(Code::InvalidRequest).detail("after"))
}
