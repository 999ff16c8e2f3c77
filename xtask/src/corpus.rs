//! `cargo xtask corpus DIR`: every model below a folder, generated and type-checked.

mod check;
mod report;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use codegen::File;
use indicatif::{ProgressBar, ProgressStyle};

use crate::conformance::is_unsupported;
use crate::{Outcome, Problem};
use tinsmith::standalone::{Choices, files};

/// What to generate.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The folder of models.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Only models whose path has this text in it.
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Only each so-many-th model, beginning with the given one, like `3/20`.
    #[arg(long, value_name = "K/N")]
    sample: Option<String>,
    /// Does not type-check.
    #[arg(long)]
    no_check: bool,
    /// Features to type-check with, with commas between, like `serde,test-util`.
    #[arg(long, value_name = "NAMES")]
    features: Option<String>,
    /// Type-checks without the default features.
    #[arg(long)]
    no_default_features: bool,
    /// Builds each crate as a release, too.
    #[arg(long)]
    release: bool,
    /// Generates clients without validators, to see what they cost.
    #[arg(long)]
    no_validators: bool,
    /// Runs the tests that the models hold, too.
    #[arg(long)]
    test: bool,
    /// Writes the table as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// What came of one model.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// The path below the folder.
    name: String,
    /// The package that it became.
    package: String,
    protocol: String,
    operations: usize,
    shapes: usize,
    lines: usize,
    bytes: usize,
    generated: Duration,
    stages: Stages,
    checked: Option<Duration>,
    /// How many of the model's own tests passed.
    tests: usize,
    result: RowResult,
}

/// How long each stage took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Stages {
    read: Duration,
    lower: Duration,
    emit: Duration,
    format: Duration,
    write: Duration,
}

/// How far a model came.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RowResult {
    /// Everything went well.
    Good,
    /// It needs something that is not there yet: told by the error.
    Unsupported(String),
    /// An error of the model's or of ours.
    Failed(String),
}

/// Generates and checks every model.
pub(crate) fn run(root: &Path, arguments: &Arguments) -> Result<Outcome, Problem> {
    let models = models(arguments)?;
    if models.is_empty() {
        return Err(format!("there is no model below {}", arguments.folder.display()).into());
    }
    let workspace = root.join("target/corpus");
    let started = Instant::now();
    let mut rows = generate_all(root, arguments, &models, &workspace)?;
    let generated = started.elapsed();
    if !arguments.no_check {
        let cost = check::check(root, &workspace, &mut rows, arguments)?;
        println!("{cost}");
    }
    report::print(&rows, generated);
    if let Some(path) = &arguments.json {
        std::fs::write(path, report::json(&rows)).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let failed = rows.iter().any(|row| matches!(row.result, RowResult::Failed(_)));
    Ok(if failed { Outcome::Failed } else { Outcome::Done })
}

/// The files of models below the folder, sorted.
fn models(arguments: &Arguments) -> Result<Vec<PathBuf>, Problem> {
    let mut found = Vec::new();
    let mut open = vec![arguments.folder.clone()];
    while let Some(path) = open.pop() {
        let entries = std::fs::read_dir(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if is_model(&path)
                && arguments.filter.as_ref().is_none_or(|text| path.to_string_lossy().contains(text))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    match &arguments.sample {
        None => Ok(found),
        Some(sample) => {
            let (number, every) = sample.split_once('/').ok_or("--sample takes K/N, like 3/20")?;
            let (number, every): (usize, usize) = (number.parse()?, every.parse()?);
            Ok(found.into_iter().skip(number % every.max(1)).step_by(every.max(1)).collect())
        }
    }
}

/// Models in API JSON are known by their names, Smithy models by how they begin.
fn is_model(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let begins_as_smithy = || {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        text.chars().take(200).collect::<String>().contains("\"smithy\"")
    };
    name == "service-2.json" || name.ends_with(".normal.json") || (name.ends_with(".json") && begins_as_smithy())
}

/// Generates in parallel, into a workspace of their own.
fn generate_all(root: &Path, arguments: &Arguments, models: &[PathBuf], workspace: &Path) -> Result<Vec<Row>, Problem> {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}")?;
    let bar = ProgressBar::new(models.len() as u64).with_style(style);
    let rows = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(path) = models.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let row = generate(root, arguments, path, workspace);
                    bar.set_message(row.name.clone());
                    bar.inc(1);
                    if let Ok(mut rows) = rows.lock() {
                        rows.push(row);
                    }
                }
            });
        }
    });
    bar.finish_and_clear();
    let mut rows = rows.into_inner().unwrap_or_default();
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(rows)
}

fn generate(root: &Path, arguments: &Arguments, path: &Path, workspace: &Path) -> Row {
    let name = path
        .strip_prefix(&arguments.folder)
        .unwrap_or(path)
        .with_extension("")
        .display()
        .to_string()
        .replace("/service-2", "");
    let package: String = format!("corpus-{name}")
        .chars()
        .map(|character| if character.is_ascii_alphanumeric() { character.to_ascii_lowercase() } else { '-' })
        .collect();
    let mut row = Row {
        name,
        package: package.clone(),
        protocol: String::new(),
        operations: 0,
        shapes: 0,
        lines: 0,
        bytes: 0,
        generated: Duration::ZERO,
        stages: Stages::default(),
        checked: None,
        tests: 0,
        result: RowResult::Good,
    };
    let started = Instant::now();
    // Reading once more costs little, and tells the disk's part.
    let _ = std::fs::read(path);
    row.stages.read = started.elapsed();
    let result = model::read(&[path], model::Choice::default()).map_err(Problem::from).and_then(|model| {
        row.stages.lower = started.elapsed() - row.stages.read;
        row.protocol = model.service.protocol.id().rsplit('#').next().unwrap_or_default().to_owned();
        row.operations = model.operations.len();
        row.shapes = model.shapes.len();
        let runtime = format!("{{ path = {:?} }}", root.join("runtime"));
        let origin = row.name.clone();
        let validators = !arguments.no_validators;
        let choices = Choices { origin, tests: true, runtime, validators, ..Choices::new(package) };
        let (files, client) = files(model, &choices)?;
        (row.stages.emit, row.stages.format) = (client.stages.emit, client.stages.format);
        Ok(files)
    });
    row.generated = started.elapsed();
    let written = result.and_then(|files| write(workspace, &row.package, files));
    row.stages.write = started.elapsed() - row.generated;
    match written {
        Ok((lines, bytes)) => (row.lines, row.bytes) = (lines, bytes),
        Err(problem) => {
            let text = problem.to_string();
            row.result = match is_unsupported(&problem) {
                true => RowResult::Unsupported(text),
                false => RowResult::Failed(text),
            };
        }
    }
    row
}

fn write(workspace: &Path, package: &str, files: Vec<File>) -> Result<(usize, usize), Problem> {
    codegen::writer::write(&workspace.join(package), &files)?;
    let sources = files.iter().filter(|file| file.path.starts_with("src/"));
    Ok(sources.fold((0, 0), |(lines, bytes), file| (lines + file.text.lines().count(), bytes + file.text.len())))
}
