//! Type-checks generated crates: one workspace, one target folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;

use super::{Arguments, Row, RowResult};
use crate::{Problem, generated};

/// What cargo says about each unit, as far as it matters here.
#[derive(Deserialize)]
struct Message {
    reason: String,
    package_id: Option<String>,
    message: Option<Diagnostic>,
}

#[derive(Deserialize)]
struct Diagnostic {
    rendered: Option<String>,
    level: String,
}

/// What the compiler took for all crates, those they depend on not counted: seconds of all processors, as Linux tells.
pub(super) struct Cost {
    check: f64,
    release: Option<f64>,
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CPU seconds of the compiler: type-check {:.1}", self.check)?;
        self.release.map_or(Ok(()), |release| write!(f, ", release build {release:.1}"))
    }
}

/// Type-checks the crate of each good row, and fails those with an error or a warning.
pub(super) fn check(root: &Path, workspace: &Path, rows: &mut [Row], arguments: &Arguments) -> Result<Cost, Problem> {
    let members: Vec<String> =
        rows.iter().filter(|row| row.result == RowResult::Good).map(|row| row.package.clone()).collect();
    if members.is_empty() {
        return Ok(Cost { check: 0.0, release: None });
    }
    generated::workspace(root, workspace, &members)?;
    build(workspace, &["check", "--package", "runtime"])?;
    let before = children_seconds();
    let problems = run(workspace, &members, arguments)?;
    let mut cost = Cost { check: children_seconds() - before, release: None };
    for row in rows.iter_mut().filter(|row| row.result == RowResult::Good) {
        row.checked = problems.times.get(&row.package).copied();
        if let Some(texts) = problems.problems.get(&row.package) {
            row.result = RowResult::Failed(texts.join("\n"));
        }
    }
    if arguments.test {
        run_tests(workspace, rows)?;
    }
    if arguments.release {
        build(workspace, &["build", "--release", "--package", "runtime"])?;
        let before = children_seconds();
        build(workspace, &["build", "--release", "--workspace", "--lib"])?;
        cost.release = Some(children_seconds() - before);
    }
    Ok(cost)
}

fn build(workspace: &Path, arguments: &[&str]) -> Result<(), Problem> {
    let status = generated::cargo(workspace).args(arguments).arg("--quiet").status()?;
    if status.success() { Ok(()) } else { Err(format!("cargo {} failed", arguments.join(" ")).into()) }
}

/// The processor time of all processes that this one has waited for; zero where there is no `/proc`.
fn children_seconds() -> f64 {
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name in parentheses: the state, and twelve numbers before `cutime` and `cstime`.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(13).take(2);
    fields.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / TICKS_PER_SECOND
}

/// Runs the tests of each crate that type-checks, and counts them.
fn run_tests(workspace: &Path, rows: &mut [Row]) -> Result<(), Problem> {
    let mut good: Vec<&mut Row> = rows.iter_mut().filter(|row| row.result == RowResult::Good).collect();
    let bar = bar(good.len())?;
    for row in &mut good {
        bar.set_message(row.package.clone());
        let output =
            generated::cargo(workspace).args(["test", "--tests", "--quiet", "--package", &row.package]).output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        row.tests = text.lines().filter_map(passed).sum();
        if !output.status.success() {
            row.result = RowResult::Failed(text + &String::from_utf8_lossy(&output.stderr));
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

/// The number of tests in a closing line like `test result: ok. 15 passed; ...`.
fn passed(line: &str) -> Option<usize> {
    line.strip_prefix("test result: ok. ")?.split(' ').next()?.parse().ok()
}

fn bar(length: usize) -> Result<ProgressBar, Problem> {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}")?;
    Ok(ProgressBar::new(length as u64).with_style(style))
}

#[derive(Default)]
struct Found {
    problems: BTreeMap<String, Vec<String>>,
    times: BTreeMap<String, Duration>,
}

/// Runs cargo over the whole workspace. The time of a crate is that between the crate before it and itself.
fn run(workspace: &Path, members: &[String], arguments: &Arguments) -> Result<Found, Problem> {
    let bar = bar(members.len())?;
    let mut cargo = generated::cargo(workspace);
    cargo.args(["check", "--workspace", "--lib", "--keep-going", "--message-format=json", "--quiet"]);
    cargo.args(arguments.features.iter().flat_map(|features| ["--features", features.as_str()]));
    cargo.args(arguments.no_default_features.then_some("--no-default-features"));
    let mut child = cargo.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut found = Found::default();
    let mut last = Instant::now();
    let mut done = BTreeSet::new();
    for line in BufReader::new(child.stdout.take().ok_or("cargo gives no output")?).lines() {
        let Ok(message) = serde_json::from_str::<Message>(&line?) else { continue };
        let id = message.package_id.unwrap_or_default();
        let Some(member) = members.iter().find(|member| id.contains(&format!("/{member}#"))) else {
            last = Instant::now();
            continue;
        };
        match (message.reason.as_str(), message.message) {
            ("compiler-artifact", _) if done.insert(member.clone()) => {
                found.times.insert(member.clone(), last.elapsed());
                last = Instant::now();
                bar.set_message(member.clone());
                bar.inc(1);
            }
            ("compiler-message", Some(diagnostic)) if matches!(diagnostic.level.as_str(), "error" | "warning") => {
                found.problems.entry(member.clone()).or_default().extend(diagnostic.rendered);
            }
            _ => {}
        }
    }
    bar.finish_and_clear();
    let status = child.wait()?;
    let silent = members.iter().filter(|member| !done.contains(*member) && !found.problems.contains_key(*member));
    let silent: Vec<String> = silent.cloned().collect();
    for member in silent {
        found.problems.entry(member).or_default().push(format!("cargo check ended with {status} before this crate"));
    }
    Ok(found)
}
