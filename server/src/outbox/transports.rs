//! By what mail and SMS leave: a mail server and a gateway, or, for trying the product on one machine, neither.

use super::local::{Landed, LocalOutbox};
use super::reports;
use super::rows::Claim;
use super::{Channel, Outgoing, SendError};
use crate::app::App;
use crate::config::Config;
use crate::mail::{Mail, Mailer};
use crate::notices::Language;
use crate::sms::{Gateway, NumberError, PhoneNumber, Report, Sms};

/// Where jobs go.
pub(crate) enum Transports {
    /// To people.
    Real {
        mailer: Box<Mailer>,
        gateway: Box<Gateway>,
    },
    /// To a page of this machine.
    Local(LocalOutbox),
}

impl Transports {
    /// Those of the settings. The reason is for the operator.
    pub(crate) fn new(config: &Config) -> Result<Self, String> {
        if config.local_outbox {
            return Ok(Self::Local(LocalOutbox::default()));
        }
        let mailer = Mailer::new(&config.mail).map_err(|error| error.to_string())?;
        let gateway = Gateway::new(&config.sms).map_err(|error| error.to_string())?;
        let gateway = gateway.ok_or("sms.gateway is not set: nobody could prove a phone")?;
        Ok(Self::Real {
            mailer: Box::new(mailer),
            gateway: Box::new(gateway),
        })
    }

    /// What a gateway says in a report, if it says anything.
    pub(super) fn read_report(&self, query: &str, body: &[u8]) -> Option<Report> {
        match self {
            Self::Real { gateway, .. } => gateway.read_report(query, body),
            Self::Local(_) => None,
        }
    }

    /// The page's messages, where there is one.
    pub(crate) fn local(&self) -> Option<&LocalOutbox> {
        match self {
            Self::Local(local) => Some(local),
            Self::Real { .. } => None,
        }
    }

    /// Sends one job.
    pub(super) async fn send(
        &self,
        app: &App,
        channel: Channel,
        claim: &Claim,
        outgoing: &Outgoing,
    ) -> Result<(), SendError> {
        let reference = reports::reference(&claim.id);
        match channel {
            Channel::Mail => self.send_mail(app, &reference, claim, outgoing).await,
            Channel::Sms => self.send_sms(app, &reference, claim, outgoing).await,
        }
    }

    async fn send_mail(
        &self,
        app: &App,
        reference: &str,
        claim: &Claim,
        outgoing: &Outgoing,
    ) -> Result<(), SendError> {
        let Outgoing { to, notice, .. } = outgoing;
        let language = language_of(outgoing)?;
        let text = notice
            .mail(language, &app.config.origin)
            .ok_or_else(|| unsaid("mail"))?;
        match self {
            Self::Real { mailer, .. } => {
                let mail = Mail {
                    to,
                    text: &text,
                    language,
                    reference,
                    date_ms: claim.created_ms,
                };
                mailer.send(&mail).await
            }
            Self::Local(local) => {
                local.put(Landed::of_mail(reference, to, text, claim.created_ms));
                Ok(())
            }
        }
    }

    async fn send_sms(
        &self,
        app: &App,
        reference: &str,
        claim: &Claim,
        outgoing: &Outgoing,
    ) -> Result<(), SendError> {
        let Outgoing { to, notice, .. } = outgoing;
        let text = notice
            .sms(language_of(outgoing)?, app.config.host())
            .ok_or_else(|| unsaid("SMS"))?;
        match self {
            Self::Real { gateway, .. } => {
                let number: PhoneNumber = to
                    .parse()
                    .map_err(|error: NumberError| SendError::Refused(error.to_string()))?;
                // The settings may have changed since it was proven.
                if !number.is_served(&app.config.sms) {
                    return Err(SendError::Refused(NumberError::NotServed.to_string()));
                }
                let minutes = claim.ends_ms.saturating_sub(app.now_ms()).div_ceil(60_000);
                let sms = Sms {
                    to: &number,
                    text: &text,
                    reference,
                    report_url: Some(&reports::url(app, &claim.id)),
                    valid_minutes: u32::try_from(minutes).unwrap_or(u32::MAX),
                };
                gateway.send(&sms).await
            }
            Self::Local(local) => {
                local.put(Landed::of_sms(reference, to, text, claim.created_ms));
                Ok(())
            }
        }
    }
}

fn language_of(outgoing: &Outgoing) -> Result<Language, SendError> {
    Language::parse(&outgoing.language).ok_or_else(|| SendError::Refused("no such language".into()))
}

fn unsaid(channel: &str) -> SendError {
    SendError::Refused(format!("this notice is not said by {channel}"))
}
