//! A mailbox that is open: the keys, what was learnt since it was opened, and the way to the server.

use crate::call::{Client, Wanted};
use crate::directory::{Found, Judged, News};
use crate::error::Error;
use crate::keyrings::{Change, Keys, Opened};
use crate::letter::OpenLetter;
use crate::objects::Objects;
use crate::platform::Platform;
use crate::sign_in::{GivenCode, Halfway, StoredSession, times};
use crate::transport::{Method, Transport};
use crate::upload::UploadedPart;
use crate::view::{Me, SessionTimes, WordsState};
use api::account::{Account, AccountChange, PhoneCode, PhoneRole, PhoneStart};
use api::auth::PhoneSent;
use api::session::SessionInfo;
use api::{ErasureId, MailboxId, MessageId, UserId};
use crypto::tlog::Head;
use crypto::{Hash, Id, KLocal};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Letters kept open in memory, so that going back to a list does not open them again.
const LETTERS_KEPT_MAX: usize = 500;
/// Bytes of their manifests together, which may have a megabyte each.
const LETTERS_KEPT_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Numbers above are given to attachments here; callers count from below.
const OWN_UPLOADS: u32 = 1 << 31;

/// How long letters are judged by the keyrings as they were last heard of.
const KEYRINGS_FRESH_MS: u64 = 60 * 1000;

/// One person's open mailbox. Dropping it wipes the keys.
pub struct Mailbox<T, P> {
    pub(crate) client: Arc<Client<T, P>>,
    pub(crate) user_id: UserId,
    pub(crate) mailbox_id: MailboxId,
    pub(crate) address: String,
    keys: Keys,
    /// Whether somebody had written nonsense over the keyrings, and those of a sign-in before took its place.
    pub(crate) keyrings_restored: bool,
    state: Mutex<State>,
}

/// What changes while it is open. Never locked over a request.
pub(crate) struct State {
    pub(crate) times: SessionTimes,
    pub(crate) opened: Opened,
    /// When the keyrings were last asked for.
    refreshed_ms: u64,
    /// What lookups came to, by address, and when: so that not every letter asks again.
    pub(crate) found: HashMap<String, (u64, Found)>,
    /// Records that were checked against the pins, by mailbox and epoch.
    pub(crate) records: HashMap<(Id, u32), Judged>,
    /// The keys of people who are not pinned: the server may not change its word on them while the mailbox is open.
    pub(crate) strangers: HashMap<String, News>,
    pub(crate) letters: HashMap<MessageId, Arc<OpenLetter>>,
    /// Which submission came from which mailbox under which id: another one later is equivocation.
    pub(crate) seen: HashMap<(Id, Id), Hash>,
    /// Letters that were erased, by the server's signed reports: they do not come back.
    pub(crate) erased: HashSet<MessageId>,
    /// Of erasures that were asked for by letters: which ones.
    pub(crate) erasing: HashMap<ErasureId, Vec<MessageId>>,
    pub(crate) uploads: HashMap<u32, UploadedPart>,
    pub(crate) objects: Objects,
    /// The newest head of the audit log that was verified since the mailbox was opened.
    pub(crate) log_head: Option<Head>,
    /// What this device stores for a reload, if it does, and whether that has changed since it was asked for.
    stored: Option<StoredSession>,
    stored_is_news: bool,
}

impl State {
    /// Names an attachment that no caller has named; one that has a number keeps it.
    pub(crate) fn add_upload(&mut self, part: UploadedPart) -> u32 {
        let mut known = self.uploads.iter();
        if let Some((number, _)) = known.find(|(_, known)| known.blob_id == part.blob_id) {
            return *number;
        }
        let highest = self.uploads.keys().copied().max().unwrap_or(0);
        let number = highest.max(OWN_UPLOADS).saturating_add(1);
        self.uploads.insert(number, part);
        number
    }

    /// Takes keyrings over that are newer. What was concluded from a pin that is another now is forgotten.
    fn adopt(&mut self, next: Opened) -> Result<(), Error> {
        if !next.seen.is_newer_than(&self.opened.seen) {
            return Ok(());
        }
        if !next.follows(&self.opened) {
            return Err(Error::bad_answer("an old keyring"));
        }
        let (old, new) = (&self.opened.sig.contacts, &next.sig.contacts);
        let same = |address: &str| match (old.get(address), new.get(address)) {
            (Some(old), Some(new)) => (old.rec_hash, old.verified) == (new.rec_hash, new.verified),
            (old, new) => old.is_none() && new.is_none(),
        };
        self.found.retain(|address, _| same(address));
        self.records
            .retain(|_, judged| same(&judged.record.record().addr));
        self.letters
            .retain(|_, letter| same(&letter.letter.manifest.from.addr));
        self.strangers.retain(|address, _| !new.contains_key(address));
        if let Some(stored) = &mut self.stored {
            stored.has_seen(next.seen);
            self.stored_is_news = true;
        }
        self.opened = next;
        Ok(())
    }
}

impl<T: Transport, P: Platform> Mailbox<T, P> {
    pub(crate) fn new(
        client: Client<T, P>,
        user_id: UserId,
        info: SessionInfo,
        keys: Keys,
        opened: Opened,
        stored: Option<StoredSession>,
    ) -> Result<Self, Error> {
        let own = opened.current()?.record();
        if own.subject_id != info.mailbox_id.0 || own.addr != info.address || user_id != info.user_id {
            return Err(Error::bad_answer("the session is of another mailbox"));
        }
        let (mailbox_id, address) = (info.mailbox_id, info.address.clone());
        let stored_is_news = stored
            .as_ref()
            .is_some_and(|stored| *stored.seen() != opened.seen);
        let stored = stored.map(|mut stored| {
            stored.has_seen(opened.seen);
            stored
        });
        let state = State {
            times: times(&info, client.platform().now_ms()),
            opened,
            refreshed_ms: client.platform().now_ms(),
            found: HashMap::new(),
            records: HashMap::new(),
            strangers: HashMap::new(),
            letters: HashMap::new(),
            seen: HashMap::new(),
            erased: HashSet::new(),
            erasing: HashMap::new(),
            uploads: HashMap::new(),
            objects: Objects::default(),
            log_head: None,
            stored,
            stored_is_news,
        };
        Ok(Self {
            client: Arc::new(client),
            user_id,
            mailbox_id,
            address,
            keys,
            keyrings_restored: false,
            state: Mutex::new(state),
        })
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now_ms(&self) -> u64 {
        self.client.platform().now_ms()
    }

    /// What seals local objects.
    pub(crate) fn local_key(&self) -> &KLocal {
        &self.keys.local
    }

    /// The mailbox's address, canonical.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Makes a change to the keyrings durable.
    pub(crate) async fn change(&self, change: impl Change) -> Result<(), Error> {
        let opened = self.state().opened.clone();
        let next = self
            .client
            .change_keyrings(&self.keys, self.user_id, opened, change)
            .await?;
        self.state().adopt(next)
    }

    /// Takes over what another device wrote to the keyrings.
    pub(crate) async fn refresh_keyrings(&self) -> Result<(), Error> {
        let seen = self.state().opened.clone();
        let opened = self
            .client
            .reload_keyrings(&self.keys, self.user_id, &seen)
            .await?;
        let now_ms = self.now_ms();
        let mut state = self.state();
        state.refreshed_ms = now_ms;
        state.adopt(opened)
    }

    /// As [`Self::refresh_keyrings`], unless that was done lately: for what happens with every letter.
    pub(crate) async fn refresh_keyrings_at_times(&self) -> Result<(), Error> {
        let now_ms = self.now_ms();
        if self.state().refreshed_ms.abs_diff(now_ms) < KEYRINGS_FRESH_MS {
            return Ok(());
        }
        self.refresh_keyrings().await
    }

    /// What the device must store in place of what it stored for a reload; none where nothing has changed since it was
    /// last asked for, or nothing is kept.
    pub fn take_stored(&self) -> Option<StoredSession> {
        let mut state = self.state();
        let is_news = std::mem::replace(&mut state.stored_is_news, false);
        state.stored.clone().filter(|_| is_news)
    }

    /// The person.
    pub async fn me(&self) -> Result<Me, Error> {
        let account: Account = self.client.get("/account", Wanted::ByItself).await?;
        Ok(self.show_account(&account))
    }

    fn show_account(&self, account: &Account) -> Me {
        let profile = self.state().opened.sig.profile.clone();
        Me {
            address: self.address.clone(),
            name: profile.name.unwrap_or_default(),
            language: account.language.clone(),
            created_ms: account.created_ms,
            totp_enrolled_ms: account.totp_enrolled_ms,
            backup_codes_left: account.backup_codes_left,
            passkeys: account.passkeys,
            opening_passkeys: account.opening_passkeys,
            phone: account.phone.clone(),
            reserve_phone: account.reserve_phone.clone(),
            recovery: WordsState {
                words_made_ms: account.recovery.words_made_ms,
                words_doubted: account.recovery.words_doubted,
                wait: account.recovery.wait,
            },
            gives_receipts: !profile.withholds_receipts,
            ends_ms: account.ends_ms,
            keyrings_restored: self.keyrings_restored,
        }
    }

    /// The name that goes with letters; the server never learns it.
    pub async fn set_name(&self, name: &str) -> Result<Me, Error> {
        let name = crate::register::clean_name(name);
        self.change(move |sig: &mut crypto::keys::keyring::SigKeyring, _: &mut _| {
            let changed = sig.profile.name != name;
            sig.profile.name.clone_from(&name);
            changed
        })
        .await?;
        self.me().await
    }

    /// Whether letters that ask for a receipt get one.
    pub async fn set_gives_receipts(&self, gives: bool) -> Result<Me, Error> {
        self.change(move |sig: &mut crypto::keys::keyring::SigKeyring, _: &mut _| {
            std::mem::replace(&mut sig.profile.withholds_receipts, !gives) == gives
        })
        .await?;
        self.me().await
    }

    /// The language that the server writes to the person in.
    pub async fn set_language(&self, language: &str) -> Result<Me, Error> {
        let change = AccountChange {
            language: language.to_owned(),
        };
        self.client.command(Method::Patch, "/account", &change).await?;
        self.me().await
    }

    /// The session's times, without touching them.
    pub async fn times(&self) -> Result<SessionTimes, Error> {
        let info: SessionInfo = self.client.get("/session", Wanted::ByItself).await?;
        Ok(self.keep(info))
    }

    /// The times as they were last heard of.
    pub fn known_times(&self) -> SessionTimes {
        self.state().times
    }

    /// The person is active: the idle time begins anew.
    pub async fn stay(&self) -> Result<SessionTimes, Error> {
        let info: SessionInfo = self.client.poke("/session/touch", Wanted::ByPerson).await?;
        Ok(self.keep(info))
    }

    pub(crate) fn keep(&self, info: SessionInfo) -> SessionTimes {
        let times = times(&info, self.now_ms());
        self.state().times = times;
        times
    }

    /// Closes the mailbox: every flow of it, those under way included, ends as signed out at its next request.
    pub fn close(&self) {
        self.client.close();
    }

    /// Closes the mailbox and ends its session. From the server's answer on, what this device stored opens nothing.
    pub async fn sign_out(&self) -> Result<(), Error> {
        self.note_root().await;
        self.close();
        match self.client.end_session().await {
            Ok(()) | Err(Error::SignedOut) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Password and code once more: for a few minutes sensitive settings may be changed.
    pub async fn step_up(
        &self,
        password: &str,
        code: impl Into<GivenCode<'_>>,
    ) -> Result<SessionTimes, Error> {
        let halfway = self.password_again(password).await?;
        self.step_up_after(&halfway, code).await
    }

    /// The password once more: for [`Self::step_up_after`] and its like, where what comes next has to be asked for first, as of a
    /// passkey.
    pub async fn password_again(&self, password: &str) -> Result<Halfway<T, P>, Error> {
        self.client.sign_in(&self.address, password).await
    }

    /// The second half of [`Self::step_up`].
    pub async fn step_up_after(
        &self,
        halfway: &Halfway<T, P>,
        code: impl Into<GivenCode<'_>>,
    ) -> Result<SessionTimes, Error> {
        Ok(self.keep(halfway.step_up(code.into()).await?))
    }

    /// Has a code sent to the reserve phone, for [`Self::step_up`] without an authenticator.
    pub async fn send_reserve_code(&self, password: &str) -> Result<PhoneSent, Error> {
        self.password_again(password).await?.send_code(None).await
    }

    /// Has a code sent to a phone that is to take a role.
    pub async fn start_phone(&self, role: PhoneRole, number: &str) -> Result<PhoneSent, Error> {
        let start = PhoneStart {
            number: number.to_owned(),
        };
        self.client
            .post_once(&format!("{}/start", phone_path(role)), &start)
            .await
    }

    /// Shows that code: the phone has the role.
    pub async fn confirm_phone(&self, role: PhoneRole, typed: &str) -> Result<Me, Error> {
        let code = PhoneCode {
            code: typed.chars().filter(char::is_ascii_digit).collect(),
        };
        self.client
            .command_once(&format!("{}/confirm", phone_path(role)), &code)
            .await?;
        self.me().await
    }

    /// Removes the reserve phone.
    pub async fn remove_reserve_phone(&self) -> Result<Me, Error> {
        self.client
            .bare(Method::Delete, &phone_path(PhoneRole::Reserve))
            .await?;
        self.me().await
    }

    /// A secret for a new authenticator; the old one stays in use until [`Self::confirm_totp`].
    pub async fn replace_totp(&self) -> Result<crate::view::TotpSecret, Error> {
        let secret: api::auth::TotpSecret = self
            .client
            .poke("/session/totp/replace", Wanted::ByPerson)
            .await?;
        Ok(crate::totp::secret_view(&secret, self.client.host()))
    }

    /// The new authenticator's first code: from now on only it counts.
    pub async fn confirm_totp(&self, code: &str) -> Result<Me, Error> {
        let code = code.chars().filter(char::is_ascii_digit).collect();
        let confirm = api::session::TotpConfirm { code };
        self.client
            .command_once("/session/totp/confirm", &confirm)
            .await?;
        self.me().await
    }

    /// New backup codes, shown this once, each good once in place of the authenticator's. Those from before are good no more.
    pub async fn make_backup_codes(&self) -> Result<Vec<String>, Error> {
        let made: api::account::BackupCodes = self.client.poke_once("/account/backup-codes").await?;
        let is_code = |code: &String| crypto::second_factor::read_backup_code(code).is_some();
        if !made.codes.iter().all(is_code) {
            return Err(Error::bad_answer("backup codes"));
        }
        Ok(made.codes)
    }

    pub(crate) fn remember(&self, letter: Arc<OpenLetter>) {
        let mut state = self.state();
        let manifests = state
            .letters
            .values()
            .map(|kept| kept.letter.manifest_bytes.len());
        let is_full = manifests.sum::<usize>() > LETTERS_KEPT_BYTES_MAX;
        if is_full || state.letters.len() >= LETTERS_KEPT_MAX {
            // Any will do: they are opened again when needed.
            let half = state.letters.len().div_ceil(2);
            let dropped: Vec<MessageId> = state.letters.keys().take(half).copied().collect();
            for id in dropped {
                state.letters.remove(&id);
            }
        }
        state.letters.insert(letter.message_id, letter);
    }
}

fn phone_path(role: PhoneRole) -> String {
    let role = match role {
        PhoneRole::Main => "main",
        PhoneRole::Reserve => "reserve",
    };
    format!("/account/phones/{role}")
}
