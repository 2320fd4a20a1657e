//! What the folders hold.

use super::rows;
use crate::app::App;
use crate::auth::Caller;
use crate::error::Outcome;
use actix_web::web::{self, Data};
use api::messages::Folders;

/// Counts of the caller's folders.
#[utoipa::path(get, path = "/folders", tag = "letters",
    responses((status = 200, body = Folders), crate::routes::Refusals))]
pub(crate) async fn get(app: Data<App>, caller: Caller) -> Outcome<web::Json<Folders>> {
    let counts = app
        .db
        .read(move |connection| rows::count_folders(connection, caller.mailbox_id))
        .await?;
    Ok(web::Json(counts))
}
