//! Into the bin, and back to where a letter came from.

use super::rows;
use crate::app::App;
use crate::auth::Caller;
use crate::body::Json;
use crate::error::{AppError, Outcome};
use actix_web::web::{self, Data};
use api::Code;
use api::events::Event;
use api::limits::MOVE_ITEMS_MAX;
use api::messages::{Move, Moved};

/// Moves letters; says which were there to be moved.
#[utoipa::path(post, path = "/messages/move", tag = "letters", request_body = Move,
    responses((status = 200, body = Moved), crate::routes::Refusals))]
pub(crate) async fn post(app: Data<App>, caller: Caller, Json(ask): Json<Move>) -> Outcome<web::Json<Moved>> {
    if ask.message_ids.len() > MOVE_ITEMS_MAX {
        return Err(AppError::new(Code::TooLarge).detail(format!("at most {MOVE_ITEMS_MAX} letters")));
    }
    let (mailbox_id, now_ms) = (caller.mailbox_id, app.now_ms());
    let moved = app.db.write(move |connection| {
        rows::move_letters(connection, mailbox_id, &ask.message_ids, ask.to, now_ms)
    });
    let message_ids = moved.await?;
    if !message_ids.is_empty() {
        app.events.tell(
            mailbox_id,
            &Event::Moved {
                message_ids: message_ids.clone(),
            },
        );
    }
    Ok(web::Json(Moved { message_ids }))
}
