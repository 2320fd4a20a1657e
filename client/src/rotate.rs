//! New keys: a fresh sealing key every year, signed by the old record. Old seeds stay, so old letters stay readable.

use crate::error::Error;
use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::transport::{Method, Transport};
use crypto::age::Identity;
use crypto::keys::keyring::{DecKeyring, SigKeyring};
use crypto::record::{LIFETIME_S_MAX, SignedRecord};

/// Records are renewed this long before they end.
const RENEW_BEFORE_S: u64 = 60 * 24 * 60 * 60;

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Makes sure that the published record is the newest own one and does not end soon. Called after signing in; also
    /// finishes a renewal that was interrupted.
    pub async fn keep_keys_fresh(&self) -> Result<(), Error> {
        let (ends_s, epoch) = {
            let state = self.state();
            let record = state.opened.current()?.record();
            (record.not_after_s, record.epoch)
        };
        if self.now_ms() / 1000 + RENEW_BEFORE_S > ends_s {
            return self.renew_keys().await;
        }
        if epoch > 0 { self.publish().await } else { Ok(()) }
    }

    /// A new sealing key under the same signing key. The keyrings are written before the record is published: a key that
    /// people seal to must never be lost.
    pub async fn renew_keys(&self) -> Result<(), Error> {
        let (previous, signing) = {
            let state = self.state();
            (state.opened.current()?.clone(), state.opened.signing.clone())
        };
        let identity = Identity::make(&mut self.client.platform().rng());
        let now_s = self.now_ms() / 1000;
        let next = SignedRecord::make_next(
            &previous,
            &signing,
            &signing,
            &identity.recipient(),
            now_s,
            now_s + LIFETIME_S_MAX,
        );
        let epoch = previous.record().epoch + 1;
        self.change(move |sig: &mut SigKeyring, dec: &mut DecKeyring| {
            // Another device has renewed meanwhile: its keys are as good.
            if dec.seeds.contains_key(&epoch) {
                return false;
            }
            dec.seeds.insert(epoch, identity.seed());
            sig.sign_seeds.insert(epoch, signing.seed());
            sig.own_records.push(next.clone());
            true
        })
        .await?;
        self.publish().await
    }

    /// The server knows other keys of this person than this device: another device has renewed them, or a renewal was
    /// interrupted before its record was published.
    pub(crate) async fn catch_up(&self) -> Result<(), Error> {
        self.refresh_keyrings().await?;
        self.publish().await
    }

    async fn publish(&self) -> Result<(), Error> {
        let newest = self
            .state()
            .opened
            .sig
            .own_records
            .last()
            .map(crate::directory::on_the_wire);
        let newest = newest.ok_or_else(|| Error::bad_answer("no own record"))?;
        self.client.command(Method::Post, "/keys/records", &newest).await
    }
}
