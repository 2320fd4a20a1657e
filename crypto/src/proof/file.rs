//! The file: JSON around signed JSON, each in one spelling, so that no byte of it is free.

use serde::{Deserialize, Serialize};

use super::{ProofError, broken, party, require};
use crate::{
    Hash, ParseError, base64url, json,
    record::SignedRecord,
    sign::{Label, Signature, SigningKey, VerifyingKey},
};

/// Longest file, in bytes: 500 receipts with a few key records each, and a manifest.
pub const FILE_LEN_MAX: usize = 32 << 20;

const VERSION: u64 = 1;

/// Says what the file is, to whoever opens it without a program.
const TITLE: &str = "proof of a letter 1: `proof` is JSON in base64url, signed with Ed25519 over the input of docs/protocol.md 2.1; \
    `forsegla verify` checks it";

/// The outer JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    forsegla: String,
    #[serde(with = "base64url::bytes")]
    proof: Vec<u8>,
    #[serde(with = "base64url::bytes")]
    signature: Vec<u8>,
}

/// What a file says. Untrusted: [`super::verify`] says what of it is proven.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// 1.
    pub v: u64,
    /// When it was made, by its maker's clock.
    pub made_ms: u64,
    /// The server's key, which signs promises.
    #[serde(with = "base64url::array")]
    pub server_key: [u8; 32],
    /// The audit log's key, as a note names it.
    pub log_key: String,
    /// A signed head of the log, with the log's signature alone.
    pub checkpoint: String,
    /// The submission.
    pub submission: Entry,
    /// The sender's key records from the first on: the one that signed the submission is among them, the last one's key
    /// signs the file.
    pub sender: Vec<SignedRecord>,
    /// Receipts, in the log's order.
    pub receipts: Vec<ReceiptEntry>,
    /// The letter itself, or none: then what only an opener can compute is taken on the sender's word.
    pub manifest: Option<Manifested>,
}

/// Something that was signed, promised and logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The submission's or the receipt's bytes.
    #[serde(with = "base64url::bytes")]
    pub bytes: Vec<u8>,
    /// Its signature.
    #[serde(with = "base64url::bytes")]
    pub signature: Vec<u8>,
    /// The promise about it.
    #[serde(with = "base64url::bytes")]
    pub promise: Vec<u8>,
    /// The server's signature.
    #[serde(with = "base64url::bytes")]
    pub promise_signature: Vec<u8>,
    /// Opens the log's commitment.
    #[serde(with = "base64url::array")]
    pub opening: [u8; 32],
    /// From the leaf to the checkpoint's root.
    #[serde(with = "base64url::arrays")]
    pub inclusion: Vec<Hash>,
}

/// A receipt with its reader's key records from the first on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptEntry {
    /// The receipt.
    pub receipt: Entry,
    /// The records; the one that signed is among them, and so is the one that the letter was sealed to.
    pub reader: Vec<SignedRecord>,
}

/// A manifest's bytes, as they were signed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Manifested(#[serde(with = "base64url::bytes")] pub(super) Vec<u8>);

impl From<Vec<u8>> for Manifested {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl Proof {
    /// What `v` is.
    pub const VERSION: u64 = VERSION;

    /// The file, signed by the sender's newest key.
    #[must_use]
    pub fn to_file(&self, sender: &SigningKey) -> Vec<u8> {
        let proof = to_json(self);
        let file = File {
            forsegla: TITLE.to_owned(),
            signature: sender.sign(Label::Proof, &proof).to_bytes().to_vec(),
            proof,
        };
        pretty(&file)
    }

    /// Reads a file; verifies the sender's records and that the newest one's key signed all of it.
    ///
    /// # Errors
    /// If it is not the layout in its one spelling, or not signed so.
    pub(super) fn open(file: &[u8]) -> Result<(Self, party::Chain), ProofError> {
        if file.len() > FILE_LEN_MAX {
            return Err(ParseError::new("longer than a proof can be").into());
        }
        let outer: File = json::parse(file)?;
        let proof: Self = json::parse(&outer.proof)?;
        let is_canonical = pretty(&outer) == file && to_json(&proof) == outer.proof;
        require(is_canonical, "another spelling than the one that there is")?;
        require(
            outer.forsegla == TITLE && proof.v == VERSION,
            "another kind of file",
        )?;
        let sender = party::Chain::verify(&proof.sender)?;
        let signature = Signature::parse(&outer.signature)?;
        check(sender.newest_key(), &outer.proof, &signature)?;
        Ok((proof, sender))
    }
}

fn check(key: &VerifyingKey, proof: &[u8], signature: &Signature) -> Result<(), ProofError> {
    key.verify(Label::Proof, proof, signature)
        .map_err(broken("the sender's signature over the file"))
}

fn to_json(proof: &Proof) -> Vec<u8> {
    serde_json::to_vec(proof).expect("a proof has string keys and no fallible values")
}

fn pretty(file: &File) -> Vec<u8> {
    serde_json::to_vec_pretty(file).expect("a file has string keys and no fallible values")
}
