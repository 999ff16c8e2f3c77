//! `cargo xtask conformance PATH...`: the protocol tests inside models, generated, built and run.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use model::{Choice, Report};
use serde::Deserialize;
use serde_json::json;

use crate::{Outcome, Problem, generated};
use tinsmith::standalone::{Choices, crate_name, files};

/// What to run.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Models with protocol tests, or folders of them.
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Writes the results as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Cases that are left out, each with a reason: `conformance.toml`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Skips {
    #[serde(default)]
    skip: Vec<Skip>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Skip {
    /// The id of the case.
    case: String,
    reason: String,
}

/// The kinds, in the order of the table's columns.
const COLUMNS: [&str; 5] = ["request", "response", "event", "refusal", "endpoint"];

/// A kind of test, by how its name ends. The others are numbered: those of endpoint rules.
const KINDS: [(&str, &str); 5] = [
    ("request", "_request"),
    ("response", "_response"),
    ("response", "_error"),
    ("event", "_event"),
    ("refusal", "_refusal"),
];

/// What came of one service.
struct Row {
    service: String,
    package: String,
    /// How many cases the model has, by kind.
    cases: BTreeMap<&'static str, usize>,
    /// How many requests, among those that the service must refuse, the client can't express: they leave out what its
    /// constructors demand.
    inexpressible: usize,
    /// The names of those that ran, and whether they passed.
    results: BTreeMap<String, bool>,
    /// What the tests said, or why there are none.
    output: String,
}

impl Row {
    fn passed(&self, kind: &str) -> usize {
        self.results.iter().filter(|(name, passed)| **passed && kind_of(name) == Some(kind)).count()
    }

    fn failures(&self) -> impl Iterator<Item = &str> {
        self.results.iter().filter(|(_, passed)| !**passed).map(|(name, _)| name.as_str())
    }

    /// Every case ran, and passed.
    fn is_good(&self) -> bool {
        self.failures().next().is_none() && self.cases.iter().all(|(kind, cases)| self.passed(kind) == *cases)
    }
}

/// Runs every case, and prints a row for each service.
pub(crate) fn run(root: &Path, arguments: &Arguments) -> Result<Outcome, Problem> {
    let skips = skips(root)?;
    let folder = root.join("target/conformance");
    let mut rows = Vec::new();
    let mut unsupported = Vec::new();
    for path in models(&arguments.paths)? {
        for service in model::services(&[&path])? {
            match generate(root, &folder, &path, service.as_str()) {
                Ok(row) => rows.extend(row),
                Err(problem) if is_unsupported(&problem) => {
                    unsupported.push((service.to_string(), first_line(&problem)));
                }
                Err(problem) => return Err(problem),
            }
        }
    }
    let packages: Vec<String> = rows.iter().map(|row| row.package.clone()).collect();
    if !packages.is_empty() {
        generated::workspace(root, &folder, &packages)?;
    }
    for row in &mut rows {
        test(&folder, row)?;
    }
    let unknown = apply(&skips, &mut rows);
    print(&rows, &skips, &unsupported);
    if let Some(path) = &arguments.json {
        std::fs::write(path, as_json(&rows)).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    if !unknown.is_empty() {
        return Err(format!("conformance.toml skips cases that do not exist or pass: {}", unknown.join(", ")).into());
    }
    Ok(if rows.iter().all(Row::is_good) { Outcome::Done } else { Outcome::Failed })
}

fn skips(root: &Path) -> Result<Vec<Skip>, Problem> {
    let path = root.join("conformance.toml");
    if !path.exists() {
        return Ok(Vec::new());
    }
    let skips: Skips = toml::from_str(&std::fs::read_to_string(&path)?)?;
    match skips.skip.iter().find(|skip| skip.reason.trim().is_empty()) {
        Some(skip) => Err(format!("conformance.toml: {} is skipped without a reason", skip.case).into()),
        None => Ok(skips.skip),
    }
}

/// The files, and those directly in the folders.
fn models(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Problem> {
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
        files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
        files.sort();
        found.extend(files);
    }
    Ok(found)
}

/// The model of a service. One that names no protocol, as the tests of endpoint rules have it, is read as of any.
fn read(path: &Path, service: &str) -> Result<model::Model, Problem> {
    let text = std::fs::read_to_string(path)?;
    let protocol = (!text.contains(".protocols#")).then_some("awsJson1_0");
    Ok(model::read(&[path], Choice { protocol, ..Choice::service(service) })?)
}

/// A crate of one service with its tests; none if the model has no cases for it.
fn generate(root: &Path, folder: &Path, path: &Path, service: &str) -> Result<Option<Row>, Problem> {
    let model = read(path, service)?;
    let cases = codegen::cases(&model);
    let mut cases = BTreeMap::from([
        ("request", cases.requests),
        ("response", cases.responses),
        ("event", cases.events),
        ("refusal", cases.refusals),
        ("endpoint", model.service.endpoint_tests.len()),
    ]);
    if cases.values().sum::<usize>() == 0 {
        return Ok(None);
    }
    let package = format!("conformance-{}", crate_name(&model));
    let choices = Choices {
        origin: service.to_owned(),
        tests: true,
        runtime: format!("{{ path = {:?} }}", root.join("runtime")),
        ..Choices::new(package.clone())
    };
    let (files, client) = files(model, &choices)?;
    cases.entry("refusal").and_modify(|cases| *cases -= client.inexpressible);
    codegen::writer::write(&folder.join(&package), &files)?;
    Ok(Some(Row {
        service: service.to_owned(),
        package,
        cases,
        inexpressible: client.inexpressible,
        results: BTreeMap::new(),
        output: String::new(),
    }))
}

/// Whether a model can't be generated from for something that is not supported yet.
pub(crate) fn is_unsupported(problem: &Problem) -> bool {
    problem.downcast_ref::<Report>().is_some_and(Report::is_unsupported)
}

fn first_line(problem: &Problem) -> String {
    problem.to_string().lines().next().unwrap_or_default().to_owned()
}

/// Runs the tests of a crate, each by its name.
fn test(folder: &Path, row: &mut Row) -> Result<(), Problem> {
    let mut cargo = generated::cargo(folder);
    let output =
        cargo.args(["test", "--tests", "--quiet", "--package", &row.package, "--", "--format=pretty"]).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    for line in text.lines() {
        let Some((name, result)) = line.strip_prefix("test ").and_then(|line| line.split_once(" ... ")) else {
            continue;
        };
        row.results.insert(name.to_owned(), result == "ok");
    }
    row.output = text.into_owned();
    if row.results.is_empty() {
        row.output.push_str(&String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

fn kind_of(name: &str) -> Option<&'static str> {
    let by_end = KINDS.iter().find(|(_, end)| name.ends_with(end)).map(|(kind, _)| *kind);
    by_end.or_else(|| name.starts_with("endpoints::").then_some("endpoint"))
}

/// Takes the skipped cases out of the count. Gives those that need no skipping.
fn apply(skips: &[Skip], rows: &mut [Row]) -> Vec<String> {
    let mut unknown = Vec::new();
    for skip in skips {
        let mut found = false;
        for row in rows.iter_mut() {
            let names: Vec<String> =
                row.failures().filter(|name| codegen::is_test_of(name, &skip.case)).map(str::to_owned).collect();
            for name in names {
                found = true;
                row.results.remove(&name);
                if let Some(cases) = kind_of(&name).and_then(|kind| row.cases.get_mut(kind)) {
                    *cases -= 1;
                }
            }
        }
        if !found {
            unknown.push(skip.case.clone());
        }
    }
    unknown
}

fn print(rows: &[Row], skips: &[Skip], unsupported: &[(String, String)]) {
    for row in rows {
        for name in row.failures() {
            println!("FAILED {}: {name}\n{}", row.service, reason(&row.output, name));
        }
        if row.results.is_empty() {
            println!("FAILED {}:\n{}", row.service, row.output);
        }
    }
    let titles: Vec<String> = COLUMNS.iter().map(|kind| format!("{kind:>9}")).collect();
    println!("{:62} {}", "service", titles.join(" "));
    let mut totals: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for row in rows {
        let mut line = format!("{:62}", row.service);
        for kind in COLUMNS {
            let (passed, cases) = (row.passed(kind), row.cases[kind]);
            let _ = write!(line, " {:>9}", format!("{passed}/{cases}"));
            let total = totals.entry(kind).or_default();
            *total = (total.0 + passed, total.1 + cases);
        }
        println!("{line}");
    }
    for (service, why) in unsupported {
        println!("{service:62} {why}");
    }
    for skip in skips {
        println!("skipped {}: {}", skip.case, skip.reason);
    }
    let total =
        |kind| totals.get(kind).map_or_else(String::new, |(passed, cases)| format!("{passed} of {cases} {kind}"));
    let sums: Vec<String> = COLUMNS.into_iter().map(total).collect();
    println!("\npassed: {}; {} skipped", sums.join(", "), skips.len());
    let inexpressible: usize = rows.iter().map(|row| row.inexpressible).sum();
    if inexpressible > 0 {
        println!(
            "{inexpressible} more requests must be refused, and can't be made: a constructor demands what they leave out"
        );
    }
}

/// What a test said when it failed.
fn reason(output: &str, name: &str) -> String {
    let start = format!("---- {name} stdout ----");
    let said = output.split(&start).nth(1).unwrap_or_default();
    said.lines()
        .skip(1)
        .take_while(|line| !line.starts_with("----"))
        .take(6)
        .map(|line| format!("    {line}\n"))
        .collect()
}

fn as_json(rows: &[Row]) -> String {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let kinds: BTreeMap<&str, _> = row
                .cases
                .iter()
                .map(|(kind, cases)| (*kind, json!({ "passed": row.passed(kind), "cases": cases })))
                .collect();
            json!({ "service": row.service, "kinds": kinds, "failures": row.failures().collect::<Vec<_>>() })
        })
        .collect();
    format!("{:#}\n", json!(rows))
}
