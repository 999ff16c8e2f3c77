//! Endpoint rules of S3 and DynamoDB, beside the official clients: a program of its own, built on crates that are generated
//! for it.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::measure::Sample;
use crate::report::Report;
use crate::{Problem, folder};

/// A model, and the operation whose endpoint is resolved.
const SERVICES: [(&str, &str); 2] = [("s3", "GetObject"), ("dynamodb", "GetItem")];

pub(crate) fn measure(report: &mut Report, models: Option<&Path>, rounds: usize) -> Result<(), Problem> {
    let Some(models) = models else {
        eprintln!("skipped: endpoint rules of services, for want of --models");
        return Ok(());
    };
    let target = folder().join("target/endpoints");
    for (name, operation) in SERVICES {
        generate(&models.canonicalize()?.join(format!("{name}.json")), name, operation, &target.join(name))?;
    }
    let program = build(&target.join("target"))?;
    let mut results = Vec::new();
    for _ in 0..rounds {
        let output = Command::new(&program).output()?;
        results.push(serde_json::from_slice::<Value>(&output.stdout)?);
    }
    for (service, _) in SERVICES {
        let works = ["ours", "ours, rules applied", "official"];
        report.add("endpoints", service, "ns", works.map(|work| (work, sample(&results, service, work))));
    }
    Ok(())
}

/// The medians of all rounds.
fn sample(results: &[Value], service: &str, work: &str) -> Sample {
    let mut sample = Sample::default();
    results.iter().filter_map(|result| result[service][work].as_f64()).for_each(|value| sample.push(value));
    sample
}

fn generate(model: &Path, name: &str, operation: &str, out: &Path) -> Result<(), Problem> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--release", "--package", "xtask", "--", "codegen", "--name", name]);
    command.args(["--operation", operation, "--model"]).arg(model).arg("--out").arg(out);
    let output = command.current_dir(folder().join("..")).output()?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned().into()) }
}

/// Builds the program with the versions that everything here is measured with.
fn build(target: &Path) -> Result<std::path::PathBuf, Problem> {
    let package = folder().join("endpoints");
    fs::copy(folder().join("Cargo.lock"), package.join("Cargo.lock"))?;
    let status = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "--target-dir"])
        .arg(target)
        .current_dir(package)
        .status()?;
    if !status.success() {
        return Err("the build of the program for endpoint rules failed".into());
    }
    Ok(target.join("release/endpoints"))
}
