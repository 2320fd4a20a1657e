//! This crate's generator as `opaque-ke` wants it: `rand_core` 0.6 over `rand_core` 0.10.

use opaque_ke::rand;
use rand_core::{CryptoRng, Rng};

/// Draws every byte from the generator it was given.
pub(super) struct OldRng<'a, R: ?Sized>(pub(super) &'a mut R);

impl<R: CryptoRng + ?Sized> rand::RngCore for OldRng<'_, R> {
    fn next_u32(&mut self) -> u32 {
        Rng::next_u32(self.0)
    }

    fn next_u64(&mut self) -> u64 {
        Rng::next_u64(self.0)
    }

    fn fill_bytes(&mut self, out: &mut [u8]) {
        Rng::fill_bytes(self.0, out);
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), rand::Error> {
        Rng::fill_bytes(self.0, out);
        Ok(())
    }
}

impl<R: CryptoRng + ?Sized> rand::CryptoRng for OldRng<'_, R> {}
