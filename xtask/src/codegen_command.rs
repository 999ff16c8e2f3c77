//! `cargo xtask codegen`.

use std::path::{Path, PathBuf};

use tinsmith::output::{Deny, Mode, Settings};
use tinsmith::{Outcome, Problem, configured, standalone};

/// Generates every client of codegen.toml or a stand-alone crate, and writes or checks it.
pub(crate) fn run(
    root: &Path,
    check: bool,
    deny: Option<Deny>,
    arguments: &standalone::Arguments,
) -> Result<Outcome, Problem> {
    let mode = if check { Mode::Check } else { Mode::Write };
    let settings = Settings { mode, json: false, deny, command: "cargo xtask codegen" };
    match arguments.model.is_empty() {
        true => configured::run(&settings, &config(root)),
        false => standalone::run(&settings, Some(&root.join("runtime")), arguments),
    }
}

/// The configuration as seen from here, so that messages and patches show short paths.
fn config(root: &Path) -> PathBuf {
    let is_here = std::env::current_dir().ok().is_some_and(|current| current == root);
    if is_here { PathBuf::from("codegen.toml") } else { root.join("codegen.toml") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The crate `generated` is what the models and the generator make of it.
    #[test]
    fn generated_files_are_up_to_date() {
        let settings = Settings { mode: Mode::Check, json: false, deny: None, command: "cargo xtask codegen" };
        let outcome = configured::run(&settings, &config(&crate::workspace())).expect("models without a problem");
        assert!(matches!(outcome, Outcome::Done), "run `cargo xtask codegen`");
    }
}
