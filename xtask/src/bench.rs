//! `cargo xtask bench`: the benchmarks, which stand in a workspace of their own.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::{Outcome, Problem};

/// Builds and runs them.
pub(crate) fn run(root: &Path, arguments: &[OsString]) -> Result<Outcome, Problem> {
    let status = Command::new(env!("CARGO"))
        .args(["run", "--release", "--quiet", "--locked", "--package", "benches", "--manifest-path"])
        .arg(root.join("benches/Cargo.toml"))
        .arg("--")
        .args(arguments)
        .status()?;
    if status.success() { Ok(Outcome::Done) } else { Err("the benchmarks did not come to an end".into()) }
}
