//! The recovery words: making and reading them, getting in again with them, stopping somebody else who tries.
//!
//! Everything that was readable stays so: the master key comes out of its wrap under the words, and is wrapped under a new
//! password. What opened the account before opens it no more, the words that were used included.

use crate::call::Client;
use crate::error::Error;
use crate::keyrings::{Keys, Opened};
use crate::mailbox::Mailbox;
use crate::password::{self, Judge};
use crate::platform::{Platform, make_bytes};
use crate::sign_in::{GivenCode, Halfway, prove_code};
use crate::transport::{Method, Transport};
use crate::view::{Me, WordsFault};
use api::recovery::{
    RecoveryFinish, RecoveryKit, RecoveryProve, RecoveryProven, RecoveryRelease, RecoveryReleased,
    RecoveryStart, RecoveryStarted, RecoveryStop, RecoveryWait, RecoveryWaitBegin, ReleaseBy, WordsFinish,
    WordsStart, WordsStarted,
};
use api::{Bytes, UserId};
use crypto::keys::{derive_recovery_auth, kek_password, kek_recovery};
use crypto::opaque::client::register_start;
use crypto::opaque::{KsfProfile, normalize_password};
use crypto::recovery::{Entropy, WordsError, prove, read_words, to_words};
use crypto::{Secret, Umk, address};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Twelve words that open an account without its password.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryWords(Entropy);

impl RecoveryWords {
    /// New ones. They count once an account has them.
    pub fn make(platform: &impl Platform) -> Self {
        Self(Entropy::make(&mut platform.rng()))
    }

    /// Three places, counted from zero, whose words are asked for once the words are on paper: one of each four.
    pub fn places_to_ask(platform: &impl Platform) -> [usize; 3] {
        let [first, second, third] = make_bytes::<3>(platform).map(|byte| usize::from(byte % 4));
        [first, second + 4, third + 8]
    }

    /// Reads what somebody typed, however it was written down.
    pub fn read(typed: &str) -> Result<Self, Error> {
        read_words(typed).map(Self).map_err(|error| {
            Error::RecoveryWords(match error {
                WordsError::Unknown { position, near } => WordsFault::Unknown {
                    position,
                    near: near.into_iter().map(str::to_owned).collect(),
                },
                WordsError::Count(count) => WordsFault::Count(count),
                WordsError::Checksum => WordsFault::Checksum,
            })
        })
    }

    /// The words, with single spaces between: to be put on paper, and shown nowhere else.
    pub fn text(&self) -> Zeroizing<String> {
        to_words(&self.0)
    }

    /// What the server keeps of them.
    pub(crate) fn kit(&self, umk: &Umk, user_id: UserId, platform: &impl Platform) -> RecoveryKit {
        let kek = kek_recovery(&self.0, &user_id.0);
        let key = derive_recovery_auth(&self.0, &user_id.0).verifying_key();
        RecoveryKit {
            wrap: umk.wrap(&kek, &user_id.0, &mut platform.rng()).into(),
            key: (*key.as_bytes()).into(),
        }
    }
}

/// What there is beside the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside<'a> {
    /// A code of the authenticator, or a backup code.
    Code(&'a str),
    /// A waiting period that is over.
    Waiting,
}

/// What opens the account afterwards.
#[derive(Clone, Copy)]
pub struct NewSecrets<'a> {
    /// The new password.
    pub password: &'a str,
    /// New words in place of those that were used; none: the account has none until the person makes some.
    pub words: Option<&'a RecoveryWords>,
}

/// The words were right. Holds what only the right words yield.
pub struct Recovery<T, P> {
    client: Arc<Client<T, P>>,
    user_id: UserId,
    address: String,
    words: RecoveryWords,
    proven: RecoveryProven,
    signature: Secret<64>,
}

impl<T: Transport, P: Platform> Client<T, P> {
    /// Proves the words of an account.
    pub async fn recover(
        self: &Arc<Self>,
        address: &str,
        words: &RecoveryWords,
    ) -> Result<Recovery<T, P>, Error> {
        let address = address::canonical(address.trim()).map_err(|_| Error::invalid("address"))?;
        let start = RecoveryStart {
            address: address.clone(),
        };
        let started: RecoveryStarted = self.post_once("/auth/recovery/start", &start).await?;
        let challenge = <[u8; 32]>::try_from(&started.challenge).map_err(Error::bad_answer)?;
        let key = derive_recovery_auth(&words.0, &started.user_id.0);
        let signature = prove(&key, &challenge, &started.user_id.0, self.host()).to_bytes();
        let ask = RecoveryProve {
            recovery_id: started.recovery_id,
            signature: signature.into(),
        };
        let proven: RecoveryProven = self.post_once("/auth/recovery/prove", &ask).await?;
        Ok(Recovery {
            client: Arc::clone(self),
            user_id: started.user_id,
            address,
            words: words.clone(),
            proven,
            signature: Secret::from_bytes(signature),
        })
    }

    /// Stops a waiting period with the token of its notice, as it stands in the notice's link.
    pub async fn stop_recovery(&self, token: &str) -> Result<(), Error> {
        let token = Bytes::from_text(token).ok_or_else(|| Error::invalid("token"))?;
        self.command_once("/auth/recovery/stop", &RecoveryStop { token })
            .await
    }
}

impl<T: Transport, P: Platform> Recovery<T, P> {
    /// Whether the account has an authenticator, so that a code can follow.
    pub fn has_authenticator(&self) -> bool {
        self.proven.has_authenticator
    }

    /// The waiting period that was begun before, if one was. Times are the server's.
    pub fn wait(&self) -> Option<RecoveryWait> {
        self.proven.wait
    }

    /// Begins the waiting period, for somebody who has no authenticator any more. The words are to be proven again when it is
    /// over.
    pub async fn begin_wait(&self) -> Result<RecoveryWait, Error> {
        let pre_auth = self.proven.pre_auth.clone();
        self.client
            .post_once("/auth/recovery/wait", &RecoveryWaitBegin { pre_auth })
            .await
    }

    /// Puts a new password into use. Afterwards no session of the account is left, and the person signs in anew. The password is
    /// judged before anything is sent.
    pub async fn finish(
        &self,
        beside: Beside<'_>,
        new: NewSecrets<'_>,
        judge: &impl Judge,
    ) -> Result<(), Error> {
        let client = &self.client;
        let personal = [self.address.as_str(), client.host()];
        if let Some(fault) = password::grade(judge, new.password, &personal).await?.fault {
            return Err(Error::WeakPassword(fault));
        }
        let password = normalize_password(new.password);
        let rng = &mut client.platform().rng();
        let (registration, request) = register_start(password.as_bytes(), rng);
        let release = RecoveryRelease {
            by: self.release_by(beside)?,
            opaque_request: request.into(),
        };
        let released: RecoveryReleased = client.post_once("/auth/recovery/release", &release).await?;
        let umk = self.open(&released)?;
        let profile = KsfProfile::from_number(released.ksf).map_err(|_| Error::Downgrade)?;
        let registered = registration
            .finish(
                password.as_bytes(),
                &released.opaque_response,
                &self.user_id.0,
                client.host(),
                profile,
                rng,
            )
            .map_err(Error::bad_answer)?;
        let kek = kek_password(registered.export_key.expose(), &self.user_id.0);
        let finish = RecoveryFinish {
            change: released.change,
            opaque_upload: registered.upload.into(),
            wrap_password: umk.wrap(&kek, &self.user_id.0, rng).into(),
            recovery: new
                .words
                .map(|words| words.kit(&umk, self.user_id, client.platform())),
        };
        client.command_once("/auth/recovery/finish", &finish).await
    }

    fn release_by(&self, beside: Beside<'_>) -> Result<ReleaseBy, Error> {
        let Beside::Code(typed) = beside else {
            return Ok(ReleaseBy::Waited(self.proven.pre_auth.clone()));
        };
        let pre_auth = Secret::try_from_slice(&self.proven.pre_auth).map_err(Error::bad_answer)?;
        let proof = prove_code(&self.signature, self.user_id, &pre_auth, GivenCode::Own(typed));
        Ok(ReleaseBy::Code(proof))
    }

    /// The master key, out of its wrap under the words. It must open keyrings that belong together and are of this address:
    /// nothing else is put under a new password.
    fn open(&self, released: &RecoveryReleased) -> Result<Umk, Error> {
        let kek = kek_recovery(&self.words.0, &self.user_id.0);
        let umk = Umk::unwrap(&kek, &self.user_id.0, &released.wrap_recovery)
            .map_err(|_| Error::bad_answer("the wrapped key does not open"))?;
        let keys = Keys::derive(&umk, self.user_id);
        let (opened, _) =
            Opened::open_either(&keys, self.user_id, &released.keyrings, released.kept.as_ref())?;
        if opened.current()?.record().addr != self.address {
            return Err(Error::bad_answer("the mailbox is of another address"));
        }
        Ok(umk)
    }
}

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Gives the account new words in place of those from before, which are good for nothing any more. Takes the password and a
    /// code, since the master key is not kept while the mailbox is open.
    pub async fn set_recovery_words(
        &self,
        password: &str,
        code: impl Into<GivenCode<'_>>,
        words: &RecoveryWords,
    ) -> Result<Me, Error> {
        let halfway = self.password_again(password).await?;
        self.set_recovery_words_after(&halfway, code, words).await
    }

    /// The second half of [`Self::set_recovery_words`].
    pub async fn set_recovery_words_after(
        &self,
        halfway: &Halfway<T, P>,
        code: impl Into<GivenCode<'_>>,
        words: &RecoveryWords,
    ) -> Result<Me, Error> {
        let start = WordsStart {
            proof: halfway.proof(code.into()),
        };
        let started: WordsStarted = self
            .client
            .post_once("/account/recovery/words/start", &start)
            .await?;
        let umk = halfway.unwrap(&started.wrap_password)?;
        let finish = WordsFinish {
            change: started.change,
            recovery: words.kit(&umk, self.user_id, self.client.platform()),
        };
        self.client
            .command_once("/account/recovery/words/finish", &finish)
            .await?;
        self.me().await
    }

    /// Stops the waiting period of somebody who has the account's words, if there is one.
    pub async fn stop_recovery(&self) -> Result<Me, Error> {
        self.client.bare(Method::Post, "/account/recovery/stop").await?;
        self.me().await
    }
}
