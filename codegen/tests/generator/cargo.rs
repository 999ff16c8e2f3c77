//! Builds of crates that tests generate.

use std::path::Path;
use std::process::Command;

/// `cargo` in the folder of a generated crate. Such crates share a target folder, and keep nothing for a next build: their paths are
/// others each time.
pub(crate) fn cargo(folder: &Path) -> Command {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", workspace.join("target/fixtures"))
        .env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only")
        .env("CARGO_INCREMENTAL", "0");
    command
}
