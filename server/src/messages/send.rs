//! Sending: the submission and one envelope for each mailbox, durable together before the answer.
//!
//! `msg_id` makes it idempotent: the same submission again gets the first promise again.

use super::quota;
use super::room::LARGE_BYTES_PER_S_MIN;
use super::rows::{self, NewMessage};
use super::submission::{self, Head, kept_size_bytes};
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
use actix_web::web::{self, Data};
use api::events::Event;
use api::limits::ENVELOPES_SIZE_BYTES_MAX;
use api::messages::{SUBMISSION_MEDIA_TYPE, Sent, Signed};
use api::{Code, MailboxId, MessageId};
use crypto::receipt::AuditType;
use diesel::SqliteConnection;
use std::sync::Arc;

/// Sends a letter.
#[utoipa::path(post, path = "/messages", tag = "letters",
    request_body(content = Vec<u8>, content_type = SUBMISSION_MEDIA_TYPE, description = "`u32 length ‖ submission ‖ \
        u16 length ‖ signature ‖ envelopes`, the envelopes in the submission's order, big-endian."),
    responses((status = 200, body = Sent), crate::routes::Refusals))]
pub(crate) async fn post(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    mut body: Body,
) -> Outcome<web::Json<Sent>> {
    let outcome = send(&app, &caller, &request, &mut body).await;
    if outcome.is_err() {
        // Else the caller, still sending, would see a broken connection instead of the reason.
        body.drain(ENVELOPES_SIZE_BYTES_MAX).await;
    }
    outcome.map(web::Json)
}

async fn send(app: &Data<App>, caller: &Caller, request: &HttpRequest, body: &mut Body) -> Outcome<Sent> {
    if request
        .headers()
        .get(CONTENT_TYPE)
        .is_none_or(|value| value != SUBMISSION_MEDIA_TYPE)
    {
        return Err(
            AppError::new(Code::InvalidRequest).detail(format!("the body must be {SUBMISSION_MEDIA_TYPE}"))
        );
    }
    let now_ms = app.now_ms();
    let head = Arc::new(Head::read(body).await?);
    let (checked, mailbox_id, kept_bytes_max) =
        (Arc::clone(&head), caller.mailbox_id, app.config.kept_bytes_max());
    let before = app.db.read(move |connection| {
        let before = rows::find_sent(connection, mailbox_id, checked.message_id(), &checked.sha256)?;
        if before.is_none() {
            submission::check(connection, &checked, mailbox_id, now_ms)?;
            quota::check_letter(connection, mailbox_id, &checked.submission, kept_bytes_max)?;
        }
        Ok(before)
    });
    if let Some(promise) = before.await? {
        body.drain(ENVELOPES_SIZE_BYTES_MAX).await;
        return Ok(Sent {
            promise,
            repeated: true,
        });
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
            let promise = store(&inner, vault, &stored, &envelopes, &user, now_ms);
            // The envelopes are in memory until here, whatever becomes of the request.
            drop((envelopes, room));
            promise
        })
        .await
    {
        Ok(promise) => {
            announce(app, &head);
            Ok(Sent {
                promise,
                repeated: false,
            })
        }
        // The same submission twice at once: the other one may have won meanwhile.
        Err(error) => match find_sent(app, caller, &head).await? {
            Some(promise) => Ok(Sent {
                promise,
                repeated: true,
            }),
            None => Err(error),
        },
    }
}

async fn find_sent(app: &App, caller: &Caller, head: &Head) -> Outcome<Option<Signed>> {
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
    now_ms: u64,
) -> Outcome<Signed> {
    submission::check_envelopes(&head.submission, envelopes)?;
    let mut deposit = vault.deposit();
    let mut placed = Vec::with_capacity(envelopes.len());
    for envelope in envelopes {
        placed.push((deposit.put(&rng::make_bytes(), envelope)?, envelope.len()));
    }
    let (inner, head, caller) = (app.clone(), Arc::clone(head), caller.clone());
    app.commit(deposit, move |connection: &mut SqliteConnection| {
        if rows::find_sent(connection, caller.mailbox_id, head.message_id(), &head.sha256)?.is_some() {
            return Err(Code::Busy.into());
        }
        submission::check(connection, &head, caller.mailbox_id, now_ms)?;
        quota::check_letter(
            connection,
            caller.mailbox_id,
            &head.submission,
            inner.config.kept_bytes_max(),
        )?;
        let object = Signed {
            bytes: head.bytes.clone().into(),
            signature: head.signature.to_bytes().into(),
        };
        let promise = promises::log(
            connection,
            &inner.keys,
            AuditType::Submission,
            &caller,
            &object,
            now_ms,
        )?;
        let message = NewMessage {
            head: &head,
            object: &object,
            promise: &promise,
            now_ms,
        };
        rows::insert_message(connection, &message)?;
        quota::grow(
            connection,
            caller.mailbox_id,
            kept_size_bytes(&head.submission, caller.mailbox_id),
        )?;
        for (entry, (place, len)) in head.submission.deliveries.iter().zip(&placed) {
            blobs::insert_live(connection, *place, blobs::Kind::Envelope, *len, now_ms)?;
            rows::insert_delivery(connection, &message, MailboxId(entry.mbox), &place.id)?;
        }
        rows::take_over_uploads(connection, &message)?;
        Ok(promise)
    })
}

fn announce(app: &App, head: &Head) {
    for entry in &head.submission.deliveries {
        app.events.tell(
            MailboxId(entry.mbox),
            &Event::Delivered {
                message_id: MessageId(head.submission.msg_id),
            },
        );
    }
}
