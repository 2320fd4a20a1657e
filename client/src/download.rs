//! Attachments on their way down: fetched by ranges, each chunk checked before it is handed on, complete only after the
//! last chunk, the whole hash and the padding were right.

use crate::error::Error;
use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::transfer::{Sink, Watch, Wish};
use crate::transport::Transport;
use crate::view::Flaw;
use api::{BlobId, MessageId};
use crypto::manifest::Blob;
use crypto::part::PartOpener;

/// Ciphertext fetched at a time.
const STRIDE: u64 = 4 * 1024 * 1024;
/// Wait before trying again without a connection.
const STALL_MS: u64 = 2_000;

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Fetches an attachment of a letter into `sink`. Whoever made the sink throws away what is in it if this fails: only
    /// success says that the file is whole.
    pub async fn save(
        &self,
        message_id: MessageId,
        index: usize,
        sink: &mut impl Sink,
        watch: &impl Watch,
    ) -> Result<(), Error> {
        let delivery = self.fetch(message_id, crate::call::Wanted::ByPerson).await?;
        let open = self.open_delivery(&delivery).await?.map_err(Error::Flawed)?;
        let part = open
            .letter
            .manifest
            .parts
            .get(index)
            .ok_or_else(|| Error::invalid("index"))?;
        match part.blob() {
            Some(blob) => self.download(blob, sink, watch).await,
            None => {
                let text = part.text().unwrap_or("").as_bytes();
                sink.write(text).await.map_err(|_| Error::FileUnwritable)
            }
        }
    }

    pub(crate) async fn download(
        &self,
        blob: &Blob,
        sink: &mut impl Sink,
        watch: &impl Watch,
    ) -> Result<(), Error> {
        let damaged = |_| Error::Flawed(Flaw::Damaged);
        let mut opener = PartOpener::new(&blob.key, blob.size, blob.csize, &blob.sha256);
        let mut at = 0;
        while at < blob.csize {
            let end = (at + STRIDE).min(blob.csize);
            let sealed = self.fetch_range(BlobId(blob.id), at, end, watch).await?;
            let plain = opener.update(&sealed).map_err(damaged)?;
            sink.write(&plain).await.map_err(|_| Error::FileUnwritable)?;
            at = end;
            watch.progress(at, blob.csize);
        }
        let last = opener.finish().map_err(damaged)?;
        sink.write(&last).await.map_err(|_| Error::FileUnwritable)
    }

    async fn fetch_range(
        &self,
        id: BlobId,
        start: u64,
        end: u64,
        watch: &impl Watch,
    ) -> Result<Vec<u8>, Error> {
        loop {
            if watch.wish().await == Wish::Cancel {
                return Err(Error::Cancelled);
            }
            let range = format!("bytes={start}-{}", end - 1);
            match self.client.get_bytes(&format!("/blobs/{id}"), Some(range)).await {
                Ok(bytes) if u64::try_from(bytes.len()) == Ok(end - start) => return Ok(bytes),
                // The connection broke in the middle of the answer.
                Ok(_) | Err(Error::Offline) => {
                    watch.stalled();
                    self.client.platform().sleep(STALL_MS).await;
                }
                Err(error) => return Err(error),
            }
        }
    }
}
