//! wasm-bindgen: from what the compiler wrote to what a browser loads.

use anyhow::{Context, Result, bail};
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

/// A program for the browser: its JavaScript glue, an ES module whose default export takes the wasm, and the wasm.
pub(crate) struct Program {
    /// The module.
    pub(crate) js: String,
    /// The wasm.
    pub(crate) wasm: Vec<u8>,
}

/// Makes the glue for a compiled program.
pub(crate) fn bind(compiled: &Path) -> Result<Program> {
    let mut output = Bindgen::new()
        .input_path(compiled)
        .web(true)?
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
