//! What an erasure report says.

use crate::known::Known;
use crate::verify::Unproven;
use crate::words::{clean, key, moment};
use api::{ErasureId, MailboxId, MessageId};
use crypto::report::{self, KeptReport, ReportKind};
use serde::Deserialize;
use std::fmt::{self, Write as _};

/// Parts of a report on letters. Newer servers may say more.
#[derive(Deserialize)]
struct Letters {
    v: u8,
    erasure_id: ErasureId,
    mailbox_id: MailboxId,
    requested_ms: u64,
    done_ms: u64,
    letters: Vec<Letter>,
    attachments_released: u64,
    storage: Storage,
    beyond_our_control: Vec<String>,
}

#[derive(Deserialize)]
struct Letter {
    message_id: MessageId,
    key_erased_ms: u64,
    overwritten: bool,
}

#[derive(Deserialize)]
struct Storage {
    file_system: String,
}

/// Parts of a report on a mailbox.
#[derive(Deserialize)]
struct Mailbox {
    v: u8,
    mailbox_id: MailboxId,
    requested_ms: u64,
    ended_ms: u64,
    done_ms: u64,
    letters: u64,
    letters_overwritten: u64,
    attachments_released: u64,
    storage: Storage,
    beyond_our_control: Vec<String>,
}

/// In words.
pub(crate) fn words(file: &[u8], known: &Known) -> Result<String, Unproven> {
    let kept = report::open_file(file)?;
    if !known.allows_server(&kept.server_key) {
        return Err(Unproven::ServerKey);
    }
    if known.log_key.is_some() {
        return Err(Unproven::NoLog);
    }
    let mut words = String::new();
    let form = |_| Unproven::ReportForm;
    // Writing to a text cannot fail.
    let _ = match kept.kind {
        ReportKind::Letters => say_letters(&mut words, &serde_json::from_slice(&kept.json).map_err(form)?),
        ReportKind::Mailbox => say_mailbox(&mut words, &serde_json::from_slice(&kept.json).map_err(form)?),
    };
    let _ = say_key(&mut words, &kept, known);
    Ok(words)
}

fn say_letters(to: &mut String, report: &Letters) -> fmt::Result {
    let count = report.letters.len();
    writeln!(
        to,
        "  The server says that it erased {count} letters of a mailbox."
    )?;
    writeln!(to, "    mailbox        {}", report.mailbox_id)?;
    writeln!(
        to,
        "    erasure        {}, report of form {}",
        report.erasure_id, report.v
    )?;
    writeln!(to, "    asked for      {}", moment(report.requested_ms))?;
    writeln!(to, "    done           {}", moment(report.done_ms))?;
    for letter in &report.letters {
        let also = if letter.overwritten {
            ", file overwritten in place"
        } else {
            ""
        };
        let at = moment(letter.key_erased_ms);
        writeln!(to, "    {}  key destroyed {at}{also}", letter.message_id)?;
    }
    say_rest(
        to,
        report.attachments_released,
        &report.storage,
        &report.beyond_our_control,
    )
}

fn say_mailbox(to: &mut String, report: &Mailbox) -> fmt::Result {
    writeln!(to, "  The server says that it erased a whole mailbox.")?;
    writeln!(
        to,
        "    mailbox        {}, report of form {}",
        report.mailbox_id, report.v
    )?;
    writeln!(to, "    asked for      {}", moment(report.requested_ms))?;
    writeln!(to, "    account ended  {}", moment(report.ended_ms))?;
    writeln!(to, "    done           {}", moment(report.done_ms))?;
    let (letters, overwritten) = (report.letters, report.letters_overwritten);
    writeln!(
        to,
        "    letters        {letters} keys destroyed, {overwritten} files overwritten in place"
    )?;
    say_rest(
        to,
        report.attachments_released,
        &report.storage,
        &report.beyond_our_control,
    )
}

fn say_rest(to: &mut String, released: u64, storage: &Storage, beyond: &[String]) -> fmt::Result {
    writeln!(
        to,
        "    attachments    {released} no longer held by these letters"
    )?;
    writeln!(to, "    file system    {}", clean(&storage.file_system))?;
    writeln!(to, "\n  Out of its reach, by its own word:")?;
    for what in beyond {
        writeln!(to, "    - {}", clean(what))?;
    }
    Ok(())
}

fn say_key(to: &mut String, kept: &KeptReport, known: &Known) -> fmt::Result {
    let compared = match known.server_key {
        Some(_) => "as given",
        None => "as named in the file: compare it",
    };
    writeln!(to, "\n  Under this key:")?;
    writeln!(
        to,
        "    server         {}   {compared}",
        key(kept.server_key.as_bytes())
    )?;
    writeln!(
        to,
        "\n  Not proven: that it did what it says. It has signed that it did."
    )
}
