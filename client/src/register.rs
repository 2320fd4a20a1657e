//! Opening an account: first the address shows a code that was mailed to it, then the keys are made here, and only sealed ones
//! leave.

use crate::audit::{log_origin, parse_log_key};
use crate::call::{Client, Wanted};
use crate::error::Error;
use crate::keyrings::Keys;
use crate::password::{self, Judge};
use crate::platform::{Platform, make_bytes};
use crate::recovery::RecoveryWords;
use crate::transport::Transport;
use api::UserId;
use api::auth::{
    AddressConfirm, AddressStart, AddressStarted, RegisterFinish, RegisterStart, RegisterStarted, ServerInfo,
};
use crypto::age::Identity;
use crypto::keys::kek_password;
use crypto::keys::keyring::{DecKeyring, Escrow, LogPin, Profile, ServerPin, SigKeyring};
use crypto::manifest::SUITE_ID;
use crypto::opaque::client::register_start;
use crypto::opaque::{KsfProfile, normalize_password};
use crypto::record::{Kind, LIFETIME_S_MAX, SignedRecord};
use crypto::sign::{SigningKey, VerifyingKey};
use crypto::{Umk, address};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who opens an account.
#[derive(Clone, Copy)]
pub struct NewAccount<'a> {
    /// The name that goes with letters; may be empty.
    pub name: &'a str,
    /// The password.
    pub password: &'a str,
    /// `sv`, `da` or `en`.
    pub language: &'a str,
    /// Recovery words that the person has put away; none: the account has none until the person makes some.
    pub words: Option<&'a RecoveryWords>,
}

/// An address whose owner is being asked for a code. May be kept by the device, so that one who leaves can come back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressProof {
    address: String,
    proof: api::Bytes,
    /// When it ends, by the server's clock.
    pub ends_ms: u64,
}

impl AddressProof {
    /// The address, canonical.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// For the device to keep.
    pub fn to_text(&self) -> String {
        // Texts and a number: this always serialises.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From what the device has kept; none if it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// Version of keyrings as they are made.
const FIRST_VERSION: u64 = 1;

impl<T: Transport, P: Platform> Client<T, P> {
    /// Has a code mailed to an address. Answered alike whether or not it has a mailbox.
    pub async fn prove_address(&self, address: &str, language: &str) -> Result<AddressProof, Error> {
        let canonical = address::canonical(address.trim()).map_err(|_| Error::invalid("address"))?;
        let started: AddressStarted = self.ask_for_code(&canonical, None, language).await?;
        Ok(AddressProof {
            address: canonical,
            proof: started.proof,
            ends_ms: started.ends_ms,
        })
    }

    /// Has the same code mailed once more.
    pub async fn mail_again(&self, proof: &AddressProof, language: &str) -> Result<(), Error> {
        self.ask_for_code(&proof.address, Some(proof.proof.clone()), language)
            .await
            .map(drop)
    }

    /// Shows the code that was mailed.
    pub async fn confirm_address(&self, proof: &AddressProof, typed: &str) -> Result<(), Error> {
        let confirm = AddressConfirm {
            proof: proof.proof.clone(),
            code: typed.chars().filter(char::is_ascii_digit).collect(),
        };
        self.command_once("/auth/register/confirm", &confirm).await
    }

    async fn ask_for_code(
        &self,
        address: &str,
        proof: Option<api::Bytes>,
        language: &str,
    ) -> Result<AddressStarted, Error> {
        let start = AddressStart {
            address: address.to_owned(),
            language: language.to_owned(),
            proof,
        };
        self.post_once("/auth/register/address", &start).await
    }

    /// Opens an account for an address that has shown its code. It stays closed to letters until the first sign-in has shown a
    /// phone and enrolled an authenticator.
    pub async fn register(
        &self,
        proof: &AddressProof,
        new: NewAccount<'_>,
        judge: &impl Judge,
    ) -> Result<(), Error> {
        let canonical = &proof.address;
        let grade = password::grade(judge, new.password, &[canonical, new.name, self.host()]).await?;
        if let Some(fault) = grade.fault {
            return Err(Error::WeakPassword(fault));
        }
        let server: ServerInfo = self.get("/server", Wanted::ByPerson).await?;
        let password = normalize_password(new.password);
        let (registration, request) = register_start(password.as_bytes(), &mut self.platform().rng());
        let start = RegisterStart {
            proof: proof.proof.clone(),
            opaque_request: request.into(),
        };
        let started: RegisterStarted = self.post_once("/auth/register/start", &start).await?;
        let profile = KsfProfile::from_number(started.ksf).map_err(|_| Error::Downgrade)?;
        let registered = registration
            .finish(
                password.as_bytes(),
                &started.opaque_response,
                &started.user_id.0,
                self.host(),
                profile,
                &mut self.platform().rng(),
            )
            .map_err(Error::bad_answer)?;
        let umk = Umk::make(&mut self.platform().rng());
        let kek = kek_password(registered.export_key.expose(), &started.user_id.0);
        let made = self.make_keys(canonical, new.name, &server)?;
        let keys = Keys::derive(&umk, started.user_id);
        let finish = RegisterFinish {
            registration: started.registration,
            opaque_upload: registered.upload.into(),
            wrap_password: umk
                .wrap(&kek, &started.user_id.0, &mut self.platform().rng())
                .into(),
            keyring_dec: self.seal_dec(&made.dec, &keys, started.user_id)?,
            keyring_sig: self.seal_sig(&made.sig, &keys, started.user_id)?,
            key_record: crate::directory::on_the_wire(&made.record),
            language: new.language.to_owned(),
            recovery: new
                .words
                .map(|words| words.kit(&umk, started.user_id, self.platform())),
        };
        self.command_once("/auth/register/finish", &finish).await
    }

    fn make_keys(&self, address: &str, name: &str, server: &ServerInfo) -> Result<Made, Error> {
        let server_key = VerifyingKey::parse(&server.signing_key).map_err(Error::bad_answer)?;
        let rng = &mut self.platform().rng();
        let (identity, signing) = (Identity::make(rng), SigningKey::make(rng));
        let now_s = self.platform().now_ms() / 1000;
        let record = SignedRecord::make_first(
            Kind::Person,
            address,
            &make_bytes(self.platform()),
            &signing,
            &identity.recipient(),
            now_s,
            now_s + LIFETIME_S_MAX,
        );
        let dec = DecKeyring {
            ver: FIRST_VERSION,
            seeds: [(0, identity.seed())].into(),
            groups: BTreeMap::new(),
        };
        let sig = SigKeyring {
            ver: FIRST_VERSION,
            dec_ver: FIRST_VERSION,
            local_ver: 0,
            sign_seeds: [(0, signing.seed())].into(),
            min_suite: SUITE_ID,
            server: ServerPin {
                sig_pk: *server_key.as_bytes(),
                log_vkey: Some(parse_log_key(server, self.host())?.to_text()),
            },
            kt: LogPin {
                origin: directory_origin(self.host()),
                ..LogPin::default()
            },
            audit: LogPin {
                origin: log_origin(self.host()),
                ..LogPin::default()
            },
            own_records: vec![record.clone()],
            contacts: BTreeMap::new(),
            escrow: Escrow::default(),
            k_local_old: Vec::new(),
            profile: Profile {
                name: clean_name(name),
                ..Profile::default()
            },
        };
        Ok(Made { dec, sig, record })
    }

    fn seal_dec(&self, dec: &DecKeyring, keys: &Keys, user_id: UserId) -> Result<api::Bytes, Error> {
        let sealed = dec.seal(&keys.dec, &user_id.0, &mut self.platform().rng());
        sealed.map(Into::into).map_err(Error::bad_answer)
    }

    fn seal_sig(&self, sig: &SigKeyring, keys: &Keys, user_id: UserId) -> Result<api::Bytes, Error> {
        let sealed = sig.seal(&keys.sig, &user_id.0, &mut self.platform().rng());
        sealed.map(Into::into).map_err(Error::bad_answer)
    }
}

struct Made {
    dec: DecKeyring,
    sig: SigKeyring,
    record: SignedRecord,
}

/// Name of a server's key directory.
pub(crate) fn directory_origin(host: &str) -> String {
    format!("{host}/kt")
}

/// A name as it may stand in a letter and beside one: without what [`clean_text`] removes, trimmed, at most 64
/// characters; none if empty.
pub(crate) fn clean_name(name: &str) -> Option<String> {
    let clean = clean_text(name);
    let clean: String = clean
        .trim()
        .chars()
        .take(crypto::manifest::NAME_CHARS_MAX)
        .collect();
    (!clean.is_empty()).then_some(clean)
}

/// A single line without control characters, and without those that change the direction of what stands around them
/// (Unicode UAX #9: marks, embeddings, overrides, isolates), which make one text look like another.
pub(crate) fn clean_text(text: &str) -> String {
    let turns = |letter: char| {
        matches!(letter,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .filter(|letter| !letter.is_control() && !turns(*letter))
        .collect()
}
