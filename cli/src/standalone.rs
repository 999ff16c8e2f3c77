//! A crate of its own from a model.

use std::path::{Path, PathBuf};
use std::time::Instant;

use codegen::package::{Package, standalone};
use codegen::{Client, File, Home, Options};
use model::{Choice, Model, Overrides, Selection};
use toml::{Table, Value};

use crate::dependency::{Dependency, check_named};
use crate::manifest;
use crate::output::{Crate, Settings, notes, warn};
use crate::{Outcome, Problem, sources};

/// What the example in the README needs.
const TOKIO: &str = "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }";

/// The longest keyword that a registry takes.
const LONGEST_KEYWORD: usize = 20;

/// What to generate, and where.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A model, several files of one, or a folder or an archive (`.jar`, `.zip`) that holds them.
    #[arg(long, value_name = "FILE|DIR", requires = "out")]
    pub model: Vec<PathBuf>,
    /// The folder of the crate: empty, or generated before.
    #[arg(long, value_name = "DIR", requires = "model")]
    out: Option<PathBuf>,
    /// An operation that the client has; all if none is named.
    #[arg(long, value_name = "NAME", requires = "model")]
    operation: Vec<String>,
    /// The crate's name; as the service's if it is not given.
    #[arg(long, value_name = "CRATE", requires = "model")]
    name: Option<String>,
    /// The service, if the model has several.
    #[arg(long, value_name = "SHAPE_ID", requires = "model")]
    service: Option<String>,
    /// Writes the types alone, without a client.
    #[arg(long, requires = "model", conflicts_with = "operation_features")]
    types: bool,
    /// Writes the types of a closure of shapes, by the id that the metadata `shapeClosures` gives it.
    #[arg(long, value_name = "ID", requires = "model", conflicts_with_all = ["service", "operation", "operation_features"])]
    closure: Option<String>,
    /// The protocol, by its name in Smithy like `awsJson1_0`, if the service speaks several.
    #[arg(long, value_name = "NAME", requires = "model")]
    protocol: Option<String>,
    /// A file of corrections to the model: members that are sensitive, errors that are throttling, hints. The README says
    /// what it looks like.
    #[arg(long, value_name = "FILE", requires = "model")]
    overrides: Option<PathBuf>,
    /// A crate that the crate depends on, too: one with a type that stands for a shape. Its source is as that of `--runtime`.
    #[arg(long, value_name = "NAME=PATH|GIT_URL|VERSION", requires = "model")]
    dependency: Vec<String>,
    /// Writes the model's test cases as tests, too.
    #[arg(long, requires = "model", conflicts_with_all = ["types", "closure"])]
    protocol_tests: bool,
    /// Puts each operation behind a feature of its name, which switches on the types that it reaches, too.
    #[arg(long, requires = "model")]
    operation_features: bool,
    /// The licence of the crate, as the manifest has it; that of the models of AWS for these, else none.
    #[arg(long, value_name = "SPDX", requires = "model")]
    license: Option<String>,
    /// The runtime that the crate depends on: a path, the URL of a git repository, or a version. If it is not given: the
    /// version of this program, and within the generator's own workspace that workspace's.
    #[arg(long, value_name = "PATH|GIT_URL|VERSION", requires = "model")]
    runtime: Option<String>,
}

/// Generates the crate, and writes or checks it. `runtime` is the one that it depends on if the arguments name none.
///
/// # Errors
/// What is wrong with the arguments or the model, or why the folder can't be written.
pub fn run(settings: &Settings, runtime: Option<&Path>, arguments: &Arguments) -> Result<Outcome, Problem> {
    let started = Instant::now();
    let out = arguments.out.clone().unwrap_or_default();
    let choice = Choice {
        service: arguments.service.as_deref(),
        protocol: arguments.protocol.as_deref(),
        closure: arguments.closure.as_deref(),
    };
    let mut model = model::parse(sources::read(&arguments.model)?, choice)?;
    if let Some(path) = &arguments.overrides {
        let overrides = Overrides::read(path)?;
        let used = overrides.apply(&mut model)?;
        overrides.unused(&used)?;
    }
    warn(&arguments.model[0].display().to_string(), &model, settings.deny)?;
    let selection = match arguments.operation.as_slice() {
        [] => Selection::All,
        names => Selection::Named(names.to_vec()),
    };
    let name = arguments.name.clone().unwrap_or_else(|| crate_name(&model));
    check_name(&name)?;
    let runtime = match (&arguments.runtime, runtime) {
        (Some(given), _) => Dependency::from_argument(given),
        (None, Some(path)) => Dependency::from_argument(&path.display().to_string()),
        (None, None) => Dependency::runtime(),
    };
    let origin = arguments.model.first().and_then(|path| path.file_name()).unwrap_or_default();
    let license = arguments.license.iter().map(|license| ("license".to_owned(), license.as_str().into()));
    let choices = Choices {
        origin: origin.to_string_lossy().into_owned(),
        selection,
        tests: arguments.protocol_tests,
        operation_features: arguments.operation_features,
        types_alone: arguments.types || arguments.closure.is_some(),
        dependencies: dependencies(&arguments.dependency, &out)?,
        runtime: runtime.written("runtime", Path::new("."), &out)?,
        package: license.collect(),
        ..Choices::new(name)
    };
    let (files, client) = files(model, &choices)?;
    let made = Crate { folder: out, files, notes: notes(&choices.name, &client) };
    settings.apply(&[made], started)
}

/// The lines of the dependencies that arguments name.
fn dependencies(arguments: &[String], out: &Path) -> Result<Vec<String>, Problem> {
    let line = |argument: &String| -> Result<String, Problem> {
        let (name, source) = argument
            .split_once('=')
            .filter(|(name, _)| *name != "runtime" && check_name(name).is_ok())
            .ok_or_else(|| format!("{argument:?} is no dependency: give it as `name=../path`"))?;
        Ok(format!("{name} = {}", Dependency::from_argument(source).written(name, Path::new("."), out)?))
    };
    arguments.iter().map(line).collect()
}

/// How a crate is made of a model.
#[derive(Clone, Debug)]
pub struct Choices {
    /// The crate's name.
    pub name: String,
    /// What the headers name as the origin.
    pub origin: String,
    /// The operations.
    pub selection: Selection,
    /// Whether the model's test cases become tests.
    pub tests: bool,
    /// Whether each operation is behind a feature.
    pub operation_features: bool,
    /// Whether there are the types alone, without a client.
    pub types_alone: bool,
    /// What stands behind `runtime = ` in the manifest.
    pub runtime: String,
    /// Lines for `[dependencies]` beyond the runtime.
    pub dependencies: Vec<String>,
    /// Whether inputs are checked.
    pub validators: bool,
    /// Whether patterns are among the checks.
    pub patterns: bool,
    /// Fields of `[package]`.
    pub package: Table,
    /// Lines after the dependencies.
    pub tail: Vec<String>,
}

impl Choices {
    /// Everything of the model but its tests, in a crate of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            origin: String::new(),
            selection: Selection::All,
            tests: false,
            operation_features: false,
            types_alone: false,
            runtime: String::new(),
            dependencies: Vec::new(),
            validators: true,
            patterns: true,
            package: Table::new(),
            tail: Vec::new(),
        }
    }
}

/// The files of the crate.
///
/// # Errors
/// What can't be generated of the model.
pub fn files(model: Model, choices: &Choices) -> Result<(Vec<File>, Client), Problem> {
    let options = Options {
        selection: choices.selection.clone(),
        tests: choices.tests,
        validators: choices.validators,
        patterns: choices.patterns,
        operation_features: choices.operation_features,
        types_alone: choices.types_alone,
        ..Options::new(Home::Crate(choices.name.replace('-', "_")), choices.origin.as_str())
    };
    let client = codegen::generate(model, &options)?;
    check_named(&client.dependencies, &choices.dependencies)?;
    let package = Package {
        fields: fields(choices, &client),
        dependencies: choices.dependencies.clone(),
        dev_dependencies: if choices.types_alone { Vec::new() } else { vec![TOKIO.to_owned()] },
        tail: choices.tail.clone(),
        ..Package::new(choices.name.as_str(), choices.runtime.as_str())
    };
    Ok((standalone(&package, &options, &client), client))
}

/// The lines of `[package]`.
fn fields(choices: &Choices, client: &Client) -> Vec<String> {
    let (what, keyword) = if choices.types_alone { ("The types of", "types") } else { ("A client of", "client") };
    let mut keywords = vec![choices.name.as_str(), keyword];
    keywords.extend(client.of_aws.then_some("aws"));
    keywords.retain(|keyword| keyword.len() <= LONGEST_KEYWORD);
    let more = [
        ("documentation", Value::from(format!("https://docs.rs/{}", choices.name))),
        ("readme", "README.md".into()),
        ("keywords", keywords.into_iter().map(Value::from).collect::<Vec<_>>().into()),
    ];
    manifest::lines(&choices.package, &format!("{what} {}.", client.title), client.of_aws, &more)
}

/// The service's name in every SDK, or that of its shape, in the form of a package's name.
pub fn crate_name(model: &Model) -> String {
    let service = &model.service;
    let name = service.aws.as_ref().map_or(service.id.name(), |aws| aws.sdk_id.as_str());
    let letters: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect();
    let name = letters.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("client-{name}") } else { name }
}

/// # Errors
/// No crate can have this name.
pub(crate) fn check_name(name: &str) -> Result<(), Problem> {
    let fits = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.chars().all(fits) {
        return Ok(());
    }
    Err(format!("{name:?} can't be the name of a crate: use letters, digits, `-` and `_`, and begin with a letter")
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_crates_are_checked() {
        for name in ["a", "kinesis-video", "x_1"] {
            check_name(name).expect("a name");
        }
        for name in ["", "1a", "a b", "a/b", "ä"] {
            check_name(name).expect_err("not a name");
        }
    }
}
