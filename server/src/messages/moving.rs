//! Into the bin or the archive and back, and what letters are marked as.

use super::rows;
use crate::app::App;
use crate::auth::Caller;
use crate::body::Json;
use crate::error::{AppError, Outcome};
use actix_web::web::{self, Data};
use api::events::Event;
use api::limits::MOVE_ITEMS_MAX;
use api::messages::{Mark, Move, Moved};
use api::{Code, MailboxId, MessageId};

/// Moves letters; says which were there to be moved.
#[utoipa::path(post, path = "/messages/move", tag = "letters", request_body = Move,
    responses((status = 200, body = Moved), crate::routes::Refusals))]
pub(crate) async fn post(app: Data<App>, caller: Caller, Json(ask): Json<Move>) -> Outcome<web::Json<Moved>> {
    check_count(&ask.message_ids)?;
    let (mailbox_id, now_ms) = (caller.mailbox_id, app.now_ms());
    let moved = app.db.write(move |connection| {
        rows::move_letters(connection, mailbox_id, &ask.message_ids, ask.to, now_ms)
    });
    Ok(web::Json(tell(&app, mailbox_id, moved.await?)))
}

/// Marks letters; says which were there to be marked otherwise.
#[utoipa::path(post, path = "/messages/mark", tag = "letters", request_body = Mark,
    responses((status = 200, body = Moved), crate::routes::Refusals))]
pub(crate) async fn mark(app: Data<App>, caller: Caller, Json(ask): Json<Mark>) -> Outcome<web::Json<Moved>> {
    check_count(&ask.message_ids)?;
    let mailbox_id = caller.mailbox_id;
    let marked = app.db.write(move |connection| {
        rows::mark_letters(connection, mailbox_id, &ask.message_ids, ask.read, ask.starred)
    });
    Ok(web::Json(tell(&app, mailbox_id, marked.await?)))
}

fn check_count(message_ids: &[MessageId]) -> Outcome<()> {
    if message_ids.len() > MOVE_ITEMS_MAX {
        return Err(AppError::new(Code::TooLarge).detail(format!("at most {MOVE_ITEMS_MAX} letters")));
    }
    Ok(())
}

fn tell(app: &App, mailbox_id: MailboxId, message_ids: Vec<MessageId>) -> Moved {
    if !message_ids.is_empty() {
        let message_ids = message_ids.clone();
        app.events.tell(mailbox_id, &Event::Moved { message_ids });
    }
    Moved { message_ids }
}
