//! What a person does with Forsegla: register, sign in, look people up, send, read, throw away, erase. The SDK.

mod error;
pub mod view;

pub use error::Error;
