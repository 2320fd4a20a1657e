//! New recovery words for an account that is open. They take the password and a code of their own, as a change of the password
//! does: the master key is wrapped under the password, and a session alone replaces nothing that opens the account.

use super::PendingWords;
use crate::accounts::keyrings;
use crate::accounts::rows::{self as account_rows, BlobKind};
use crate::accounts::tell;
use crate::accounts::words::{self, NewWords};
use crate::app::App;
use crate::audit::{self, Access};
use crate::auth::Caller;
use crate::body::Json;
use crate::error::{AppError, Outcome};
use crate::notices::Notice;
use crate::sessions::second_factor;
use actix_web::HttpResponse;
use actix_web::web::{self, Data};
use api::Code;
use api::recovery::{WordsFinish, WordsStart, WordsStarted};

/// First half, with the password in use and a code of its own. Words from before stay in use.
#[utoipa::path(post, path = "/account/recovery/words/start", tag = "account", request_body = WordsStart,
    responses((status = 200, body = WordsStarted), crate::routes::Refusals))]
pub(crate) async fn start(
    app: Data<App>,
    caller: Caller,
    Json(ask): Json<WordsStart>,
) -> Outcome<web::Json<WordsStarted>> {
    let proven = second_factor::prove(&app, &app.sign_ins.pre_auths, &ask.proof).await?;
    app.sign_ins.pre_auths.take(&ask.proof.pre_auth, app.now_ms());
    if proven.user_id != caller.user_id {
        return Err(Code::StepUpRequired.into());
    }
    let wrap = keyrings::load_one(&app, caller.user_id, BlobKind::WrapPassword).await?;
    let pending = PendingWords {
        session_id: caller.session_id,
        password_version: proven.password_version,
    };
    let (change, _) = app.sign_ins.new_words.insert(pending, app.now_ms());
    Ok(web::Json(WordsStarted {
        change: change.into(),
        wrap_password: wrap.sealed,
    }))
}

/// Second half: from this answer on only the new words count.
#[utoipa::path(post, path = "/account/recovery/words/finish", tag = "account", request_body = WordsFinish,
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn finish(
    app: Data<App>,
    caller: Caller,
    Json(ask): Json<WordsFinish>,
) -> Outcome<HttpResponse> {
    let now_ms = app.now_ms();
    let begun = app.sign_ins.new_words.take(&ask.change, now_ms);
    let version = begun
        .filter(|begun| begun.session_id == caller.session_id)
        .map(|begun| begun.password_version)
        .ok_or_else(|| AppError::new(Code::InvalidRequest).detail("change"))?;
    let new = NewWords::parse(ask.recovery)?;
    let inner = app.clone();
    app.vault(move |vault| {
        let mut deposit = vault.deposit();
        let place = new.put(&mut deposit)?;
        let app = inner.clone();
        inner.commit(deposit, move |connection| {
            let user_id = caller.user_id;
            caller.check_open(connection)?;
            account_rows::check_password_version(connection, user_id, version)?;
            words::set(connection, user_id, &new, place, now_ms)?;
            tell::by_mail(
                connection,
                &app.outbox,
                user_id,
                Notice::RecoveryWordsChanged,
                now_ms,
            )?;
            audit::append_access(connection, Access::WordsMade, Some(user_id), now_ms)?;
            app.sign_ins.forget_recoveries(user_id);
            Ok(())
        })
    })
    .await?;
    app.eraser.notify_one();
    Ok(HttpResponse::NoContent().finish())
}
