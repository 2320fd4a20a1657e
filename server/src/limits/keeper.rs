//! Writes down, in the background, what must outlive a restart: one commit a second for however many sign-ins. A crash
//! forgets the last second.

use super::{buckets::Level, rows};
use crate::app::App;
use actix_web::web::Data;
use std::time::Duration;
use tokio::sync::watch;

const PAUSE: Duration = Duration::from_secs(1);
/// Buckets that are written in one transaction, so that no request waits long behind it.
const BATCH: usize = 500;

/// Works until told to stop, and writes down the rest then.
pub(crate) async fn run(app: Data<App>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = stop.changed() => {}
        }
        pass(&app).await;
    }
    // What changed during the last pass; no request is under way any more.
    pass(&app).await;
}

/// Writes down what has changed. What cannot be written now, on a full disk, is tried again.
async fn pass(app: &App) {
    let mut changed = app.limits.buckets.take_changed();
    while !changed.is_empty() {
        let rest = changed.split_off(changed.len().min(BATCH));
        let levels: Vec<Level> = changed.clone();
        let written = app.db.write(move |connection| rows::keep(connection, &levels));
        if let Err(error) = written.await {
            tracing::warn!(%error, "limits could not be written down");
            app.limits.buckets.keep_changed(changed);
            app.limits.buckets.keep_changed(rest);
            return;
        }
        changed = rest;
    }
}
