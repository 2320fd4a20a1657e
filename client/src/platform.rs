//! What the flows need of the machine they run on: the time, randomness, and a way to wait.

use crypto::CryptoRng;
use std::future::Future;

/// A machine.
pub trait Platform {
    /// Its generator.
    type Rng: CryptoRng;

    /// Milliseconds since 1970, by this device's clock.
    fn now_ms(&self) -> u64;

    /// A cryptographic generator.
    fn rng(&self) -> Self::Rng;

    /// Waits.
    fn sleep(&self, ms: u64) -> impl Future<Output = ()>;

    /// The server asked for some computing before it goes on: that begins, or it is over. For whoever shows it.
    fn works(&self, _begins: bool) {}
}

/// Random bytes for an id or a nonce.
pub(crate) fn make_bytes<const N: usize>(platform: &impl Platform) -> [u8; N] {
    *crypto::Secret::<N>::make(&mut platform.rng()).expose()
}
