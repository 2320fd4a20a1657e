//! What closes doors.

use super::tokens::{Held, NEW, client_elsewhere};
use api::account::PhoneRole;
use client::{Beside, GivenCode, NewSecrets, PasswordChange, RecoveryWords, Zxcvbn};
use tests::{Phone, joining};

const MINUTE_MS: u64 = 60_000;
const DAY_MS: u64 = 24 * 60 * MINUTE_MS;
/// Its last digits are not those of the first one.
const OTHER_RESERVE: &str = "+46701740699";

/// Something that happens to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    SignedOut,
    EndedElsewhere,
    EndedOthers,
    Idle,
    Expired,
    PasswordChanged,
    PasswordCompromised,
    RecoveredByCode,
    RecoveredByWaiting,
    NewWords,
    AuthenticatorReplaced,
    BackupCodesMade,
    PasskeyRemoved,
    PasskeyOpensNoMore,
    ReservePhoneChanged,
    ReservePhoneRemoved,
    EndRequested,
    Ended,
    Restarted,
}

/// Lets it happen. Anna has confirmed her session a moment ago.
pub(super) async fn happen(event: Event, mut held: Held) -> Held {
    let anna = &held.anna;
    match event {
        Event::SignedOut => held.taken().other.sign_out().await.unwrap(),
        Event::EndedElsewhere => {
            let sessions = held.taken().other.sessions().await.unwrap();
            let its = sessions.iter().find(|session| session.is_this).unwrap();
            anna.end_session_of(its.session_id).await.unwrap();
        }
        Event::EndedOthers => anna.end_other_sessions().await.unwrap(),
        Event::Idle => held.server.clock.advance_ms(16 * MINUTE_MS),
        Event::Expired => {
            while held.taken().other.stay().await.is_ok() {
                held.server.clock.advance_ms(10 * MINUTE_MS);
            }
        }
        Event::PasswordChanged | Event::PasswordCompromised => {
            let code = anna.phone.code();
            let change = PasswordChange {
                current: &anna.password,
                code: GivenCode::Own(&code),
                new: NEW,
            };
            let done = if event == Event::PasswordChanged {
                anna.change_password(change, &Zxcvbn).await
            } else {
                anna.replace_compromised(change, None, &Zxcvbn).await
            };
            done.unwrap();
            held.password = NEW.to_owned();
        }
        Event::RecoveredByCode | Event::RecoveredByWaiting => {
            let client = client_elsewhere(&held.server);
            let proven = client.recover(&anna.address, &anna.words).await.unwrap();
            let code = anna.phone.code();
            let beside = match event {
                Event::RecoveredByCode => Beside::Code(&code),
                _ => Beside::Waiting,
            };
            let secrets = NewSecrets {
                password: NEW,
                words: None,
            };
            proven.finish(beside, secrets, &Zxcvbn).await.unwrap();
            held.password = NEW.to_owned();
        }
        Event::NewWords => {
            let words = RecoveryWords::make(anna.client.platform());
            let code = anna.phone.code();
            anna.set_recovery_words(&anna.password, &code, &words)
                .await
                .unwrap();
        }
        Event::AuthenticatorReplaced => {
            let secret = anna.replace_totp().await.unwrap();
            let new = Phone::new(&secret, held.server.clock.clone());
            anna.confirm_totp(&new.code()).await.unwrap();
            held.new_app = Some(new);
        }
        Event::BackupCodesMade => {
            anna.make_backup_codes().await.unwrap();
        }
        Event::PasskeyRemoved => {
            let id = anna.passkeys().await.unwrap()[0].passkey_id;
            anna.remove_passkey(id).await.unwrap();
        }
        Event::PasskeyOpensNoMore => {
            let id = anna.passkeys().await.unwrap()[0].passkey_id;
            anna.end_opening(id).await.unwrap();
        }
        Event::ReservePhoneChanged => {
            anna.start_phone(PhoneRole::Reserve, OTHER_RESERVE).await.unwrap();
            let code = joining::code_to(&held.server.origin(), OTHER_RESERVE).await;
            anna.confirm_phone(PhoneRole::Reserve, &code).await.unwrap();
        }
        Event::ReservePhoneRemoved => {
            anna.remove_reserve_phone().await.unwrap();
        }
        Event::EndRequested | Event::Ended => {
            let code = anna.phone.code();
            anna.end_account(&anna.password, &code).await.unwrap();
        }
        Event::Restarted => {}
    }
    match event {
        Event::Ended => {
            held.server.clock.advance_ms(14 * DAY_MS);
            held.server = held.server.restart();
            let (origin, address) = (held.server.origin(), held.anna.address.clone());
            joining::wait_for(&origin, &address, |mail| mail.file.is_some()).await;
        }
        Event::Restarted => held.server = held.server.restart(),
        _ => {}
    }
    held
}
