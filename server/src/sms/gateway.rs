//! The gateway that an installation has, made from its settings.

use super::http::Http;
use super::kannel::Kannel;
use super::{Report, Sms, check_segment};
use crate::config::{self, GatewayKind, Secret};
use crate::outbox::SendError;
use std::path::{Path, PathBuf};

/// What takes SMS to the phones.
pub enum Gateway {
    /// Kannel, run by the operator.
    Kannel(Kannel),
    /// A company's interface over HTTP.
    Http(Http),
}

/// A gateway cannot be made of the settings.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// A file that the settings name cannot be used.
    #[error("cannot use the file {path}: {cause}")]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// A value that passed the settings' own checks cannot be sent.
    #[error("{0} cannot be used in a request")]
    Setting(&'static str),
    /// TLS cannot be set up.
    #[error("cannot set up TLS: {0}")]
    Tls(String),
}

impl Gateway {
    /// Reads the secrets and certificates, and connects nowhere. `None` where no gateway is set.
    pub fn new(settings: &config::Sms) -> Result<Option<Self>, GatewayError> {
        match settings.gateway {
            GatewayKind::None => Ok(None),
            GatewayKind::Kannel => Ok(Some(Self::Kannel(Kannel::new(settings)?))),
            GatewayKind::Http => Ok(Some(Self::Http(Http::new(settings)?))),
        }
    }

    /// Gives an SMS to the gateway; taken means that the gateway promises to try.
    pub async fn send(&self, message: &Sms<'_>) -> Result<(), SendError> {
        check_segment(message.text).map_err(|error| SendError::Refused(error.to_string()))?;
        match self {
            Self::Kannel(kannel) => kannel.send(message).await,
            Self::Http(http) => http.send(message).await,
        }
    }

    /// What a request to the report's URL says, by its query or its body; `None` where it says nothing that is known.
    /// The caller bounds the body.
    pub fn read_report(&self, query: &str, body: &[u8]) -> Option<Report> {
        match self {
            Self::Kannel(_) => Report::of_kannel(query),
            Self::Http(http) => http.words.read(query, body),
        }
    }
}

/// A secret from the settings, or from the file that they name.
pub(super) fn secret(setting: Option<&Secret>, file: Option<&Path>) -> Result<Secret, GatewayError> {
    let Some(file) = file else {
        return Ok(setting.cloned().unwrap_or_else(|| Secret::new("")));
    };
    let refused = |cause: String| GatewayError::File {
        path: file.to_owned(),
        cause,
    };
    let text = Secret::new(std::fs::read_to_string(file).map_err(|error| refused(error.to_string()))?);
    let line = text.reveal().trim_end_matches(['\r', '\n']);
    if line.is_empty() || line.contains('\n') {
        return Err(refused("it must hold the secret, on one line, alone".into()));
    }
    Ok(Secret::new(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn without_a_gateway_there_is_none() {
        assert!(Gateway::new(&Config::load(None).unwrap().sms).unwrap().is_none());
    }

    #[test]
    fn a_secret_is_the_one_line_of_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        let read = || secret(None, Some(&file));
        assert!(matches!(read(), Err(GatewayError::File { .. })));
        for wrong in ["", "\n", "two\nlines\n"] {
            std::fs::write(&file, wrong).unwrap();
            assert!(matches!(read(), Err(GatewayError::File { .. })), "{wrong:?}");
        }
        std::fs::write(&file, " s3cret \r\n").unwrap();
        assert_eq!(read().unwrap().reveal(), " s3cret ");
    }

    #[test]
    fn a_file_without_certificates_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        let mut settings = Config::load(None).unwrap().sms;
        settings.gateway = GatewayKind::Kannel;
        settings.ca_file = Some(file.clone());
        assert!(matches!(Gateway::new(&settings), Err(GatewayError::File { .. })));
        std::fs::write(&file, "no certificate\n").unwrap();
        assert!(matches!(Gateway::new(&settings), Err(GatewayError::File { .. })));
    }
}
