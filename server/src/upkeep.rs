//! What goes by itself: sessions whose time is over, letters that expire, uploads and registrations nobody finished.

use crate::accounts::rows as account_rows;
use crate::app::App;
use crate::blobs;
use crate::error::Outcome;
use crate::keys::rows as key_rows;
use crate::messages::rows::{self as message_rows, EraseReason};
use crate::messages::upload_rows;
use crate::sessions::end;
use actix_web::web::Data;
use std::time::Duration;
use tokio::sync::watch;

const PAUSE: Duration = Duration::from_secs(20);
const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;
/// Letters that expire in one transaction.
const EXPIRING_MAX: u32 = 200;
/// How long an account remembers whom it found in the directory.
const LOOKUPS_KEPT_MS: u64 = 30 * DAY_MS;
/// How long it stays known that a letter was erased.
const TOMBSTONES_KEPT_MS: u64 = 400 * DAY_MS;

/// Works until told to stop.
pub(crate) async fn run(app: Data<App>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = pass(&app).await {
            tracing::error!(%error, "upkeep failed");
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = stop.changed() => {}
        }
    }
}

/// One round.
pub(crate) async fn pass(app: &App) -> Outcome<()> {
    let now_ms = app.now_ms();
    let sessions = end::end_expired(app).await?;
    let (letters, uploads, accounts) = app
        .db
        .write(move |connection| {
            let expired = message_rows::find_expired(connection, now_ms, EXPIRING_MAX)?;
            for &(message_id, mailbox_id) in &expired {
                message_rows::erase_delivery(
                    connection,
                    mailbox_id,
                    message_id,
                    None,
                    EraseReason::Expiry,
                    now_ms,
                )?;
            }
            let uploads = upload_rows::find_abandoned(connection, now_ms.saturating_sub(DAY_MS))?;
            for id in &uploads {
                blobs::condemn(connection, id, None, now_ms)?;
            }
            let before_ms = now_ms.saturating_sub(DAY_MS);
            let accounts = account_rows::delete_abandoned(connection, before_ms, now_ms)?;
            key_rows::forget_lookups(connection, now_ms.saturating_sub(LOOKUPS_KEPT_MS))?;
            message_rows::forget_tombstones(connection, now_ms.saturating_sub(TOMBSTONES_KEPT_MS))?;
            Ok((expired.len(), uploads.len(), accounts))
        })
        .await?;
    if sessions + letters + uploads + accounts > 0 {
        tracing::info!(sessions, letters, uploads, accounts, "ended what was over");
        app.eraser.notify_one();
    }
    Ok(())
}
