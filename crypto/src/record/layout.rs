//! The bytes of a key record.

use crate::{
    Hash, Id, PREFIX, ParseError, address, fingerprint,
    hazmat::{kdf::sha256_of, xwing},
    manifest::SUITE_ID,
    wire::{Reader, Writer},
};

const VERSION: u8 = 1;
const SIG_PK_LEN: usize = 32;

const ESCROWED: u8 = 1;
const RESET: u8 = 2;
const CLASSICAL: u8 = 4;

/// Whose keys they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 1
    Person,
    /// 2
    Group,
    /// 3: something that sends by itself.
    System,
    /// 4: an organisation's recovery key.
    OrgRecovery,
    /// 5
    Form,
}

/// What correspondents must know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// The organisation can restore access to the mail.
    pub escrowed: bool,
    /// The keys are new without the previous key's consent.
    pub reset: bool,
    /// May be written to without post-quantum protection.
    pub classical_allowed: bool,
}

/// A key record, taken apart.
///
/// ```text
/// u8 1 ‖ u8 kind ‖ lp8(addr) ‖ subject_id[16] ‖ u32 epoch ‖ prev[32]
/// ‖ u16 sig_alg ‖ lp16(sig_pk) ‖ u16 enc_alg ‖ lp16(enc_pk)
/// ‖ lp8(suites: u16 list) ‖ u8 flags(bit0 escrowed, bit1 reset, bit2 classical allowed)
/// ‖ lp8(escrow_org_fp) ‖ lp8(roster_hash) ‖ u64 created_s ‖ u64 not_after_s
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// Whose keys.
    pub kind: Kind,
    /// Canonical address.
    pub addr: String,
    /// The mailbox.
    pub subject_id: Id,
    /// Counts up by 1 from 0.
    pub epoch: u32,
    /// [`KeyRecord::hash_of`] the previous epoch's record; zeros at 0.
    pub prev: Hash,
    /// Ed25519.
    pub sig_pk: [u8; SIG_PK_LEN],
    /// X-Wing, 1,216 bytes.
    pub enc_pk: Vec<u8>,
    /// Suites that the owner reads, strictly ascending; 1 among them.
    pub suites: Vec<u16>,
    /// What correspondents must know.
    pub flags: Flags,
    /// Fingerprint of the organisation's recovery key, if and only if escrowed.
    pub escrow_org_fp: Option<Hash>,
    /// Hash of the roster, for groups only.
    pub roster_hash: Option<Hash>,
    /// Seconds since 1970.
    pub created_s: u64,
    /// Seconds since 1970; at most 400 days later.
    pub not_after_s: u64,
}

impl KeyRecord {
    /// Takes a record apart. Layout only: its rules are checked by verification.
    ///
    /// # Errors
    /// If it is not the layout, has an unknown algorithm or flag, or an address that is not canonical.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let record = Self {
            kind: Kind::read(&mut reader)?,
            addr: reader.text8()?,
            subject_id: reader.array()?,
            epoch: reader.u32()?,
            prev: reader.array()?,
            sig_pk: key(&mut reader, fingerprint::SIG_ED25519, SIG_PK_LEN)?
                .try_into()
                .map_err(|_| ParseError::new("key of another length"))?,
            enc_pk: key(&mut reader, fingerprint::ENC_XWING, xwing::PUBLIC_LEN)?.to_vec(),
            suites: suites(reader.lp8()?)?,
            flags: Flags::parse(reader.u8()?)?,
            escrow_org_fp: optional_hash(reader.lp8()?)?,
            roster_hash: optional_hash(reader.lp8()?)?,
            created_s: reader.u64()?,
            not_after_s: reader.u64()?,
        };
        reader.end()?;
        if !address::is_canonical(&record.addr) {
            return Err(ParseError::new("address is not canonical"));
        }
        Ok(record)
    }

    /// The bytes to sign.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let suites: Vec<u8> = self.suites.iter().flat_map(|suite| suite.to_be_bytes()).collect();
        Writer::with_capacity(self.enc_pk.len().saturating_add(512))
            .u8(VERSION)
            .u8(self.kind.number())
            .lp8(self.addr.as_bytes())
            .bytes(&self.subject_id)
            .u32(self.epoch)
            .bytes(&self.prev)
            .u16(fingerprint::SIG_ED25519)
            .lp16(&self.sig_pk)
            .u16(fingerprint::ENC_XWING)
            .lp16(&self.enc_pk)
            .lp8(&suites)
            .u8(self.flags.number())
            .lp8(self.escrow_org_fp.as_ref().map_or(&[], Hash::as_slice))
            .lp8(self.roster_hash.as_ref().map_or(&[], Hash::as_slice))
            .u64(self.created_s)
            .u64(self.not_after_s)
            .finish()
    }

    /// `rec_hash = H(P"key-record\0" ‖ record)`, over the exact bytes.
    #[must_use]
    pub fn hash_of(bytes: &[u8]) -> Hash {
        sha256_of(&[PREFIX, b"key-record\0", bytes])
    }
}

impl std::fmt::Debug for KeyRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyRecord")
            .field("kind", &self.kind)
            .field("epoch", &self.epoch)
            .finish_non_exhaustive()
    }
}

fn key<'a>(reader: &mut Reader<'a>, alg: u16, len: usize) -> Result<&'a [u8], ParseError> {
    if reader.u16()? != alg {
        return Err(ParseError::new("unknown algorithm"));
    }
    let key = reader.lp16()?;
    if key.len() != len {
        return Err(ParseError::new("key of another length"));
    }
    Ok(key)
}

fn suites(bytes: &[u8]) -> Result<Vec<u16>, ParseError> {
    let (pairs, rest) = bytes.as_chunks();
    let suites: Vec<u16> = pairs.iter().copied().map(u16::from_be_bytes).collect();
    if !rest.is_empty() || !suites.is_sorted_by(|a, b| a < b) || !suites.contains(&SUITE_ID) {
        return Err(ParseError::new("not a list of suites"));
    }
    Ok(suites)
}

fn optional_hash(bytes: &[u8]) -> Result<Option<Hash>, ParseError> {
    if bytes.is_empty() {
        return Ok(None);
    }
    bytes
        .try_into()
        .map(Some)
        .map_err(|_| ParseError::new("hash of another length"))
}

impl Kind {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ParseError> {
        match reader.u8()? {
            1 => Ok(Self::Person),
            2 => Ok(Self::Group),
            3 => Ok(Self::System),
            4 => Ok(Self::OrgRecovery),
            5 => Ok(Self::Form),
            _ => Err(ParseError::new("unknown kind")),
        }
    }

    fn number(self) -> u8 {
        match self {
            Self::Person => 1,
            Self::Group => 2,
            Self::System => 3,
            Self::OrgRecovery => 4,
            Self::Form => 5,
        }
    }
}

impl Flags {
    fn parse(bits: u8) -> Result<Self, ParseError> {
        if bits & !(ESCROWED | RESET | CLASSICAL) != 0 {
            return Err(ParseError::new("unknown flag"));
        }
        Ok(Self {
            escrowed: bits & ESCROWED != 0,
            reset: bits & RESET != 0,
            classical_allowed: bits & CLASSICAL != 0,
        })
    }

    fn number(self) -> u8 {
        let bit = |set: bool, bit: u8| if set { bit } else { 0 };
        bit(self.escrowed, ESCROWED) | bit(self.reset, RESET) | bit(self.classical_allowed, CLASSICAL)
    }
}
