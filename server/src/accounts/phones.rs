//! Phones of an account, each of which has shown a code that was sent to it. Numbers are sealed in the database, and only their
//! last digits are ever shown.

use super::sent_code::{self, Checked};
use super::tell;
use crate::app::App;
use crate::audit::{self, Access};
use crate::auth::SteppedUp;
use crate::body::Json;
use crate::db::schema::{phone_codes, phones};
use crate::db::{B16, from_i64, to_i64};
use crate::error::{AppError, Outcome};
use crate::notices::Notice;
use crate::rng;
use crate::sms::PhoneNumber;
use actix_web::HttpResponse;
use actix_web::web::{self, Data, Path};
use api::account::{PhoneCode, PhoneRole, PhoneStart};
use api::auth::PhoneSent;
use api::{Code, UserId};
use crypto::Kek;
use crypto::server_box::{self, Purpose};
use diesel::prelude::*;

/// Time for an SMS to arrive and be typed.
const CODE_MS: u64 = 10 * 60 * 1000;

/// How long a warning is worth sending.
const WARNING_MS: u64 = 24 * 60 * 60 * 1000;

/// Sends a code to a phone that is to take a role.
#[utoipa::path(post, path = "/account/phones/{role}/start", tag = "account", params(("role" = PhoneRole, Path)),
    request_body = PhoneStart, responses((status = 200, body = PhoneSent), crate::routes::Refusals))]
pub(crate) async fn start(
    app: Data<App>,
    SteppedUp(caller): SteppedUp,
    role: Path<PhoneRole>,
    Json(ask): Json<PhoneStart>,
) -> Outcome<web::Json<PhoneSent>> {
    let number = parse(&app, &ask.number)?;
    let (role, user_id, now_ms) = (role.into_inner(), caller.user_id, app.now_ms());
    app.limits.take_phone_code(user_id, &number.to_string(), now_ms)?;
    let (inner, sent) = (app.clone(), number.masked());
    let ends_ms = app
        .db
        .write(move |connection| {
            caller.check_open(connection)?;
            send_code(connection, &inner, user_id, role, &number, now_ms)
        })
        .await?;
    app.outbox.wake();
    Ok(web::Json(PhoneSent {
        number: sent,
        ends_ms,
    }))
}

/// Takes the code: the phone has the role.
#[utoipa::path(post, path = "/account/phones/{role}/confirm", tag = "account", params(("role" = PhoneRole, Path)),
    request_body = PhoneCode, responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn confirm(
    app: Data<App>,
    caller: SteppedUp,
    role: Path<PhoneRole>,
    Json(ask): Json<PhoneCode>,
) -> Outcome<HttpResponse> {
    let (role, user_id, now_ms) = (role.into_inner(), caller.0.user_id, app.now_ms());
    let inner = app.clone();
    let checked = app.db.write(move |connection| {
        let checked = check_code(connection, &inner.keys.sealing, user_id, role, &ask.code, now_ms)?;
        if let CodeChecked::Right(number_box) = &checked {
            caller.spend(connection)?;
            set(connection, &inner, user_id, role, number_box, now_ms)?;
        }
        Ok(checked)
    });
    match checked.await? {
        CodeChecked::Right(_) => Ok(HttpResponse::NoContent().finish()),
        CodeChecked::Wrong(left) => Err(AppError::new(Code::CodeRefused).tries(left, now_ms)),
    }
}

/// Removes the reserve phone.
#[utoipa::path(delete, path = "/account/phones/{role}", tag = "account", params(("role" = PhoneRole, Path)),
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn remove(
    app: Data<App>,
    caller: SteppedUp,
    role: Path<PhoneRole>,
) -> Outcome<HttpResponse> {
    if role.into_inner() == PhoneRole::Main {
        return Err(AppError::new(Code::InvalidRequest).detail("an account keeps its phone"));
    }
    let (user_id, now_ms, outbox) = (caller.0.user_id, app.now_ms(), app.outbox.clone());
    app.db
        .write(move |connection| {
            let reserve = phones::table.find((B16::from(user_id), column(PhoneRole::Reserve)));
            if diesel::delete(reserve).execute(connection)? == 0 {
                return Err(Code::NotFound.into());
            }
            caller.spend(connection)?;
            forget_code(connection, user_id, PhoneRole::Reserve)?;
            let notice = Notice::ReservePhoneChanged { number: None };
            tell::by_mail(connection, &outbox, user_id, notice, now_ms)?;
            audit::append_access(connection, Access::ReservePhoneRemoved, Some(user_id), now_ms)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What came of a code, and for which number it was.
pub(crate) enum CodeChecked {
    /// The number, sealed.
    Right(Vec<u8>),
    /// And so many tries are left.
    Wrong(u32),
}

/// A number as somebody has typed it.
pub(crate) fn parse(app: &App, typed: &str) -> Outcome<PhoneNumber> {
    PhoneNumber::parse(typed, &app.config.sms).map_err(|_| Code::PhoneRefused.into())
}

/// The number of an account's phone, if it has one.
pub(crate) fn find(
    connection: &mut SqliteConnection,
    key: &Kek,
    user_id: UserId,
    role: PhoneRole,
) -> Outcome<Option<PhoneNumber>> {
    let sealed: Option<Vec<u8>> = phones::table
        .find((B16::from(user_id), column(role)))
        .select(phones::number_box)
        .first(connection)
        .optional()?;
    sealed.map(|sealed| open(key, user_id, &sealed)).transpose()
}

/// The last digits of the number of an account's phone, if it has one.
pub(crate) fn find_masked(
    connection: &mut SqliteConnection,
    key: &Kek,
    user_id: UserId,
    role: PhoneRole,
) -> Outcome<Option<String>> {
    let number = find(connection, key, user_id, role)?;
    Ok(number.map(|number| number.masked()))
}

/// Leaves a code to a number, or the one that is on its way there once more. Says when it ends.
pub(crate) fn send_code(
    connection: &mut SqliteConnection,
    app: &App,
    user_id: UserId,
    role: PhoneRole,
    number: &PhoneNumber,
    now_ms: u64,
) -> Outcome<u64> {
    let key = &app.keys.sealing;
    let to = number.to_string();
    let under_way = find_code(connection, user_id, role, now_ms)?;
    let same = match under_way {
        Some(row) if row.tries_left > 0 && open(key, user_id, &row.number_box)? == *number => Some(row),
        _ => None,
    };
    let (code, ends_ms) = match same {
        Some(row) => (sent_code::open(key, &user_id.0, &row.code_box)?, row.ends_ms),
        None => {
            let (code, ends_ms) = (sent_code::make(sent_code::PHONE_DIGITS), now_ms + CODE_MS);
            insert_code(connection, key, user_id, role, &to, &code, ends_ms)?;
            (code, ends_ms)
        }
    };
    let notice = match role {
        PhoneRole::Main => Notice::PhoneCode { code },
        PhoneRole::Reserve => Notice::ReserveCode { code },
    };
    tell::by_sms(connection, &app.outbox, user_id, to, notice, ends_ms, now_ms)?;
    Ok(ends_ms)
}

/// Spends a try and compares. A right code is gone.
pub(crate) fn check_code(
    connection: &mut SqliteConnection,
    key: &Kek,
    user_id: UserId,
    role: PhoneRole,
    told: &str,
    now_ms: u64,
) -> Outcome<CodeChecked> {
    let row = find_code(connection, user_id, role, now_ms)?.ok_or(Code::ProofEnded)?;
    let left = row.tries_left - 1;
    if left < 0 {
        return Err(Code::ProofEnded.into());
    }
    let this = phone_codes::table.find((B16::from(user_id), column(role)));
    diesel::update(this)
        .set(phone_codes::tries_left.eq(left))
        .execute(connection)?;
    match sent_code::check(key, &user_id.0, &row.code_box, told, left)? {
        Checked::Right => {
            forget_code(connection, user_id, role)?;
            Ok(CodeChecked::Right(row.number_box))
        }
        Checked::Wrong(left) => Ok(CodeChecked::Wrong(left)),
    }
}

/// As [`check_code`], of a code that is to sign somebody in: it must have gone to the phone that is the reserve one. One that
/// went to a phone which is only to become it shows nothing of the account's owner.
pub(crate) fn check_reserve_code(
    connection: &mut SqliteConnection,
    key: &Kek,
    user_id: UserId,
    told: &str,
    now_ms: u64,
) -> Outcome<CodeChecked> {
    let role = PhoneRole::Reserve;
    let sent = find_code(connection, user_id, role, now_ms)?.ok_or(Code::ProofEnded)?;
    let sent_to = open(key, user_id, &sent.number_box)?;
    if find(connection, key, user_id, role)? != Some(sent_to) {
        return Err(Code::ProofEnded.into());
    }
    check_code(connection, key, user_id, role, told, now_ms)
}

/// Gives a phone its role, once it has shown its code; tells its owner, and the phone that it takes the warnings from.
pub(crate) fn set(
    connection: &mut SqliteConnection,
    app: &App,
    user_id: UserId,
    role: PhoneRole,
    number_box: &[u8],
    now_ms: u64,
) -> Outcome<()> {
    let number = open(&app.keys.sealing, user_id, number_box)?;
    let before = find(connection, &app.keys.sealing, user_id, role)?;
    let number_shown = number.masked();
    let (access, notice) = match role {
        PhoneRole::Main => (
            Access::PhoneVerified,
            Notice::PhoneVerified { number: number_shown },
        ),
        PhoneRole::Reserve => (
            Access::ReservePhoneSet,
            Notice::ReservePhoneChanged {
                number: Some(number_shown),
            },
        ),
    };
    if role == PhoneRole::Main && before.is_some_and(|before| before != number) {
        warn(connection, app, user_id, notice.clone(), now_ms)?;
    }
    let values = (
        phones::account_id.eq(B16::from(user_id)),
        phones::role.eq(column(role)),
        phones::number_box.eq(number_box),
        phones::verified_ms.eq(to_i64(now_ms)),
    );
    diesel::replace_into(phones::table)
        .values(values)
        .execute(connection)?;
    tell::by_mail(connection, &app.outbox, user_id, notice, now_ms)?;
    audit::append_access(connection, access, Some(user_id), now_ms)?;
    Ok(())
}

/// Leaves a warning to the account's phone, if it has one that SMS go to.
pub(crate) fn warn(
    connection: &mut SqliteConnection,
    app: &App,
    user_id: UserId,
    notice: Notice,
    now_ms: u64,
) -> Outcome<()> {
    let number = find(connection, &app.keys.sealing, user_id, PhoneRole::Main)?;
    match number.filter(|number| number.is_served(&app.config.sms)) {
        Some(number) => {
            let ends_ms = now_ms + WARNING_MS;
            tell::by_sms(
                connection,
                &app.outbox,
                user_id,
                number.to_string(),
                notice,
                ends_ms,
                now_ms,
            )
        }
        None => Ok(()),
    }
}

/// Removes all phones of an account and the codes on their way to them.
pub(crate) fn delete_all(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<()> {
    let id = B16::from(user_id);
    diesel::delete(phone_codes::table.filter(phone_codes::account_id.eq(id))).execute(connection)?;
    diesel::delete(phones::table.filter(phones::account_id.eq(id))).execute(connection)?;
    Ok(())
}

/// Forgets codes whose time is over, at most `limit`. Says how many.
pub(crate) fn forget_codes(connection: &mut SqliteConnection, now_ms: u64, limit: i64) -> Outcome<usize> {
    let over: Vec<(B16, String)> = phone_codes::table
        .filter(phone_codes::ends_ms.le(to_i64(now_ms)))
        .limit(limit)
        .select((phone_codes::account_id, phone_codes::role))
        .load(connection)?;
    for (id, role) in &over {
        diesel::delete(phone_codes::table.find((*id, role))).execute(connection)?;
    }
    Ok(over.len())
}

fn forget_code(connection: &mut SqliteConnection, user_id: UserId, role: PhoneRole) -> Outcome<()> {
    diesel::delete(phone_codes::table.find((B16::from(user_id), column(role)))).execute(connection)?;
    Ok(())
}

struct CodeRow {
    number_box: Vec<u8>,
    code_box: Vec<u8>,
    tries_left: i64,
    ends_ms: u64,
}

fn find_code(
    connection: &mut SqliteConnection,
    user_id: UserId,
    role: PhoneRole,
    now_ms: u64,
) -> Outcome<Option<CodeRow>> {
    let row: Option<(Vec<u8>, Vec<u8>, i64, i64)> = phone_codes::table
        .find((B16::from(user_id), column(role)))
        .filter(phone_codes::ends_ms.gt(to_i64(now_ms)))
        .select((
            phone_codes::number_box,
            phone_codes::code_box,
            phone_codes::tries_left,
            phone_codes::ends_ms,
        ))
        .first(connection)
        .optional()?;
    row.map(|(number_box, code_box, tries_left, ends_ms)| {
        Ok(CodeRow {
            number_box,
            code_box,
            tries_left,
            ends_ms: from_i64(ends_ms)?,
        })
    })
    .transpose()
}

fn insert_code(
    connection: &mut SqliteConnection,
    key: &Kek,
    user_id: UserId,
    role: PhoneRole,
    number: &str,
    code: &str,
    ends_ms: u64,
) -> Outcome<()> {
    let number_box = server_box::seal(
        key,
        Purpose::Phone,
        &user_id.0,
        number.as_bytes(),
        &mut rng::system(),
    );
    diesel::replace_into(phone_codes::table)
        .values((
            phone_codes::account_id.eq(B16::from(user_id)),
            phone_codes::role.eq(column(role)),
            phone_codes::number_box.eq(number_box),
            phone_codes::code_box.eq(sent_code::seal(key, &user_id.0, code)),
            phone_codes::tries_left.eq(sent_code::TRIES_MAX),
            phone_codes::ends_ms.eq(to_i64(ends_ms)),
        ))
        .execute(connection)?;
    Ok(())
}

fn open(key: &Kek, user_id: UserId, sealed: &[u8]) -> Outcome<PhoneNumber> {
    let clear = server_box::open(key, Purpose::Phone, &user_id.0, sealed).map_err(AppError::internal)?;
    let text = std::str::from_utf8(&clear).map_err(AppError::internal)?;
    text.parse().map_err(AppError::internal)
}

fn column(role: PhoneRole) -> &'static str {
    match role {
        PhoneRole::Main => "main",
        PhoneRole::Reserve => "reserve",
    }
}
