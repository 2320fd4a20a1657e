//! JSON of secrets without copies left behind: a buffer that wipes what it grows out of.

use serde::Serialize;
use zeroize::Zeroizing;

struct Wiping(Zeroizing<Vec<u8>>);

impl std::io::Write for Wiping {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let needed = self.0.len().saturating_add(bytes.len());
        if needed > self.0.capacity() {
            let mut larger = Zeroizing::new(Vec::with_capacity(needed.saturating_mul(2)));
            larger.extend_from_slice(&self.0);
            self.0 = larger;
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

pub(crate) fn to_json<T: Serialize>(value: &T) -> Zeroizing<Vec<u8>> {
    let mut json = Wiping(Zeroizing::new(Vec::with_capacity(4096)));
    serde_json::to_writer(&mut json, value).expect("they have string keys and the buffer takes every byte");
    json.0
}
