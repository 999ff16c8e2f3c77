//! What every command does with generated files: writes or checks them, and says what there is to know.

use std::path::Path;
use std::sync::Arc;

use codegen::api::Api;
use codegen::writer::{self, Differences};
use codegen::{Client, File};
use model::{Model, Report};

use crate::{Outcome, Problem};

/// Whether the command writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Writes what is different.
    Write,
    /// Writes nothing, and fails if anything would be written.
    Check,
}

impl Mode {
    /// The mode that a flag `--check` chooses.
    pub fn from_flag(check: bool) -> Self {
        if check { Self::Check } else { Self::Write }
    }
}

/// What is refused, though a client could be generated.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Deny {
    /// Models that are likely not as they were meant.
    Warnings,
}

/// Writes the files into their folder, or checks that they are there. `command` is what writes them, for messages.
///
/// # Errors
/// The folder holds what was not generated, or can't be read or written.
pub fn apply(mode: Mode, folder: &Path, files: &[File], command: &str) -> Result<Outcome, Problem> {
    match mode {
        Mode::Check => check(folder, files, command),
        Mode::Write => write(folder, files),
    }
}

/// How many files and lines.
pub fn size(files: &[File]) -> String {
    let lines: usize = files.iter().map(|file| file.text.lines().count()).sum();
    format!("{} files, {lines} lines", files.len())
}

/// Shows the warnings about a model.
///
/// # Errors
/// There are some, and none is allowed.
pub fn warn(name: &str, model: &Model, deny: Option<Deny>) -> Result<(), Problem> {
    let count = model.warnings.len();
    if count == 0 {
        return Ok(());
    }
    eprintln!("{}\n", Report::new(Arc::clone(&model.sources), model.warnings.clone()));
    match deny {
        Some(Deny::Warnings) => Err(format!("{name}: {count} warnings, and none is allowed").into()),
        None => {
            eprintln!("{name}: {count} warnings");
            Ok(())
        }
    }
}

/// Says once which patterns a client does not check, and why, and what was taken for a secret.
pub fn print_unchecked(name: &str, client: &Client) {
    for (pattern, refusal) in &client.unchecked {
        println!("{name}: the pattern {pattern:?} is not checked: {refusal}");
    }
    for member in &client.marked_secrets {
        println!(
            "{name}: {} is printed as ***: it is a secret by its name, and the model does not say so",
            member.escape_debug()
        );
    }
    for missing in &client.missing {
        let missing = missing.escape_debug();
        println!("{name}: {missing} can't be written: it takes more than a path");
    }
}

fn check(folder: &Path, files: &[File], command: &str) -> Result<Outcome, Problem> {
    let differences = writer::compare(folder, files)?;
    if differences.is_empty() {
        println!("{} is up to date", folder.file_name().unwrap_or_default().display());
        return Ok(Outcome::Done);
    }
    print!("{differences}");
    println!("run `{command}` to write them");
    Ok(Outcome::Failed)
}

fn write(folder: &Path, files: &[File]) -> Result<Outcome, Problem> {
    let before = writer::existing(folder)?;
    let differences = writer::write(folder, files)?;
    if !before.is_empty() {
        print!("{differences}");
    }
    summarise(&before, files, &differences);
    Ok(Outcome::Done)
}

/// Says what changed as an API, for the commit's message.
fn summarise(before: &[File], after: &[File], differences: &Differences) {
    if differences.is_empty() {
        println!("nothing changed");
        return;
    }
    if before.is_empty() {
        println!("all of it is new");
        return;
    }
    let changes = Api::of(before).changes(&Api::of(after));
    if changes.is_empty() {
        println!("the API is the same");
        return;
    }
    println!("the API changed:");
    for change in changes {
        let mark = if change.breaking { "breaking: " } else { "" };
        println!("  {mark}{}", change.text);
    }
}
