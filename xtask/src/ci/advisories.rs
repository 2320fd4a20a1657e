//! Known vulnerabilities: cargo-deny against a copy of the RustSec advisory database that lies on this machine.

use crate::workbench::Workbench;
use anyhow::{Context, Result, bail};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// What cargo-deny calls its copy of RustSec's database: the name, and a hash of the address.
const NAME: &str = "advisory-db-3157b0e258782691";

/// Writes a configuration that is `deny.toml`, but reads the advisories of `database`.
pub(super) fn configuration(bench: &Workbench, database: &Path) -> Result<PathBuf> {
    if !database.join("crates").is_dir() {
        bail!(
            "{} holds no advisory database (no folder `crates`)",
            database.display()
        );
    }
    let folder = bench.tools().join("advisories");
    lay_out(&folder, &fs::canonicalize(database)?)?;
    let deny = fs::read_to_string(bench.root.join("deny.toml"))?;
    let path = folder.join("deny.toml");
    fs::write(
        &path,
        with_database(&deny, &folder).context("deny.toml has no line [advisories]")?,
    )?;
    Ok(path)
}

/// cargo-deny wants the look of a git clone, and a time of fetching; a plain copy has neither.
fn lay_out(folder: &Path, database: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let copy = folder.join(NAME);
    fs::create_dir_all(copy.join(".git"))?;
    fs::write(copy.join(".git/FETCH_HEAD"), "")?;
    symlink(database.join("crates"), copy.join("crates"))?;
    Ok(())
}

fn with_database(deny: &str, folder: &Path) -> Option<String> {
    let (before, after) = deny.split_once("[advisories]\n")?;
    Some(format!(
        "{before}[advisories]\ndb-path = {:?}\n{after}",
        folder.display().to_string()
    ))
}

#[cfg(test)]
mod tests {
    use super::with_database;
    use std::path::Path;

    #[test]
    fn the_database_is_named_where_advisories_are_configured() {
        let text = with_database("[graph]\n[advisories]\nignore = []\n", Path::new("/db")).unwrap();
        assert_eq!(text, "[graph]\n[advisories]\ndb-path = \"/db\"\nignore = []\n");
        assert!(with_database("[graph]\n", Path::new("/db")).is_none());
    }
}
