//! Opening an account: OPAQUE registration (RFC 9807 section 5), keys made by the client.
//!
//! It begins with an address that has shown a mailed code. The account stays closed and invisible until its phone has shown a
//! code and its second factor is enrolled, at the first sign-in. Until then a new registration of the same address replaces it:
//! whoever holds the address may begin again.

use super::rows::{self, NewAccount};
use super::words::{self, NewWords};
use super::{address_proof, keyrings};
use crate::app::App;
use crate::body::Json;
use crate::error::{AppError, Outcome};
use crate::keys::{self, rows as record_rows};
use crate::{blobs, rng};
use actix_web::HttpResponse;
use actix_web::web::{self, Data};
use api::auth::{RegisterFinish, RegisterStart, RegisterStarted};
use api::{Bytes, Code, UserId};
use crypto::opaque::{self, KsfProfile};
use crypto::record::{Kind, VerifiedRecord};

/// The key-stretching profile of new accounts.
pub(crate) const KSF: KsfProfile = KsfProfile::One;
/// The set of OPAQUE secrets that new records depend on.
pub(crate) const OPAQUE_SETUP_ID: i64 = 1;
/// Version of keyrings as they are made.
const FIRST_VERSION: u64 = 1;

/// A registration between its two halves.
pub(crate) struct PendingRegistration {
    user_id: UserId,
    address: String,
    /// Of the address; used up when the account is made.
    proof: Bytes,
}

/// First half.
#[utoipa::path(post, path = "/auth/register/start", tag = "sign-in", request_body = RegisterStart,
    responses((status = 200, body = RegisterStarted), crate::routes::Refusals))]
pub(crate) async fn start(
    app: Data<App>,
    Json(ask): Json<RegisterStart>,
) -> Outcome<web::Json<RegisterStarted>> {
    if !app.config.registration.open {
        return Err(Code::NotFound.into());
    }
    let (now_ms, proof) = (app.now_ms(), ask.proof.clone());
    let address = app
        .db
        .read(move |connection| address_proof::find_proven(connection, &proof, now_ms))
        .await?;
    let user_id = UserId(rng::make_bytes());
    let opaque_response = app
        .keys
        .opaque
        .register(&ask.opaque_request, &user_id.0)
        .map_err(|_| AppError::new(Code::InvalidRequest).detail("opaque_request"))?;
    let pending = PendingRegistration {
        user_id,
        address,
        proof: ask.proof,
    };
    let (registration, _) = app.sign_ins.registrations.insert(pending, now_ms);
    Ok(web::Json(RegisterStarted {
        registration: registration.into(),
        user_id,
        ksf: KSF.number(),
        opaque_response: opaque_response.into(),
    }))
}

/// Second half: stores the account with its first key record and keyrings.
#[utoipa::path(post, path = "/auth/register/finish", tag = "sign-in", request_body = RegisterFinish,
    responses((status = 201), crate::routes::Refusals))]
pub(crate) async fn finish(app: Data<App>, Json(ask): Json<RegisterFinish>) -> Outcome<HttpResponse> {
    let now_ms = app.now_ms();
    let pending = app.sign_ins.registrations.take(&ask.registration, now_ms);
    let pending = pending.ok_or_else(|| AppError::new(Code::InvalidRequest).detail("registration"))?;
    let opaque_record = opaque::check_upload(&ask.opaque_upload)
        .map_err(|_| AppError::new(Code::InvalidRequest).detail("opaque_upload"))?;
    let record = check_record(&ask, &pending.address, now_ms)?;
    let account = NewAccount {
        id: pending.user_id,
        address: pending.address,
        mailbox_id: api::MailboxId(record.record().subject_id),
        language: check_language(ask.language)?,
        opaque_record,
    };
    let sealed = [
        (rows::BlobKind::WrapPassword, ask.wrap_password),
        (rows::BlobKind::KeyringDec, ask.keyring_dec),
        (rows::BlobKind::KeyringSig, ask.keyring_sig),
    ];
    for (_, bytes) in &sealed {
        keyrings::check_size(bytes)?;
    }
    let words = ask.recovery.map(NewWords::parse).transpose()?;
    // Before anything is stored: nobody fills the disk with what is refused afterwards.
    app.storage.check_room(0)?;
    let (address, mailbox_id) = (account.address.clone(), account.mailbox_id);
    app.db
        .read(move |connection| rows::check_free(connection, &address, mailbox_id))
        .await?;
    let (key_record, proof) = (ask.key_record, pending.proof);
    let inner = app.clone();
    app.vault(move |vault| {
        let mut deposit = vault.deposit();
        let mut placed = Vec::new();
        for (kind, bytes) in &sealed {
            placed.push((*kind, deposit.put(&rng::make_bytes(), bytes)?, bytes.len()));
        }
        let words = match words {
            Some(new) => Some((new.put(&mut deposit)?, new)),
            None => None,
        };
        inner.commit(deposit, move |connection| {
            address_proof::spend(connection, &proof)?;
            rows::make_room(connection, &account)?;
            rows::insert(connection, &account, KSF, OPAQUE_SETUP_ID, now_ms)?;
            record_rows::insert(connection, account.mailbox_id, 0, &key_record, now_ms)?;
            for (kind, place, len) in placed {
                blobs::insert_live(connection, place, blobs::Kind::Account, len, now_ms)?;
                rows::insert_blob(connection, account.id, kind, FIRST_VERSION, &place.id)?;
            }
            if let Some((place, new)) = &words {
                words::set(connection, account.id, new, *place, now_ms)?;
            }
            Ok(())
        })
    })
    .await?;
    app.eraser.notify_one();
    Ok(HttpResponse::Created().finish())
}

fn check_record(ask: &RegisterFinish, address: &str, now_ms: u64) -> Outcome<VerifiedRecord> {
    let refused = |why: &str| AppError::new(Code::KeyRecordRefused).detail(why);
    let record = record_rows::signed_record(&ask.key_record)
        .verify_first()
        .map_err(|error| refused(&error.to_string()))?;
    let inner = record.record();
    if inner.kind != Kind::Person || inner.addr != address {
        return Err(refused("the record is not one of this person"));
    }
    keys::check_age(&record, now_ms)?;
    Ok(record)
}

/// One of the languages that the server can write in.
pub(crate) fn check_language(language: String) -> Outcome<String> {
    if matches!(language.as_str(), "sv" | "da" | "en") {
        Ok(language)
    } else {
        Err(AppError::new(Code::InvalidRequest).detail("language must be sv, da or en"))
    }
}
