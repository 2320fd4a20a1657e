//! Later changes to a letter, signed by its sender (protocol.md 3.8): until when it can be read, and recalling it from those who
//! have not opened it. Checked, logged, promised and carried out in one transaction.

use super::amend_rows;
use super::rows::{self, EraseReason};
use crate::app::App;
use crate::auth::Caller;
use crate::body::Json;
use crate::error::{AppError, Outcome};
use crate::keys::rows as key_rows;
use crate::promises;
use actix_web::web::{self, Data, Path};
use api::events::Event;
use api::limits::{CREATED_AHEAD_MS_MAX, CREATED_BACK_MS_MAX};
use api::messages::{AmendEntry, AmendPost, Recalls};
use api::{Code, MailboxId, MessageId};
use crypto::amend::{Amend, Change};
use crypto::receipt::AuditType;
use crypto::sha256;
use crypto::sign::Signature;
use diesel::SqliteConnection;

/// Logs a change and carries it out. The same one again gets the first one's promise, and changes nothing.
#[utoipa::path(post, path = "/messages/{message_id}/amends", tag = "letters",
    params(("message_id" = MessageId, Path)), request_body = AmendPost,
    responses((status = 200, body = AmendEntry), crate::routes::Refusals))]
pub(crate) async fn post(
    app: Data<App>,
    caller: Caller,
    message_id: Path<MessageId>,
    Json(ask): Json<AmendPost>,
) -> Outcome<web::Json<AmendEntry>> {
    let amend = Amend::parse(&ask.amend.bytes).map_err(|error| refused(error.to_string()))?;
    let signature = Signature::parse(&ask.amend.signature).map_err(|_| refused("signature"))?;
    let (inner, now_ms, message_id) = (app.clone(), app.now_ms(), message_id.into_inner());
    if amend.msg_id != message_id.0 {
        return Err(refused("another letter"));
    }
    let logging = app.db.write(move |connection| {
        let epoch = check_sender(connection, &amend, &ask.amend.bytes, &signature, &caller, now_ms)?;
        if let Some(first) = amend_rows::find_same(connection, message_id, &ask.amend)? {
            return Ok((first, None));
        }
        check_times(&amend, now_ms)?;
        amend_rows::check_count(connection, message_id)?;
        let promise = promises::log(
            connection,
            &inner.keys,
            AuditType::Amend,
            (&caller).into(),
            &ask.amend,
            now_ms,
        )?;
        let entry = AmendEntry {
            amend: ask.amend,
            promise,
            epoch,
        };
        let holders = rows::find_holders(connection, message_id)?;
        amend_rows::insert(connection, message_id, &amend, &entry)?;
        carry_out(connection, &amend, caller.mailbox_id, now_ms)?;
        Ok((entry, Some(holders)))
    });
    let (entry, holders) = logging.await?;
    if let Some(holders) = holders {
        app.eraser.notify_one();
        for mailbox_id in holders {
            app.events.tell(mailbox_id, &Event::Amended { message_id });
        }
    }
    Ok(web::Json(entry))
}

fn refused(why: impl Into<String>) -> AppError {
    AppError::new(Code::AmendRefused).detail(why)
}

/// The caller sent that very letter and still holds it, and signed with the current key; says of which epoch.
fn check_sender(
    connection: &mut SqliteConnection,
    amend: &Amend,
    bytes: &[u8],
    signature: &Signature,
    caller: &Caller,
    now_ms: u64,
) -> Outcome<u32> {
    let mine = caller.mailbox_id;
    let letter = rows::find_delivery(connection, mine, MessageId(amend.msg_id), now_ms)?;
    let letter = letter
        .filter(|letter| letter.sender_mailbox_id == mine)
        .ok_or(Code::NotFound)?;
    if sha256(&letter.submission.bytes) != amend.submission_sha256 {
        return Err(refused("another submission"));
    }
    let record = key_rows::find_current(connection, mine)?.ok_or(Code::StaleSenderKey)?;
    Amend::verify(bytes, signature, record.signing_key())
        .map_err(|_| AppError::new(Code::SignatureRefused).detail("amend"))?;
    Ok(record.record().epoch)
}

fn check_times(amend: &Amend, now_ms: u64) -> Outcome<()> {
    let signed_ms = amend.now_ms;
    if signed_ms > now_ms.saturating_add(CREATED_AHEAD_MS_MAX)
        || signed_ms.saturating_add(CREATED_BACK_MS_MAX) < now_ms
    {
        return Err(AppError::new(Code::ClockRefused).server_ms(now_ms));
    }
    match amend.change {
        Change::Expiry(expires_ms) if expires_ms != 0 && expires_ms <= now_ms => {
            Err(refused("it would have expired already"))
        }
        Change::Expiry(_) | Change::Recall => Ok(()),
    }
}

fn carry_out(
    connection: &mut SqliteConnection,
    amend: &Amend,
    sender: MailboxId,
    now_ms: u64,
) -> Outcome<()> {
    let message_id = MessageId(amend.msg_id);
    match amend.change {
        Change::Expiry(expires_ms) => rows::set_expiry(connection, message_id, expires_ms),
        Change::Recall => {
            for reader in rows::find_unopened(connection, message_id, sender)? {
                rows::erase_delivery(connection, reader, message_id, None, EraseReason::Recall, now_ms)?;
            }
            Ok(())
        }
    }
}

/// Letters that their senders have recalled before the caller opened them, newest first, as long as their senders hold them.
#[utoipa::path(get, path = "/recalls", tag = "letters",
    responses((status = 200, body = Recalls), crate::routes::Refusals))]
pub(crate) async fn get_recalls(app: Data<App>, caller: Caller) -> Outcome<web::Json<Recalls>> {
    let recalls = app
        .db
        .read(move |connection| amend_rows::find_recalls(connection, caller.mailbox_id))
        .await?;
    Ok(web::Json(Recalls { recalls }))
}
