//! The audit log: append-only commitments, each to one thing that happened, the leaves of a Merkle tree whose head is signed.
//! Called by every slice; calls none.
//!
//! The commitment stays for ever and says nothing by itself; what it commits to lies beside it and may be erased.

pub(crate) mod head;
pub(crate) mod inclusion;
pub(crate) mod key;
mod rows;
pub(crate) mod tiles;
pub(crate) mod tree;

use crate::db::schema::audit_entries;
use crate::db::{B16, B32, from_i64, to_i64};
use crate::error::{AppError, Outcome};
use crate::rng;
use api::UserId;
use api::account::{SecurityEvent, SecurityEventKind};
use crypto::Hash;
use crypto::receipt::{AuditEntry, AuditType, object_hash};
use diesel::prelude::*;
use rows::NewEntry;

/// What happens to the access to an account and commits to no object of its own: its entry says it in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    WrongPassword,
    WrongCode,
    Enrolled,
    Replaced,
    PasswordChanged,
    PasswordCompromised,
    BackupCodesMade,
    BackupCodeUsed,
    PhoneVerified,
    ReservePhoneSet,
    ReservePhoneRemoved,
    ReservePhoneUsed,
    WordsMade,
    WrongWords,
    RecoveryBegun,
    RecoveryStopped,
    Recovered,
    PasskeyAdded,
    PasskeyRemoved,
    PasskeyUsed,
    PasskeyCounterBack,
    PasskeyOpens,
    PasskeyOpensNoMore,
    OpenedByPasskey,
    WrongPasskey,
    SignedOut,
    EndedElsewhere,
    EndedOthers,
    EndRequested,
    EndStopped,
}

impl Access {
    const ALL: [Self; 30] = [
        Self::WrongPassword,
        Self::WrongCode,
        Self::Enrolled,
        Self::Replaced,
        Self::PasswordChanged,
        Self::PasswordCompromised,
        Self::BackupCodesMade,
        Self::BackupCodeUsed,
        Self::PhoneVerified,
        Self::ReservePhoneSet,
        Self::ReservePhoneRemoved,
        Self::ReservePhoneUsed,
        Self::WordsMade,
        Self::WrongWords,
        Self::RecoveryBegun,
        Self::RecoveryStopped,
        Self::Recovered,
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
        Self::PasskeyUsed,
        Self::PasskeyCounterBack,
        Self::PasskeyOpens,
        Self::PasskeyOpensNoMore,
        Self::OpenedByPasskey,
        Self::WrongPasskey,
        Self::SignedOut,
        Self::EndedElsewhere,
        Self::EndedOthers,
        Self::EndRequested,
        Self::EndStopped,
    ];

    fn audit_type(self) -> AuditType {
        match self {
            Self::WrongPassword
            | Self::WrongCode
            | Self::WrongWords
            | Self::PasskeyCounterBack
            | Self::WrongPasskey => AuditType::FactorFailure,
            Self::Enrolled
            | Self::Replaced
            | Self::PasswordChanged
            | Self::PasswordCompromised
            | Self::BackupCodesMade
            | Self::BackupCodeUsed
            | Self::PhoneVerified
            | Self::ReservePhoneSet
            | Self::ReservePhoneRemoved
            | Self::ReservePhoneUsed
            | Self::PasskeyAdded
            | Self::PasskeyRemoved
            | Self::PasskeyUsed
            | Self::PasskeyOpens
            | Self::PasskeyOpensNoMore
            | Self::OpenedByPasskey
            | Self::WordsMade => AuditType::KeyChange,
            Self::RecoveryBegun | Self::RecoveryStopped | Self::Recovered => AuditType::Recovery,
            Self::SignedOut | Self::EndedElsewhere | Self::EndedOthers => AuditType::SessionEnd,
            Self::EndRequested | Self::EndStopped => AuditType::DeleteRequest,
        }
    }

    /// Entries are found again by them: they never change.
    fn words(self) -> &'static [u8] {
        match self {
            Self::WrongPassword => b"password",
            Self::WrongCode => b"code",
            Self::Enrolled => b"authenticator enrolled",
            Self::Replaced => b"authenticator replaced",
            Self::PasswordChanged => b"password changed",
            Self::PasswordCompromised => b"password compromised",
            Self::BackupCodesMade => b"backup codes made",
            Self::BackupCodeUsed => b"backup code used",
            Self::PhoneVerified => b"phone verified",
            Self::ReservePhoneSet => b"reserve phone set",
            Self::ReservePhoneRemoved => b"reserve phone removed",
            Self::ReservePhoneUsed => b"reserve phone used",
            Self::WordsMade => b"recovery words made",
            Self::WrongWords => b"recovery words",
            Self::RecoveryBegun => b"recovery begun",
            Self::RecoveryStopped => b"recovery stopped",
            Self::Recovered => b"recovered",
            Self::PasskeyAdded => b"passkey added",
            Self::PasskeyRemoved => b"passkey removed",
            Self::PasskeyUsed => b"passkey used",
            Self::PasskeyCounterBack => b"passkey counter back",
            Self::PasskeyOpens => b"passkey opens",
            Self::PasskeyOpensNoMore => b"passkey opens no more",
            Self::OpenedByPasskey => b"opened by passkey",
            Self::WrongPasskey => b"passkey",
            Self::SignedOut => b"signed out",
            Self::EndedElsewhere => b"ended elsewhere",
            Self::EndedOthers => b"ended others",
            Self::EndRequested => b"end requested",
            Self::EndStopped => b"end stopped",
        }
    }

    fn kind(self) -> SecurityEventKind {
        match self {
            Self::WrongPassword => SecurityEventKind::WrongPassword,
            Self::WrongCode => SecurityEventKind::WrongCode,
            Self::Enrolled => SecurityEventKind::AuthenticatorEnrolled,
            Self::Replaced => SecurityEventKind::AuthenticatorReplaced,
            Self::PasswordChanged => SecurityEventKind::PasswordChanged,
            Self::PasswordCompromised => SecurityEventKind::PasswordCompromised,
            Self::BackupCodesMade => SecurityEventKind::BackupCodesMade,
            Self::BackupCodeUsed => SecurityEventKind::BackupCodeUsed,
            Self::PhoneVerified => SecurityEventKind::PhoneVerified,
            Self::ReservePhoneSet => SecurityEventKind::ReservePhoneSet,
            Self::ReservePhoneRemoved => SecurityEventKind::ReservePhoneRemoved,
            Self::ReservePhoneUsed => SecurityEventKind::ReservePhoneUsed,
            Self::WordsMade => SecurityEventKind::RecoveryWordsMade,
            Self::WrongWords => SecurityEventKind::WrongRecoveryWords,
            Self::RecoveryBegun => SecurityEventKind::RecoveryBegun,
            Self::RecoveryStopped => SecurityEventKind::RecoveryStopped,
            Self::Recovered => SecurityEventKind::Recovered,
            Self::PasskeyAdded => SecurityEventKind::PasskeyAdded,
            Self::PasskeyRemoved => SecurityEventKind::PasskeyRemoved,
            Self::PasskeyUsed => SecurityEventKind::PasskeyUsed,
            Self::PasskeyCounterBack => SecurityEventKind::PasskeyCounterBack,
            Self::PasskeyOpens => SecurityEventKind::PasskeyOpens,
            Self::PasskeyOpensNoMore => SecurityEventKind::PasskeyOpensNoMore,
            Self::OpenedByPasskey => SecurityEventKind::OpenedByPasskey,
            Self::WrongPasskey => SecurityEventKind::WrongPasskey,
            Self::SignedOut => SecurityEventKind::SignedOut,
            Self::EndedElsewhere => SecurityEventKind::EndedElsewhere,
            Self::EndedOthers => SecurityEventKind::EndedOthers,
            Self::EndRequested => SecurityEventKind::EndRequested,
            Self::EndStopped => SecurityEventKind::EndStopped,
        }
    }

    fn object(self) -> Hash {
        object_hash(self.audit_type().number(), self.words(), b"")
    }
}

/// Logs what happened to the access to an account; to nobody's, where an address has none.
pub(crate) fn append_access(
    connection: &mut SqliteConnection,
    access: Access,
    user_id: Option<UserId>,
    now_ms: u64,
) -> Outcome<u64> {
    append_object(connection, access.audit_type(), user_id, access.object(), now_ms)
}

/// Logs an event of an account, in the transaction that makes it true. `what` never holds a secret or content.
pub(crate) fn append(
    connection: &mut SqliteConnection,
    kind: AuditType,
    user_id: UserId,
    what: &[u8],
    now_ms: u64,
) -> Outcome<u64> {
    append_object(
        connection,
        kind,
        Some(user_id),
        object_hash(kind.number(), what, b""),
        now_ms,
    )
}

/// Logs an object by its hash; returns the entry's index.
pub(crate) fn append_object(
    connection: &mut SqliteConnection,
    kind: AuditType,
    user_id: Option<UserId>,
    object: Hash,
    now_ms: u64,
) -> Outcome<u64> {
    let opening: [u8; 32] = rng::make_bytes();
    let new = NewEntry {
        index: rows::find_size(connection)?,
        entry: AuditEntry {
            audit_type: kind,
            server_ms: now_ms,
            commitment: AuditEntry::commitment(&opening, &object),
        },
        user_id,
        object,
        opening,
    };
    tree::append(connection, &new)?;
    Ok(new.index)
}

/// What the log says of the access to an account, newest first, at most `limit` entries from before `before`; and the index
/// to go on from, where there are more. What was forgotten is not told.
pub(crate) fn find_of_access(
    connection: &mut SqliteConnection,
    user_id: UserId,
    before: Option<u64>,
    limit: u32,
) -> Outcome<(Vec<SecurityEvent>, Option<u64>)> {
    const TYPES: [AuditType; 5] = [
        AuditType::Login,
        AuditType::FactorFailure,
        AuditType::KeyChange,
        AuditType::Recovery,
        AuditType::SessionEnd,
    ];
    const ENDS: [Access; 2] = [Access::EndRequested, Access::EndStopped];
    // One entry more than wanted tells whether there is a next page.
    let rows: Vec<(i64, i64, i64, Option<B32>)> = audit_entries::table
        .filter(audit_entries::account_id.eq(Some(B16::from(user_id))))
        .filter(
            // Of what is erased, an emptied bin says nothing of the access.
            audit_entries::kind
                .eq_any(TYPES.map(|one| i64::from(one.number())))
                .and(audit_entries::object_hash.is_not_null())
                .or(audit_entries::object_hash.eq_any(ENDS.map(|one| Some(B32(one.object()))))),
        )
        .filter(audit_entries::id.lt(before.map_or(i64::MAX, to_i64)))
        .order(audit_entries::id.desc())
        .limit(i64::from(limit) + 1)
        .select((
            audit_entries::id,
            audit_entries::kind,
            audit_entries::server_ms,
            audit_entries::object_hash,
        ))
        .load(connection)?;
    let wanted = usize::try_from(limit).map_err(AppError::internal)?;
    let last = rows
        .get(..wanted)
        .filter(|_| rows.len() > wanted)
        .and_then(<[_]>::last);
    let next = last.map(|(id, ..)| from_i64(*id)).transpose()?;
    let mut events = Vec::new();
    for (_, kind, server_ms, object) in rows.into_iter().take(wanted) {
        if let Some(kind) = kind_of(kind, object.map(|object| object.0)) {
            let server_ms = from_i64(server_ms)?;
            events.push(SecurityEvent { kind, server_ms });
        }
    }
    Ok((events, next))
}

/// Forgets of an account's entries whose they are and what they commit to, at most `limit`. The commitments stay. Says how
/// many.
pub(crate) fn forget_account(
    connection: &mut SqliteConnection,
    user_id: UserId,
    limit: u32,
) -> Outcome<usize> {
    let ids: Vec<i64> = audit_entries::table
        .filter(audit_entries::account_id.eq(Some(B16::from(user_id))))
        .limit(i64::from(limit))
        .select(audit_entries::id)
        .load(connection)?;
    Ok(
        diesel::update(audit_entries::table.filter(audit_entries::id.eq_any(ids)))
            .set((
                audit_entries::account_id.eq(None::<B16>),
                audit_entries::object_hash.eq(None::<B32>),
                audit_entries::opening.eq(None::<B32>),
            ))
            .execute(connection)?,
    )
}

/// What an entry of these types says: the words that it commits to, or else what its type alone says.
fn kind_of(number: i64, object: Option<Hash>) -> Option<SecurityEventKind> {
    let said = Access::ALL
        .into_iter()
        .find(|access| object == Some(access.object()));
    let is = |audit_type: AuditType| i64::from(audit_type.number()) == number;
    match said {
        Some(access) => Some(access.kind()),
        None if is(AuditType::Login) => Some(SecurityEventKind::SignedIn),
        None if is(AuditType::KeyChange) => Some(SecurityEventKind::KeysRenewed),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_found_again_by_its_words() {
        for access in Access::ALL {
            let number = i64::from(access.audit_type().number());
            assert_eq!(kind_of(number, Some(access.object())), Some(access.kind()));
        }
        let other = Some([7; 32]);
        let of_type = |audit_type: AuditType| kind_of(i64::from(audit_type.number()), other);
        assert_eq!(of_type(AuditType::Login), Some(SecurityEventKind::SignedIn));
        assert_eq!(
            of_type(AuditType::KeyChange),
            Some(SecurityEventKind::KeysRenewed)
        );
        assert_eq!(of_type(AuditType::FactorFailure), None);
    }
}
