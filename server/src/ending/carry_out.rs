//! Carrying out what is over: the account goes first, in one transaction; then its mailbox, some letters at a time; the
//! signed report last, when the eraser has overwritten everything.
//!
//! Each step is one transaction that can be repeated from its rows alone, so a crash at any point only delays the rest.

use super::report;
use super::rows::{self, Ending};
use crate::app::App;
use crate::audit;
use crate::blobs::{self, Reported};
use crate::erasure::rows as erasure_rows;
use crate::error::Outcome;
use crate::keys::rows as key_rows;
use crate::messages::rows::{self as message_rows, EraseReason};
use crate::messages::{held_rows, upload_rows};
use crate::notices::Notice;
use crate::objects::rows as object_rows;
use crate::outbox::{self, Channel, Outgoing};
use crate::rng;
use crate::sessions::{end, known_devices, rows as session_rows};
use actix_web::web::Data;
use api::{ErasureId, SessionId, UserId};
use crypto::receipt::{AuditType, object_hash};
use diesel::SqliteConnection;

/// Accounts, and mailboxes, that one round looks at.
const ROUND: i64 = 50;
/// Rows of each kind that go in one transaction, so that no request waits long behind it.
const BATCH: u32 = 200;

/// One round. Says whether the eraser has work for which something here waits.
pub(crate) async fn pass(app: &Data<App>) -> Outcome<bool> {
    let now_ms = app.now_ms();
    let over = app
        .db
        .read(move |connection| rows::find_over(connection, now_ms, ROUND));
    for user_id in over.await? {
        end_account(app, user_id, now_ms).await?;
    }
    let under_way = app.db.read(|connection| rows::find_under_way(connection, ROUND));
    let mut waits = false;
    for ending in under_way.await? {
        waits |= !empty(app, ending, now_ms).await?;
    }
    if waits {
        app.eraser.notify_one();
    }
    Ok(waits)
}

/// From the last of these transactions on there is no such account.
async fn end_account(app: &Data<App>, user_id: UserId, now_ms: u64) -> Outcome<()> {
    loop {
        let forgetting = app
            .db
            .write(move |connection| key_rows::forget_lookups_of(connection, user_id, BATCH));
        if is_last(forgetting.await?) {
            break;
        }
    }
    let inner = app.clone();
    let ending = app
        .db
        .write(move |connection| remove_account(connection, &inner, user_id, now_ms));
    end::conclude(app, &ending.await?);
    Ok(())
}

fn remove_account(
    connection: &mut SqliteConnection,
    app: &App,
    user_id: UserId,
    now_ms: u64,
) -> Outcome<Vec<SessionId>> {
    let erasure_id = ErasureId(rng::make_bytes());
    let Some(ending) = rows::find_ended(connection, user_id, erasure_id, now_ms)? else {
        return Ok(Vec::new());
    };
    app.sign_ins.forget(user_id);
    let ended = session_rows::end_all_of(connection, user_id)?;
    known_devices::delete_all(connection, user_id)?;
    // Found since the batches before this.
    key_rows::forget_lookups_of(connection, user_id, u32::MAX)?;
    erasure_rows::insert(connection, erasure_id, ending.mailbox_id, now_ms)?;
    rows::insert(connection, &ending)?;
    outbox::forget_of(connection, user_id)?;
    rows::delete_account(connection, user_id, erasure_id)?;
    key_rows::insert_ended(connection, ending.mailbox_id, now_ms)?;
    Ok(ended)
}

/// Hides what is left of a mailbox, collects what the eraser has done, and sends the report when nothing is left. Says
/// whether it did.
async fn empty(app: &Data<App>, ending: Ending, now_ms: u64) -> Outcome<bool> {
    loop {
        let some = ending.clone();
        let hiding = app
            .db
            .write(move |connection| hide_some(connection, &some, now_ms));
        if hiding.await? {
            break;
        }
    }
    let erasure_id = ending.erasure_id;
    loop {
        let taking = app.db.write(move |connection| {
            let (slots, overwritten) = erasure_rows::take_done(connection, erasure_id, BATCH)?;
            rows::add_overwritten(connection, erasure_id, overwritten)?;
            Ok(slots)
        });
        let slots = taking.await?;
        for &slot in &slots {
            app.vault_facts().release(slot);
        }
        if is_last(slots.len()) {
            break;
        }
    }
    let inner = app.clone();
    app.db
        .write(move |connection| conclude(connection, &inner, &ending, now_ms))
        .await
}

/// Hides some of what a mailbox holds. Says whether that was all.
fn hide_some(connection: &mut SqliteConnection, ending: &Ending, now_ms: u64) -> Outcome<bool> {
    let (erasure_id, mailbox_id) = (ending.erasure_id, ending.mailbox_id);
    let letters = message_rows::find_of(connection, mailbox_id, BATCH)?;
    let (mut hidden, mut released) = (0, 0);
    for &letter in &letters {
        let reason = EraseReason::Ending;
        let gone =
            message_rows::erase_delivery(connection, mailbox_id, letter, Some(erasure_id), reason, now_ms)?;
        if let Some(parts) = gone {
            hidden += 1;
            released += parts;
        }
    }
    rows::add_hidden(connection, erasure_id, hidden, released)?;
    let held = held_rows::find_of(connection, mailbox_id, BATCH)?;
    for &letter in &held {
        held_rows::erase(connection, mailbox_id, letter, Reported::unnamed(erasure_id))?;
    }
    let uploads = upload_rows::find_of(connection, mailbox_id, BATCH)?;
    for id in &uploads {
        blobs::condemn(connection, id, Some(Reported::unnamed(erasure_id)))?;
    }
    let objects = object_rows::erase_some(connection, mailbox_id, BATCH, Reported::unnamed(erasure_id))?;
    let entries = audit::forget_account(connection, ending.user_id, BATCH)?;
    let reports = erasure_rows::forget_reported(connection, mailbox_id, BATCH)?;
    Ok([
        letters.len(),
        held.len(),
        uploads.len(),
        objects,
        entries,
        reports,
    ]
    .into_iter()
    .all(is_last))
}

/// Signs and sends the report, if nothing of the mailbox is left.
fn conclude(connection: &mut SqliteConnection, app: &App, ending: &Ending, now_ms: u64) -> Outcome<bool> {
    let erasure_id = ending.erasure_id;
    if erasure_rows::is_busy(connection, erasure_id, ending.mailbox_id)? {
        return Ok(false);
    }
    let Some(done) = rows::find(connection, erasure_id)? else {
        return Ok(true);
    };
    let vault = app.vault_facts();
    let signed = report::sign(&done, vault.media(), vault.epoch(), &app.keys, now_ms)?;
    let logged = object_hash(AuditType::DeleteReport.number(), &signed.bytes, &signed.signature);
    audit::append_object(connection, AuditType::DeleteReport, None, logged, now_ms)?;
    let outgoing = Outgoing {
        notice: Notice::AccountErased {
            report: report::file(&signed, &app.keys)?,
        },
        to: done.address,
        language: done.language,
    };
    app.outbox
        .put(connection, Channel::Mail, &outgoing, None, None, now_ms)?;
    rows::delete(connection, erasure_id)?;
    erasure_rows::delete(connection, erasure_id)?;
    Ok(true)
}

/// A batch that is not full is the last one.
fn is_last(rows: usize) -> bool {
    u32::try_from(rows).is_ok_and(|rows| rows < BATCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{ends, rows as account_rows};
    use crate::db::B16;
    use crate::db::schema::{blobs as blob_rows, erasure_jobs, outbox};
    use crate::erasure::eraser;
    use crate::testing::{insert_account, open_app};
    use api::MailboxId;
    use diesel::prelude::*;
    use std::path::Path;

    const USER: UserId = UserId([1; 16]);
    const MAILBOX: MailboxId = MailboxId([2; 16]);
    const NOW_MS: u64 = 1_000_000;

    /// An account that is over, with a keyring and an upload in the vault.
    async fn prepare(app: &Data<App>) {
        let inner = app.clone();
        let preparing = app.vault(move |vault| {
            let mut deposit = vault.deposit();
            let keyring = deposit.put(&[4; 16], b"a keyring")?;
            let upload = deposit.put(&[5; 16], b"an upload")?;
            inner.commit(deposit, move |connection| {
                insert_account(connection, USER, MAILBOX);
                blobs::insert_live(connection, keyring, blobs::Kind::Account, 9, 1)?;
                let kind = account_rows::BlobKind::KeyringDec;
                account_rows::insert_blob(connection, USER, kind, 1, &keyring.id)?;
                blobs::insert_live(connection, upload, blobs::Kind::Part, 9, 1)?;
                diesel::update(blob_rows::table.find(B16(upload.id)))
                    .set(blob_rows::uploader.eq(Some(B16::from(MAILBOX))))
                    .execute(connection)?;
                audit::append(connection, AuditType::Login, USER, b"session", 1)?;
                ends::begin(connection, USER, NOW_MS, 1)?;
                Ok(())
            })
        });
        preparing.await.unwrap();
    }

    /// Everything in the order in which it happens; what is not there yet, or not any more, is no work.
    async fn step(app: &Data<App>, number: usize) {
        let under_way = app.db.read(|connection| rows::find_under_way(connection, 1));
        let ending = under_way.await.unwrap().pop();
        match (number, ending) {
            (0, _) => end_account(app, USER, NOW_MS).await.unwrap(),
            (1, Some(ending)) => {
                let hiding = app
                    .db
                    .write(move |connection| hide_some(connection, &ending, NOW_MS));
                assert!(hiding.await.unwrap());
            }
            (2, _) => {
                eraser::pass(app).await.unwrap();
            }
            (3, Some(ending)) => {
                // Collected, and not yet given back.
                let taking = app
                    .db
                    .write(move |connection| erasure_rows::take_done(connection, ending.erasure_id, 1));
                assert_eq!(taking.await.unwrap().0.len(), 1);
            }
            (4, Some(ending)) => assert!(empty(app, ending, NOW_MS).await.unwrap()),
            (number, ending) => panic!("step {number} with {ending:?}"),
        }
    }

    /// What the next start makes of it.
    async fn is_over(folder: &Path) {
        let app = open_app(folder).await;
        while pass(&app).await.unwrap() {
            eraser::pass(&app).await.unwrap();
        }
        let left = app.db.read(|connection| {
            let reports: i64 = outbox::table
                .filter(outbox::kind.eq("account-erased"))
                .count()
                .get_result(connection)?;
            let jobs: i64 = erasure_jobs::table.count().get_result(connection)?;
            let entries = audit::find_of_access(connection, USER, None, 10)?.0.len();
            Ok((reports, entries, blobs::find_live(connection)?.len(), jobs))
        });
        assert_eq!(left.await.unwrap(), (1, 0, 0, 0));
    }

    #[actix_web::test]
    async fn a_crash_after_any_step_only_delays_the_rest() {
        for steps in 0..=5 {
            let folder = tempfile::tempdir().unwrap();
            let app = open_app(folder.path()).await;
            prepare(&app).await;
            for number in 0..steps {
                step(&app, number).await;
            }
            app.db.close().await;
            drop(app);
            is_over(folder.path()).await;
        }
    }

    #[actix_web::test]
    async fn an_end_that_was_stopped_or_is_not_over_removes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        prepare(&app).await;
        end_account(&app, USER, NOW_MS - 1).await.unwrap();
        app.db
            .write(|connection| ends::delete(connection, USER))
            .await
            .unwrap();
        end_account(&app, USER, NOW_MS).await.unwrap();
        let there = app.db.read(|connection| Ok(blobs::find_live(connection)?.len()));
        assert_eq!(there.await.unwrap(), 2);
    }

    #[actix_web::test]
    async fn the_id_of_an_ended_mailbox_is_nobody_elses() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        prepare(&app).await;
        end_account(&app, USER, NOW_MS).await.unwrap();
        let asking = app
            .db
            .read(|connection| account_rows::check_free(connection, "eve@example.org", MAILBOX));
        assert_eq!(asking.await.unwrap_err().code(), api::Code::KeyRecordRefused);
    }
}
