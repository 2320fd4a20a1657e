//! What is known of the server from elsewhere than the files.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use crypto::sign::VerifyingKey;
use crypto::tlog::NoteVerifier;

/// Keys that were given on the command line.
#[derive(Debug, Default)]
pub struct Known {
    pub(crate) server_key: Option<VerifyingKey>,
    pub(crate) log_key: Option<NoteVerifier>,
}

/// What was given is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KnownError {
    /// The server's key.
    #[error("--server-key is 43 characters of base64url, as `signing_key` in GET /api/v1/server")]
    ServerKey,
    /// The log's key.
    #[error("--log-key is a note's key, name+id+key, as `log_key` in GET /api/v1/server")]
    LogKey,
}

impl Known {
    /// Reads keys as the server tells them.
    ///
    /// # Errors
    /// If one is none.
    pub fn parse(server_key: Option<&str>, log_key: Option<&str>) -> Result<Self, KnownError> {
        let server_key = server_key.map(|text| {
            let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| KnownError::ServerKey)?;
            VerifyingKey::parse(&bytes).map_err(|_| KnownError::ServerKey)
        });
        let log_key = log_key.map(|text| NoteVerifier::parse(text).map_err(|_| KnownError::LogKey));
        Ok(Self {
            server_key: server_key.transpose()?,
            log_key: log_key.transpose()?,
        })
    }

    /// Whether a key is not another one than was given.
    pub(crate) fn allows_server(&self, key: &VerifyingKey) -> bool {
        self.server_key.is_none_or(|known| known == *key)
    }

    /// Whether a key is not another one than was given.
    pub(crate) fn allows_log(&self, key: &NoteVerifier) -> bool {
        self.log_key.as_ref().is_none_or(|known| known == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_key_is_refused() {
        let key = URL_SAFE_NO_PAD.encode([1; 32]);
        for bad in ["", "x", &key[..42], &format!("{key}=")] {
            assert_eq!(
                Known::parse(Some(bad), None).err(),
                Some(KnownError::ServerKey),
                "{bad}"
            );
        }
        for bad in ["", "a+b+c", &key] {
            assert_eq!(
                Known::parse(None, Some(bad)).err(),
                Some(KnownError::LogKey),
                "{bad}"
            );
        }
        assert!(Known::parse(None, None).is_ok());
    }
}
