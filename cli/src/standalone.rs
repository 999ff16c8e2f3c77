//! A crate of its own from any model.

use std::path::{Component, Path, PathBuf};
use std::time::Instant;

use codegen::package::{Package, standalone};
use codegen::{Client, File, Home, Options};
use model::{Choice, Model, Overrides, Selection};

use crate::output::{Deny, Mode, apply, print_unchecked, size, warn};
use crate::{Outcome, Problem};

/// What generated code needs of Rust is what the runtime needs, which is what this program needs.
const RUST_VERSION: &str = concat!("rust-version = \"", env!("CARGO_PKG_RUST_VERSION"), "\"");

/// What the example in the README needs.
const TOKIO: &str = "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }";

/// The longest keyword that a registry takes.
const LONGEST_KEYWORD: usize = 20;

/// What to generate, and where.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A model, or several files of one.
    #[arg(long, value_name = "FILE", requires = "out")]
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
    /// The protocol, by its name in Smithy like `awsJson1_0`, if the service speaks several.
    #[arg(long, value_name = "NAME", requires = "model")]
    protocol: Option<String>,
    /// A file of corrections to the model: members that are sensitive, errors that are throttling, hints. The README says
    /// what it looks like.
    #[arg(long, value_name = "FILE", requires = "model")]
    overrides: Option<PathBuf>,
    /// Writes the model's test cases as tests, too.
    #[arg(long, requires = "model")]
    protocol_tests: bool,
    /// The runtime that the crate depends on: a path or the URL of a git repository. Within the generator's own workspace,
    /// that workspace's if it is not given.
    #[arg(long, value_name = "PATH|GIT_URL", requires = "model")]
    runtime: Option<String>,
}

/// Who runs the command.
#[derive(Clone, Copy, Debug)]
pub struct Caller<'a> {
    /// How the command is called, for messages.
    pub command: &'a str,
    /// The runtime that crates depend on if the arguments name none.
    pub runtime: Option<&'a Path>,
}

/// Generates the crate, and writes or checks it.
///
/// # Errors
/// What is wrong with the arguments or the model, or why the folder can't be written.
pub fn run(caller: Caller<'_>, mode: Mode, deny: Option<Deny>, arguments: &Arguments) -> Result<Outcome, Problem> {
    let started = Instant::now();
    let out = arguments.out.clone().unwrap_or_default();
    let choice = Choice { service: arguments.service.as_deref(), protocol: arguments.protocol.as_deref() };
    let mut model = model::read(&arguments.model, choice)?;
    if let Some(path) = &arguments.overrides {
        let overrides = Overrides::read(path)?;
        let used = overrides.apply(&mut model)?;
        overrides.unused(&used)?;
    }
    warn(&arguments.model[0].display().to_string(), &model, deny)?;
    let selection = match arguments.operation.as_slice() {
        [] => Selection::All,
        names => Selection::Named(names.to_vec()),
    };
    let name = arguments.name.clone().unwrap_or_else(|| crate_name(&model));
    check_name(&name)?;
    let runtime = runtime(caller.runtime, &out, arguments.runtime.as_deref())?;
    let origin = arguments.model.first().and_then(|path| path.file_name()).unwrap_or_default();
    let origin = origin.to_string_lossy().into_owned();
    let choices = Choices { name, origin, selection, tests: arguments.protocol_tests, runtime, validators: true };
    let (files, client) = files(model, &choices)?;
    print_unchecked(&choices.name, &client);
    let outcome = apply(mode, &out, &files, caller.command)?;
    println!("{} in {:.0?}", size(&files), started.elapsed());
    Ok(outcome)
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
    /// What stands behind `runtime = ` in the manifest.
    pub runtime: String,
    /// Whether inputs are checked.
    pub validators: bool,
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
        ..Options::new(Home::Crate(choices.name.replace('-', "_")), choices.origin.as_str())
    };
    let client = codegen::generate(model, &options)?;
    let package = Package {
        fields: fields(&choices.name, &client),
        dev_dependencies: vec![TOKIO.to_owned()],
        ..Package::new(choices.name.as_str(), choices.runtime.as_str())
    };
    Ok((standalone(&package, &options, &client), client))
}

/// The lines of `[package]`.
fn fields(name: &str, client: &Client) -> Vec<String> {
    let description = serde_json::Value::from(format!("A client of {}.", client.title));
    let mut keywords = vec![name, "client"];
    keywords.extend(client.of_aws.then_some("aws"));
    keywords.retain(|keyword| keyword.len() <= LONGEST_KEYWORD);
    let mut fields = vec![
        "version = \"0.1.0\"".to_owned(),
        "edition = \"2024\"".to_owned(),
        RUST_VERSION.to_owned(),
        format!("description = {description}"),
        format!("documentation = \"https://docs.rs/{name}\""),
        "readme = \"README.md\"".to_owned(),
        format!("keywords = {keywords:?}"),
        "publish = false".to_owned(),
    ];
    // The documentation of a model of AWS is under its licence.
    fields.extend(client.of_aws.then(|| "license = \"Apache-2.0\"".to_owned()));
    fields
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

fn check_name(name: &str) -> Result<(), Problem> {
    let fits = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.chars().all(fits) {
        return Ok(());
    }
    Err(format!("{name:?} can't be the name of a crate: use letters, digits, `-` and `_`, and begin with a letter")
        .into())
}

/// The runtime as a dependency. A path is given as seen from the crate.
fn runtime(default: Option<&Path>, out: &Path, given: Option<&str>) -> Result<String, Problem> {
    let path = match given {
        Some(url) if url.contains("://") || url.starts_with("git@") => return Ok(format!("{{ git = {url:?} }}")),
        Some(version) if version.starts_with(|first: char| first.is_ascii_digit() || "^~=*<>".contains(first)) => {
            return Err(format!(
                "the runtime is not published yet, so there is no version {version:?} of it: give a path or the URL of \
                 a git repository"
            )
            .into());
        }
        Some(path) => std::path::absolute(path)?,
        None => match default {
            Some(path) => path.to_owned(),
            None => {
                return Err("say which runtime the crate depends on: `--runtime` with a path or the URL of a git \
                            repository; none is published yet"
                    .into());
            }
        },
    };
    if !path.join("Cargo.toml").exists() {
        return Err(
            format!("there is no runtime at {}: give a path or the URL of a git repository", path.display()).into()
        );
    }
    let relative = relative(&resolved(&path)?, &resolved(out)?);
    Ok(format!("{{ path = {:?} }}", relative.display().to_string().replace('\\', "/")))
}

/// An absolute path without `..` and without links, as far as it exists.
fn resolved(path: &Path) -> std::io::Result<PathBuf> {
    let mut resolved = PathBuf::new();
    for part in std::path::absolute(path)?.components() {
        if part == Component::ParentDir {
            resolved.pop();
            continue;
        }
        resolved.push(part);
        if let Ok(real) = resolved.canonicalize() {
            resolved = real;
        }
    }
    Ok(resolved)
}

/// A path as seen from a folder. Both are [`resolved`].
fn relative(path: &Path, from: &Path) -> PathBuf {
    let common = path.components().zip(from.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(common).map(|_| "..");
    up.map(PathBuf::from).chain(path.components().skip(common).map(|part| PathBuf::from(part.as_os_str()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_crate() {
        let cases = [
            ("/a/runtime", "/a/out", "../runtime"),
            ("/a/runtime", "/b/c", "../../a/runtime"),
            ("/a/b/runtime", "/a", "b/runtime"),
        ];
        for (path, from, expected) in cases {
            assert_eq!(relative(Path::new(path), Path::new(from)), Path::new(expected));
        }
    }

    #[test]
    fn a_folder_may_be_given_by_its_parent() {
        let here = resolved(Path::new(".")).expect("this folder");
        let name = here.file_name().expect("its name");
        let by_parent = Path::new("..").join(name).join("not-there/../out");
        assert_eq!(resolved(&by_parent).expect("a path"), here.join("out"));
    }

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
