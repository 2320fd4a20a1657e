//! The documents name tests as proofs: each of them is there.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

/// Where the map says a test stands: `suite/x::name`, `flows/x::name`, `faults/x::name` or `some/path.rs::name`.
fn file_of(place: &str) -> PathBuf {
    let (folder, rest) = place.split_once('/').unwrap_or(("", place));
    match folder {
        "suite" => format!("crypto/tests/suite/{rest}.rs").into(),
        "flows" | "faults" => format!("tests/{place}.rs").into(),
        _ => place.into(),
    }
}

#[test]
fn every_test_that_the_map_of_proofs_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let map = fs::read_to_string(root.join("docs/validation.md")).unwrap();
    let mut named = 0;
    for quoted in map.split('`').skip(1).step_by(2) {
        // The legend's own examples are named `x` and `some/path.rs`.
        let Some((place, name)) = quoted.split_once("::").filter(|(_, name)| *name != "name") else {
            continue;
        };
        if !place.contains('/') || name.contains(|letter: char| !letter.is_alphanumeric() && letter != '_') {
            continue;
        }
        let text =
            fs::read_to_string(root.join(file_of(place))).unwrap_or_else(|error| panic!("{quoted}: {error}"));
        assert!(text.contains(&format!("fn {name}(")), "{quoted} does not exist");
        named += 1;
    }
    assert!(named > 100, "the map names {named} tests");
}
