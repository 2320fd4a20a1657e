//! Emptying the bin: one transaction hides the letters and queues them for overwriting. From its answer on, nobody can
//! fetch them; the eraser does the rest at once.

use super::rows;
use crate::app::App;
use crate::audit;
use crate::auth::Caller;
use crate::body::Json;
use crate::error::{AppError, Outcome};
use crate::messages::rows::{self as message_rows, EraseReason};
use crate::rng;
use actix_web::web::{self, Data};
use api::erasure::{BinEmptied, EmptyBin};
use api::limits::{EMPTY_BIN_ITEMS_MAX, MOVE_ITEMS_MAX};
use api::{Code, ErasureId, MessageId};
use crypto::receipt::AuditType;
use diesel::SqliteConnection;

/// Erases the letters in the bin, or some of them.
#[utoipa::path(post, path = "/bin/empty", tag = "erasure", request_body = EmptyBin,
    responses((status = 200, body = BinEmptied), crate::routes::Refusals))]
pub(crate) async fn post(
    app: Data<App>,
    caller: Caller,
    Json(ask): Json<EmptyBin>,
) -> Outcome<web::Json<BinEmptied>> {
    if ask.only.as_ref().is_some_and(|only| only.len() > MOVE_ITEMS_MAX) {
        return Err(AppError::new(Code::TooLarge).detail(format!("at most {MOVE_ITEMS_MAX} letters")));
    }
    let now_ms = app.now_ms();
    let emptied = app.db.write(move |connection| {
        let mailbox_id = caller.mailbox_id;
        let letters = match ask.only {
            Some(only) => message_rows::keep_binned(connection, mailbox_id, &only)?,
            None => message_rows::find_binned(connection, mailbox_id, EMPTY_BIN_ITEMS_MAX)?,
        };
        let erasure = if letters.is_empty() {
            None
        } else {
            Some(hide(connection, &caller, &letters, now_ms)?)
        };
        let erasure = erasure
            .map(|id| rows::find(connection, mailbox_id, id))
            .transpose()?
            .flatten();
        Ok(BinEmptied {
            erasure,
            remaining: message_rows::count_binned(connection, mailbox_id)?,
        })
    });
    let emptied = emptied.await?;
    app.eraser.notify_one();
    Ok(web::Json(emptied))
}

fn hide(
    connection: &mut SqliteConnection,
    caller: &Caller,
    letters: &[MessageId],
    now_ms: u64,
) -> Outcome<ErasureId> {
    let id = ErasureId(rng::make_bytes());
    rows::insert(connection, id, caller.mailbox_id, now_ms)?;
    let (mut erased, mut released) = (0, 0);
    for &letter in letters {
        let gone = message_rows::erase_delivery(
            connection,
            caller.mailbox_id,
            letter,
            Some(id),
            EraseReason::Bin,
            now_ms,
        )?;
        if let Some(parts) = gone {
            erased += 1;
            released += parts;
        }
    }
    rows::set_extent(connection, id, erased, released)?;
    audit::append(
        connection,
        AuditType::DeleteRequest,
        caller.user_id,
        &id.0,
        now_ms,
    )?;
    Ok(id)
}
