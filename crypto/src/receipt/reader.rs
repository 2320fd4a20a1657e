//! The reader's signed receipt.

use crate::{
    Hash, Id, ParseError, Refused, address,
    sign::{Label, Signature, SigningKey, VerifyingKey},
    wire::{Reader, Writer},
};

const VERSION: u8 = 1;

/// What the reader's client did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptKind {
    /// 1: got the envelope.
    Fetched,
    /// 2: opened it, and all checks passed.
    Opened,
    /// 3: opened a part.
    PartOpened,
    /// 4: declined it unread.
    Declined,
    /// 5: erased it.
    Erased,
}

/// A receipt, taken apart. Its signature is over the bytes it came in.
///
/// ```text
/// u8 1 ‖ u8 kind ‖ msg_id[16] ‖ envelope_sha256[32] ‖ manifest_sha256[32] ‖ opened[32] ‖ part_blob[16]
/// ‖ delivery_mbox[16] ‖ reader_mbox[16] ‖ lp8(reader_addr) ‖ u32 reader_epoch ‖ u64 client_ms
/// ‖ u64 kt_size ‖ kt_root[32] ‖ u64 audit_size ‖ audit_root[32] ‖ nonce[16]
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What was done.
    pub kind: ReceiptKind,
    /// The message.
    pub msg_id: Id,
    /// From the submission.
    pub envelope_sha256: Hash,
    /// From the submission.
    pub manifest_sha256: Hash,
    /// [`super::derive_opened`] for kinds 2 and 3, and for 5 after opening; else zeros.
    pub opened: Hash,
    /// The part for kind 3; else zeros.
    pub part_blob: Id,
    /// Whose delivery.
    pub delivery_mbox: Id,
    /// Who reads; another mailbox when a member reads a group's.
    pub reader_mbox: Id,
    /// The reader's canonical address.
    pub reader_addr: String,
    /// Epoch of the reader's key that signs.
    pub reader_epoch: u32,
    /// The reader's clock: a claim.
    pub client_ms: u64,
    /// The reader's view of the key directory.
    pub kt_size: u64,
    /// Its root.
    pub kt_root: Hash,
    /// The reader's view of the audit log.
    pub audit_size: u64,
    /// Its root.
    pub audit_root: Hash,
    /// From the generator.
    pub nonce: [u8; 16],
}

impl Receipt {
    /// Takes a receipt apart.
    ///
    /// # Errors
    /// If it is not the layout, or `opened` or `part_blob` is set where it must be zeros, or zeros where it
    /// must be set.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let receipt = Self {
            kind: ReceiptKind::read(&mut reader)?,
            msg_id: reader.array()?,
            envelope_sha256: reader.array()?,
            manifest_sha256: reader.array()?,
            opened: reader.array()?,
            part_blob: reader.array()?,
            delivery_mbox: reader.array()?,
            reader_mbox: reader.array()?,
            reader_addr: reader.text8()?,
            reader_epoch: reader.u32()?,
            client_ms: reader.u64()?,
            kt_size: reader.u64()?,
            kt_root: reader.array()?,
            audit_size: reader.u64()?,
            audit_root: reader.array()?,
            nonce: reader.array()?,
        };
        reader.end()?;
        receipt.check_bounds()?;
        Ok(receipt)
    }

    /// The bytes to sign. What breaks a rule is a receipt that [`Receipt::parse`] refuses.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        Writer::with_capacity(512)
            .u8(VERSION)
            .u8(self.kind.number())
            .bytes(&self.msg_id)
            .bytes(&self.envelope_sha256)
            .bytes(&self.manifest_sha256)
            .bytes(&self.opened)
            .bytes(&self.part_blob)
            .bytes(&self.delivery_mbox)
            .bytes(&self.reader_mbox)
            .lp8(self.reader_addr.as_bytes())
            .u32(self.reader_epoch)
            .u64(self.client_ms)
            .u64(self.kt_size)
            .bytes(&self.kt_root)
            .u64(self.audit_size)
            .bytes(&self.audit_root)
            .bytes(&self.nonce)
            .finish()
    }

    /// The reader's signature over a receipt's bytes.
    #[must_use]
    pub fn sign(bytes: &[u8], reader: &SigningKey) -> Signature {
        reader.sign(Label::Receipt, bytes)
    }

    /// The key comes from the record of the reader's mailbox and epoch.
    ///
    /// # Errors
    /// If the signature is not the key's over these bytes.
    pub fn verify(bytes: &[u8], signature: &Signature, reader: &VerifyingKey) -> Result<(), Refused> {
        reader.verify(Label::Receipt, bytes, signature)
    }

    fn check_bounds(&self) -> Result<(), ParseError> {
        let is_opened = self.opened != [0; 32];
        let opened_fits = match self.kind {
            ReceiptKind::Opened | ReceiptKind::PartOpened => is_opened,
            ReceiptKind::Fetched | ReceiptKind::Declined => !is_opened,
            ReceiptKind::Erased => true,
        };
        if !opened_fits {
            return Err(ParseError::new("opened does not fit the kind"));
        }
        if (self.part_blob != [0; 16]) != (self.kind == ReceiptKind::PartOpened) {
            return Err(ParseError::new("part does not fit the kind"));
        }
        if !address::is_canonical(&self.reader_addr) {
            return Err(ParseError::new("address is not canonical"));
        }
        Ok(())
    }
}

impl std::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Receipt")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl ReceiptKind {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ParseError> {
        match reader.u8()? {
            1 => Ok(Self::Fetched),
            2 => Ok(Self::Opened),
            3 => Ok(Self::PartOpened),
            4 => Ok(Self::Declined),
            5 => Ok(Self::Erased),
            _ => Err(ParseError::new("unknown kind")),
        }
    }

    /// Its number in the layout.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Fetched => 1,
            Self::Opened => 2,
            Self::PartOpened => 3,
            Self::Declined => 4,
            Self::Erased => 5,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::test;

    fn receipt(kind: ReceiptKind, opened: u8, part: u8) -> Receipt {
        Receipt {
            kind,
            msg_id: [1; 16],
            envelope_sha256: [2; 32],
            manifest_sha256: [3; 32],
            opened: [opened; 32],
            part_blob: [part; 16],
            delivery_mbox: [4; 16],
            reader_mbox: [5; 16],
            reader_addr: "bob@example.org".into(),
            reader_epoch: 6,
            client_ms: 7,
            kt_size: 8,
            kt_root: [9; 32],
            audit_size: 10,
            audit_root: [11; 32],
            nonce: [12; 16],
        }
    }

    #[test]
    fn opened_and_part_fit_the_kind() {
        use ReceiptKind::{Declined, Erased, Fetched, Opened, PartOpened};
        for (kind, opened, part, fits) in [
            (Fetched, 0, 0, true),
            (Fetched, 1, 0, false),
            (Fetched, 0, 1, false),
            (Opened, 1, 0, true),
            (Opened, 0, 0, false),
            (Opened, 1, 1, false),
            (PartOpened, 1, 1, true),
            (PartOpened, 1, 0, false),
            (PartOpened, 0, 1, false),
            (Declined, 0, 0, true),
            (Declined, 1, 0, false),
            (Erased, 0, 0, true),
            (Erased, 1, 0, true),
            (Erased, 1, 1, false),
        ] {
            let receipt = receipt(kind, opened, part);
            assert_eq!(
                Receipt::parse(&receipt.encode()).ok(),
                fits.then_some(receipt),
                "{kind:?} {opened} {part}"
            );
        }
    }

    #[test]
    fn nothing_shorter_longer_or_unknown() {
        let bytes = receipt(ReceiptKind::Opened, 1, 0).encode();
        for len in 0..bytes.len() {
            assert!(Receipt::parse(&bytes[..len]).is_err());
        }
        assert!(Receipt::parse(&[&bytes[..], &[0]].concat()).is_err());
        for (at, value) in [(0, 2), (1, 0), (1, 6)] {
            let mut bad = bytes.clone();
            bad[at] = value;
            assert!(Receipt::parse(&bad).is_err());
        }
        let mut shouting = receipt(ReceiptKind::Opened, 1, 0);
        shouting.reader_addr = "BOB@example.org".into();
        assert!(Receipt::parse(&shouting.encode()).is_err());
    }
}
