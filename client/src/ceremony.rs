//! What server and browser say to each other about passkeys, on its way through: no server chooses what extensions an authenticator
//! is asked for, and nothing that these yield goes to any server.

use crate::error::Error;
use serde_json::{Value, json};

/// Options as a server sent them, with these extensions and no others.
pub(crate) fn with_extensions(options: &str, extensions: Value) -> Result<String, Error> {
    let mut options: Value = serde_json::from_str(options).map_err(|_| Error::bad_answer("options"))?;
    options
        .as_object_mut()
        .ok_or_else(|| Error::bad_answer("options"))?
        .insert("extensions".to_owned(), extensions);
    Ok(options.to_string())
}

/// A browser's answer, as it may go to a server, and the results of extensions that were in it.
pub(crate) fn without_results(answer: &str) -> Result<(String, Value), Error> {
    let mut answer: Value = serde_json::from_str(answer).map_err(|_| Error::invalid("passkey"))?;
    let results = answer
        .as_object_mut()
        .ok_or_else(|| Error::invalid("passkey"))?
        .insert("clientExtensionResults".to_owned(), json!({}));
    Ok((answer.to_string(), results.unwrap_or_default()))
}
