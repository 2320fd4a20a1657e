//! Publishing a mailbox's next keys: the record that continues the chain, signed by the old key and by the new.

use super::rows;
use crate::app::App;
use crate::audit;
use crate::auth::Caller;
use crate::body::Json;
use crate::error::{AppError, Outcome};
use actix_web::HttpResponse;
use actix_web::web::Data;
use api::Code;
use api::keys::SignedKeyRecord;
use crypto::receipt::AuditType;
use crypto::record::RecordError;

/// Publishes the caller's next record. Repeating the current one changes nothing, so that a lost answer can be asked
/// for again.
#[utoipa::path(post, path = "/keys/records", tag = "keys", request_body = SignedKeyRecord,
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn post(
    app: Data<App>,
    caller: Caller,
    Json(record): Json<SignedKeyRecord>,
) -> Outcome<HttpResponse> {
    let now_ms = app.now_ms();
    app.db
        .write(move |connection| {
            caller.check_open(connection)?;
            let current = rows::find_current(connection, caller.mailbox_id)?
                .ok_or_else(|| AppError::internal("an open mailbox has no key record"))?;
            let signed = rows::signed_record(&record);
            if signed
                .verify_alone()
                .is_ok_and(|same| same.hash() == current.hash())
            {
                return Ok(());
            }
            let next = signed.verify_next(&current).map_err(|error| {
                let code = if matches!(error, RecordError::Chain(_)) {
                    Code::KeyRecordConflict
                } else {
                    Code::KeyRecordRefused
                };
                AppError::new(code).detail(error.to_string())
            })?;
            super::check_age(&next, now_ms)?;
            rows::insert(
                connection,
                caller.mailbox_id,
                next.record().epoch,
                &record,
                now_ms,
            )?;
            audit::append(
                connection,
                AuditType::KeyChange,
                caller.user_id,
                &next.hash(),
                now_ms,
            )?;
            Ok(())
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
