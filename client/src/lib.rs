//! What a person does with Forsegla: register, sign in, look people up, send, read, throw away, erase. The SDK.
//!
//! Begin with [`Client::new`] over a [`transport::Transport`] (the browser's fetch, or [`native`]); [`Client::sign_in`] leads
//! through the two factors, or [`Client::sign_in_by_passkey`] past them, to a [`Mailbox`], whose methods are the flows. Nothing
//! here draws or prints; what there is to show comes out as values of [`view`].
//!
//! The server is not trusted: every answer that matters is checked against pinned keys before it is believed.

mod amend;
mod audit;
mod bin;
mod by_passkey;
mod call;
mod ceremony;
mod change_password;
mod compromised;
mod devices;
mod directory;
mod download;
mod drafts;
mod ending;
mod error;
mod events;
mod held;
mod keyrings;
mod letter;
mod mailbox;
#[cfg(feature = "native")]
pub mod native;
mod objects;
mod passkeys;
mod password;
mod platform;
mod proof;
mod read;
mod receipts;
mod recovery;
mod register;
mod resembling;
mod rotate;
mod send;
mod sign_in;
mod totp;
pub mod transfer;
pub mod transport;
mod upload;
pub mod view;
mod work;

pub use by_passkey::{AtPasskey, Opening};
pub use call::Client;
pub use change_password::PasswordChange;
pub use error::{Error, Refusal};
pub use events::Following;
pub use mailbox::Mailbox;
#[cfg(feature = "zxcvbn")]
pub use password::Zxcvbn;
pub use password::{Judge, grade as grade_password};
pub use platform::Platform;
pub use proof::Content;
pub use recovery::{Beside, NewSecrets, Recovery, RecoveryWords};
pub use register::{AddressProof, NewAccount};
pub use sign_in::{GivenCode, Halfway, StoredSession};
pub use upload::NewAttachment;
