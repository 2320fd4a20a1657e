//! The records of a mailbox whose id the caller has from a letter.

use super::rows;
use crate::app::App;
use crate::auth::Caller;
use crate::error::{AppError, Outcome};
use actix_web::web::{self, Data, Path, Query};
use api::keys::KeyRecords;
use api::{Code, MailboxId};
use serde::Deserialize;

/// Which epochs.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct Epochs {
    /// The first wanted; 0 without it.
    from_epoch: Option<u32>,
    /// The last wanted; the newest without it.
    to_epoch: Option<u32>,
}

/// Records, oldest first, at most 64.
#[utoipa::path(get, path = "/keys/{mailbox_id}", tag = "keys", params(("mailbox_id" = MailboxId, Path), Epochs),
    responses((status = 200, body = KeyRecords), crate::routes::Refusals))]
pub(crate) async fn get(
    app: Data<App>,
    caller: Caller,
    mailbox_id: Path<MailboxId>,
    epochs: Query<Epochs>,
) -> Outcome<web::Json<KeyRecords>> {
    let mailbox_id = mailbox_id.into_inner();
    let (from, to) = (
        epochs.from_epoch.unwrap_or(0),
        epochs.to_epoch.unwrap_or(u32::MAX),
    );
    let records = app.db.read(move |connection| {
        // Of a mailbox that has ended only those know who hold something that it signed.
        if rows::find_current_epoch(connection, mailbox_id)?.is_none()
            && !rows::holds_signed_by(connection, caller.mailbox_id, mailbox_id)?
        {
            return Err(AppError::new(Code::NotFound));
        }
        rows::find_records(connection, mailbox_id, from, to)
    });
    Ok(web::Json(KeyRecords {
        records: records.await?,
    }))
}
