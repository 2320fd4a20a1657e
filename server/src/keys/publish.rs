//! Publishing a mailbox's next keys: the record that continues the chain, signed by the old key and by the new.

use super::rows;
use crate::app::App;
use crate::audit;
use crate::auth::Caller;
use crate::body::Json;
use crate::error::{AppError, Outcome};
use actix_web::HttpResponse;
use actix_web::web::Data;
use api::keys::SignedKeyRecord;
use api::{Code, MailboxId};
use crypto::receipt::AuditType;
use crypto::record::{RecordError, VerifiedRecord};
use diesel::SqliteConnection;

/// Publishes the caller's next record. Repeating the current one changes nothing, so that a lost answer can be asked
/// for again.
#[utoipa::path(post, path = "/keys/records", tag = "keys", request_body = SignedKeyRecord,
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn post(
    app: Data<App>,
    caller: Caller,
    Json(record): Json<SignedKeyRecord>,
) -> Outcome<HttpResponse> {
    let now_ms = app.now_ms();
    app.db
        .write(move |connection| {
            caller.check_open(connection)?;
            let current = find_current(connection, caller.mailbox_id)?;
            let same = rows::signed_record(&record).verify_alone();
            if same.is_ok_and(|same| same.hash() == current.hash()) {
                return Ok(());
            }
            let next = check_next(&current, &record, now_ms)?;
            insert(connection, &caller, &next, &record, now_ms)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Publishes new keys of both kinds, as after a theft: signing with the old one, or opening what is sealed to it, is what
/// somebody else may be able to.
pub(crate) fn replace_both(
    connection: &mut SqliteConnection,
    caller: &Caller,
    record: &SignedKeyRecord,
    now_ms: u64,
) -> Outcome<()> {
    let current = find_current(connection, caller.mailbox_id)?;
    let next = check_next(&current, record, now_ms)?;
    check_both_new(&current, &next)?;
    insert(connection, caller, &next, record, now_ms)
}

fn check_both_new(current: &VerifiedRecord, next: &VerifiedRecord) -> Outcome<()> {
    let (old, new) = (current.record(), next.record());
    if new.sig_pk == old.sig_pk || new.enc_pk == old.enc_pk {
        return Err(AppError::new(Code::KeyRecordRefused).detail("a key is the one from before"));
    }
    Ok(())
}

fn find_current(connection: &mut SqliteConnection, mailbox_id: MailboxId) -> Outcome<VerifiedRecord> {
    rows::find_current(connection, mailbox_id)?
        .ok_or_else(|| AppError::internal("an open mailbox has no key record"))
}

fn check_next(current: &VerifiedRecord, record: &SignedKeyRecord, now_ms: u64) -> Outcome<VerifiedRecord> {
    let next = rows::signed_record(record)
        .verify_next(current)
        .map_err(|error| {
            let code = if matches!(error, RecordError::Chain(_)) {
                Code::KeyRecordConflict
            } else {
                Code::KeyRecordRefused
            };
            AppError::new(code).detail(error.to_string())
        })?;
    super::check_age(&next, now_ms)?;
    Ok(next)
}

fn insert(
    connection: &mut SqliteConnection,
    caller: &Caller,
    next: &VerifiedRecord,
    record: &SignedKeyRecord,
    now_ms: u64,
) -> Outcome<()> {
    rows::insert(connection, caller.mailbox_id, next.record().epoch, record, now_ms)?;
    audit::append(
        connection,
        AuditType::KeyChange,
        caller.user_id,
        &next.hash(),
        now_ms,
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng;
    use crypto::age::Identity;
    use crypto::record::{Kind, SignedRecord};
    use crypto::sign::SigningKey;

    #[test]
    fn to_replace_both_keys_no_key_may_be_the_one_from_before() {
        let rng = &mut rng::system();
        let (signing, sealing) = (SigningKey::make(rng), Identity::make(rng).recipient());
        let (other_signing, other_sealing) = (SigningKey::make(rng), Identity::make(rng).recipient());
        let (from_s, to_s) = (1_700_000_000, 1_700_086_400);
        let first = SignedRecord::make_first(
            Kind::Person,
            "anna@example.org",
            &[2; 16],
            &signing,
            &sealing,
            from_s,
            to_s,
        );
        let current = first.verify_first().unwrap();
        let check = |signer: &SigningKey, recipient| {
            let next = SignedRecord::make_next(&current, &signing, signer, recipient, from_s, to_s);
            let refused = check_both_new(&current, &next.verify_next(&current).unwrap());
            refused.map_err(|error| error.code())
        };
        assert_eq!(check(&signing, &other_sealing), Err(Code::KeyRecordRefused));
        assert_eq!(check(&other_signing, &sealing), Err(Code::KeyRecordRefused));
        assert_eq!(check(&other_signing, &other_sealing), Ok(()));
    }
}
