//! Where mail and SMS land when nobody has set up a mail server and a gateway: in memory, on a page of this machine. Only
//! there, since whoever sees the page can prove any address and any phone.

use crate::app::App;
use crate::error::{AppError, Outcome};
use crate::notices::MailText;
use actix_web::HttpResponse;
use actix_web::web::Data;
use api::Code;
use askama::Template;
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// Older ones give way.
const KEPT_MAX: usize = 200;

/// What has landed, newest first.
#[derive(Default)]
pub(crate) struct LocalOutbox(Mutex<VecDeque<Landed>>);

/// One mail or SMS.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Landed {
    channel: &'static str,
    reference: String,
    to: String,
    subject: Option<String>,
    text: String,
    html: Option<String>,
    /// The file that goes with a mail.
    file: Option<String>,
    sent_ms: u64,
}

impl Landed {
    pub(super) fn of_mail(reference: &str, to: &str, mail: MailText, sent_ms: u64) -> Self {
        Self {
            channel: "mail",
            reference: reference.to_owned(),
            to: to.to_owned(),
            subject: Some(mail.subject),
            text: mail.text,
            html: Some(mail.html),
            file: mail.attachment.map(|file| file.json),
            sent_ms,
        }
    }

    pub(super) fn of_sms(reference: &str, to: &str, text: String, sent_ms: u64) -> Self {
        Self {
            channel: "sms",
            reference: reference.to_owned(),
            to: to.to_owned(),
            subject: None,
            text,
            html: None,
            file: None,
            sent_ms,
        }
    }
}

impl LocalOutbox {
    pub(super) fn put(&self, landed: Landed) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push_front(landed);
        all.truncate(KEPT_MAX);
    }

    fn all(&self) -> Vec<Landed> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().cloned().collect()
    }
}

/// The page. It has no script, and reloads by itself.
#[derive(Template)]
#[template(path = "local_outbox.html")]
struct Page {
    all: Vec<Landed>,
}

/// Shows it.
pub(crate) async fn page(app: Data<App>) -> Outcome<HttpResponse> {
    let page = Page { all: find(&app)? };
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header(("cache-control", "no-store"))
        .body(page.render().map_err(AppError::internal)?))
}

/// The same for programs.
pub(crate) async fn json(app: Data<App>) -> Outcome<HttpResponse> {
    let all = find(&app)?;
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .json(all))
}

fn find(app: &App) -> Outcome<Vec<Landed>> {
    let local = app.transports.local().ok_or(Code::NotFound)?;
    Ok(local.all())
}
