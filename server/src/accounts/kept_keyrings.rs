//! The keyrings that a full sign-in has opened last. They stay beside those in use until a later one has opened others: whoever
//! has stolen a session can write nonsense over those in use, and not over these. Only the answer to a full sign-in has the token
//! that names them, so no session can by itself.

use super::keyrings;
use super::rows::{self, BlobKind, BlobRow};
use crate::app::App;
use crate::auth::Caller;
use crate::blobs::{self, Reported};
use crate::body::Json;
use crate::db::schema::{account_blobs, kept_keyrings};
use crate::db::{B16, from_i64, to_i64};
use crate::error::{AppError, Outcome};
use actix_web::HttpResponse;
use actix_web::web::Data;
use api::account::{Keyrings, KeyringsOpened};
use api::{Bytes, Code, SessionId, UserId};
use crypto::Id;
use diesel::prelude::*;

const KINDS: [BlobKind; 2] = [BlobKind::KeyringDec, BlobKind::KeyringSig];

/// A full sign-in whose client has not said yet that the keyrings open.
pub(crate) struct PendingOpened(SessionId);

/// What a full sign-in is told beside the keyrings in use.
pub(crate) struct Kept {
    /// Names the sign-in in [`opened`], where the keyrings in use are not the kept ones.
    pub(crate) token: Option<Bytes>,
    /// The kept ones, where those in use are others.
    pub(crate) keyrings: Option<Keyrings>,
}

impl Kept {
    /// For the session of a full sign-in.
    pub(crate) async fn load(app: &App, user_id: UserId, session_id: SessionId) -> Outcome<Self> {
        let keyrings = load(app, user_id).await?;
        let has_some = app
            .db
            .read(move |connection| Ok(find(connection, user_id, BlobKind::KeyringSig)?.is_some()))
            .await?;
        let are_in_use = has_some && keyrings.is_none();
        let token = (!are_in_use).then(|| {
            let pending = PendingOpened(session_id);
            let (token, _) = app.sign_ins.arrivals.insert(pending, app.now_ms());
            Bytes::from(token)
        });
        Ok(Self { token, keyrings })
    }
}

/// The kept ones, where those in use are others.
pub(crate) async fn load(app: &App, user_id: UserId) -> Outcome<Option<Keyrings>> {
    let differ = app.db.read(move |connection| {
        for kind in KINDS {
            let kept = find(connection, user_id, kind)?;
            let in_use = rows::find_blob(connection, user_id, kind)?;
            if kept.is_some_and(|kept| kept.blob_id != in_use.blob_id) {
                return Ok(true);
            }
        }
        Ok(false)
    });
    if !differ.await? {
        return Ok(None);
    }
    let load_one = |kind| {
        keyrings::load_by(app, move |connection| {
            find(connection, user_id, kind)?.ok_or_else(|| AppError::internal("half of the kept keyrings"))
        })
    };
    Ok(Some(Keyrings {
        dec: load_one(BlobKind::KeyringDec).await?,
        sig: load_one(BlobKind::KeyringSig).await?,
    }))
}

/// Keeps the keyrings in use, which the client of a full sign-in has opened.
#[utoipa::path(post, path = "/account/keyrings/opened", tag = "account", request_body = KeyringsOpened,
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn opened(
    app: Data<App>,
    caller: Caller,
    Json(ask): Json<KeyringsOpened>,
) -> Outcome<HttpResponse> {
    let pending = app.sign_ins.arrivals.take(&ask.token, app.now_ms());
    if pending.is_none_or(|PendingOpened(session_id)| session_id != caller.session_id) {
        return Err(AppError::new(Code::InvalidRequest).detail("token"));
    }
    let user_id = caller.user_id;
    app.db
        .write(move |connection| {
            caller.check_open(connection)?;
            for (kind, version) in KINDS.into_iter().zip([ask.dec, ask.sig]) {
                let in_use = rows::find_blob(connection, user_id, kind)?;
                if in_use.version != version {
                    return Err(AppError::new(Code::KeyringConflict).version(in_use.version));
                }
                keep(connection, user_id, kind, in_use)?;
            }
            Ok(())
        })
        .await?;
    app.eraser.notify_one();
    Ok(HttpResponse::NoContent().finish())
}

fn find(connection: &mut SqliteConnection, user_id: UserId, kind: BlobKind) -> Outcome<Option<BlobRow>> {
    let row: Option<(i64, B16)> = kept_keyrings::table
        .find((B16::from(user_id), kind.column()))
        .select((kept_keyrings::version, kept_keyrings::blob_id))
        .first(connection)
        .optional()?;
    row.map(|(version, blob_id)| {
        Ok(BlobRow {
            version: from_i64(version)?,
            blob_id: blob_id.0,
        })
    })
    .transpose()
}

fn keep(connection: &mut SqliteConnection, user_id: UserId, kind: BlobKind, in_use: BlobRow) -> Outcome<()> {
    match find(connection, user_id, kind)? {
        Some(kept) if kept.blob_id == in_use.blob_id => return Ok(()),
        Some(kept) => {
            blobs::condemn(connection, &kept.blob_id, None)?;
        }
        None => {}
    }
    let what = (
        kept_keyrings::version.eq(to_i64(in_use.version)),
        kept_keyrings::blob_id.eq(B16(in_use.blob_id)),
    );
    diesel::insert_into(kept_keyrings::table)
        .values((
            kept_keyrings::account_id.eq(B16::from(user_id)),
            kept_keyrings::kind.eq(kind.column()),
            what,
        ))
        .on_conflict((kept_keyrings::account_id, kept_keyrings::kind))
        .do_update()
        .set(what)
        .execute(connection)?;
    Ok(())
}

/// Whether a blob that is no longer in use has to stay.
pub(super) fn is_kept(connection: &mut SqliteConnection, blob_id: &Id) -> Outcome<bool> {
    let kept: i64 = kept_keyrings::table
        .filter(kept_keyrings::blob_id.eq(B16(*blob_id)))
        .count()
        .get_result(connection)?;
    Ok(kept > 0)
}

/// Keeps none of an account any more: what is not in use either is erased; a report may wait for that. For whatever leaves nothing
/// from before, such as another master key.
pub(crate) fn forget(
    connection: &mut SqliteConnection,
    user_id: UserId,
    reported: Option<Reported>,
) -> Outcome<()> {
    let of_account = kept_keyrings::table.filter(kept_keyrings::account_id.eq(B16::from(user_id)));
    let in_use = account_blobs::table
        .filter(account_blobs::account_id.eq(B16::from(user_id)))
        .select(account_blobs::blob_id);
    let not_in_use: Vec<B16> = of_account
        .filter(kept_keyrings::blob_id.ne_all(in_use))
        .select(kept_keyrings::blob_id)
        .load(connection)?;
    for blob_id in not_in_use {
        blobs::condemn(connection, &blob_id.0, reported)?;
    }
    diesel::delete(of_account).execute(connection)?;
    Ok(())
}
