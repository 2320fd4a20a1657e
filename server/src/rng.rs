//! Where the server gets randomness from.

use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;

/// The operating system's generator. It panics if the system has none, since nothing could go on safely.
pub fn system() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// Random bytes for an id or a token.
pub(crate) fn make_bytes<const N: usize>() -> [u8; N] {
    use rand::Rng as _;
    let mut bytes = [0; N];
    system().fill_bytes(&mut bytes);
    bytes
}
