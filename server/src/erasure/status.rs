//! How erasures stand, and their reports.

use super::rows;
use crate::app::App;
use crate::auth::Caller;
use crate::error::Outcome;
use actix_web::web::{self, Data, Path};
use api::erasure::{Erasure, Erasures};
use api::{Code, ErasureId};

/// One erasure.
#[utoipa::path(get, path = "/erasures/{erasure_id}", tag = "erasure", params(("erasure_id" = ErasureId, Path)),
    responses((status = 200, body = Erasure), crate::routes::Refusals))]
pub(crate) async fn get_one(
    app: Data<App>,
    caller: Caller,
    id: Path<ErasureId>,
) -> Outcome<web::Json<Erasure>> {
    let id = id.into_inner();
    let found = app
        .db
        .read(move |connection| rows::find(connection, caller.mailbox_id, id))
        .await?;
    Ok(web::Json(found.ok_or(Code::NotFound)?))
}

/// The caller's erasures, newest first.
#[utoipa::path(get, path = "/erasures", tag = "erasure",
    responses((status = 200, body = Erasures), crate::routes::Refusals))]
pub(crate) async fn get(app: Data<App>, caller: Caller) -> Outcome<web::Json<Erasures>> {
    let erasures = app
        .db
        .read(move |connection| rows::find_newest(connection, caller.mailbox_id))
        .await?;
    Ok(web::Json(Erasures { erasures }))
}
