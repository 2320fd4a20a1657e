//! Sending: the submission and one envelope for each mailbox, durable together before the answer.
//!
//! `msg_id` makes it idempotent: the same submission again gets the first promise again. A letter for later is taken in the
//! same way, and held: see `release`.

use super::room::LARGE_BYTES_PER_S_MIN;
use super::rows::{self, Earlier, NewMessage};
use super::submission::{self, Head, kept_size_bytes};
use super::{held_rows, quota};
use crate::app::App;
use crate::auth::Caller;
use crate::blobs;
use crate::body::Body;
use crate::error::{AppError, Outcome};
use crate::promises;
use crate::rng;
use crate::vault::Vault;
use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{self, Data, Query};
use api::events::Event;
use api::limits::{ENVELOPES_SIZE_BYTES_MAX, HOLD_MS_MAX};
use api::messages::{SUBMISSION_MEDIA_TYPE, Sent, Signed};
use api::{Code, MailboxId, MessageId};
use crypto::Id;
use crypto::receipt::AuditType;
use diesel::SqliteConnection;
use serde::Deserialize;
use std::sync::Arc;

/// When to send, and instead of what.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct SendQuery {
    /// Hold the letter for so many milliseconds first, at most 90 days. Until then nobody but its sender hears of it.
    hold_ms: Option<u64>,
    /// A held letter that this one takes the place of: either it is cancelled and this one taken, or neither.
    replaces: Option<MessageId>,
}

/// Sends a letter, or holds it until its time.
#[utoipa::path(post, path = "/messages", tag = "letters", params(SendQuery),
    request_body(content = Vec<u8>, content_type = SUBMISSION_MEDIA_TYPE, description = "`u32 length ‖ submission ‖ \
        u16 length ‖ signature ‖ envelopes`, the envelopes in the submission's order, big-endian."),
    responses((status = 200, body = Sent), crate::routes::Refusals))]
pub(crate) async fn post(
    app: Data<App>,
    caller: Caller,
    query: Query<SendQuery>,
    request: HttpRequest,
    mut body: Body,
) -> Outcome<web::Json<Sent>> {
    let outcome = send(&app, &caller, query.into_inner(), &request, &mut body).await;
    if outcome.is_err() {
        // Else the caller, still sending, would see a broken connection instead of the reason.
        body.drain(ENVELOPES_SIZE_BYTES_MAX).await;
    }
    outcome.map(web::Json)
}

/// What is asked for.
#[derive(Clone, Copy)]
struct Wish {
    /// 0: send at once.
    hold_ms: u64,
    replaces: Option<MessageId>,
}

impl Wish {
    fn of(query: SendQuery) -> Outcome<Self> {
        if query
            .hold_ms
            .is_some_and(|hold_ms| hold_ms == 0 || hold_ms > HOLD_MS_MAX)
        {
            return Err(
                AppError::new(Code::InvalidRequest).detail(format!("hold_ms must be 1 to {HOLD_MS_MAX}"))
            );
        }
        Ok(Self {
            hold_ms: query.hold_ms.unwrap_or(0),
            replaces: query.replaces,
        })
    }
}

async fn send(
    app: &Data<App>,
    caller: &Caller,
    query: SendQuery,
    request: &HttpRequest,
    body: &mut Body,
) -> Outcome<Sent> {
    if request
        .headers()
        .get(CONTENT_TYPE)
        .is_none_or(|value| value != SUBMISSION_MEDIA_TYPE)
    {
        return Err(
            AppError::new(Code::InvalidRequest).detail(format!("the body must be {SUBMISSION_MEDIA_TYPE}"))
        );
    }
    let (now_ms, wish) = (app.now_ms(), Wish::of(query)?);
    let head = Arc::new(Head::read(body).await?);
    if let Some(earlier) = find_earlier(app, caller, &head, wish, now_ms).await? {
        body.drain(ENVELOPES_SIZE_BYTES_MAX).await;
        return Ok(answer(earlier, true));
    }
    let size_bytes = head.envelopes_size_bytes();
    app.storage.check_room(size_bytes)?;
    let room = app.rooms.take(caller.user_id, size_bytes).await?;
    if room.is_large {
        body.demand_rate(LARGE_BYTES_PER_S_MIN);
    }
    let mut envelopes = Vec::with_capacity(head.submission.deliveries.len());
    for entry in &head.submission.deliveries {
        envelopes.push(
            body.read_exact(usize::try_from(entry.envelope_size).map_err(AppError::internal)?)
                .await?,
        );
    }
    body.expect_end().await?;
    let (inner, stored, user) = (app.clone(), Arc::clone(&head), caller.clone());
    match app
        .vault(move |vault| {
            let kept = store(&inner, vault, &stored, &envelopes, &user, wish, now_ms);
            // The envelopes are in memory until here, whatever becomes of the request.
            drop((envelopes, room));
            kept
        })
        .await
    {
        Ok(kept) => {
            tell(app, &head, wish, &kept);
            Ok(answer(kept, false))
        }
        // The same submission twice at once: the other one may have won meanwhile.
        Err(error) => match find_sent(app, caller, &head).await? {
            Some(earlier) => Ok(answer(earlier, true)),
            None => Err(error),
        },
    }
}

fn answer(kept: Earlier, repeated: bool) -> Sent {
    let (promise, release_ms) = match kept {
        Earlier::Sent(promise) => (Some(promise), None),
        Earlier::Held(release_ms) => (None, Some(release_ms)),
    };
    Sent {
        promise,
        release_ms,
        repeated,
    }
}

/// What became of the same submission before. Of one that has not come before, refuses early what can be.
async fn find_earlier(
    app: &App,
    caller: &Caller,
    head: &Arc<Head>,
    wish: Wish,
    now_ms: u64,
) -> Outcome<Option<Earlier>> {
    let (head, mailbox_id, kept_bytes_max) =
        (Arc::clone(head), caller.mailbox_id, app.config.kept_bytes_max());
    let looking = app.db.read(move |connection| {
        let earlier = rows::find_sent(connection, mailbox_id, head.message_id(), &head.sha256)?;
        if earlier.is_some() {
            return Ok(earlier);
        }
        submission::check(connection, &head, mailbox_id, now_ms, wish.hold_ms)?;
        match wish.replaces {
            // What it makes room for is known when it goes.
            Some(replaced) => held_rows::find(connection, mailbox_id, replaced)?
                .map(|_| None)
                .ok_or_else(|| Code::NotFound.into()),
            None => {
                quota::check_letter(connection, mailbox_id, &head.submission, kept_bytes_max)?;
                Ok(None)
            }
        }
    });
    looking.await
}

async fn find_sent(app: &App, caller: &Caller, head: &Head) -> Outcome<Option<Earlier>> {
    let (mailbox_id, id, sha256) = (caller.mailbox_id, head.message_id(), head.sha256);
    app.db
        .read(move |connection| rows::find_sent(connection, mailbox_id, id, &sha256))
        .await
}

/// Checks the envelopes, makes them durable, then writes all rows in one transaction.
fn store(
    app: &Data<App>,
    vault: &Vault,
    head: &Arc<Head>,
    envelopes: &[Vec<u8>],
    caller: &Caller,
    wish: Wish,
    now_ms: u64,
) -> Outcome<Earlier> {
    submission::check_envelopes(&head.submission, envelopes)?;
    let mut deposit = vault.deposit();
    let mut placed = Vec::with_capacity(envelopes.len());
    for envelope in envelopes {
        placed.push((deposit.put(&rng::make_bytes(), envelope)?, envelope.len()));
    }
    let (inner, head, caller) = (app.clone(), Arc::clone(head), caller.clone());
    app.commit(deposit, move |connection: &mut SqliteConnection| {
        let mailbox_id = caller.mailbox_id;
        if rows::find_sent(connection, mailbox_id, head.message_id(), &head.sha256)?.is_some() {
            return Err(Code::Busy.into());
        }
        if let Some(replaced) = wish.replaces
            && !held_rows::cancel(connection, mailbox_id, replaced, now_ms)?
        {
            return Err(Code::NotFound.into());
        }
        submission::check(connection, &head, mailbox_id, now_ms, wish.hold_ms)?;
        quota::check_letter(
            connection,
            mailbox_id,
            &head.submission,
            inner.config.kept_bytes_max(),
        )?;
        quota::grow(
            connection,
            mailbox_id,
            kept_size_bytes(&head.submission, mailbox_id),
        )?;
        for (place, len) in &placed {
            blobs::insert_live(connection, *place, blobs::Kind::Envelope, *len, now_ms)?;
        }
        let entries = head.submission.deliveries.iter();
        let places: Vec<_> = entries
            .zip(&placed)
            .map(|(entry, (place, _))| (MailboxId(entry.mbox), place.id))
            .collect();
        let kept = if wish.hold_ms == 0 {
            deliver(connection, &inner, &head, &caller, &places, now_ms)?
        } else {
            // From now on, however long the envelopes were on their way.
            let release_ms = inner.now_ms().saturating_add(wish.hold_ms);
            hold(connection, &head, &caller, &places, release_ms)?
        };
        rows::take_over_uploads(connection, &head.submission)?;
        Ok(kept)
    })
}

fn object_of(head: &Head) -> Signed {
    Signed {
        bytes: head.bytes.clone().into(),
        signature: head.signature.to_bytes().into(),
    }
}

fn deliver(
    connection: &mut SqliteConnection,
    app: &App,
    head: &Head,
    caller: &Caller,
    places: &[(MailboxId, Id)],
    now_ms: u64,
) -> Outcome<Earlier> {
    let object = object_of(head);
    let promise = promises::log(
        connection,
        &app.keys,
        AuditType::Submission,
        caller.into(),
        &object,
        now_ms,
    )?;
    let message = NewMessage {
        head,
        object: &object,
        promise: &promise,
        now_ms,
    };
    rows::insert_message(connection, &message)?;
    for (mailbox_id, blob_id) in places {
        rows::insert_delivery(connection, &message, *mailbox_id, blob_id)?;
    }
    Ok(Earlier::Sent(promise))
}

fn hold(
    connection: &mut SqliteConnection,
    head: &Head,
    caller: &Caller,
    places: &[(MailboxId, Id)],
    release_ms: u64,
) -> Outcome<Earlier> {
    held_rows::check_count(connection, caller.mailbox_id)?;
    held_rows::insert(
        connection,
        head,
        &object_of(head),
        caller.session.assurance(),
        release_ms,
    )?;
    for (mailbox_id, blob_id) in places {
        held_rows::insert_envelope(connection, head.message_id(), *mailbox_id, blob_id)?;
    }
    Ok(Earlier::Held(release_ms))
}

fn tell(app: &App, head: &Head, wish: Wish, kept: &Earlier) {
    let sender = MailboxId(head.submission.sender_mbox);
    if let Some(message_id) = wish.replaces {
        app.eraser.notify_one();
        app.events.tell(sender, &Event::Held { message_id });
    }
    match kept {
        Earlier::Sent(_) => {
            let entries = head.submission.deliveries.iter();
            announce(app, head.message_id(), entries.map(|entry| MailboxId(entry.mbox)));
        }
        Earlier::Held(_) => {
            app.held.notify_one();
            let message_id = head.message_id();
            app.events.tell(sender, &Event::Held { message_id });
        }
    }
}

/// Tells the open windows of everybody who has the letter now.
pub(super) fn announce(app: &App, message_id: MessageId, mailboxes: impl IntoIterator<Item = MailboxId>) {
    for mailbox_id in mailboxes {
        app.events.tell(mailbox_id, &Event::Delivered { message_id });
    }
}
