//! Changing a password that somebody else may know (protocol.md 5.5). A new master key takes the old one's place and seals the
//! keyrings anew, the mailbox gets another signing and another sealing key, and there are other recovery words. Old seeds
//! stay in the keyring, so that old letters stay readable.

use crate::change_password::{BegunChange, PasswordChange};
use crate::directory::on_the_wire;
use crate::error::Error;
use crate::keyrings::{Keys, Opened};
use crate::mailbox::Mailbox;
use crate::password::Judge;
use crate::platform::Platform;
use crate::recovery::RecoveryWords;
use crate::sign_in::{GivenCode, Halfway};
use crate::transport::Transport;
use api::Code;
use api::account::{CompromisedFinish, Keyring, Keyrings};
use crypto::Umk;
use crypto::age::Identity;
use crypto::record::{LIFETIME_S_MAX, SignedRecord};
use crypto::sign::SigningKey;

/// Tries against another device that writes the keyrings at the same time.
const TRIES: usize = 5;

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Replaces the password and everything that it opened. Without `words` the account has none afterwards. No session is left,
    /// this one included: the mailbox is closed, and the person signs in anew. The new password is judged before anything is
    /// sent.
    pub async fn replace_compromised(
        &self,
        change: PasswordChange<'_>,
        words: Option<&RecoveryWords>,
        judge: &impl Judge,
    ) -> Result<(), Error> {
        self.grade_new(change.new, judge).await?;
        let halfway = self.password_again(change.current).await?;
        self.replace_keys(&halfway, change.code, change.new, words).await
    }

    /// As [`Self::replace_compromised`], where the password in use was given by [`Mailbox::password_again`].
    pub async fn replace_compromised_after(
        &self,
        halfway: &Halfway<T, P>,
        code: GivenCode<'_>,
        new: &str,
        words: Option<&RecoveryWords>,
        judge: &impl Judge,
    ) -> Result<(), Error> {
        self.grade_new(new, judge).await?;
        self.replace_keys(halfway, code, new, words).await
    }

    async fn replace_keys(
        &self,
        halfway: &Halfway<T, P>,
        code: GivenCode<'_>,
        new: &str,
        words: Option<&RecoveryWords>,
    ) -> Result<(), Error> {
        let begun = self.begin_change(halfway, code, new).await?;
        for _ in 0..TRIES {
            match self.send_sealed_anew(&begun, words).await {
                Err(error) if is_overtaken(&error) => {}
                Err(error) => return Err(error),
                Ok(()) => {
                    self.close();
                    return Ok(());
                }
            }
        }
        Err(Error::bad_answer(
            "the keyrings change faster than they can be written",
        ))
    }

    async fn send_sealed_anew(
        &self,
        begun: &BegunChange,
        words: Option<&RecoveryWords>,
    ) -> Result<(), Error> {
        self.catch_up().await?;
        let finish = self.seal_anew(begun, words)?;
        self.client
            .command_once("/account/password/compromised", &finish)
            .await
    }

    /// The keyrings as they are now, with new keys in them, under a new master key.
    fn seal_anew(
        &self,
        begun: &BegunChange,
        words: Option<&RecoveryWords>,
    ) -> Result<CompromisedFinish, Error> {
        let Opened {
            mut dec,
            mut sig,
            records,
            signing: old_signing,
            ..
        } = self.state().opened.clone();
        let current = records.last().ok_or_else(|| Error::bad_answer("no own record"))?;
        let (platform, user_id) = (self.client.platform(), self.user_id);
        let rng = &mut platform.rng();
        let (identity, signing) = (Identity::make(rng), SigningKey::make(rng));
        let now_s = self.now_ms() / 1000;
        let record = SignedRecord::make_next(
            current,
            &old_signing,
            &signing,
            &identity.recipient(),
            now_s,
            now_s + LIFETIME_S_MAX,
        );
        let epoch = current.record().epoch + 1;
        dec.seeds.insert(epoch, identity.seed());
        sig.sign_seeds.insert(epoch, signing.seed());
        sig.own_records.push(record.clone());
        // What lies under it is sealed anew after the next sign-in.
        sig.k_local_old.push(self.local_key().clone());
        dec.ver = dec.ver.saturating_add(1);
        sig.ver = sig.ver.saturating_add(1);
        sig.dec_ver = dec.ver;
        let umk = Umk::make(rng);
        let keys = Keys::derive(&umk, user_id);
        let keyrings = Keyrings {
            dec: Keyring {
                version: dec.ver,
                sealed: dec
                    .seal(&keys.dec, &user_id.0, rng)
                    .map_err(Error::bad_answer)?
                    .into(),
            },
            sig: Keyring {
                version: sig.ver,
                sealed: sig
                    .seal(&keys.sig, &user_id.0, rng)
                    .map_err(Error::bad_answer)?
                    .into(),
            },
        };
        // What cannot be opened again must never take the place of what can.
        Opened::open(&keys, user_id, &keyrings)?;
        Ok(CompromisedFinish {
            change: begun.change.clone(),
            opaque_upload: begun.opaque_upload.clone(),
            wrap_password: begun.wrap(&umk, user_id, platform),
            keyrings,
            record: on_the_wire(&record),
            recovery: words.map(|words| words.kit(&umk, user_id, platform)),
        })
    }
}

/// Whether another device wrote the keyrings or published keys meanwhile.
fn is_overtaken(error: &Error) -> bool {
    matches!(
        error.code(),
        Some(Code::KeyringConflict | Code::KeyRecordConflict)
    )
}
