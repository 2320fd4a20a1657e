//! The end of an account: asked for, stopped, carried out when its time has come.
//!
//! Until then nothing is lost: the account signs in and reads as before, and only takes no letters. When the time has come, one
//! transaction removes the account, so that whatever asks for it is answered as if it had never been. What is left is a mailbox
//! without an owner: [`carry_out`] erases it piece by piece, through the vault, and sends a signed report when nothing is left.

pub(crate) mod ask;
pub(crate) mod carry_out;
mod report;
mod rows;
pub(crate) mod stop;
