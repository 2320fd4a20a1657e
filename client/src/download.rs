//! Attachments on their way down: fetched by ranges, each chunk checked before it is handed on, complete only after the
//! last chunk, the whole hash and the padding were right.

use crate::call::Wanted;
use crate::error::Error;
use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::read::attachment;
use crate::transfer::{Sink, Watch, Wish};
use crate::transport::Transport;
use crate::view::{Attachment, Flaw};
use api::{BlobId, MessageId};
use crypto::manifest::Blob;
use crypto::part::PartOpener;

/// Ciphertext fetched at a time.
const STRIDE: u64 = 4 * 1024 * 1024;
/// Wait before trying again without a connection.
const STALL_MS: u64 = 2_000;

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Fetches an attachment of a letter into `sink`, and says which it is. Whoever made the sink throws away what is in it
    /// if this fails: only success says that the file is whole.
    pub async fn save(
        &self,
        message_id: MessageId,
        index: usize,
        sink: &mut impl Sink,
        watch: &impl Watch,
    ) -> Result<Attachment, Error> {
        let open = self.fetch_open(message_id, Wanted::ByPerson).await?;
        let found = open.attachments().find(|(place, _)| *place == index);
        let (index, part) = found.ok_or_else(|| Error::invalid("index"))?;
        match part.blob() {
            Some(blob) => self.download(blob, sink, watch).await?,
            None => {
                let text = part.text().unwrap_or("").as_bytes();
                sink.write(text).await.map_err(|_| Error::FileUnwritable)?;
            }
        }
        Ok(attachment(index, part))
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
                Ok(_) => return Err(Error::bad_answer("a range of another length")),
                Err(Error::Offline) => {
                    watch.stalled();
                    self.client.platform().sleep(STALL_MS).await;
                }
                Err(error) => return Err(error),
            }
        }
    }
}
