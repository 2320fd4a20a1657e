//! Checks 5 to 16: opening, and what stands inside.

use std::collections::{BTreeMap, BTreeSet};

use zeroize::Zeroizing;

use super::{Class, Me, Place, Rejection, Sealed, Seen, outside::SKEW_MS, rejection::require};
use crate::{
    Hash, Id,
    age::{self, Identity},
    manifest::{self, Manifest},
    message::{self, Plaintext},
    record::VerifiedRecord,
    sign::Signature,
    submission::Submission,
};

/// Names in `crit` that this program knows: none in forsegla-1.
const CRIT_KNOWN: &[&str] = &[];

/// One stanza, and the named epoch's seed opens it.
pub(super) fn check_5_opens(
    sealed: &Sealed<'_>,
    identity: &Identity,
) -> Result<Zeroizing<Vec<u8>>, Rejection> {
    age::open_delivery(identity, sealed.envelope)
        .map_err(|_| Rejection::new(5, Class::Damaged, "the envelope does not open"))
}

/// Frame, signature list, padding, strict JSON.
pub(super) fn check_6_layout(plaintext: &[u8]) -> Result<(Plaintext, Manifest), Rejection> {
    message::decode(plaintext)
        .and_then(|plaintext| Manifest::parse(&plaintext.manifest).map(|manifest| (plaintext, manifest)))
        .map_err(|error| Rejection::new(6, Class::Damaged, error.reason()))
}

/// The manifest is the one that everybody got.
pub(super) fn check_7_manifest_hash(plaintext: &Plaintext, submission: &Submission) -> Result<(), Rejection> {
    let same = manifest::hash_of(&plaintext.manifest) == submission.manifest_sha256;
    require(same, 7, Class::Forged, "another manifest than the submission's")
}

/// The suite is not below my minimum, and I know all I must.
pub(super) fn check_8_suite(manifest: &Manifest, me: &Me<'_>) -> Result<(), Rejection> {
    let accepted = manifest.suite_id().is_some_and(|suite| suite >= me.min_suite);
    require(accepted, 8, Class::Forged, "a suite that is not accepted")?;
    let known = manifest
        .crit
        .iter()
        .all(|name| CRIT_KNOWN.contains(&name.as_str()));
    require(
        known,
        8,
        Class::Damaged,
        "something critical that this program does not know",
    )
}

/// Inside and outside tell one story, and the sender is the record's.
pub(super) fn check_9_repeats(
    manifest: &Manifest,
    submission: &Submission,
    me: &Me<'_>,
    sender: &VerifiedRecord,
) -> Result<(), Rejection> {
    let (from, policy, record) = (&manifest.from, &manifest.policy, sender.record());
    for (holds, reason) in [
        (manifest.id == submission.msg_id, "another message id inside"),
        (
            manifest.created_ms == submission.created_ms,
            "another time inside",
        ),
        (
            from.mbox == submission.sender_mbox && from.epoch == submission.sender_epoch,
            "another sender inside",
        ),
        (
            policy.receipt == submission.receipt,
            "another receipt mode inside",
        ),
        (
            policy.expires_ms == submission.expires_ms,
            "another expiry inside",
        ),
        (policy.label == submission.public_label, "another label inside"),
        (from.addr == record.addr, "another address than the record's"),
        (
            from.sig == sender.signing_key().fingerprint(),
            "another signing key than the record's",
        ),
        (
            from.enc == sender.recipient().fingerprint(),
            "another encryption key than the record's",
        ),
        (from.keys.is_none(), "keys of a pseudonym beside a record"),
    ] {
        require(holds, 9, Class::Forged, reason)?;
    }
    let same_head = manifest.kt.size == submission.kt_size && manifest.kt.root == submission.kt_root;
    require(
        same_head,
        9,
        Class::Forged,
        "another view of the directory inside",
    )?;
    require(
        manifest.kt.origin == me.directory_origin,
        9,
        Class::DirectoryFork,
        "another directory",
    )
}

/// The inner signature is the record's key's.
pub(super) fn check_10_inner_signature(
    plaintext: &Plaintext,
    sender: &VerifiedRecord,
) -> Result<Signature, Rejection> {
    plaintext
        .verify(sender.signing_key())
        .map_err(|_| Rejection::new(10, Class::Forged, "the manifest is not the sender's"))
}

/// The manifest names me, by the very key that opened it (R9).
pub(super) fn check_11_named(
    manifest: &Manifest,
    me: &Me<'_>,
    submission: &Submission,
    identity: &Identity,
) -> Result<Place, Rejection> {
    let epoch = submission.delivery(&me.mailbox).map(|entry| entry.epoch);
    let key = identity.recipient().fingerprint();
    let is_me = |mbox: &Id, at: u32, enc: &Hash| *mbox == me.mailbox && Some(at) == epoch && *enc == key;
    let from = &manifest.from;
    let group = from.as_group.as_ref();
    if is_me(&from.mbox, from.epoch, &from.enc) || group.is_some_and(|g| is_me(&g.mbox, g.epoch, &g.enc)) {
        return Ok(Place::Sender);
    }
    let is_mine = |to: &manifest::Mailbox| is_me(&to.mbox, to.epoch, &to.enc);
    if manifest.bcc.as_ref().is_some_and(is_mine) {
        return Ok(Place::Blind);
    }
    if manifest.to.iter().chain(&manifest.cc).any(is_mine) {
        return Ok(Place::Recipient);
    }
    Err(Rejection::new(
        11,
        Class::NotForYou,
        "re-encrypted by someone else",
    ))
}

/// The submission delivers to exactly those whom the manifest names, everybody whom it names has a mailbox
/// of their own, and mine stands under my address.
pub(super) fn check_12_mailboxes(
    manifest: &Manifest,
    me: &Me<'_>,
    submission: &Submission,
) -> Result<(), Rejection> {
    let from = &manifest.from;
    let senders = [(from.mbox, from.epoch)]
        .into_iter()
        .chain(from.as_group.iter().map(|g| (g.mbox, g.epoch)));
    let readers: Vec<_> = match &manifest.bcc {
        Some(blind) => vec![blind],
        None => manifest.to.iter().chain(&manifest.cc).collect(),
    };
    let mut mailboxes = BTreeSet::new();
    for to in manifest.to.iter().chain(&manifest.cc).chain(&manifest.bcc) {
        require(
            mailboxes.insert(to.mbox),
            12,
            Class::Forged,
            "one mailbox under two names",
        )?;
        require(
            (to.mbox == me.mailbox) == (to.addr == me.address),
            12,
            Class::Forged,
            "a mailbox under another's address",
        )?;
    }
    let mut named = BTreeMap::new();
    for (mbox, epoch) in senders.chain(readers.iter().map(|to| (to.mbox, to.epoch))) {
        let before = named.insert(mbox, epoch);
        require(
            before.is_none_or(|before| before == epoch),
            12,
            Class::Forged,
            "one mailbox with two epochs",
        )?;
    }
    let same = named.into_iter().eq(submission
        .deliveries
        .iter()
        .map(|entry| (entry.mbox, entry.epoch)));
    require(same, 12, Class::Forged, "other mailboxes than the manifest names")
}

/// The submission has exactly the manifest's blobs, in order.
pub(super) fn check_13_parts(manifest: &Manifest, submission: &Submission) -> Result<(), Rejection> {
    let named = manifest.blobs().map(|blob| (blob.id, blob.csize, blob.sha256));
    let same = named.eq(submission
        .parts
        .iter()
        .map(|part| (part.blob_id, part.csize, part.sha256)));
    require(same, 13, Class::Forged, "other parts than the manifest names")
}

/// No second submission under this id, nothing erased comes back, nothing comes before its time.
pub(super) fn check_14_once(
    submission: &Submission,
    submission_sha256: &Hash,
    me: &Me<'_>,
    seen: impl Fn(&Id) -> Seen,
) -> Result<(), Rejection> {
    match seen(&submission.msg_id) {
        Seen::Same(other) if other != *submission_sha256 => {
            Err(Rejection::new(14, Class::Forged, "two submissions under one id"))
        }
        Seen::Erased => Err(Rejection::new(14, Class::Forged, "an erased message again")),
        Seen::Never | Seen::Same(_) => {
            let is_time = submission.created_ms <= me.now_ms.saturating_add(SKEW_MS);
            require(is_time, 14, Class::Forged, "before its time")
        }
    }
}

/// No client of a log exists yet, so there is no view of one.
pub(super) fn check_15_gossip(submission: &Submission) -> Result<(), Rejection> {
    let no_log = submission.kt_size == 0 && submission.kt_root == [0; 32];
    require(
        no_log,
        15,
        Class::DirectoryFork,
        "a view of a log that this program cannot compare",
    )
}

/// No groups exist yet, so nobody is a member of one.
pub(super) fn check_16_group(manifest: &Manifest) -> Result<(), Rejection> {
    require(
        manifest.from.as_group.is_none(),
        16,
        Class::Forged,
        "sent for a group, whose roster cannot be checked",
    )
}
