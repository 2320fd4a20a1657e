//! Signing out, and what happens when a session ends by itself: the row goes, the unlock key is overwritten, open event
//! streams close.

use super::rows;
use crate::app::App;
use crate::audit::{self, Access};
use crate::auth::{Caller, SESSION_COOKIE};
use crate::error::Outcome;
use actix_web::HttpResponse;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::web::Data;
use api::SessionId;

/// Ends the caller's session. From this answer on, neither the cookie nor what the browser stored opens anything; the eraser
/// overwrites the unlock key as its next work.
#[utoipa::path(post, path = "/session/end", tag = "session", responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn post(app: Data<App>, caller: Caller) -> Outcome<HttpResponse> {
    let (id, now_ms) = (caller.session_id, app.now_ms());
    let ending = app.db.write(move |connection| {
        audit::append_access(connection, Access::SignedOut, Some(caller.user_id), now_ms)?;
        rows::end(connection, id)
    });
    ending.await?;
    conclude(&app, &[id]);
    Ok(without_cookie())
}

/// The answer after which the browser has no session any more.
pub(super) fn without_cookie() -> HttpResponse {
    let mut gone = Cookie::build(SESSION_COOKIE, "")
        .path("/")
        .secure(true)
        .same_site(SameSite::Strict)
        .finish();
    gone.make_removal();
    HttpResponse::NoContent()
        .cookie(gone)
        .insert_header(("clear-site-data", "\"cache\", \"cookies\""))
        .finish()
}

/// Ends sessions whose time is over. Says how many.
pub(crate) async fn end_expired(app: &App) -> Outcome<usize> {
    let now_ms = app.now_ms();
    let idle_ms_max = app.config.session.idle_minutes * 60_000;
    let ended = app
        .db
        .write(move |connection| rows::end_expired(connection, now_ms, idle_ms_max))
        .await?;
    conclude(app, &ended);
    Ok(ended.len())
}

/// What is left to do when the rows of sessions are gone: their event streams close, and the eraser is told of their unlock
/// keys. It alone may overwrite a slot that a job names: once the job is done, the slot may hold another's key.
pub(crate) fn conclude(app: &App, ended: &[SessionId]) {
    for id in ended {
        app.events.end_session(*id);
    }
    if !ended.is_empty() {
        app.eraser.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blobs;
    use crate::erasure::eraser;
    use crate::sessions::end_elsewhere;
    use crate::sessions::rows::NewSession;
    use crate::testing::{insert_account, open_app};
    use crate::vault::Place;
    use actix_web::web;
    use api::{Code, MailboxId, UserId};
    use crypto::BlobKey;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    const SESSION: SessionId = SessionId([3; 16]);

    async fn begin_session(app: &Data<App>) -> Caller {
        let slot = app
            .vault(|vault| Ok(vault.keep_key(&SESSION.0, &BlobKey::from_bytes([7; 32]))?))
            .await
            .unwrap();
        let now_ms = app.now_ms();
        let beginning = app.db.write(move |connection| {
            let user_id = UserId([1; 16]);
            insert_account(connection, user_id, MailboxId([2; 16]));
            let new = NewSession {
                session_id: SESSION,
                token_sha256: [9; 32],
                user_id,
                expires_ms: now_ms + 3_600_000,
                slot: Some(slot),
                device: String::new(),
                net: String::new(),
                by_passkey: false,
            };
            rows::insert(connection, &new, now_ms)?;
            rows::find(connection, SESSION)
        });
        let session = beginning.await.unwrap().unwrap();
        Caller {
            user_id: session.user_id,
            mailbox_id: session.mailbox_id,
            session_id: SESSION,
            session,
            idle_ms_max: 900_000,
        }
    }

    /// A session of the same person on another device, without a key.
    async fn begin_another(app: &App, caller: &Caller) -> Caller {
        let another = Caller {
            session_id: SessionId([4; 16]),
            ..caller.clone()
        };
        let (session_id, user_id, now_ms) = (another.session_id, another.user_id, app.now_ms());
        let beginning = app.db.write(move |connection| {
            let new = NewSession {
                session_id,
                token_sha256: [8; 32],
                user_id,
                expires_ms: now_ms + 3_600_000,
                slot: None,
                device: String::new(),
                net: String::new(),
                by_passkey: false,
            };
            rows::insert(connection, &new, now_ms)
        });
        beginning.await.unwrap();
        another
    }

    #[actix_web::test]
    async fn a_sign_out_that_is_held_up_overwrites_no_slot_that_has_become_another_letters() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let caller = begin_session(&app).await;
        let slot = caller.session.slot.unwrap();
        // The handler of POST /session/end, up to its database write; then its thread is busy with something else.
        let mut ending = pin!(post(app.clone(), caller));
        let polled = ending.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(polled, Poll::Pending));
        let exists = || app.db.read(|connection| rows::find(connection, SESSION));
        while exists().await.unwrap().is_some() {}
        eraser::pass(&app).await.unwrap();
        // Somebody's letter gets the slot that has just become free.
        let (inner, now_ms) = (app.clone(), app.now_ms());
        let placed = app.vault(move |vault| {
            let mut deposit = vault.deposit();
            let place = deposit.put(&[5; 16], b"a letter")?;
            inner.commit(deposit, move |connection| {
                blobs::insert_live(connection, place, blobs::Kind::Envelope, 8, now_ms)?;
                Ok(place)
            })
        });
        let place = placed.await.unwrap();
        assert_eq!(
            place.slot, slot,
            "the slot that was given back last is given out first"
        );
        ending.await.unwrap();
        let read = app.vault(move |vault| Ok(vault.read(place)?));
        assert_eq!(read.await.unwrap(), b"a letter");
    }

    #[actix_web::test]
    async fn a_session_that_ends_meanwhile_ends_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let caller = begin_session(&app).await;
        let elsewhere = begin_another(&app, &caller).await;
        post(app.clone(), elsewhere.clone()).await.unwrap();
        let others = end_elsewhere::post_others(app.clone(), elsewhere.clone()).await;
        let one = end_elsewhere::post_one(app.clone(), elsewhere, web::Path::from(SESSION)).await;
        for refused in [others, one] {
            assert_eq!(refused.unwrap_err().code(), Code::SignedOut);
        }
        let open = app.db.read(|connection| rows::find(connection, SESSION));
        assert!(open.await.unwrap().is_some());
    }

    /// Whether the vault has the unlock key of a caller's session.
    async fn has_key(app: &App, caller: &Caller) -> bool {
        let place = Place {
            id: SESSION.0,
            slot: caller.session.slot.unwrap(),
        };
        let looking = app.vault(move |vault| Ok(vault.kept_key(place).is_ok()));
        looking.await.unwrap()
    }

    #[actix_web::test]
    async fn signing_out_overwrites_the_unlock_key() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let caller = begin_session(&app).await;
        assert!(has_key(&app, &caller).await);
        post(app.clone(), caller.clone()).await.unwrap();
        eraser::pass(&app).await.unwrap();
        assert!(!has_key(&app, &caller).await);
    }

    #[actix_web::test]
    async fn signing_out_elsewhere_overwrites_the_unlock_key() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let caller = begin_session(&app).await;
        let elsewhere = begin_another(&app, &caller).await;
        end_elsewhere::post_others(app.clone(), elsewhere).await.unwrap();
        eraser::pass(&app).await.unwrap();
        assert!(!has_key(&app, &caller).await);
    }
}
