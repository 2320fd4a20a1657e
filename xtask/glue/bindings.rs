//! wasm-bindgen: from what the compiler wrote to what a browser loads.

use anyhow::{Context, Result, bail};
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

/// A program for the browser.
pub(crate) struct Program {
    /// Its glue in JavaScript.
    pub(crate) js: String,
    /// The wasm.
    pub(crate) wasm: Vec<u8>,
}

/// Makes glue that is an ES module, whose default export takes the wasm.
pub(crate) fn module(compiled: &Path) -> Result<Program> {
    bind(compiled, Bindgen::new().web(true)?)
}

/// Makes glue that can stand in another script: it defines one name, a function that takes the wasm.
pub(crate) fn within(compiled: &Path, name: &str) -> Result<Program> {
    bind(
        compiled,
        Bindgen::new().no_modules(true)?.no_modules_global(name)?,
    )
}

fn bind(compiled: &Path, bindgen: &mut Bindgen) -> Result<Program> {
    let mut output = bindgen
        .input_path(compiled)
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .with_context(|| format!("wasm-bindgen cannot read {}", compiled.display()))?;
    let inline = output
        .snippets()
        .iter()
        .filter(|(_, scripts)| !scripts.is_empty())
        .map(|(package, _)| package);
    let foreign: Vec<_> = inline.chain(output.local_modules().keys()).collect();
    if !foreign.is_empty() {
        bail!(
            "{} brings JavaScript of its own ({foreign:?}), which would be loaded without a check: do the same in boot.js",
            compiled.display()
        );
    }
    Ok(Program {
        js: output.js().to_owned(),
        wasm: output.wasm_mut().emit_wasm(),
    })
}
