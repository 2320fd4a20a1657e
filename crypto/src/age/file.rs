//! age files of any size and shape, pushed through with one chunk in memory.
//!
//! For export, import, backups and vectors. Deliveries do not come this way: they are opened whole.

use rand_core::CryptoRng;

use super::{
    FileKey, NONCE_LEN, Recipient, derive_mac_key, derive_payload_key,
    foreign::AnyIdentity,
    header::{HEADER_LEN_MAX, Header, MAGIC},
    stanza::{self, Wrapped},
};
use crate::{
    ParseError, Refused, Secret,
    hazmat::{kdf, stream},
};

/// Why a file does not open. For the person who opens it, never for a server (protocol.md R18).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The header is not one of the format's, or has a stanza that we never open.
    #[error("header: {0}")]
    Header(#[from] ParseError),
    /// None of the identities is a recipient.
    #[error("no identity matches")]
    NoMatch,
    /// The header was changed.
    #[error("header MAC")]
    Mac,
    /// The payload was changed or is cut short; what was released before is authentic.
    #[error("payload")]
    Payload,
}

/// Seals a file to one or more recipients: [`FileSealer::update_into`] any number of times, then
/// [`FileSealer::finish_into`].
#[derive(Debug)]
pub struct FileSealer {
    /// Header and nonce, until they are out.
    start: Vec<u8>,
    stream: stream::Sealer,
}

impl FileSealer {
    /// Draws file key and nonce. `recipients` must not be empty: a file that nobody opens is no file.
    pub fn new(recipients: &[Recipient], rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let file_key: FileKey = Secret::make(rng);
        let stanzas: Vec<_> = recipients
            .iter()
            .map(|recipient| stanza::make_hybrid(recipient, &file_key, rng))
            .collect();
        let mac = kdf::hmac_sha256(
            derive_mac_key(&file_key).expose(),
            &[&Header::to_bytes_without_mac(&stanzas)],
        );
        let mut start = Header { stanzas, mac }.to_bytes();
        let mut nonce = [0; NONCE_LEN];
        rng.fill_bytes(&mut nonce);
        start.extend_from_slice(&nonce);
        Self {
            start,
            stream: stream::Sealer::new(&derive_payload_key(&file_key, &nonce)),
        }
    }

    /// Takes plaintext and appends what is complete of the file to `out`.
    ///
    /// # Errors
    /// After 256 TiB.
    pub fn update_into(&mut self, plaintext: &[u8], out: &mut Vec<u8>) -> Result<(), Refused> {
        out.append(&mut self.start);
        self.stream.update_into(plaintext, out)
    }

    /// [`FileSealer::update_into`] a new buffer.
    ///
    /// # Errors
    /// After 256 TiB.
    pub fn update(&mut self, plaintext: &[u8]) -> Result<Vec<u8>, Refused> {
        let mut out = Vec::new();
        self.update_into(plaintext, &mut out)?;
        Ok(out)
    }

    /// Appends the end of the file.
    pub fn finish_into(mut self, out: &mut Vec<u8>) {
        out.append(&mut self.start);
        self.stream.finish_into(out);
    }

    /// The end of the file.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        let mut out = Vec::new();
        self.finish_into(&mut out);
        out
    }
}

/// Opens a file: [`FileOpener::update_into`] any number of times, then [`FileOpener::finish_into`]. What
/// comes out is authentic; that it is the whole is known when `finish` succeeds.
#[derive(Debug)]
pub struct FileOpener<'a> {
    identities: &'a [AnyIdentity],
    state: State,
}

#[derive(Debug)]
enum State {
    /// Bytes of the header so far, and where its first incomplete line begins.
    Header {
        bytes: Vec<u8>,
        line: usize,
    },
    Nonce {
        file_key: FileKey,
        bytes: Vec<u8>,
    },
    Payload(stream::Opener),
    Failed(OpenError),
}

impl<'a> FileOpener<'a> {
    /// Tries `identities` in their order.
    #[must_use]
    pub fn new(identities: &'a [AnyIdentity]) -> Self {
        Self {
            identities,
            state: State::Header {
                bytes: Vec::new(),
                line: 0,
            },
        }
    }

    /// Takes bytes of the file and appends the plaintext they open to `out`.
    ///
    /// # Errors
    /// As soon as it is known; then on every further call too.
    pub fn update_into(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), OpenError> {
        let done = self.advance(bytes, out);
        if let Err(error) = done {
            self.state = State::Failed(error);
        }
        done
    }

    /// [`FileOpener::update_into`] a new buffer.
    ///
    /// # Errors
    /// As soon as it is known; then on every further call too.
    pub fn update(&mut self, bytes: &[u8]) -> Result<Vec<u8>, OpenError> {
        let mut out = Vec::new();
        self.update_into(bytes, &mut out)?;
        Ok(out)
    }

    /// Appends the end of the plaintext.
    ///
    /// # Errors
    /// If the file does not end here.
    pub fn finish_into(self, out: &mut Vec<u8>) -> Result<(), OpenError> {
        match self.state {
            State::Header { .. } => Err(ParseError::new("header without end").into()),
            // The nonce belongs to the header's side of the file: without it there is no payload at all.
            State::Nonce { .. } => Err(ParseError::new("no nonce").into()),
            State::Payload(stream) => stream.finish_into(out).map_err(|Refused| OpenError::Payload),
            State::Failed(error) => Err(error),
        }
    }

    /// The end of the plaintext.
    ///
    /// # Errors
    /// If the file does not end here.
    pub fn finish(self) -> Result<Vec<u8>, OpenError> {
        let mut out = Vec::new();
        self.finish_into(&mut out)?;
        Ok(out)
    }

    fn advance(&mut self, mut input: &[u8], out: &mut Vec<u8>) -> Result<(), OpenError> {
        if let State::Header { bytes, line } = &mut self.state {
            bytes.extend_from_slice(input);
            let Some(end) = header_end(bytes, line)? else {
                return Ok(());
            };
            let (header, rest) = bytes.split_at(end);
            let file_key = open_header(self.identities, header)?;
            let rest = rest.to_vec();
            self.state = State::Nonce {
                file_key,
                bytes: Vec::new(),
            };
            return self.advance(&rest, out);
        }
        if let State::Nonce { file_key, bytes } = &mut self.state {
            let missing = NONCE_LEN.saturating_sub(bytes.len());
            let (head, rest) = input.split_at(input.len().min(missing));
            bytes.extend_from_slice(head);
            let Ok(nonce) = bytes.as_slice().try_into() else {
                return Ok(());
            };
            self.state = State::Payload(stream::Opener::new(&derive_payload_key(file_key, nonce)));
            input = rest;
        }
        match &mut self.state {
            State::Payload(stream) => stream
                .update_into(input, out)
                .map_err(|Refused| OpenError::Payload),
            State::Failed(error) => Err(*error),
            State::Header { .. } | State::Nonce { .. } => Ok(()),
        }
    }
}

/// Where the header ends, once its last line is complete. `line` is where the first incomplete line begins.
fn header_end(bytes: &[u8], line: &mut usize) -> Result<Option<usize>, ParseError> {
    if !bytes.starts_with(MAGIC) && !MAGIC.starts_with(bytes) {
        return Err(ParseError::new("not an age v1 file"));
    }
    loop {
        let rest = bytes.get(*line..).unwrap_or_default();
        let Some(len) = rest.iter().position(|&byte| byte == b'\n') else {
            break;
        };
        *line = line.saturating_add(len).saturating_add(1);
        if *line > HEADER_LEN_MAX {
            break;
        }
        if rest.starts_with(b"---") {
            return Ok(Some(*line));
        }
    }
    if bytes.len() > HEADER_LEN_MAX {
        Err(ParseError::new("header too long"))
    } else {
        Ok(None)
    }
}

fn open_header(identities: &[AnyIdentity], bytes: &[u8]) -> Result<FileKey, OpenError> {
    let header = Header::parse(bytes)?;
    let wrapped = header
        .stanzas
        .iter()
        .map(Wrapped::parse)
        .collect::<Result<Vec<_>, _>>()?;
    let file_key = wrapped
        .iter()
        .find_map(|wrapped| {
            identities
                .iter()
                .find_map(|identity| identity.unwrap(wrapped).ok())
        })
        .ok_or(OpenError::NoMatch)?;
    let authenticated = Header::to_bytes_without_mac(&header.stanzas);
    kdf::hmac_sha256_verify(derive_mac_key(&file_key).expose(), &[&authenticated], &header.mac)
        .map_err(|Refused| OpenError::Mac)?;
    Ok(file_key)
}
