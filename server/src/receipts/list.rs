//! The receipts of a letter, for its sender.

use super::rows;
use crate::app::App;
use crate::auth::Caller;
use crate::error::Outcome;
use actix_web::web::{self, Data, Path};
use api::messages::Receipts;
use api::{Code, MessageId};

/// All receipts of a letter that the caller sent.
#[utoipa::path(get, path = "/messages/{message_id}/receipts", tag = "receipts",
    params(("message_id" = MessageId, Path)),
    responses((status = 200, body = Receipts), crate::routes::Refusals))]
pub(crate) async fn get(
    app: Data<App>,
    caller: Caller,
    message_id: Path<MessageId>,
) -> Outcome<web::Json<Receipts>> {
    let (message_id, now_ms) = (message_id.into_inner(), app.now_ms());
    let receipts = app.db.read(move |connection| {
        if !rows::is_sender(connection, caller.mailbox_id, message_id, now_ms)? {
            return Err(Code::NotFound.into());
        }
        rows::find_of_message(connection, message_id)
    });
    Ok(web::Json(Receipts {
        receipts: receipts.await?,
    }))
}
