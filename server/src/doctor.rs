//! What is wrong with an installation, in words, with what to do about it. Changes nothing.

use crate::audit::key as log_key;
use crate::audit::tree::{self, Examined};
use crate::blobs;
use crate::config::Config;
use crate::db;
use crate::erasure::rows as erasure_rows;
use crate::keystore::{self, Keystore, KeystoreError};
use crate::outbox::{self, Transports};
use crate::run;
use crate::vault::{self, Media, Overwrites};
use std::fmt;
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// Free space under which the server should not be left alone.
const FREE_BYTES_MIN: u64 = 1024 * 1024 * 1024;

/// One thing looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    grade: Grade,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grade {
    Good,
    Warning,
    Bad,
}

impl Finding {
    fn good(text: impl Into<String>) -> Self {
        Self {
            grade: Grade::Good,
            text: text.into(),
        }
    }

    fn warning(text: impl Into<String>) -> Self {
        Self {
            grade: Grade::Warning,
            text: text.into(),
        }
    }

    fn bad(text: impl Into<String>) -> Self {
        Self {
            grade: Grade::Bad,
            text: text.into(),
        }
    }

    /// Whether the server should not run like this.
    pub fn is_bad(&self) -> bool {
        self.grade == Grade::Bad
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grade = match self.grade {
            Grade::Good => "ok      ",
            Grade::Warning => "warning ",
            Grade::Bad => "BAD     ",
        };
        write!(f, "{grade}{}", self.text)
    }
}

/// Looks at everything.
pub fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = vec![origin(config), tls(config)];
    findings.extend(proxy(config));
    if !config.data.exists() {
        findings.push(Finding::good(format!(
            "The data folder {} does not exist yet; `serve` makes it.",
            config.data.display()
        )));
        return findings;
    }
    findings.push(writing(&config.data));
    findings.push(media(&config.data));
    findings.push(space(&config.data));
    findings.extend(keys(&config.data));
    findings.extend(database(&config.data));
    findings.push(transports(config));
    findings.extend(dead_letters(&config.data));
    findings
}

fn transports(config: &Config) -> Finding {
    match Transports::new(config) {
        Err(why) => Finding::bad(format!("Mail or SMS cannot be sent: {why}")),
        Ok(Transports::Local(_)) => Finding::warning(
            "Mail and SMS land on the page /local-outbox of this machine: nobody else can prove an address or a phone.",
        ),
        Ok(Transports::Real { .. }) => Finding::good("Mail server and SMS gateway are set."),
    }
}

fn dead_letters(data: &Path) -> Option<Finding> {
    let found = db::read_at(&data.join("forsegla.db"), outbox::dead_letters)
        .ok()?
        .ok()?;
    (found > 0).then(|| {
        Finding::warning(format!(
            "{found} mails or SMS could not be sent. `forsegla-server outbox` says why, and lets you try again."
        ))
    })
}

fn origin(config: &Config) -> Finding {
    match config.host() {
        "localhost" | "127.0.0.1" => Finding::warning(
            "The origin is localhost: nobody but this machine can use the server. Set `origin` to the address people will type.",
        ),
        host => Finding::good(format!(
            "Sign-in is bound to {host}. Changing it would lock everyone out."
        )),
    }
}

fn tls(config: &Config) -> Finding {
    let https = config.origin.starts_with("https://");
    match run::check_tls(&config.tls) {
        Err(error) => Finding::bad(error.to_string()),
        Ok(true) => Finding::good("The TLS certificate and key can be read and fit together."),
        Ok(false) if https => Finding::warning(
            "The origin is https, but no certificate is set: a proxy in front must speak TLS, and nothing else may reach the server.",
        ),
        Ok(false) => Finding::good("Plain HTTP, which browsers accept on localhost."),
    }
}

/// Without a certificate of its own, a server that people reach by https stands behind a proxy.
fn proxy(config: &Config) -> Option<Finding> {
    let behind_proxy = config.origin.starts_with("https://") && config.tls.cert.is_none();
    (behind_proxy && config.http.trusted_proxies.is_empty()).then(|| {
        Finding::warning(
            "All people count as one network, the proxy's, and are soon told to come again later. Set `http.trusted_proxies` to where the proxy asks from, and let it append to X-Forwarded-For.",
        )
    })
}

fn writing(data: &Path) -> Finding {
    let probe = data.join("doctor-probe");
    let tried = fs::File::create(&probe).and_then(|mut file| {
        file.write_all(b"probe")?;
        file.sync_all()
    });
    match tried.and_then(|()| fs::remove_file(&probe)) {
        Ok(()) => Finding::good(format!("{} can be written and synced.", data.display())),
        Err(error) => Finding::bad(format!(
            "{} cannot be written: {error}. Check its owner and mount.",
            data.display()
        )),
    }
}

fn media(data: &Path) -> Finding {
    let media = match Media::of(data) {
        Ok(media) => media,
        Err(error) => return Finding::bad(format!("The file system cannot be examined: {error}")),
    };
    let name = &media.file_system;
    match media.overwrites {
        Overwrites::InPlace => Finding::good(format!(
            "The data lies on {name}, which overwrites in place. Below it, flash drives may keep old pages; snapshots and thin volumes do."
        )),
        Overwrites::CopyOnWrite => Finding::bad(format!(
            "The data lies on {name}, which writes elsewhere and keeps old blocks: not even the keys are overwritten. Move it to ext4 or xfs."
        )),
        Overwrites::JournalsData => Finding::bad(format!(
            "{name} is mounted with data=journal, so its journal keeps copies of what is erased. Mount it with data=ordered."
        )),
        Overwrites::Memory => {
            Finding::warning(format!("The data lies on {name}, in memory: a restart loses it."))
        }
        Overwrites::Unknown => Finding::warning(format!(
            "The data lies on {name}, of which we do not know whether it overwrites in place. ext4 and xfs do."
        )),
    }
}

fn space(data: &Path) -> Finding {
    match rustix::fs::statvfs(data) {
        Err(error) => Finding::bad(format!("The free space cannot be read: {error}")),
        Ok(space) => {
            let free = space.f_bavail.saturating_mul(space.f_frsize);
            let mebibytes = free / (1024 * 1024);
            if free < FREE_BYTES_MIN {
                Finding::warning(format!(
                    "Only {mebibytes} MiB are free. On a full disk nobody can send."
                ))
            } else {
                Finding::good(format!("{mebibytes} MiB are free."))
            }
        }
    }
}

fn keys(data: &Path) -> Vec<Finding> {
    let folder = data.join("keys");
    let mut findings = Vec::new();
    match Keystore::load(&folder) {
        Ok(_) => findings.push(Finding::good(
            "The server's keys can be read. Keep a sealed copy of the keys folder apart from all other backups, without `epoch-key`.",
        )),
        Err(KeystoreError::Missing(_)) if !data.join("forsegla.db").exists() => {
            findings.push(Finding::good("There are no keys yet; `serve` makes them."));
        }
        Err(KeystoreError::Missing(_)) if is_from_before_the_log_key(data) => {
            findings.push(Finding::warning("There is no log key yet; `serve` makes it."));
        }
        Err(error) => findings.push(Finding::bad(error.to_string())),
    }
    for path in keystore::readable_by_others(&folder) {
        findings.push(Finding::bad(format!(
            "{} can be read by others: chmod 600 it.",
            path.display()
        )));
    }
    findings
}

fn is_from_before_the_log_key(data: &Path) -> bool {
    let unclaimed = || db::read_at(&data.join("forsegla.db"), log_key::is_unclaimed);
    keystore::lacks_the_log_key_alone(&data.join("keys")) && matches!(unclaimed(), Ok(Ok(true)))
}

fn database(data: &Path) -> Vec<Finding> {
    let path = data.join("forsegla.db");
    if !path.exists() {
        return vec![if data.join("vault").exists() {
            Finding::bad(
                "The database is missing, but there is a vault that belongs to it: bring it back from its backup.",
            )
        } else {
            Finding::good("There is no database yet; `serve` makes it.")
        }];
    }
    let mut findings = Vec::new();
    match db::pending_at(&path) {
        Ok(steps) if steps.is_empty() => findings.push(Finding::good("The database is up to date.")),
        Ok(steps) => findings.push(Finding::warning(format!(
            "`serve` will bring the database up to date: {}.",
            steps.join(", ")
        ))),
        Err(error) => findings.push(Finding::bad(error.to_string())),
    }
    let is_current = !findings.iter().any(|finding| finding.grade != Grade::Good);
    match db::find_damage_at(&path) {
        Ok(None) => {
            findings.push(Finding::good("The database is intact."));
            findings.extend(erasures(&path));
            // An older schema has no tree yet.
            findings.extend(is_current.then(|| audit_log(&path)));
            findings.push(letters(data, &path));
        }
        Ok(Some(damage)) => findings.push(Finding::bad(format!(
            "The database is damaged ({damage}): stop, and restore a backup."
        ))),
        Err(error) => findings.push(Finding::bad(error.to_string())),
    }
    findings
}

fn erasures(database: &Path) -> Option<Finding> {
    match db::read_at(database, erasure_rows::count_failing) {
        Ok(Ok(0)) => None,
        Ok(Ok(failing)) => Some(Finding::bad(format!(
            "{failing} erasures fail and are tried again: look for \"erasing failed\" in the log."
        ))),
        Ok(Err(error)) => Some(Finding::bad(format!("The erasures cannot be counted: {error}"))),
        Err(error) => Some(Finding::bad(error.to_string())),
    }
}

/// Whether the audit log is what was written. Whoever can write the database can write a log of their own: that shows only
/// beside a head that was written down before.
fn audit_log(database: &Path) -> Finding {
    match db::read_at(database, tree::examine) {
        Ok(Ok(Examined::Whole(head))) => Finding::good(format!(
            "The audit log is unbroken: {} entries, the root is {}.",
            head.size,
            head.root
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
        )),
        Ok(Ok(Examined::Broken { index, why })) => Finding::bad(format!(
            "The audit log is broken at entry {index}: {why}. The database was changed by something else than this server."
        )),
        Ok(Err(error)) => Finding::bad(format!("The audit log cannot be read: {error}")),
        Err(error) => Finding::bad(error.to_string()),
    }
}

/// Whether database, keys and vault are of one piece.
fn letters(data: &Path, database: &Path) -> Finding {
    let Ok(keys) = Keystore::load(&data.join("keys")) else {
        return Finding::warning("Without the keys the vault cannot be examined.");
    };
    let looked = db::read_at(database, |connection| {
        let fits =
            blobs::belongs_to(connection, keys.fingerprint)? && log_key::belongs_to(connection, &keys)?;
        Ok((
            fits,
            blobs::find_known(connection)?,
            blobs::find_live(connection)?,
        ))
    });
    let (fits, known, live) = match looked {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => return Finding::bad(format!("The vault's rows cannot be read: {error}")),
        Err(error) => return Finding::bad(error.to_string()),
    };
    if !fits {
        return Finding::bad(
            "The keys folder does not belong to this database: bring back the one that does.",
        );
    }
    match vault::find_lost(&data.join("vault"), keys.epoch, &known, &live) {
        Ok(lost) if lost.is_empty() => Finding::good(format!(
            "All {} stored letters, attachments and keys are there.",
            live.len()
        )),
        Ok(lost) => Finding::bad(format!(
            "{} of {} stored letters, attachments or keys are lost: their file or their key is gone.",
            lost.len(),
            live.len()
        )),
        Err(error) => Finding::bad(format!("The vault cannot be examined: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    fn config(data: &Path) -> Config {
        let mut config = Config::load(None).unwrap();
        config.data = data.to_owned();
        config
    }

    #[test]
    fn a_fresh_machine_has_nothing_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let findings = examine(&config(&folder.path().join("data")));
        assert!(!findings.iter().any(Finding::is_bad), "{findings:?}");
    }

    #[test]
    fn a_proxy_that_nobody_trusts_is_worth_a_warning() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(&folder.path().join("data"));
        assert_eq!(proxy(&config), None);
        config.origin = "https://post.example.org".into();
        assert!(proxy(&config).is_some());
        config.http.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
        assert_eq!(proxy(&config), None);
    }

    #[test]
    fn a_database_without_its_keys_is_bad() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::of(folder.path(), 0);
        drop(db::Db::open(&folder.path().join("forsegla.db"), storage).unwrap());
        let findings = examine(&config(folder.path()));
        assert!(
            findings
                .iter()
                .any(|finding| finding.is_bad() && finding.text.contains("keys folder")),
            "{findings:?}"
        );
    }
}
