//! The eraser: takes jobs from the database and overwrites what they name. Killed at any point, it begins the job again;
//! refused by the storage, it says so loudly and goes on trying.

use super::report::Report;
use super::rows::{self, Finished, Job};
use crate::app::App;
use crate::audit;
use crate::error::{AppError, Outcome};
use crate::vault::Overwrite;
use actix_web::web::Data;
use api::events::Event;
use api::messages::Signed;
use crypto::receipt::{AuditType, object_hash};
use crypto::report;
use std::time::Duration;
use tokio::sync::watch;

/// Jobs taken at a time.
const BATCH: i64 = 64;
/// Without a nudge the eraser looks for work this often.
const PAUSE: Duration = Duration::from_secs(30);
/// Where a reader was in the way of cutting the log, it is tried again after this.
const CUT_AGAIN: Duration = Duration::from_secs(1);
/// A failed job is tried again after a second, then after twice as long each time, up to this.
const BACKOFF_MS_MAX: u64 = 5 * 60 * 1000;

/// Works until told to stop.
pub(crate) async fn run(app: Data<App>, mut stop: watch::Receiver<bool>) {
    // A log that a crash left behind is in the main file by now, but not cut.
    let mut log_is_cut = false;
    while !*stop.borrow() {
        match pass(&app).await {
            Ok(0) => {}
            Ok(_) => {
                log_is_cut = false;
                continue;
            }
            Err(error) => tracing::error!(%error, "the eraser failed"),
        }
        // Rows that named the letters leave the log too.
        log_is_cut = log_is_cut || cut_log(&app).await;
        let pause = until_next(&app).await.unwrap_or(PAUSE);
        let pause = if log_is_cut { pause } else { pause.min(CUT_AGAIN) };
        tokio::select! {
            () = app.eraser.notified() => {}
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

async fn cut_log(app: &App) -> bool {
    app.db.cut_log().await.unwrap_or_else(|error| {
        tracing::warn!(%error, "the database log could not be cut");
        false
    })
}

async fn until_next(app: &App) -> Outcome<Duration> {
    let next_ms = app.db.read(rows::find_next_ms).await?;
    let wait_ms = next_ms.map_or(u64::MAX, |next_ms| next_ms.saturating_sub(app.now_ms()));
    Ok(Duration::from_millis(wait_ms.max(100)).min(PAUSE))
}

/// One round: overwrite what is due, then sign what is complete. Returns how much was done.
pub(crate) async fn pass(app: &Data<App>) -> Outcome<usize> {
    let now_ms = app.now_ms();
    let due = app
        .db
        .read(move |connection| rows::find_due(connection, now_ms, BACKOFF_MS_MAX, BATCH))
        .await?;
    let mut done = 0;
    for job in due {
        done += usize::from(erase(app, job).await?);
    }
    let finished = app.db.read(rows::find_finished).await?;
    done += finished.len();
    for erasure in finished {
        sign_report(app, erasure).await?;
    }
    Ok(done)
}

/// Overwrites one blob or key. Says whether it is gone.
async fn erase(app: &Data<App>, job: Job) -> Outcome<bool> {
    let (slot, blob_id) = (job.slot, job.blob_id);
    let key_gone = app.vault(move |vault| Ok(vault.erase_key(slot)?)).await;
    let key_erased_ms = app.now_ms();
    let gone = match (key_gone, blob_id) {
        (Ok(()), Some(id)) => app.vault(move |vault| Ok(vault.erase_file(&id)?)).await,
        (Ok(()), None) => Ok(Overwrite::Absent),
        (Err(error), _) => Err(error),
    };
    let now_ms = app.now_ms();
    let overwrite = match gone {
        Ok(overwrite) => overwrite,
        Err(error) => {
            let wait_ms = (1000_u64 << job.attempts.min(20)).min(BACKOFF_MS_MAX);
            tracing::error!(%error, job = job.id, attempts = job.attempts, "erasing failed; it will be tried again");
            app.db
                .write(move |connection| rows::postpone(connection, &job, now_ms + wait_ms))
                .await?;
            return Ok(false);
        }
    };
    let erased = rows::Erased {
        key_erased_ms,
        done_ms: now_ms,
        overwritten: overwrite == Overwrite::Done,
    };
    let reported = job.erasure_id;
    app.db
        .write(move |connection| rows::finish(connection, &job, erased))
        .await?;
    if reported.is_none() {
        app.vault_facts().release(slot);
    }
    Ok(true)
}

async fn sign_report(app: &Data<App>, finished: Finished) -> Outcome<()> {
    let now_ms = app.now_ms();
    let vault = app.vault_facts();
    let json = serde_json::to_vec(&Report::new(&finished, vault.media(), vault.epoch(), now_ms))
        .map_err(AppError::internal)?;
    let signature = report::sign(&json, &app.keys.signing);
    let signed = Signed {
        bytes: json.into(),
        signature: signature.to_bytes().into(),
    };
    let (id, mailbox_id) = (finished.erasure_id, finished.mailbox_id);
    let logged = object_hash(AuditType::DeleteReport.number(), &signed.bytes, &signed.signature);
    app.db
        .write(move |connection| {
            audit::append_object(connection, AuditType::DeleteReport, None, logged, now_ms)?;
            rows::set_report(connection, id, &signed, now_ms)
        })
        .await?;
    for letter in &finished.letters {
        app.vault_facts().release(letter.slot);
    }
    app.events.tell(mailbox_id, &Event::Erasure { erasure_id: id });
    Ok(())
}
