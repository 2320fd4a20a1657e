//! Compiles `locales/*/app.ftl` into one Rust file, so that the page carries texts and no parser.

#![expect(
    clippy::print_stdout,
    clippy::panic,
    reason = "that is how a build script speaks to cargo, and how it fails"
)]

mod fluent;

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The language that says which keys and arguments there are.
const REFERENCE: &str = "en";

fn main() {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=build");
    let folder = Path::new("locales");
    let mut languages: Vec<_> = fs::read_dir(folder)
        .expect("web/locales is there")
        .map(|entry| read(&entry.expect("web/locales can be read").path()))
        .collect();
    languages.sort_by(|one, other| one.code.cmp(&other.code));
    let rust = fluent::compile(&languages, REFERENCE).unwrap_or_else(|faults| {
        for fault in &faults {
            println!("cargo::error={fault}");
        }
        String::new()
    });
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("texts.rs"), rust).expect("OUT_DIR can be written");
}

fn read(folder: &Path) -> fluent::Source {
    let code = folder
        .file_name()
        .and_then(|name| name.to_str())
        .expect("a language's folder has its code as name");
    let path = folder.join("app.ftl");
    fluent::Source {
        code: code.to_owned(),
        ftl: fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())),
    }
}
