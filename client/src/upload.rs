//! Attachments on their way up: sealed piece by piece, sent in segments, a lost connection waited out. What was sealed is
//! never sealed again with other bytes: a segment that must be repeated is repeated as it is.

use crate::call::Wanted;
use crate::error::Error;
use crate::mailbox::Mailbox;
use crate::platform::{Platform, make_bytes};
use crate::register::clean_text;
use crate::transfer::{Source, Watch, Wish};
use crate::transport::{Method, Transport};
use crate::view::Uploaded;
use api::blobs::{Upload, UploadComplete, UploadStart};
use api::limits::{ATTACHMENT_SIZE_BYTES_MAX, SEGMENT_SIZE_BYTES};
use api::{BlobId, MessageId};
use crypto::manifest::{Blob, Content, Manifest, Part, Role};
use crypto::part::{PartSealer, blob_len};
use crypto::{Hash, PartKey};

/// Plaintext read at a time.
const READ_BYTES: u64 = 512 * 1024;
/// Wait before trying again without a connection.
const STALL_MS: u64 = 2_000;
/// A file's name in a letter, in characters.
const NAME_CHARS_MAX: usize = 255;

/// A file to attach.
pub struct NewAttachment<'a> {
    /// Chosen by the caller; names it in a draft.
    pub upload: u32,
    /// The file's name.
    pub name: &'a str,
    /// Its media type; empty if unknown.
    pub media_type: &'a str,
}

/// An attachment that is complete at the server, with what only the letter will say about it.
#[derive(Clone)]
pub(crate) struct UploadedPart {
    pub(crate) blob_id: BlobId,
    pub(crate) key: PartKey,
    pub(crate) size: u64,
    pub(crate) csize: u64,
    pub(crate) sha256: Hash,
    pub(crate) name: String,
    pub(crate) media_type: String,
}

impl UploadedPart {
    /// As a letter or a draft names it.
    pub(crate) fn as_part(&self, role: Role) -> Part {
        let blob = Blob {
            id: self.blob_id.0,
            key: self.key.clone(),
            size: self.size,
            csize: self.csize,
            sha256: self.sha256,
        };
        Part {
            role,
            mime: self.media_type.clone(),
            name: (!self.name.is_empty()).then(|| self.name.clone()),
            cid: None,
            content: Content::Blob(blob),
        }
    }

    /// What a letter or a draft names; none where it is text.
    pub(crate) fn of_part(part: &Part) -> Option<Self> {
        let blob = part.blob()?;
        Some(Self {
            blob_id: BlobId(blob.id),
            key: blob.key.clone(),
            size: blob.size,
            csize: blob.csize,
            sha256: blob.sha256,
            name: part.name.clone().unwrap_or_default(),
            media_type: part.mime.clone(),
        })
    }
}

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Uploads a file. A cancelled upload is taken back.
    pub async fn attach(
        &self,
        new: NewAttachment<'_>,
        source: &impl Source,
        watch: &impl Watch,
    ) -> Result<Uploaded, Error> {
        let part = self.upload(new.name, new.media_type, source, watch).await?;
        let uploaded = Uploaded {
            upload: new.upload,
            name: part.name.clone(),
            size_bytes: part.size,
        };
        self.state().uploads.insert(new.upload, part);
        Ok(uploaded)
    }

    /// Makes a letter's attachments ready to go out with another letter: the same stored bytes, under the same keys.
    pub async fn carry(&self, message_id: MessageId) -> Result<Vec<Uploaded>, Error> {
        let open = self.fetch_open(message_id, Wanted::ByPerson).await?;
        Ok(self.name_attachments(&open.letter.manifest))
    }

    /// Gives the attachments of a letter numbers, as uploads have them; what has one keeps it.
    pub(crate) fn name_attachments(&self, manifest: &Manifest) -> Vec<Uploaded> {
        let parts = manifest.parts.iter().filter(|part| part.role == Role::Attachment);
        self.name_parts(parts.filter_map(UploadedPart::of_part))
    }

    pub(crate) fn name_parts(&self, parts: impl Iterator<Item = UploadedPart>) -> Vec<Uploaded> {
        let mut state = self.state();
        let uploaded = parts.map(|part| {
            let (name, size_bytes) = (part.name.clone(), part.size);
            Uploaded {
                upload: state.add_upload(part),
                name,
                size_bytes,
            }
        });
        uploaded.collect()
    }

    /// Takes an attachment back that will not be sent after all.
    pub async fn detach(&self, upload: u32) -> Result<(), Error> {
        let part = self.state().uploads.remove(&upload);
        match part {
            Some(part) => self.abandon(part.blob_id).await,
            None => Ok(()),
        }
    }

    pub(crate) async fn upload(
        &self,
        name: &str,
        media_type: &str,
        source: &impl Source,
        watch: &impl Watch,
    ) -> Result<UploadedPart, Error> {
        let size = source.size_bytes();
        if size > ATTACHMENT_SIZE_BYTES_MAX {
            return Err(Error::invalid("size"));
        }
        let (blob_id, csize) = (BlobId(make_bytes(self.client.platform())), blob_len(size));
        let start = UploadStart {
            blob_id,
            size_bytes: csize,
        };
        let _: Upload = self.client.post("/blobs", &start, Wanted::ByPerson).await?;
        let key = PartKey::make(&mut self.client.platform().rng());
        match self.send_up(blob_id, &key, csize, source, watch).await {
            Ok(sha256) => Ok(UploadedPart {
                blob_id,
                key,
                size,
                csize,
                sha256,
                name: clean_text(name).chars().take(NAME_CHARS_MAX).collect(),
                media_type: clean_media_type(media_type),
            }),
            Err(error) => {
                // If this fails too, the server forgets the upload by itself within a day.
                let _ = self.abandon(blob_id).await;
                Err(error)
            }
        }
    }

    async fn send_up(
        &self,
        blob_id: BlobId,
        key: &PartKey,
        csize: u64,
        source: &impl Source,
        watch: &impl Watch,
    ) -> Result<Hash, Error> {
        let size = source.size_bytes();
        let nonce = make_bytes(self.client.platform());
        let mut sealer = PartSealer::new(key, nonce, size);
        let mut segments = Segments {
            blob_id,
            csize,
            sent: 0,
            waiting: Vec::new(),
        };
        let mut read = 0;
        while read < size {
            let len = READ_BYTES.min(size - read);
            let len_here = usize::try_from(len).map_err(|_| Error::FileUnreadable)?;
            let plain = source
                .read(read, len_here)
                .await
                .map_err(|_| Error::FileUnreadable)?;
            if plain.len() != len_here {
                return Err(Error::FileUnreadable);
            }
            sealer
                .update_into(&plain, &mut segments.waiting)
                .map_err(|_| Error::FileUnreadable)?;
            read += len;
            self.send_full(&mut segments, watch).await?;
        }
        while sealer
            .pad_into(8, &mut segments.waiting)
            .map_err(|_| Error::FileUnreadable)?
        {
            self.send_full(&mut segments, watch).await?;
        }
        let (tail, sha256) = sealer.finish().map_err(|_| Error::FileUnreadable)?;
        segments.waiting.extend_from_slice(&tail);
        self.send_full(&mut segments, watch).await?;
        if !segments.waiting.is_empty() {
            let last = std::mem::take(&mut segments.waiting);
            self.send_segment(&mut segments, last, watch).await?;
        }
        let sha256 = sha256.ok_or(Error::FileUnreadable)?;
        let complete = UploadComplete {
            sha256: sha256.into(),
        };
        let _: Upload = self
            .client
            .post(&format!("/blobs/{blob_id}/complete"), &complete, Wanted::ByPerson)
            .await?;
        Ok(sha256)
    }

    /// Sends what is whole of the waiting bytes.
    async fn send_full(&self, segments: &mut Segments, watch: &impl Watch) -> Result<(), Error> {
        let full = usize::try_from(SEGMENT_SIZE_BYTES).unwrap_or(usize::MAX);
        while segments.waiting.len() >= full {
            let rest = segments.waiting.split_off(full);
            let segment = std::mem::replace(&mut segments.waiting, rest);
            self.send_segment(segments, segment, watch).await?;
        }
        Ok(())
    }

    async fn send_segment(
        &self,
        segments: &mut Segments,
        segment: Vec<u8>,
        watch: &impl Watch,
    ) -> Result<(), Error> {
        let path = format!("/blobs/{}/segments/{}", segments.blob_id, segments.sent);
        loop {
            if watch.wish().await == Wish::Cancel {
                return Err(Error::Cancelled);
            }
            let sent = self
                .client
                .send_bytes(Method::Put, &path, "application/octet-stream", segment.clone())
                .await;
            match sent {
                Ok(Upload { .. }) => break,
                Err(Error::Offline) => {
                    watch.stalled();
                    self.client.platform().sleep(STALL_MS).await;
                }
                Err(error) => return Err(error),
            }
        }
        segments.sent += u64::try_from(segment.len()).unwrap_or(0);
        watch.progress(segments.sent, segments.csize);
        Ok(())
    }

    pub(crate) async fn abandon(&self, blob_id: BlobId) -> Result<(), Error> {
        match self
            .client
            .bare(Method::Delete, &format!("/blobs/{blob_id}"))
            .await
        {
            Err(error) if error.code() == Some(api::Code::NotFound) => Ok(()),
            settled => settled,
        }
    }
}

struct Segments {
    blob_id: BlobId,
    csize: u64,
    sent: u64,
    waiting: Vec<u8>,
}

/// A media type as it may stand in a letter; unknown where it is none.
fn clean_media_type(media_type: &str) -> String {
    let sound = media_type.len() <= 100
        && media_type
            .split_once('/')
            .is_some_and(|(kind, sub)| !kind.is_empty() && !sub.is_empty())
        && media_type
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"/.+-_".contains(&byte));
    if sound {
        media_type.to_owned()
    } else {
        "application/octet-stream".to_owned()
    }
}
