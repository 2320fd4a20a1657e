//! What a proof file proves.

use crate::known::Known;
use crate::verify::Unproven;
use crate::words::{assurance, clean, fingerprint, key, moment};
use api::{MailboxId, MessageId};
use crypto::proof::{self, Party, Proven, ProvenReceipt};
use crypto::receipt::Promise;
use std::fmt::{self, Write as _};

/// In words.
pub(crate) fn words(file: &[u8], known: &Known) -> Result<String, Unproven> {
    let proven = proof::verify(file)?;
    if !known.allows_server(&proven.server_key) {
        return Err(Unproven::ServerKey);
    }
    if !known.allows_log(&proven.log_key) {
        return Err(Unproven::LogKey);
    }
    let mut words = String::new();
    // Writing to a text cannot fail.
    let _ = say(&mut words, &proven, known);
    Ok(words)
}

fn say(to: &mut String, proven: &Proven, known: &Known) -> fmt::Result {
    let submission = &proven.submission;
    let sender = clean(&proven.sender.addr);
    let count = proven.recipients().count();
    writeln!(to, "  {sender} sent a letter to {count} other mailboxes.")?;
    writeln!(to, "    letter         {}", MessageId(submission.msg_id))?;
    let claimed = moment(submission.created_ms);
    writeln!(to, "    written        {claimed}, by the sender's own clock")?;
    say_promise(to, "accepted", &proven.promise, proven)?;
    say_key(to, &proven.sender)?;
    for receipt in &proven.receipts {
        say_receipt(to, receipt, proven)?;
    }
    if proven.receipts.is_empty() {
        writeln!(to, "\n  Nobody is shown to have opened it.")?;
    }
    match &proven.manifest {
        Some(manifest) => {
            let subject = clean(&manifest.subject);
            writeln!(
                to,
                "\n  The letter itself is in the file, and it is the one that was sent. Its subject: {subject}"
            )?;
            if !proven.receipts.is_empty() {
                writeln!(to, "  Who signed a receipt had this very letter open.")?;
            }
        }
        None => writeln!(
            to,
            "\n  The letter itself is not in the file. That whoever signed a receipt had it open is the sender's word."
        )?,
    }
    say_keys(to, proven, known)?;
    say_limits(to, proven)
}

fn say_receipt(to: &mut String, receipt: &ProvenReceipt, proven: &Proven) -> fmt::Result {
    writeln!(to, "\n  {} opened it.", clean(&receipt.reader.addr))?;
    let claimed = moment(receipt.receipt.client_ms);
    writeln!(to, "    opened         {claimed}, by the reader's own clock")?;
    say_promise(to, "receipt came", &receipt.promise, proven)?;
    say_key(to, &receipt.reader)
}

fn say_promise(to: &mut String, what: &str, promise: &Promise, proven: &Proven) -> fmt::Result {
    let at = moment(promise.server_ms);
    writeln!(
        to,
        "    {what:<14} {at}, by the server's clock; {}",
        assurance(promise.assurance)
    )?;
    let (index, size) = (promise.audit_index, proven.head.size);
    writeln!(to, "    in the log     entry {index} of {size}")
}

fn say_key(to: &mut String, party: &Party) -> fmt::Result {
    writeln!(to, "    mailbox        {}", MailboxId(party.mailbox))?;
    writeln!(to, "    signing key    {}", fingerprint(&party.fingerprint))
}

fn say_keys(to: &mut String, proven: &Proven, known: &Known) -> fmt::Result {
    let compared = |is_known| {
        if is_known {
            "as given"
        } else {
            "as named in the file: compare it"
        }
    };
    writeln!(to, "\n  Under these keys:")?;
    let server = compared(known.server_key.is_some());
    writeln!(
        to,
        "    server         {}   {server}",
        key(proven.server_key.as_bytes())
    )?;
    let log = compared(known.log_key.is_some());
    writeln!(
        to,
        "    audit log      {}   {log}",
        clean(&proven.log_key.to_text())
    )?;
    let root = fingerprint(&proven.head.root);
    writeln!(to, "    log's root     {root}, of {} entries", proven.head.size)
}

fn say_limits(to: &mut String, proven: &Proven) -> fmt::Result {
    writeln!(to, "\n  Not proven:")?;
    for limit in [
        "that a person read or understood it: a receipt says that a program with the reader's key had it open",
        "that nobody else opened it: readers may give no receipt, and the file's maker may leave some out",
        "that the addresses are those people's: that is the server's word, unless you know the keys' fingerprints from them",
        "the people's own clocks; the server's are as good as the server",
        "that everybody sees this log: no witness has signed it",
    ] {
        writeln!(to, "    - {limit}")?;
    }
    writeln!(
        to,
        "\n  Saved {}, by its maker's own clock.",
        moment(proven.made_ms)
    )
}
