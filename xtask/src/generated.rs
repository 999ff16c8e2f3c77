//! Crates that were generated to be looked at, not to be kept: a workspace of their own, built with our lock file.

use std::path::Path;
use std::process::Command;

use crate::Problem;

/// Makes a folder the workspace of these packages, whose folders are below it.
pub(crate) fn workspace(root: &Path, folder: &Path, packages: &[String]) -> Result<(), Problem> {
    let members: Vec<String> = packages.iter().map(|name| format!("{name:?}")).collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n\
         [profile.dev]\ndebug = false\nincremental = false\n",
        members.join(", ")
    );
    std::fs::write(folder.join("Cargo.toml"), manifest)?;
    std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(())
}

/// The cargo that runs us, in a folder.
pub(crate) fn cargo(folder: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(folder);
    cargo
}
