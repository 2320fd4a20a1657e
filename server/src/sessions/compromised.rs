//! Changing a password that somebody else may know (protocol.md 5.5): whatever it opened is sealed anew under another master
//! key, the mailbox gets other keys, and every session ends. All of it in one transaction: a mailbox never has the keyrings of one
//! and the password of the other.

use super::end_elsewhere::to_the_end;
use super::new_password::NewPassword;
use super::{end, known_devices, rows};
use crate::accounts::keyrings::{self, NewKeyrings};
use crate::accounts::words::{self, NewWords};
use crate::accounts::{ends, kept_keyrings, passkey_wraps, tell};
use crate::app::App;
use crate::audit::{self, Access};
use crate::auth::Caller;
use crate::body::Json;
use crate::error::{AppError, Outcome};
use crate::keys::publish;
use crate::notices::Notice;
use actix_web::HttpResponse;
use actix_web::web::Data;
use api::Code;
use api::account::CompromisedFinish;
use api::limits::KEYRINGS_JSON_SIZE_BYTES_MAX;

/// Second half of a change that `/account/password/start` began. From this answer on nobody is signed in, and neither the old
/// password nor the old recovery words open anything.
#[utoipa::path(post, path = "/account/password/compromised", tag = "account", request_body = CompromisedFinish,
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn post(
    app: Data<App>,
    caller: Caller,
    Json(ask): Json<CompromisedFinish, KEYRINGS_JSON_SIZE_BYTES_MAX>,
) -> Outcome<HttpResponse> {
    let (now_ms, user_id, session_id) = (app.now_ms(), caller.user_id, caller.session_id);
    // It stays until it is done, so that a client that was overtaken can seal what the other device wrote and come again.
    let begun = app.sign_ins.password_changes.with(&ask.change, now_ms, |begun| {
        (begun.session_id == session_id).then_some(begun.password_version)
    });
    let version = begun
        .flatten()
        .ok_or_else(|| AppError::new(Code::InvalidRequest).detail("change"))?;
    let new_password = NewPassword::parse(&ask.opaque_upload, ask.wrap_password)?;
    let new_keyrings = NewKeyrings::parse(Some(ask.keyrings.dec), Some(ask.keyrings.sig))?;
    let new_words = ask.recovery.map(NewWords::parse).transpose()?;
    to_the_end(async move {
        let inner = app.clone();
        let ending = app.vault(move |vault| {
            let mut deposit = vault.deposit();
            let place = new_password.put(&mut deposit)?;
            let placed = new_keyrings.put(&mut deposit)?;
            let new_words = match new_words {
                Some(new) => Some((new.put(&mut deposit)?, new)),
                None => None,
            };
            let app = inner.clone();
            inner.commit(deposit, move |connection| {
                caller.check_open(connection)?;
                new_password.set(connection, &app, user_id, place, version, now_ms)?;
                kept_keyrings::forget(connection, user_id, None)?;
                for keyring in placed {
                    keyrings::replace(connection, user_id, &keyring, now_ms)?;
                }
                passkey_wraps::condemn_all(connection, user_id, None)?;
                publish::replace_both(connection, &caller, &ask.record, now_ms)?;
                match &new_words {
                    Some((place, new)) => words::set(connection, user_id, new, *place, now_ms)?,
                    None => words::remove(connection, user_id)?,
                }
                // Somebody else may have asked for it, and their browser may be known.
                ends::stop(connection, &app.outbox, user_id, now_ms)?;
                known_devices::distrust_all(connection, user_id, now_ms)?;
                tell::by_mail(
                    connection,
                    &app.outbox,
                    user_id,
                    Notice::PasswordCompromised,
                    now_ms,
                )?;
                audit::append_access(connection, Access::PasswordCompromised, Some(user_id), now_ms)?;
                rows::end_all_of(connection, user_id)
            })
        });
        end::conclude(&app, &ending.await?);
        // The old wraps are erased even where no other session was.
        app.eraser.notify_one();
        Ok(())
    })
    .await?;
    Ok(end::without_cookie())
}
