//! Type-checks generated crates: one workspace, one target folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
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
    /// The program of a test.
    executable: Option<PathBuf>,
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

/// Type-checks the crate of each good row, and fails those with an error or a warning. Where tests are asked for, crates
/// that hold some are built with them instead, once, and the tests are run.
pub(super) fn check(root: &Path, workspace: &Path, rows: &mut [Row], arguments: &Arguments) -> Result<Cost, Problem> {
    let members: Vec<String> =
        rows.iter().filter(|row| row.result == RowResult::Good).map(|row| row.package.clone()).collect();
    if members.is_empty() {
        return Ok(Cost { check: 0.0, release: None });
    }
    let has_tests = |member: &String| arguments.test && workspace.join(member).join("tests").is_dir();
    let (tested, checked): (Vec<String>, Vec<String>) = members.iter().cloned().partition(has_tests);
    generated::workspace(root, workspace, &members)?;
    build(workspace, &["check", "--package", "tinsmith-runtime"])?;
    let before = children_seconds();
    let mut found = Found::default();
    found.run(workspace, &checked, arguments, &["check", "--lib"])?;
    found.run(workspace, &tested, arguments, &["build", "--test", "*"])?;
    let mut cost = Cost { check: children_seconds() - before, release: None };
    for row in rows.iter_mut().filter(|row| row.result == RowResult::Good) {
        row.checked = found.times.get(&row.package).copied();
        match found.problems.get(&row.package) {
            Some(texts) => row.result = RowResult::Failed(texts.join("\n")),
            None => run_tests(row, found.executables.get(&row.package))?,
        }
    }
    if arguments.release {
        build(workspace, &["build", "--release", "--package", "tinsmith-runtime"])?;
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

/// Runs the tests of a crate, and counts them.
fn run_tests(row: &mut Row, executables: Option<&Vec<PathBuf>>) -> Result<(), Problem> {
    for executable in executables.into_iter().flatten() {
        let output = Command::new(executable).arg("--quiet").output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        row.tests += text.lines().filter_map(passed).sum::<usize>();
        if !output.status.success() {
            row.result = RowResult::Failed(text + &String::from_utf8_lossy(&output.stderr));
        }
    }
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
    executables: BTreeMap<String, Vec<PathBuf>>,
}

impl Found {
    /// Runs cargo over some members of the workspace. The time of a crate is that between the crate before it and itself.
    fn run(
        &mut self,
        workspace: &Path,
        members: &[String],
        arguments: &Arguments,
        command: &[&str],
    ) -> Result<(), Problem> {
        if members.is_empty() {
            return Ok(());
        }
        let bar = bar(members.len())?;
        let mut cargo = generated::cargo(workspace);
        cargo.args(command).args(["--keep-going", "--message-format=json", "--quiet"]);
        cargo.args(members.iter().flat_map(|member| ["--package", member.as_str()]));
        cargo.args(arguments.features.iter().flat_map(|features| ["--features", features.as_str()]));
        cargo.args(arguments.no_default_features.then_some("--no-default-features"));
        let mut child = cargo.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn()?;
        let mut last = Instant::now();
        let mut done = BTreeSet::new();
        for line in BufReader::new(child.stdout.take().ok_or("cargo gives no output")?).lines() {
            let Ok(message) = serde_json::from_str::<Message>(&line?) else { continue };
            let id = message.package_id.as_deref().unwrap_or_default();
            let Some(member) = members.iter().find(|member| id.contains(&format!("/{member}#"))) else {
                last = Instant::now();
                continue;
            };
            if message.reason == "compiler-artifact" && done.insert(member.clone()) {
                self.times.insert(member.clone(), last.elapsed());
                last = Instant::now();
                bar.set_message(member.clone());
                bar.inc(1);
            }
            self.add(member, message);
        }
        bar.finish_and_clear();
        let status = child.wait()?;
        for member in members.iter().filter(|member| !done.contains(*member)) {
            let texts = self.problems.entry(member.clone()).or_default();
            if texts.is_empty() {
                texts.push(format!("cargo {} ended with {status} before this crate", command.join(" ")));
            }
        }
        Ok(())
    }

    /// Keeps what a message says about a member: programs of tests, errors and warnings.
    fn add(&mut self, member: &str, message: Message) {
        self.executables.entry(member.to_owned()).or_default().extend(message.executable);
        match message.message {
            Some(diagnostic) if matches!(diagnostic.level.as_str(), "error" | "warning") => {
                self.problems.entry(member.to_owned()).or_default().extend(diagnostic.rendered);
            }
            _ => {}
        }
    }
}
