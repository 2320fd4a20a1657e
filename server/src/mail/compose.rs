//! A mail's bytes: headers, both forms of the text, a file (RFC 5322, 2045 to 2047, 3282, 3834).

use super::Mail;
use crate::notices::{Attachment, MailText};
use crate::outbox::SendError;
use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::{
    ContentDisposition, ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue,
};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use std::error::Error;
use std::time::{Duration, UNIX_EPOCH};

/// Says to other programs that nobody wrote this: they answer with no absence notice.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Which language the text is in.
#[derive(Clone)]
struct ContentLanguage(String);

impl Header for ContentLanguage {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Language")
    }

    fn parse(tag: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self(tag.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

/// The envelope and the message, in ASCII alone.
///
/// # Errors
/// `Refused`, if the recipient is no address.
pub(super) fn compose(from: &Mailbox, mail: &Mail<'_>) -> Result<(Envelope, Vec<u8>), SendError> {
    let refused = |why: &str| SendError::Refused(why.to_owned());
    let to = address(mail.to).ok_or_else(|| refused("not an address"))?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if mail.reference.is_empty() || !mail.reference.bytes().all(plain) {
        return Err(refused("not a reference"));
    }
    let date = UNIX_EPOCH
        .checked_add(Duration::from_millis(mail.date_ms))
        .ok_or_else(|| refused("not a date"))?;
    let message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to.clone()))
        .subject(one_line(&mail.text.subject))
        .date(date)
        .message_id(Some(format!("<{}@{}>", mail.reference, from.email.domain())))
        .header(AutoSubmitted)
        .header(ContentLanguage(mail.language.tag().to_owned()))
        .multipart(body(mail.text))
        .map_err(|_| refused("the mail cannot be written"))?;
    let envelope =
        Envelope::new(Some(from.email.clone()), vec![to]).map_err(|_| refused("not an address"))?;
    Ok((envelope, message.formatted()))
}

/// The address with its domain in ASCII. A local part beyond ASCII stays, for servers that know SMTPUTF8.
fn address(written: &str) -> Option<Address> {
    let canonical = crypto::address::canonical(written).ok()?;
    let (local, domain) = canonical.split_once('@')?;
    Address::new(local, domain).ok()
}

fn body(text: &MailText) -> MultiPart {
    let both = MultiPart::alternative()
        .singlepart(words(ContentType::TEXT_PLAIN, &text.text))
        .singlepart(words(ContentType::TEXT_HTML, &text.html));
    let Some(file) = &text.attachment else {
        return both;
    };
    MultiPart::mixed().multipart(both).singlepart(attached(file))
}

fn words(kind: ContentType, text: &str) -> SinglePart {
    SinglePart::builder()
        .header(kind)
        .header(ContentTransferEncoding::QuotedPrintable)
        .body(text.to_owned())
}

/// In base64, which leaves every byte as it is: the file is signed.
fn attached(file: &Attachment) -> SinglePart {
    SinglePart::builder()
        .header(ContentType::parse("application/json").expect("a media type"))
        .header(ContentDisposition::attachment(file.name))
        .header(ContentTransferEncoding::Base64)
        .body(file.json.clone().into_bytes())
}

/// Control characters end no header here.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|char| if char.is_control() { ' ' } else { char })
        .collect()
}

#[cfg(test)]
mod tests;
