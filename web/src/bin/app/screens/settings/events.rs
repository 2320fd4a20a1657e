//! What happened lately to the access to the account.

use crate::draw::{View, el};
use crate::texts::{t, text, times};
use api::account::{SecurityEvent, SecurityEventKind};

/// The list, newest first.
pub(super) fn events(events: Vec<SecurityEvent>) -> View {
    let rows = events.into_iter().map(row).collect::<Vec<_>>();
    el("section")
        .class("sect")
        .attr("aria-labelledby", "events-heading")
        .add(el("h2").attr("id", "events-heading").words(text!(EVENTS)))
        .add(el("p").class("muted").words(text!(EVENTS_LEAD)))
        .add(el("ol").class("card padded stack near").add(rows))
        .view()
}

fn row(event: SecurityEvent) -> View {
    el("li")
        .class("row wrap between")
        .add(el("span").add(name(event.kind)))
        .add(
            el("span")
                .class("small muted")
                .add(times::moment(event.server_ms)),
        )
        .view()
}

fn name(kind: SecurityEventKind) -> String {
    match kind {
        SecurityEventKind::SignedIn => t!(EVENT_SIGNED_IN),
        SecurityEventKind::WrongPassword => t!(EVENT_WRONG_PASSWORD),
        SecurityEventKind::WrongCode => t!(EVENT_WRONG_CODE),
        SecurityEventKind::SignedOut => t!(EVENT_SIGNED_OUT),
        SecurityEventKind::EndedElsewhere => t!(EVENT_ENDED_ELSEWHERE),
        SecurityEventKind::EndedOthers => t!(EVENT_ENDED_OTHERS),
        SecurityEventKind::AuthenticatorEnrolled => t!(EVENT_ENROLLED),
        SecurityEventKind::AuthenticatorReplaced => t!(EVENT_REPLACED),
        SecurityEventKind::PasswordChanged => t!(EVENT_PASSWORD_CHANGED),
        SecurityEventKind::BackupCodesMade => t!(EVENT_BACKUP_CODES_MADE),
        SecurityEventKind::BackupCodeUsed => t!(EVENT_BACKUP_CODE_USED),
        SecurityEventKind::PhoneVerified => t!(EVENT_PHONE_VERIFIED),
        SecurityEventKind::ReservePhoneSet => t!(EVENT_RESERVE_PHONE_SET),
        SecurityEventKind::ReservePhoneRemoved => t!(EVENT_RESERVE_PHONE_REMOVED),
        SecurityEventKind::ReservePhoneUsed => t!(EVENT_RESERVE_PHONE_USED),
        SecurityEventKind::RecoveryWordsMade => t!(EVENT_WORDS_MADE),
        SecurityEventKind::WrongRecoveryWords => t!(EVENT_WRONG_WORDS),
        SecurityEventKind::RecoveryBegun => t!(EVENT_RECOVERY_BEGUN),
        SecurityEventKind::RecoveryStopped => t!(EVENT_RECOVERY_STOPPED),
        SecurityEventKind::Recovered => t!(EVENT_RECOVERED),
        SecurityEventKind::PasskeyAdded => t!(EVENT_PASSKEY_ADDED),
        SecurityEventKind::PasskeyRemoved => t!(EVENT_PASSKEY_REMOVED),
        SecurityEventKind::PasskeyUsed => t!(EVENT_PASSKEY_USED),
        SecurityEventKind::PasskeyOpens => t!(EVENT_PASSKEY_OPENS),
        SecurityEventKind::PasskeyOpensNoMore => t!(EVENT_PASSKEY_OPENS_NO_MORE),
        SecurityEventKind::OpenedByPasskey => t!(EVENT_OPENED_BY_PASSKEY),
        SecurityEventKind::WrongPasskey => t!(EVENT_WRONG_PASSKEY),
        SecurityEventKind::PasskeyCounterBack => t!(EVENT_PASSKEY_COUNTER_BACK),
        SecurityEventKind::KeysRenewed => t!(EVENT_KEYS_RENEWED),
        SecurityEventKind::EndRequested => t!(EVENT_END_REQUESTED),
        SecurityEventKind::EndStopped => t!(EVENT_END_STOPPED),
    }
}
