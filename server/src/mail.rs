//! Hands mails to the operator's mail server, over SMTP (RFC 5321), one connection for each.
//!
//! A connection is not kept for the next mail: one that was given up in the middle of a conversation would be taken up
//! there, and the answers to one mail be read as those to another. Nothing that is logged or returned here holds an
//! address or a text.

mod compose;
mod faults;

use crate::config::{Mail as Settings, MailSecurity, MailServer, Secret};
use crate::notices::{Language, MailText};
use crate::outbox::SendError;
use faults::Stage;
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters, TlsParametersBuilder,
};
use lettre::transport::smtp::extension::ClientId;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long one mail may take, from the name's look-up to the server's word that it has it. Ten minutes would be the
/// standard's; a server that is slower than this is tried again.
const SEND_TIMEOUT: Duration = Duration::from_secs(60);

/// How long to wait for a goodbye, which nothing depends on.
const QUIT_TIMEOUT: Duration = Duration::from_secs(2);

/// A mail that is ready to go.
#[derive(Debug, Clone, Copy)]
pub struct Mail<'a> {
    /// One address.
    pub to: &'a str,
    /// What it says.
    pub text: &'a MailText,
    /// In which language.
    pub language: Language,
    /// The same at each try, so that a mail that went out twice is recognised: letters, digits, `-` and `_`.
    pub reference: &'a str,
    /// When what it tells of happened.
    pub date_ms: u64,
}

/// Speaks to one mail server.
pub struct Mailer {
    server: MailServer,
    security: MailSecurity,
    tls: TlsParameters,
    credentials: Option<Credentials>,
    from: Mailbox,
    timeout: Duration,
}

/// The mail settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    /// There is no server, or no sender.
    #[error("mail.server and mail.from are not both set")]
    NotSet,
    /// A file cannot be read.
    #[error("{path}: {why}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// The sender is no address.
    #[error("mail.from: {0}")]
    From(#[from] lettre::address::AddressError),
    /// The file of the private authority holds no certificate, or the system has none.
    #[error("mail.ca: no certificate that can be used")]
    Ca,
}

impl Mailer {
    /// Reads what the settings name. Connects to nothing.
    pub fn new(settings: &Settings) -> Result<Self, MailerError> {
        let (Some(server), Some(from)) = (&settings.server, &settings.from) else {
            return Err(MailerError::NotSet);
        };
        Ok(Self {
            server: server.clone(),
            security: settings.security,
            tls: trust(server, settings.ca.as_deref())?,
            credentials: credentials(settings)?,
            from: from.parse()?,
            timeout: SEND_TIMEOUT,
        })
    }

    /// As it is, but giving up earlier or later than after a minute.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Hands one mail over. `Ok` means that the mail server has taken it; whether it arrives is not known.
    pub async fn send(&self, mail: &Mail<'_>) -> Result<(), SendError> {
        let (envelope, message) = compose::compose(&self.from, mail)?;
        let conversation = async {
            let mut connection = self.connect().await?;
            let sent = connection.send(&envelope, &message).await;
            sent.map_err(|error| faults::of(&error, Stage::Mail, mail.to))?;
            Ok(connection)
        };
        // lettre's own time-out ends with the connection's beginning.
        let mut connection = tokio::time::timeout(self.timeout, conversation)
            .await
            .map_err(|_| SendError::Later("the mail server took too long".into()))??;
        let _unheard = tokio::time::timeout(QUIT_TIMEOUT, connection.quit()).await;
        Ok(())
    }

    /// A connection that is protected and signed in as the settings say.
    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let fault = |error| faults::of(&error, Stage::Connection, "");
        let hello = ClientId::Domain(self.from.email.domain().to_owned());
        let at_once = (self.security == MailSecurity::Tls).then(|| self.tls.clone());
        let address = (self.server.host.as_str(), self.server.port);
        let mut connection = AsyncSmtpConnection::connect_tokio1(address, None, &hello, at_once, None)
            .await
            .map_err(fault)?;
        if self.security == MailSecurity::StartTls {
            let upgrade = connection.starttls(self.tls.clone(), &hello).await;
            upgrade.map_err(fault)?;
        }
        if let Some(credentials) = &self.credentials {
            let signed_in = connection.auth(DEFAULT_MECHANISMS, credentials).await;
            signed_in.map_err(fault)?;
        }
        Ok(connection)
    }
}

/// Whose certificates are believed.
fn trust(server: &MailServer, ca: Option<&Path>) -> Result<TlsParameters, MailerError> {
    let mut builder: TlsParametersBuilder = TlsParameters::builder(server.host.clone());
    if let Some(path) = ca {
        let pem = read(path)?;
        if !pem.contains("BEGIN CERTIFICATE") {
            return Err(MailerError::Ca);
        }
        let certificate = Certificate::from_pem(pem.as_bytes()).map_err(|_| MailerError::Ca)?;
        builder = builder
            .certificate_store(CertificateStore::None)
            .add_root_certificate(certificate);
    }
    builder.build().map_err(|_| MailerError::Ca)
}

fn credentials(settings: &Settings) -> Result<Option<Credentials>, MailerError> {
    let Some(user) = &settings.user else {
        return Ok(None);
    };
    let password = match &settings.password_file {
        Some(path) => read(path)?.lines().next().unwrap_or_default().to_owned(),
        None => settings.password.as_ref().map_or("", Secret::reveal).to_owned(),
    };
    Ok(Some(Credentials::new(user.clone(), password)))
}

fn read(path: &Path) -> Result<String, MailerError> {
    std::fs::read_to_string(path).map_err(|why| MailerError::Unreadable {
        path: path.to_owned(),
        why,
    })
}

#[cfg(test)]
mod tests;
