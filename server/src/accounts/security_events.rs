//! What happened to the access to an account, for its owner: read from the audit log.

use crate::app::App;
use crate::audit;
use crate::auth::Caller;
use crate::error::{AppError, Outcome};
use actix_web::web::{self, Data, Query};
use api::Code;
use api::account::SecurityEvents;
use api::limits::{PAGE_ITEMS_DEFAULT, PAGE_ITEMS_MAX};
use serde::Deserialize;

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventsQuery {
    /// `next` of the page before.
    after: Option<String>,
    /// Events wanted, at most 100.
    limit: Option<u32>,
}

/// A page of events, newest first. What happened to letters is not among them.
#[utoipa::path(get, path = "/account/events", tag = "account", params(EventsQuery),
    responses((status = 200, body = SecurityEvents), crate::routes::Refusals))]
pub(crate) async fn get(
    app: Data<App>,
    caller: Caller,
    query: Query<EventsQuery>,
) -> Outcome<web::Json<SecurityEvents>> {
    let refuse = |detail: &str| AppError::new(Code::InvalidRequest).detail(detail);
    let limit = query.limit.unwrap_or(PAGE_ITEMS_DEFAULT);
    if limit == 0 || limit > PAGE_ITEMS_MAX {
        return Err(refuse(&format!("limit must be 1 to {PAGE_ITEMS_MAX}")));
    }
    let before = query.after.as_deref().map(str::parse::<u64>).transpose();
    let before = before.map_err(|_| refuse("after"))?;
    let user_id = caller.user_id;
    let page = app
        .db
        .read(move |connection| audit::find_of_access(connection, user_id, before, limit));
    let (events, next) = page.await?;
    Ok(web::Json(SecurityEvents {
        events,
        next: next.map(|index| index.to_string()),
    }))
}
