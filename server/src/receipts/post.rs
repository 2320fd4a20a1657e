//! Taking a reader's receipt: everything in it is checked that the server can check, then it is logged and promised in
//! one transaction. What only an opener can compute is the sender's to check.

use super::rows;
use crate::app::App;
use crate::audit::tree;
use crate::auth::Caller;
use crate::body::Json;
use crate::error::{AppError, Outcome};
use crate::keys::rows as key_rows;
use crate::promises;
use actix_web::web::{self, Data, Path};
use api::events::Event;
use api::messages::{ReceiptEntry, ReceiptPost};
use api::{Code, MailboxId, MessageId};
use crypto::receipt::{AuditType, Receipt, ReceiptKind};
use crypto::sign::Signature;
use crypto::submission::{ReceiptMode, Submission};
use crypto::tlog::Head;
use diesel::SqliteConnection;

/// Logs a receipt. A second one of the same reader gets the first one's promise.
#[utoipa::path(post, path = "/messages/{message_id}/receipts", tag = "receipts",
    params(("message_id" = MessageId, Path)), request_body = ReceiptPost,
    responses((status = 200, body = ReceiptEntry), crate::routes::Refusals))]
pub(crate) async fn post(
    app: Data<App>,
    caller: Caller,
    message_id: Path<MessageId>,
    Json(ask): Json<ReceiptPost>,
) -> Outcome<web::Json<ReceiptEntry>> {
    let receipt = Receipt::parse(&ask.receipt.bytes).map_err(|error| refused(error.to_string()))?;
    let signature = Signature::parse(&ask.receipt.signature).map_err(|_| refused("signature"))?;
    if receipt.msg_id != message_id.0 || receipt.kind != ReceiptKind::Opened {
        return Err(refused("another letter, or another kind"));
    }
    let (inner, now_ms) = (app.clone(), app.now_ms());
    let logged = app.db.write(move |connection| {
        let sender = check(connection, &receipt, &caller, now_ms)?;
        check_signature(connection, &receipt, &ask.receipt.bytes, &signature, &caller)?;
        if let Some(first) = rows::find_same(connection, &receipt)? {
            return Ok((sender, first, false));
        }
        let promise = promises::log(
            connection,
            &inner.keys,
            AuditType::Receipt,
            (&caller).into(),
            &ask.receipt,
            now_ms,
        )?;
        let entry = ReceiptEntry {
            receipt: ask.receipt,
            promise,
        };
        rows::insert(connection, &receipt, &entry)?;
        Ok((sender, entry, true))
    });
    let (sender, entry, new) = logged.await?;
    if new {
        app.events.tell(
            sender,
            &Event::Receipt {
                message_id: *message_id,
            },
        );
    }
    Ok(web::Json(entry))
}

fn refused(why: impl Into<String>) -> AppError {
    AppError::new(Code::ReceiptRefused).detail(why)
}

/// The receipt must be about a letter that the caller holds and has opened, and say what the submission says. Returns
/// whom it is for.
fn check(
    connection: &mut SqliteConnection,
    receipt: &Receipt,
    caller: &Caller,
    now_ms: u64,
) -> Outcome<MailboxId> {
    let mine = caller.mailbox_id;
    let found = rows::find_opened_submission(connection, mine, MessageId(receipt.msg_id), now_ms)?;
    let (sender, submission) = found.ok_or(Code::NotFound)?;
    let submission = Submission::parse(&submission).map_err(AppError::internal)?;
    if submission.receipt != ReceiptMode::Opened {
        return Err(refused("no receipt was asked for"));
    }
    if sender == mine {
        return Err(refused("the sender gives no receipt to herself"));
    }
    if receipt.reader_mbox != mine.0
        || receipt.delivery_mbox != mine.0
        || receipt.reader_addr != caller.session.address
    {
        return Err(refused("the reader is somebody else"));
    }
    let entry = submission
        .deliveries
        .iter()
        .find(|entry| entry.mbox == mine.0)
        .ok_or_else(|| refused("delivery"))?;
    if receipt.envelope_sha256 != entry.envelope_sha256
        || receipt.manifest_sha256 != submission.manifest_sha256
    {
        return Err(refused("the hashes are not those of the submission"));
    }
    if receipt.part_blob != [0; 16] || (receipt.kt_size, receipt.kt_root) != (0, [0; 32]) {
        return Err(refused("fields without meaning here must be zero"));
    }
    check_head(connection, receipt)?;
    Ok(sender)
}

/// The head that a receipt quotes, if it quotes one, must be one that the log has had: the sender would take any other for proof
/// of a fork, and a reader must not be able to make one up.
fn check_head(connection: &mut SqliteConnection, receipt: &Receipt) -> Outcome<()> {
    let quoted = Head {
        size: receipt.audit_size,
        root: receipt.audit_root,
    };
    let fits = match quoted.size {
        0 => quoted.root == [0; 32],
        _ => tree::has_had(connection, &quoted)?,
    };
    if fits {
        Ok(())
    } else {
        Err(refused("a head that the audit log never had"))
    }
}

fn check_signature(
    connection: &mut SqliteConnection,
    receipt: &Receipt,
    bytes: &[u8],
    signature: &Signature,
    caller: &Caller,
) -> Outcome<()> {
    let record = key_rows::find_current(connection, caller.mailbox_id)?.ok_or(Code::StaleSenderKey)?;
    if record.record().epoch != receipt.reader_epoch {
        return Err(Code::StaleSenderKey.into());
    }
    Receipt::verify(bytes, signature, record.signing_key())
        .map_err(|_| AppError::new(Code::SignatureRefused).detail("receipt"))
}
