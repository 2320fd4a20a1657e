//! Sends held letters when their time has come. A letter goes in one transaction, which also finds out whether it still may:
//! killed before, the server sends it at the next start; killed after, it has been sent.

use super::held_rows::{self as held, Due};
use super::rows::{self, NewMessage};
use super::send;
use super::submission;
use crate::app::App;
use crate::error::Outcome;
use crate::keys::rows as key_rows;
use crate::promises::{self, Author};
use actix_web::web::Data;
use api::events::Event;
use api::messages::Obstacle;
use api::{Code, MailboxId, MessageId};
use crypto::receipt::AuditType;
use crypto::record::VerifiedRecord;
use crypto::submission::Submission;
use diesel::SqliteConnection;
use std::time::Duration;
use tokio::sync::watch;

/// While letters wait, the clock is looked at so often: somebody may set it.
const BEAT: Duration = Duration::from_millis(500);
/// While none waits, the rows are.
const PAUSE: Duration = Duration::from_secs(30);
/// After a failure, so that a broken database is not asked without end.
const REST: Duration = Duration::from_secs(5);

/// Works until told to stop.
pub(crate) async fn run(app: Data<App>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let pause = pass(&app).await.unwrap_or_else(|error| {
            tracing::error!(%error, "held letters could not be sent");
            REST
        });
        tokio::select! {
            () = app.held.notified() => {}
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Sends what is due. Says how long nothing else will be.
async fn pass(app: &Data<App>) -> Outcome<Duration> {
    loop {
        let Some((message_id, release_ms)) = app.db.read(held::find_next).await? else {
            return Ok(PAUSE);
        };
        let now_ms = app.now_ms();
        if release_ms > now_ms {
            return Ok(Duration::from_millis(release_ms - now_ms).min(BEAT));
        }
        release(app, message_id, now_ms).await?;
    }
}

/// What became of a letter whose time had come.
enum Outset {
    /// It lies in these mailboxes.
    Sent(Vec<MailboxId>),
    /// It waits for its sender.
    Stopped(MailboxId),
}

async fn release(app: &Data<App>, message_id: MessageId, now_ms: u64) -> Outcome<()> {
    let inner = app.clone();
    let releasing = app.db.write(move |connection| {
        let Some((sender, due)) = held::find_due(connection, message_id, now_ms)? else {
            return Ok(None);
        };
        let obstacle = match due {
            Some(due) => match find_way(connection, &due, now_ms)? {
                Ok(author) => return deliver(connection, &inner, &due, author, now_ms).map(Some),
                Err(obstacle) => obstacle,
            },
            None => {
                tracing::error!(message = %message_id, "a held letter's row is damaged");
                Obstacle::Withdrawn
            }
        };
        held::stop(connection, message_id, obstacle)?;
        Ok(Some(Outset::Stopped(sender)))
    });
    match releasing.await? {
        Some(Outset::Sent(mailboxes)) => send::announce(app, message_id, mailboxes),
        Some(Outset::Stopped(sender)) => app.events.tell(sender, &Event::Held { message_id }),
        // Cancelled meanwhile.
        None => {}
    }
    Ok(())
}

/// Whose letter it is, or why it cannot be sent as it was sealed.
fn find_way(connection: &mut SqliteConnection, due: &Due, now_ms: u64) -> Outcome<Result<Author, Obstacle>> {
    let submission = &due.head.submission;
    let sender = MailboxId(submission.sender_mbox);
    let author = held::find_author(connection, sender, due.assurance)?;
    let record = key_rows::find_current(connection, sender)?;
    let (Some(author), Some(record)) = (author, record) else {
        return Ok(Err(Obstacle::Withdrawn));
    };
    if let Some(obstacle) = find_obstacle_of_sender(connection, due, &record, now_ms)? {
        return Ok(Err(obstacle));
    }
    if submission.expires_ms != 0 && submission.expires_ms <= now_ms {
        return Ok(Err(Obstacle::Expired));
    }
    match submission::check_recipients(connection, submission, sender) {
        Ok(()) => Ok(Ok(author)),
        Err(error) if error.code() == Code::UnknownRecipient => Ok(Err(Obstacle::RecipientGone)),
        Err(error) if error.code() == Code::StaleRecipientKey => Ok(Err(Obstacle::KeysRenewed)),
        Err(error) => Err(error),
    }
}

fn find_obstacle_of_sender(
    connection: &mut SqliteConnection,
    due: &Due,
    current: &VerifiedRecord,
    now_ms: u64,
) -> Outcome<Option<Obstacle>> {
    let head = &due.head;
    let sender = MailboxId(head.submission.sender_mbox);
    // A key that is not in use any more signs nothing, and a mailbox that is going to end sends nothing by itself.
    let signed = Submission::verify(&head.bytes, &head.signature, current.signing_key());
    if signed.is_err() || key_rows::is_ending(connection, sender)? {
        return Ok(Some(Obstacle::Withdrawn));
    }
    let record = current.record();
    let is_current =
        record.epoch == head.submission.sender_epoch && record.not_after_s.saturating_mul(1000) > now_ms;
    Ok((!is_current).then_some(Obstacle::KeysRenewed))
}

/// Makes the letter one like any other.
fn deliver(
    connection: &mut SqliteConnection,
    app: &App,
    due: &Due,
    author: Author,
    now_ms: u64,
) -> Outcome<Outset> {
    let promise = promises::log(
        connection,
        &app.keys,
        AuditType::Submission,
        author,
        &due.object,
        now_ms,
    )?;
    let message = NewMessage {
        head: &due.head,
        object: &due.object,
        promise: &promise,
        now_ms,
    };
    rows::insert_message(connection, &message)?;
    for (mailbox_id, blob_id) in &due.envelopes {
        rows::insert_delivery(connection, &message, *mailbox_id, blob_id)?;
    }
    held::release(connection, &message)?;
    let mailboxes = due.envelopes.iter().map(|(mailbox_id, _)| *mailbox_id);
    Ok(Outset::Sent(mailboxes.collect()))
}
