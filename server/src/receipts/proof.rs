//! Proof that a letter's submission and its receipts are in the audit log: for its sender, and for a reader as far as it is theirs.

use super::rows;
use crate::app::App;
use crate::audit::head::{self, Known, on_the_wire};
use crate::audit::{inclusion, tree};
use crate::auth::Caller;
use crate::error::{AppError, Outcome};
use actix_web::web::{self, Data, Path, Query};
use api::audit::{LoggedReceipt, MessageProof};
use api::messages::ReceiptEntry;
use api::{Code, MessageId};
use crypto::receipt::{Promise, Receipt};
use diesel::SqliteConnection;

/// The entries of a letter in the tree of the newest head. A reader gets those of the submission and of the own receipt.
#[utoipa::path(get, path = "/messages/{message_id}/proof", tag = "receipts",
    params(("message_id" = MessageId, Path), Known),
    responses((status = 200, body = MessageProof), crate::routes::Refusals))]
pub(crate) async fn get(
    app: Data<App>,
    caller: Caller,
    message_id: Path<MessageId>,
    known: Query<Known>,
) -> Outcome<web::Json<MessageProof>> {
    let (message_id, now_ms, inner) = (message_id.into_inner(), app.now_ms(), app.clone());
    let sizes = known.sizes()?;
    let proof = app.db.read(move |connection| {
        let mine = caller.mailbox_id;
        let found = rows::find_promise(connection, mine, message_id, now_ms)?;
        let (sender, promise) = found.ok_or(Code::NotFound)?;
        let mut receipts = rows::find_of_message(connection, message_id)?;
        if sender != mine {
            receipts.retain(|entry| is_by(entry, mine.0));
        }
        let head = tree::find_head(connection)?;
        let prove = |entry| prove(connection, entry, head.size);
        let receipts = receipts.iter().map(prove).collect::<Outcome<_>>()?;
        Ok(MessageProof {
            submission: inclusion::find(connection, index_of(&promise)?, head.size)?,
            head: head::show(connection, head, &inner.log, &sizes)?,
            receipts,
        })
    });
    Ok(web::Json(proof.await?))
}

fn is_by(entry: &ReceiptEntry, mailbox: crypto::Id) -> bool {
    Receipt::parse(&entry.receipt.bytes).is_ok_and(|receipt| receipt.reader_mbox == mailbox)
}

fn index_of(promise: &[u8]) -> Outcome<u64> {
    let promise = Promise::parse(promise).map_err(AppError::internal)?;
    Ok(promise.audit_index)
}

fn prove(connection: &mut SqliteConnection, entry: &ReceiptEntry, size: u64) -> Outcome<LoggedReceipt> {
    let receipt = Receipt::parse(&entry.receipt.bytes).map_err(AppError::internal)?;
    Ok(LoggedReceipt {
        logged: inclusion::find(connection, index_of(&entry.promise.bytes)?, size)?,
        quoted: on_the_wire(&tree::prove_consistency(connection, receipt.audit_size, size)?),
    })
}
