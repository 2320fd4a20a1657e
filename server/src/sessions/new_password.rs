//! A password that takes another's place: its OPAQUE record and the master key wrapped under it.

use crate::accounts::keyrings::{self, Replacement};
use crate::accounts::register::{KSF, OPAQUE_SETUP_ID};
use crate::accounts::rows::{self, BlobKind};
use crate::app::App;
use crate::error::{AppError, Outcome};
use crate::limits::codes;
use crate::rng;
use crate::vault::{Deposit, Place};
use api::{Bytes, Code, UserId};
use crypto::opaque;
use diesel::SqliteConnection;
use std::io;

/// What a client sent of it, checked.
pub(super) struct NewPassword {
    opaque_record: Vec<u8>,
    wrap: Bytes,
}

impl NewPassword {
    pub(super) fn parse(opaque_upload: &[u8], wrap: Bytes) -> Outcome<Self> {
        let opaque_record = opaque::check_upload(opaque_upload)
            .map_err(|_| AppError::new(Code::InvalidRequest).detail("opaque_upload"))?;
        keyrings::check_size(&wrap)?;
        Ok(Self { opaque_record, wrap })
    }

    /// Puts the wrapped key into the vault.
    pub(super) fn put(&self, deposit: &mut Deposit<'_>) -> io::Result<Place> {
        deposit.put(&rng::make_bytes(), &self.wrap)
    }

    /// Puts it, its wrapped key lying at `place`, in the place of the password of that version, and of no other. Whoever had that
    /// one used up the account's tries at codes, and is out: they begin anew, and what was begun with it leads nowhere.
    pub(super) fn set(
        &self,
        connection: &mut SqliteConnection,
        app: &App,
        user_id: UserId,
        place: Place,
        version: u64,
        now_ms: u64,
    ) -> Outcome<()> {
        rows::check_password_version(connection, user_id, version)?;
        let wrap = Replacement {
            kind: BlobKind::WrapPassword,
            place,
            version: version + 1,
            len: self.wrap.len(),
        };
        keyrings::replace(connection, user_id, &wrap, now_ms)?;
        rows::set_credentials(connection, user_id, &self.opaque_record, KSF, OPAQUE_SETUP_ID)?;
        codes::forgive(connection, user_id)?;
        rows::forgive_code_tries(connection, user_id)?;
        app.sign_ins.forget(user_id);
        Ok(())
    }
}
