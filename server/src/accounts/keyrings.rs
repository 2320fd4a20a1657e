//! The account's sealed keyrings: read after a reload, replaced as a pair, each only over the version before it.

use super::kept_keyrings;
use super::rows::{self, BlobKind, BlobRow};
use crate::app::App;
use crate::auth::Caller;
use crate::body::Json;
use crate::error::{AppError, Outcome};
use crate::vault::{Deposit, Place};
use crate::{blobs, rng};
use actix_web::HttpResponse;
use actix_web::web::{self, Data};
use api::account::{Keyring, Keyrings, KeyringsChange};
use api::limits::{KEYRING_SIZE_BYTES_MAX, KEYRINGS_JSON_SIZE_BYTES_MAX};
use api::{Code, UserId};
use std::io;

/// The caller's keyrings.
#[utoipa::path(get, path = "/account/keyrings", tag = "account",
    responses((status = 200, body = Keyrings), crate::routes::Refusals))]
pub(crate) async fn get(app: Data<App>, caller: Caller) -> Outcome<web::Json<Keyrings>> {
    Ok(web::Json(load(&app, caller.user_id).await?))
}

/// Replaces one keyring or both, all or nothing. The replaced ones are erased.
#[utoipa::path(put, path = "/account/keyrings", tag = "account", request_body = KeyringsChange,
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn put(
    app: Data<App>,
    caller: Caller,
    Json(change): Json<KeyringsChange, KEYRINGS_JSON_SIZE_BYTES_MAX>,
) -> Outcome<HttpResponse> {
    let new = NewKeyrings::parse(change.dec, change.sig)?;
    let (inner, now_ms) = (app.clone(), app.now_ms());
    app.vault(move |vault| {
        let mut deposit = vault.deposit();
        let placed = new.put(&mut deposit)?;
        inner.commit(deposit, move |connection| {
            caller.check_open(connection)?;
            for replacement in placed {
                replace(connection, caller.user_id, &replacement, now_ms)?;
            }
            Ok(())
        })
    })
    .await?;
    app.eraser.notify_one();
    Ok(HttpResponse::NoContent().finish())
}

/// Keyrings that a client sent, checked.
pub(crate) struct NewKeyrings(Vec<(BlobKind, Keyring)>);

impl NewKeyrings {
    pub(crate) fn parse(dec: Option<Keyring>, sig: Option<Keyring>) -> Outcome<Self> {
        let mut given = Vec::new();
        for (kind, keyring) in [(BlobKind::KeyringDec, dec), (BlobKind::KeyringSig, sig)] {
            if let Some(keyring) = keyring {
                check_size(&keyring.sealed)?;
                given.push((kind, keyring));
            }
        }
        Ok(Self(given))
    }

    /// Puts them into the vault.
    pub(crate) fn put(&self, deposit: &mut Deposit<'_>) -> io::Result<Vec<Replacement>> {
        let put = |(kind, keyring): &(BlobKind, Keyring)| {
            Ok(Replacement {
                kind: *kind,
                place: deposit.put(&rng::make_bytes(), &keyring.sealed)?,
                version: keyring.version,
                len: keyring.sealed.len(),
            })
        };
        self.0.iter().map(put).collect()
    }
}

/// A sealed keyring or wrap that lies in the vault and takes another's place.
pub(crate) struct Replacement {
    pub(crate) kind: BlobKind,
    pub(crate) place: Place,
    pub(crate) version: u64,
    pub(crate) len: usize,
}

/// Names it in place of the version before it, which is erased unless it is kept.
pub(crate) fn replace(
    connection: &mut diesel::SqliteConnection,
    user_id: UserId,
    new: &Replacement,
    now_ms: u64,
) -> Outcome<()> {
    let current = rows::find_blob(connection, user_id, new.kind)?;
    if new.version != current.version + 1 {
        return Err(AppError::new(Code::KeyringConflict).version(current.version));
    }
    blobs::insert_live(connection, new.place, blobs::Kind::Account, new.len, now_ms)?;
    rows::replace_blob(connection, user_id, new.kind, new.version, &new.place.id)?;
    if !kept_keyrings::is_kept(connection, &current.blob_id)? {
        blobs::condemn(connection, &current.blob_id, None)?;
    }
    Ok(())
}

/// Both keyrings, as stored.
pub(crate) async fn load(app: &App, user_id: UserId) -> Outcome<Keyrings> {
    let dec = load_one(app, user_id, BlobKind::KeyringDec).await?;
    let sig = load_one(app, user_id, BlobKind::KeyringSig).await?;
    Ok(Keyrings { dec, sig })
}

/// One sealed keyring or wrap with its version.
pub(crate) async fn load_one(app: &App, user_id: UserId, kind: BlobKind) -> Outcome<Keyring> {
    load_by(app, move |connection| rows::find_blob(connection, user_id, kind)).await
}

/// What a row names. Read again if it was replaced, and so erased, in between.
pub(crate) async fn load_by(
    app: &App,
    find: impl Fn(&mut diesel::SqliteConnection) -> Outcome<BlobRow> + Copy + Send + 'static,
) -> Outcome<Keyring> {
    const TRIES: usize = 3;
    let mut failure = AppError::new(Code::Busy);
    for _ in 0..TRIES {
        let (version, place) = app
            .db
            .read(move |connection| {
                let row = find(connection)?;
                let place = blobs::find_place(connection, &row.blob_id)?;
                Ok((
                    row.version,
                    place.ok_or_else(|| AppError::internal("an account's blob is not live"))?,
                ))
            })
            .await?;
        match app.vault(move |vault| Ok(vault.read(place)?)).await {
            Ok(sealed) => {
                return Ok(Keyring {
                    version,
                    sealed: sealed.into(),
                });
            }
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

/// A sealed keyring or wrap has a bound, and is never empty.
pub(crate) fn check_size(sealed: &[u8]) -> Outcome<()> {
    if sealed.len() > KEYRING_SIZE_BYTES_MAX {
        return Err(AppError::new(Code::TooLarge).detail("a keyring may have 1 MiB"));
    }
    if sealed.len() < crypto::hazmat::box1::OVERHEAD {
        return Err(AppError::new(Code::InvalidRequest).detail("a keyring is too short to be sealed"));
    }
    Ok(())
}
