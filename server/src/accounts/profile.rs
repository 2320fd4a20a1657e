//! The account's own page.

use super::register::check_language;
use super::rows;
use crate::app::App;
use crate::auth::Caller;
use crate::body::Json;
use crate::error::Outcome;
use actix_web::web::{self, Data};
use api::account::{Account, AccountChange};

/// The caller's account.
#[utoipa::path(get, path = "/account", tag = "account",
    responses((status = 200, body = Account), crate::routes::Refusals))]
pub(crate) async fn get(app: Data<App>, caller: Caller) -> Outcome<web::Json<Account>> {
    let inner = app.clone();
    let account = app
        .db
        .read(move |connection| rows::find_profile(connection, &inner.keys.sealing, caller.user_id))
        .await?;
    Ok(web::Json(account))
}

/// Changes the language that the server writes in.
#[utoipa::path(patch, path = "/account", tag = "account", request_body = AccountChange,
    responses((status = 200, body = Account), crate::routes::Refusals))]
pub(crate) async fn patch(
    app: Data<App>,
    caller: Caller,
    Json(change): Json<AccountChange>,
) -> Outcome<web::Json<Account>> {
    let language = check_language(change.language)?;
    let inner = app.clone();
    let account = app.db.write(move |connection| {
        rows::set_language(connection, caller.user_id, &language)?;
        rows::find_profile(connection, &inner.keys.sealing, caller.user_id)
    });
    Ok(web::Json(account.await?))
}
