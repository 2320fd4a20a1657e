//! Changing the password: the master key stays, and is wrapped under the new one. Letters and keys are not touched.

use crate::error::Error;
use crate::mailbox::Mailbox;
use crate::password::{self, Judge};
use crate::platform::Platform;
use crate::sign_in::{GivenCode, Halfway};
use crate::transport::Transport;
use api::account::{PasswordFinish, PasswordStart, PasswordStarted};
use api::{Bytes, UserId};
use crypto::keys::kek_password;
use crypto::opaque::client::register_start;
use crypto::opaque::{KsfProfile, normalize_password};
use crypto::{Kek, Umk};

/// What changing a password takes.
#[derive(Clone)]
pub struct PasswordChange<'a> {
    /// The password in use.
    pub current: &'a str,
    /// A code.
    pub code: GivenCode<'a>,
    /// The password to come.
    pub new: &'a str,
}

/// A change between its two halves.
pub(crate) struct BegunChange {
    pub(crate) change: Bytes,
    pub(crate) opaque_upload: Bytes,
    /// The master key in use.
    pub(crate) umk: Umk,
    kek: Kek,
}

impl BegunChange {
    /// A master key, wrapped under the new password.
    pub(crate) fn wrap(&self, umk: &Umk, user_id: UserId, platform: &impl Platform) -> Bytes {
        umk.wrap(&self.kek, &user_id.0, &mut platform.rng()).into()
    }
}

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Changes the password. Afterwards this session is the only one of the account. The new password is judged before
    /// anything is sent.
    pub async fn change_password(&self, change: PasswordChange<'_>, judge: &impl Judge) -> Result<(), Error> {
        self.grade_new(change.new, judge).await?;
        let halfway = self.password_again(change.current).await?;
        self.replace_password(&halfway, change.code, change.new).await
    }

    /// As [`Self::change_password`], where the password in use was given by [`Mailbox::password_again`].
    pub async fn change_password_after(
        &self,
        halfway: &Halfway<T, P>,
        code: GivenCode<'_>,
        new: &str,
        judge: &impl Judge,
    ) -> Result<(), Error> {
        self.grade_new(new, judge).await?;
        self.replace_password(halfway, code, new).await
    }

    pub(crate) async fn grade_new(&self, new: &str, judge: &impl Judge) -> Result<(), Error> {
        let name = self.state().opened.sig.profile.name.clone().unwrap_or_default();
        let personal = [self.address.as_str(), &name, self.client.host()];
        match password::grade(judge, new, &personal).await?.fault {
            Some(fault) => Err(Error::WeakPassword(fault)),
            None => Ok(()),
        }
    }

    async fn replace_password(
        &self,
        halfway: &Halfway<T, P>,
        code: GivenCode<'_>,
        new: &str,
    ) -> Result<(), Error> {
        let begun = self.begin_change(halfway, code, new).await?;
        let finish = PasswordFinish {
            wrap_password: begun.wrap(&begun.umk, self.user_id, self.client.platform()),
            change: begun.change,
            opaque_upload: begun.opaque_upload,
        };
        self.client
            .command_once("/account/password/finish", &finish)
            .await
    }

    /// First half: the server has seen the password in use and a code, and has what it keeps of the new one.
    pub(crate) async fn begin_change(
        &self,
        halfway: &Halfway<T, P>,
        code: GivenCode<'_>,
        new: &str,
    ) -> Result<BegunChange, Error> {
        let new = normalize_password(new);
        let rng = &mut self.client.platform().rng();
        let (registration, request) = register_start(new.as_bytes(), rng);
        let start = PasswordStart {
            proof: halfway.proof(code),
            opaque_request: request.into(),
        };
        let started: PasswordStarted = self.client.post_once("/account/password/start", &start).await?;
        let umk = halfway.unwrap(&started.wrap_password)?;
        let profile = KsfProfile::from_number(started.ksf).map_err(|_| Error::Downgrade)?;
        let registered = registration
            .finish(
                new.as_bytes(),
                &started.opaque_response,
                &self.user_id.0,
                self.client.host(),
                profile,
                rng,
            )
            .map_err(Error::bad_answer)?;
        Ok(BegunChange {
            change: started.change,
            opaque_upload: registered.upload.into(),
            umk,
            kek: kek_password(registered.export_key.expose(), &self.user_id.0),
        })
    }
}
