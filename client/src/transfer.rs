//! Files on their way: where they come from, where they go, how far they are, and how to stop.

use std::future::Future;

/// A file to be uploaded, read in any order.
pub trait Source {
    /// Bytes of the whole.
    fn size_bytes(&self) -> u64;

    /// The bytes from `offset` on, `len` of them. Fewer, or an error, mean that the file changed or is gone.
    fn read(&self, offset: u64, len: usize) -> impl Future<Output = Result<Vec<u8>, Unusable>>;
}

/// Where a download goes, in order.
pub trait Sink {
    /// Takes the next bytes.
    fn write(&mut self, bytes: &[u8]) -> impl Future<Output = Result<(), Unusable>>;
}

/// The file cannot be read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unusable;

/// What the person wants of a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Go on.
    Go,
    /// Stop for good.
    Cancel,
}

/// Watches a transfer.
pub trait Watch {
    /// Called after each step.
    fn progress(&self, done_bytes: u64, total_bytes: u64);

    /// The connection is gone; the transfer goes on when it is back.
    fn stalled(&self);

    /// Asked before each step. May wait, which is a pause.
    fn wish(&self) -> impl Future<Output = Wish>;
}

/// Nobody is watching.
pub struct Quiet;

impl Watch for Quiet {
    fn progress(&self, _: u64, _: u64) {}

    fn stalled(&self) {}

    async fn wish(&self) -> Wish {
        Wish::Go
    }
}

impl Source for &[u8] {
    fn size_bytes(&self) -> u64 {
        u64::try_from(self.len()).unwrap_or(u64::MAX)
    }

    async fn read(&self, offset: u64, len: usize) -> Result<Vec<u8>, Unusable> {
        let start = usize::try_from(offset).map_err(|_| Unusable)?;
        let end = start.checked_add(len).ok_or(Unusable)?;
        self.get(start..end).map(<[u8]>::to_vec).ok_or(Unusable)
    }
}

impl Sink for Vec<u8> {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), Unusable> {
        self.extend_from_slice(bytes);
        Ok(())
    }
}
