//! Opening: marks a letter as opened, once, with its audit entry. The client then decrypts, checks, and posts the
//! receipt that only someone who decrypted can make.

use super::rows;
use crate::app::App;
use crate::audit;
use crate::auth::Caller;
use crate::error::Outcome;
use actix_web::web::{self, Data, Path};
use api::events::Event;
use api::messages::Opened;
use api::{Code, MessageId};
use crypto::receipt::AuditType;

/// Marks a letter opened. A repeat answers the first time again.
#[utoipa::path(post, path = "/messages/{message_id}/open", tag = "letters", params(("message_id" = MessageId, Path)),
    responses((status = 200, body = Opened), crate::routes::Refusals))]
pub(crate) async fn post(
    app: Data<App>,
    caller: Caller,
    message_id: Path<MessageId>,
) -> Outcome<web::Json<Opened>> {
    let (message_id, mailbox_id, now_ms) = (message_id.into_inner(), caller.mailbox_id, app.now_ms());
    let marked = app.db.write(move |connection| {
        rows::find_delivery(connection, mailbox_id, message_id, now_ms)?.ok_or(Code::NotFound)?;
        let marked = rows::mark_opened(connection, mailbox_id, message_id, now_ms)?.ok_or(Code::NotFound)?;
        if marked.1 {
            audit::append(
                connection,
                AuditType::Opened,
                caller.user_id,
                &message_id.0,
                now_ms,
            )?;
        }
        Ok(marked)
    });
    let (opened_ms, first) = marked.await?;
    if first {
        app.events.tell(mailbox_id, &Event::Opened { message_id });
    }
    Ok(web::Json(Opened { opened_ms, first }))
}
