//! Runs a test program made with wasm-bindgen-test in Node.js: cargo's runner for wasm32-unknown-unknown.
//!
//! wasm-bindgen's own runner also drives browsers, and brings a hundred crates for it; Node.js needs this page. It talks to
//! wasm-bindgen-test as that runner does, which may change with a release; then the tests fail here, not in silence.

use anyhow::{Context, Result, bail};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

/// wasm-bindgen-test exports each test under a name that begins so, then `$` if ignored, `_`, a path, and the test's own.
const PREFIX: &str = "__wbgt_";
/// Names a file to which the number of tests is added: who called cargo wants to know that it was not zero.
const COUNT_FILE: &str = "FORSEGLA_TESTS_RUN";
/// Names the Node.js to use: one older than 20 crashes on what the compiler writes now.
const NODE: &str = "FORSEGLA_NODE";

/// Runs the tests whose names contain the filter.
pub(crate) fn run(wasm: &Path, args: &[&str]) -> Result<()> {
    let filter = args.iter().find(|arg| !arg.starts_with('-'));
    let folder = std::env::temp_dir().join(format!("glue-tests-{}", std::process::id()));
    let exports = bind(wasm, &folder)?;
    let all = exports.len();
    let wanted: Vec<_> = exports
        .into_iter()
        .filter(|name| filter.is_none_or(|part| name.contains(part)))
        .collect();
    let outcome = if wanted.is_empty() {
        Ok(())
    } else {
        run_in_node(&folder, &wanted, all - wanted.len())
    };
    fs::remove_dir_all(&folder)?;
    outcome?;
    count(wanted.len())
}

/// Makes a Node.js module of the program, and tells the names of its tests.
fn bind(wasm: &Path, folder: &Path) -> Result<Vec<String>> {
    let mut output = Bindgen::new()
        .input_path(wasm)
        .out_name("tests")
        .nodejs(true)?
        .typescript(false)
        .debug(true)
        .export_wasm(true)
        .emit_start(false)
        .generate_output()
        .with_context(|| format!("wasm-bindgen cannot read {}", wasm.display()))?;
    let names = output.wasm().exports.iter().map(|export| export.name.clone());
    let names: Vec<_> = names
        .filter(|name| name.starts_with(PREFIX) && name.contains("::"))
        .collect();
    output.emit(folder)?;
    Ok(names)
}

fn run_in_node(folder: &Path, tests: &[String], filtered: usize) -> Result<()> {
    // Else Node.js would go by whatever package.json lies above.
    fs::write(folder.join("package.json"), r#"{"type":"commonjs"}"#)?;
    fs::write(folder.join("run.cjs"), include_str!("node_tests.cjs"))?;
    let list = serde_json::json!({ "tests": tests, "filtered": filtered });
    let node = std::env::var_os(NODE).unwrap_or_else(|| "node".into());
    let status = Command::new(&node)
        .arg(folder.join("run.cjs"))
        .arg(list.to_string())
        .status();
    let status = status.with_context(|| format!("cannot run {}", node.display()))?;
    if !status.success() {
        bail!("tests failed in wasm ({status})");
    }
    Ok(())
}

fn count(tests: usize) -> Result<()> {
    if let Some(path) = std::env::var_os(COUNT_FILE) {
        writeln!(
            OpenOptions::new().create(true).append(true).open(path)?,
            "{tests}"
        )?;
    }
    Ok(())
}
