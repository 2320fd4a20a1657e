//! Proving an address before there is an account: a code is mailed to it. What is answered, and how long it takes, is the same
//! whether or not the address has an account; only its owner learns that, by mail.

use super::register::check_language;
use super::rows;
use super::sent_code::{self, Checked};
use crate::address;
use crate::app::App;
use crate::body::Json;
use crate::db::schema::address_proofs;
use crate::db::{B32, from_i64, to_i64};
use crate::error::{AppError, Outcome};
use crate::limits::Work;
use crate::notices::Notice;
use crate::outbox::{Channel, Outbox, Outgoing};
use crate::rng;
use actix_web::HttpResponse;
use actix_web::web::{self, Data};
use api::Code;
use api::auth::{AddressConfirm, AddressStart, AddressStarted};
use crypto::{Hash, Id, Kek, sha256};
use diesel::prelude::*;

/// Time for a mail to arrive and be read.
const CODE_MS: u64 = 60 * 60 * 1000;
/// A proven address waits so long for the rest: long enough to come back in the evening.
const PROVEN_MS: u64 = 24 * 60 * 60 * 1000;

/// Mails a code, or the same one once more.
#[utoipa::path(post, path = "/auth/register/address", tag = "sign-in", request_body = AddressStart,
    responses((status = 200, body = AddressStarted), crate::routes::Refusals))]
pub(crate) async fn start(
    app: Data<App>,
    work: Work,
    Json(ask): Json<AddressStart>,
) -> Outcome<web::Json<AddressStarted>> {
    if !app.config.registration.open {
        return Err(Code::NotFound.into());
    }
    let address = address::canonical(&ask.address)?;
    let language = check_language(ask.language)?;
    let now_ms = app.now_ms();
    app.limits.take_address_code(&address, &work, now_ms)?;
    let token = match &ask.proof {
        Some(proof) => <[u8; 32]>::try_from(proof).map_err(|_| Code::ProofEnded)?,
        None => rng::make_bytes(),
    };
    let begun = Begun {
        token_sha256: sha256(&token),
        is_new: ask.proof.is_none(),
        address,
        language,
    };
    let (inner, outbox) = (app.clone(), app.outbox.clone());
    let ends_ms = app
        .db
        .write(move |connection| begin(connection, &inner.keys.sealing, &outbox, begun, now_ms))
        .await?;
    app.outbox.wake();
    Ok(web::Json(AddressStarted {
        proof: token.into(),
        ends_ms,
    }))
}

/// Takes the code.
#[utoipa::path(post, path = "/auth/register/confirm", tag = "sign-in", request_body = AddressConfirm,
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn confirm(app: Data<App>, Json(ask): Json<AddressConfirm>) -> Outcome<HttpResponse> {
    let token_sha256 = sha256(&ask.proof);
    let now_ms = app.now_ms();
    let inner = app.clone();
    let checked = app
        .db
        .write(move |connection| check(connection, &inner.keys.sealing, token_sha256, &ask.code, now_ms))
        .await?;
    match checked {
        Checked::Right => Ok(HttpResponse::NoContent().finish()),
        Checked::Wrong(left) => Err(AppError::new(Code::CodeRefused).tries(left, now_ms)),
    }
}

/// The address that a proof has proven.
pub(super) fn find_proven(connection: &mut SqliteConnection, proof: &[u8], now_ms: u64) -> Outcome<String> {
    let row = find(connection, sha256(proof), now_ms)?;
    if row.proven {
        Ok(row.address)
    } else {
        Err(Code::AddressUnproven.into())
    }
}

/// Uses a proof up, in the transaction that makes its account.
pub(super) fn spend(connection: &mut SqliteConnection, proof: &[u8]) -> Outcome<()> {
    let spent = diesel::delete(address_proofs::table.find(B32(sha256(proof)))).execute(connection)?;
    if spent == 1 {
        Ok(())
    } else {
        Err(Code::ProofEnded.into())
    }
}

/// Forgets proofs whose time is over, at most `limit`. Says how many.
pub(crate) fn forget(connection: &mut SqliteConnection, now_ms: u64, limit: i64) -> Outcome<usize> {
    let over: Vec<B32> = address_proofs::table
        .filter(address_proofs::ends_ms.le(to_i64(now_ms)))
        .limit(limit)
        .select(address_proofs::token_sha256)
        .load(connection)?;
    let over = address_proofs::table.filter(address_proofs::token_sha256.eq_any(over));
    Ok(diesel::delete(over).execute(connection)?)
}

/// A request for a code.
struct Begun {
    token_sha256: Hash,
    is_new: bool,
    address: String,
    language: String,
}

/// Writes the proof down, where it is new, and leaves the mail. Says when the proof ends.
fn begin(
    connection: &mut SqliteConnection,
    key: &Kek,
    outbox: &Outbox,
    begun: Begun,
    now_ms: u64,
) -> Outcome<u64> {
    let owner = owner_of(&begun.token_sha256);
    let (code, ends_ms) = if begun.is_new {
        let (code, ends_ms) = (sent_code::make(sent_code::ADDRESS_DIGITS), now_ms + CODE_MS);
        diesel::insert_into(address_proofs::table)
            .values((
                address_proofs::token_sha256.eq(B32(begun.token_sha256)),
                address_proofs::address.eq(&begun.address),
                address_proofs::code_box.eq(sent_code::seal(key, &owner, &code)),
                address_proofs::tries_left.eq(sent_code::TRIES_MAX),
                address_proofs::ends_ms.eq(to_i64(ends_ms)),
            ))
            .execute(connection)?;
        (code, ends_ms)
    } else {
        let row = find(connection, begun.token_sha256, now_ms)?;
        if row.address != begun.address || row.tries_left == 0 {
            return Err(Code::ProofEnded.into());
        }
        (sent_code::open(key, &owner, &row.code_box)?, row.ends_ms)
    };
    // The code is mailed to nobody where there is an account: nobody can open another one.
    let notice = if rows::is_open(connection, &begun.address)? {
        Notice::AddressKnown
    } else {
        let (first, last) = code.split_at(code.len() / 2);
        Notice::AddressCode {
            code: format!("{first} {last}"),
        }
    };
    let outgoing = Outgoing {
        to: begun.address,
        language: begun.language,
        notice,
    };
    outbox.put(connection, Channel::Mail, &outgoing, None, Some(ends_ms), now_ms)?;
    Ok(ends_ms)
}

/// Spends a try and compares.
fn check(
    connection: &mut SqliteConnection,
    key: &Kek,
    token_sha256: Hash,
    told: &str,
    now_ms: u64,
) -> Outcome<Checked> {
    let row = find(connection, token_sha256, now_ms)?;
    if row.proven {
        return Ok(Checked::Right);
    }
    let left = row.tries_left.checked_sub(1).filter(|left| *left >= 0);
    let left = left.ok_or(Code::ProofEnded)?;
    let this = address_proofs::table.find(B32(token_sha256));
    diesel::update(this)
        .set(address_proofs::tries_left.eq(left))
        .execute(connection)?;
    let checked = sent_code::check(key, &owner_of(&token_sha256), &row.code_box, told, left)?;
    if checked == Checked::Right {
        diesel::update(this)
            .set((
                address_proofs::proven_ms.eq(Some(to_i64(now_ms))),
                address_proofs::ends_ms.eq(to_i64(now_ms + PROVEN_MS)),
            ))
            .execute(connection)?;
    }
    Ok(checked)
}

struct Row {
    address: String,
    code_box: Vec<u8>,
    tries_left: i64,
    proven: bool,
    ends_ms: u64,
}

fn find(connection: &mut SqliteConnection, token_sha256: Hash, now_ms: u64) -> Outcome<Row> {
    type Columns = (String, Vec<u8>, i64, Option<i64>, i64);
    let row: Option<Columns> = address_proofs::table
        .find(B32(token_sha256))
        .filter(address_proofs::ends_ms.gt(to_i64(now_ms)))
        .select((
            address_proofs::address,
            address_proofs::code_box,
            address_proofs::tries_left,
            address_proofs::proven_ms,
            address_proofs::ends_ms,
        ))
        .first(connection)
        .optional()?;
    let (address, code_box, tries_left, proven_ms, ends_ms) = row.ok_or(Code::ProofEnded)?;
    Ok(Row {
        address,
        code_box,
        tries_left,
        proven: proven_ms.is_some(),
        ends_ms: from_i64(ends_ms)?,
    })
}

/// Whose box it is: nobody has an id yet.
fn owner_of(token_sha256: &Hash) -> Id {
    *token_sha256.first_chunk().expect("a hash is longer than an id")
}
