//! Mailboxes that only a lying server knows of, and how it tells of them.

use crate::TestClient;
use api::keys::{KeyRecords, LookupAnswer, SignedKeyRecord};
use api::{Bytes, MailboxId};
use client::Platform as _;
use client::native::Native;
use client::transport::{Request, Response};
use crypto::age::Identity;
use crypto::manifest;
use crypto::record::{Flags, KeyRecord, Kind, SignedRecord};
use crypto::sign::SigningKey;

/// A mailbox that only a lying server knows of: keys that nobody but the liar holds.
pub struct Invented {
    pub mailbox: [u8; 16],
    pub address: String,
    pub signers: Vec<SigningKey>,
    pub identities: Vec<Identity>,
    pub records: Vec<SignedRecord>,
}

impl Invented {
    fn record(&self, epoch: u32, prev: [u8; 32], created_s: u64) -> (KeyRecord, SigningKey, Identity) {
        let (signer, identity) = (
            SigningKey::make(&mut Native.rng()),
            Identity::make(&mut Native.rng()),
        );
        let record = KeyRecord {
            kind: Kind::Person,
            addr: self.address.clone(),
            subject_id: self.mailbox,
            epoch,
            prev,
            sig_pk: *signer.verifying_key().as_bytes(),
            enc_pk: identity.recipient().as_bytes().to_vec(),
            suites: vec![manifest::SUITE_ID],
            flags: Flags::default(),
            escrow_org_fp: None,
            roster_hash: None,
            created_s,
            not_after_s: created_s + 390 * 86_400,
        };
        (record, signer, identity)
    }

    /// One record that claims any epoch: nobody who has no pin can check what came before.
    pub fn at(address: &str, mailbox: [u8; 16], epoch: u32, now_ms: u64) -> Self {
        let mut made = Self {
            mailbox,
            address: address.to_owned(),
            signers: Vec::new(),
            identities: Vec::new(),
            records: Vec::new(),
        };
        let prev = if epoch == 0 { [0; 32] } else { [7; 32] };
        let (record, signer, identity) = made.record(epoch, prev, now_ms / 1000 - 86_400);
        let prev_signer = (epoch > 0).then_some(&signer);
        made.records
            .push(SignedRecord::sign(&record, &signer, prev_signer));
        made.signers.push(signer);
        made.identities.push(identity);
        made
    }

    /// A second epoch with another signing key, made at `created_s` and signed by the first key, as it should be.
    pub fn renewed(mut self, created_s: u64) -> Self {
        let before = self.records[0].verify_first().unwrap();
        let (record, signer, identity) = self.record(1, before.hash(), created_s);
        self.records
            .push(SignedRecord::sign(&record, &signer, Some(&self.signers[0])));
        self.signers.push(signer);
        self.identities.push(identity);
        self
    }

    pub fn wire(&self) -> Vec<SignedKeyRecord> {
        let bytes = |bytes: &[u8]| Bytes(bytes.to_vec());
        let wire = self.records.iter().map(|record| SignedKeyRecord {
            record: bytes(&record.record),
            self_signature: bytes(&record.self_sig),
            prev_signature: bytes(&record.prev_sig),
            org_signature: bytes(&record.org_sig),
        });
        wire.collect()
    }

    /// From now on this connection's server says that the address and the mailbox have these keys.
    pub fn told_to(
        &self,
        client: &TestClient,
        mut more: impl FnMut(&Request, &mut Response) + Send + 'static,
    ) {
        let (records, address) = (self.wire(), self.address.clone());
        let prefix = format!("/keys/{}?from_epoch=", MailboxId(self.mailbox));
        client.transport().after(move |request, response| {
            if request.path.ends_with("/keys/lookup") && response.status == 200 {
                let mut answer: LookupAnswer = serde_json::from_slice(&response.body).unwrap();
                for found in answer.found.iter_mut().filter(|found| found.address == address) {
                    found.records = vec![records.last().unwrap().clone()];
                }
                response.body = serde_json::to_vec(&answer).unwrap();
            }
            if let Some((_, from)) = request.path.split_once(&prefix) {
                let from: usize = from.parse().unwrap();
                response.status = 200;
                response.body = serde_json::to_vec(&KeyRecords {
                    records: records[from.min(records.len())..].to_vec(),
                })
                .unwrap();
            }
            more(request, response);
        });
    }
}
