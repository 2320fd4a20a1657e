//! The server's half of what reopens a mailbox after a reload. Without the browser's half it opens nothing.

use crate::app::App;
use crate::auth::Caller;
use crate::error::Outcome;
use crate::vault::Place;
use actix_web::web::{self, Data};
use api::Code;
use api::session::Unlocked;

/// The unlock key, as the client gave it when it signed in. A reload is the person's doing, and counts as activity.
#[utoipa::path(post, path = "/session/unlock", tag = "session",
    responses((status = 200, body = Unlocked), crate::routes::Refusals))]
pub(crate) async fn post(app: Data<App>, caller: Caller) -> Outcome<web::Json<Unlocked>> {
    let slot = caller.session.slot.ok_or(Code::NotFound)?;
    let place = Place {
        id: caller.session_id.0,
        slot,
    };
    let key = app.vault(move |vault| Ok(vault.kept_key(place)?)).await?;
    tracing::info!(session = %caller.session_id, "unlocked after a reload");
    Ok(web::Json(Unlocked {
        unlock_key: (*key.expose()).into(),
        session: caller.info(app.now_ms()),
    }))
}
