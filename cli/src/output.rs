//! What every command does with generated files: writes, checks or compares them, and says what there is to know.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use codegen::api::{Api, Change};
use codegen::writer::{self, Differences};
use codegen::{Client, File};
use model::{Model, Report};
use serde_json::json;

use crate::{Outcome, Problem, patch};

/// What becomes of generated files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// What is different is written.
    Write,
    /// What is different is written, and models that have changed are taken.
    Update,
    /// Nothing is written, and it is a failure if anything would be.
    Check,
    /// Nothing is written.
    Diff,
}

/// What is refused, though a client could be generated.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Deny {
    /// Models that are likely not as they were meant.
    Warnings,
}

/// How a command goes about its work.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// What becomes of generated files.
    pub mode: Mode,
    /// Whether it tells the results as JSON.
    pub json: bool,
    /// What is refused.
    pub deny: Option<Deny>,
    /// The command that writes, for messages.
    pub command: &'static str,
}

/// A generated crate.
#[derive(Clone, Debug)]
pub struct Crate {
    /// Where it belongs.
    pub folder: PathBuf,
    /// Its files.
    pub files: Vec<File>,
    /// What its users should know.
    pub notes: Vec<String>,
}

impl Settings {
    /// Writes, checks or compares crates.
    ///
    /// # Errors
    /// A folder holds what was not generated, or can't be read or written.
    pub fn apply(&self, crates: &[Crate], started: Instant) -> Result<Outcome, Problem> {
        // All are compared before any is written.
        let compared: Vec<Compared<'_>> = crates.iter().map(Compared::new).collect::<Result<_, _>>()?;
        let is_up_to_date = compared.iter().all(|compared| compared.differences.is_empty());
        if matches!(self.mode, Mode::Write | Mode::Update) {
            for Compared { made, .. } in compared.iter().filter(|compared| !compared.differences.is_empty()) {
                writer::write(&made.folder, &made.files)?;
            }
        }
        let text = match self.json {
            true => format!(
                "{:#}\n",
                json!({
                    "up_to_date": is_up_to_date,
                    "crates": compared.iter().map(Compared::json).collect::<Vec<_>>(),
                })
            ),
            false => {
                let texts = compared.iter().map(|compared| compared.text(self)).collect::<String>();
                let lines = crates.iter().flat_map(|made| &made.files).map(|file| file.text.lines().count());
                let (files, lines) = (crates.iter().map(|made| made.files.len()).sum::<usize>(), lines.sum::<usize>());
                format!("{texts}{files} files, {lines} lines in {:.0?}\n", started.elapsed())
            }
        };
        print(&text)?;
        let failed = self.mode == Mode::Check && !is_up_to_date;
        Ok(if failed { Outcome::Failed } else { Outcome::Done })
    }
}

/// Prints results. A reader that has seen enough closes the pipe.
///
/// # Errors
/// Standard output can't be written.
pub(crate) fn print(text: &str) -> Result<(), Problem> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// A generated crate, compared with the generated files that its folder holds.
struct Compared<'a> {
    made: &'a Crate,
    before: Vec<File>,
    differences: Differences,
    /// What changed as an API; nothing if all of it is new.
    changes: Vec<Change>,
}

impl<'a> Compared<'a> {
    fn new(made: &'a Crate) -> Result<Self, Problem> {
        check_manifest(made)?;
        let before = writer::existing(&made.folder)?;
        let differences = writer::compare_with(&made.folder, &before, &made.files)?;
        let changes = match differences.is_empty() || before.is_empty() {
            true => Vec::new(),
            false => Api::of(&before).changes(&Api::of(&made.files)),
        };
        Ok(Self { made, before, differences, changes })
    }

    fn patch(&self) -> String {
        patch::patch(&self.made.folder, &self.before, &self.made.files, &self.differences)
    }

    fn json(&self) -> serde_json::Value {
        let changes = self.changes.iter().map(|change| json!({ "breaking": change.breaking, "text": change.text }));
        json!({
            "folder": self.made.folder.display().to_string(),
            "files": self.made.files.len(),
            "changed": self.differences.changed,
            "missing": self.differences.missing,
            "stale": self.differences.stale,
            "api": changes.collect::<Vec<_>>(),
            "notes": self.made.notes,
        })
    }

    fn text(&self, settings: &Settings) -> String {
        let notes: String = self.made.notes.iter().map(|note| format!("{note}\n")).collect();
        let folder = shown(&self.made.folder);
        if self.differences.is_empty() {
            return match settings.mode {
                Mode::Write | Mode::Update => format!("{notes}nothing changed\n"),
                Mode::Check | Mode::Diff => format!("{notes}{folder} is up to date\n"),
            };
        }
        let api = self.api();
        match settings.mode {
            Mode::Write | Mode::Update if self.before.is_empty() => format!("{notes}{api}"),
            Mode::Write | Mode::Update => format!("{notes}{}{api}", self.differences),
            Mode::Diff => format!("{}{notes}{api}", painted(self.patch())),
            Mode::Check => format!("{}{api}run `{}` to write it\n", painted(self.patch()), settings.command),
        }
    }

    /// What changed as an API, for the commit's message.
    fn api(&self) -> String {
        if self.before.is_empty() {
            return "all of it is new\n".to_owned();
        }
        if self.changes.is_empty() {
            return "the API is the same\n".to_owned();
        }
        let line = |change: &Change| {
            let mark = if change.breaking { "breaking: " } else { "" };
            format!("  {mark}{}\n", change.text)
        };
        format!("the API changed:\n{}", self.changes.iter().map(line).collect::<String>())
    }
}

/// What a configuration adds to a manifest may be there already, which Cargo would refuse.
fn check_manifest(made: &Crate) -> Result<(), Problem> {
    let manifest = made.files.iter().find(|file| file.path == "Cargo.toml");
    match manifest.map(|file| toml::from_str::<toml::Table>(&file.text)) {
        Some(Err(error)) => Err(format!(
            "the manifest of {} would be none; look at `package`, `runtime` and `lints` of the configuration: {error}",
            made.folder.display()
        )
        .into()),
        _ => Ok(()),
    }
}

fn shown(folder: &Path) -> String {
    folder.file_name().unwrap_or(folder.as_os_str()).display().to_string()
}

/// A patch with colours where a terminal shows it, and nobody wants it without.
fn painted(patch: String) -> String {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if io::stdout().is_terminal() && !plain { patch::coloured(&patch) } else { patch }
}

/// Shows the warnings about a model.
///
/// # Errors
/// There are some, and none is allowed.
pub(crate) fn warn(name: &str, model: &Model, deny: Option<Deny>) -> Result<(), Problem> {
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

/// Which patterns a client does not check, and why, what was taken for a secret, and what is left out.
pub(crate) fn notes(name: &str, client: &Client) -> Vec<String> {
    let unchecked = client
        .unchecked
        .iter()
        .map(|(pattern, refusal)| format!("{name}: the pattern {pattern:?} is not checked: {refusal}"));
    let secrets = client.marked_secrets.iter().map(|member| {
        let member = member.escape_debug();
        format!("{name}: {member} is printed as ***: it is a secret by its name, and the model does not say so")
    });
    let missing = client
        .missing
        .iter()
        .map(|missing| format!("{name}: {} can't be written: it takes more than a path", missing.escape_debug()));
    unchecked.chain(secrets).chain(missing).collect()
}
