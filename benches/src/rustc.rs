//! In place of rustc: runs it, and writes down which crate it was and how much memory it took.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitCode};

use nix::sys::resource::{UsageWho, getrusage};

use crate::Problem;

/// The variable that names the log.
pub(crate) const LOG: &str = "BENCH_RUSTC_LOG";

/// Runs what the arguments name, as cargo wants it of a wrapper.
pub(crate) fn run(log: &Path) -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let Some(rustc) = arguments.next() else { return ExitCode::from(2) };
    let Ok(status) = Command::new(rustc).args(arguments).env_remove(LOG).status() else { return ExitCode::from(2) };
    let name = |variable: &str| std::env::var(variable).unwrap_or_default();
    let package = format!("{}@{}", name("CARGO_PKG_NAME"), name("CARGO_PKG_VERSION"));
    let memory = getrusage(UsageWho::RUSAGE_CHILDREN).map_or(0, |usage| usage.max_rss());
    let line = format!("{package} {memory}\n");
    let written =
        OpenOptions::new().append(true).create(true).open(log).and_then(|mut file| file.write_all(line.as_bytes()));
    if written.is_err() {
        eprintln!("{} can't be written", log.display());
    }
    status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::from(1), ExitCode::from)
}

/// What was written down about a build.
pub(crate) struct Built {
    /// How many packages were compiled.
    pub(crate) packages: usize,
    /// The most memory that one compiler took, in MB.
    pub(crate) memory: f64,
}

/// Reads a log.
pub(crate) fn read(log: &Path) -> Result<Built, Problem> {
    let text = fs::read_to_string(log)?;
    let lines: Vec<(&str, f64)> = text
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(package, memory)| Some((package, memory.parse().ok()?)))
        .filter(|(package, _)| *package != "@")
        .collect();
    let packages: BTreeSet<&str> = lines.iter().map(|(package, _)| *package).collect();
    let memory = lines.iter().map(|(_, memory)| *memory).fold(0.0, f64::max) / 1024.0;
    Ok(Built { packages: packages.len(), memory })
}
