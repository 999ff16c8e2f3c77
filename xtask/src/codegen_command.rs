//! `cargo xtask codegen`.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use codegen::api::Api;
use codegen::package::{Package, workspace_member};
use codegen::writer::{self, Differences};
use codegen::{Client, File, Home, Options};
use model::{Model, Overrides, Report};

use crate::config::{ClientConfig, Config};
use crate::{Outcome, Problem};

/// Whether the command writes.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Mode {
    Write,
    Check,
}

impl Mode {
    pub(crate) fn from_flag(check: bool) -> Self {
        if check { Self::Check } else { Self::Write }
    }
}

/// What is refused, though a client could be generated.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum Deny {
    /// Models that are likely not as they were meant.
    Warnings,
}

/// Generates every client of codegen.toml, and writes or checks the crate that holds them.
pub(crate) fn run(root: &Path, mode: Mode, deny: Option<Deny>) -> Result<Outcome, Problem> {
    let started = Instant::now();
    let config = Config::read(&root.join("codegen.toml"))?;
    let overrides = match &config.overrides {
        Some(path) => Overrides::read(&root.join(path))?,
        None => Overrides::none(),
    };
    let mut clients = Vec::new();
    let mut used = Vec::new();
    for client in &config.clients {
        clients.push(generate(root, client, &overrides, &mut used, deny)?);
    }
    overrides.unused(&used)?;
    let files = workspace_member(&package(), &clients);
    let outcome = apply(mode, &root.join("generated"), &files)?;
    println!("{} clients, {} in {:.0?}", clients.len(), size(&files), started.elapsed());
    Ok(outcome)
}

/// Writes the files into their folder, or checks that they are there.
pub(crate) fn apply(mode: Mode, folder: &Path, files: &[File]) -> Result<Outcome, Problem> {
    match mode {
        Mode::Check => check(folder, files),
        Mode::Write => write(folder, files),
    }
}

/// How many files and lines.
pub(crate) fn size(files: &[File]) -> String {
    let lines: usize = files.iter().map(|file| file.text.lines().count()).sum();
    format!("{} files, {lines} lines", files.len())
}

fn generate(
    root: &Path,
    client: &ClientConfig,
    overrides: &Overrides,
    used: &mut Vec<String>,
    deny: Option<Deny>,
) -> Result<(Options, Client), Problem> {
    // Messages show the path as the configuration gives it.
    let relative = std::env::current_dir().ok().is_some_and(|current| current == root);
    let paths: Vec<_> =
        client.model.paths().iter().map(|path| if relative { path.clone() } else { root.join(path) }).collect();
    let mut model = model::read(&paths, client.choice())?;
    warn(&client.module, &model, deny)?;
    used.extend(overrides.apply(&mut model)?);
    let options = Options {
        home: Home::Module(client.module.clone()),
        origin: client.origin(),
        selection: client.selection(),
        validators: client.validators,
        patterns: client.patterns,
        tests: client.protocol_tests,
    };
    let generated = codegen::generate(model, &options)?;
    print_unchecked(&client.module, &generated);
    Ok((options, generated))
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

/// Says once which patterns a client does not check, and why, and what was taken for a secret.
pub(crate) fn print_unchecked(name: &str, client: &Client) {
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

/// The manifest of the crate `generated`.
fn package() -> Package {
    let inherited = ["version", "edition", "rust-version", "license", "publish"];
    let mut fields = vec!["description = \"Clients of services, generated from their models.\"".to_owned()];
    fields.extend(inherited.map(|field| format!("{field}.workspace = true")));
    Package {
        fields,
        tail: vec!["\n[lints]\nworkspace = true".to_owned()],
        ..Package::new("generated", "{ workspace = true }")
    }
}

fn check(folder: &Path, files: &[File]) -> Result<Outcome, Problem> {
    let differences = writer::compare(folder, files)?;
    if differences.is_empty() {
        println!("{} is up to date", folder.file_name().unwrap_or_default().display());
        return Ok(Outcome::Done);
    }
    print!("{differences}");
    println!("run `cargo xtask codegen` to write them");
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The crate `generated` is what the models and the generator make of it.
    #[test]
    fn generated_files_are_up_to_date() {
        let outcome = run(&crate::workspace(), Mode::Check).expect("models without a problem");
        assert!(matches!(outcome, Outcome::Done), "run `cargo xtask codegen`");
    }
}
