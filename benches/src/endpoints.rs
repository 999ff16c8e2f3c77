//! Endpoint rules of S3 and DynamoDB, and answers of DynamoDB, beside the official clients: a program of its own, built on
//! crates that are generated for it.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::measure::Sample;
use crate::report::Report;
use crate::{Problem, build, folder, service};

/// A model, and the operations that the program uses: the first is that whose endpoint is resolved.
const SERVICES: [(&str, &[&str]); 2] = [("s3", &["GetObject"]), ("dynamodb", &["GetItem", "Query"])];

pub(crate) fn measure(report: &mut Report, models: Option<&Path>, rounds: usize) -> Result<(), Problem> {
    let Some(models) = models else {
        eprintln!("skipped: endpoint rules of services, for want of --models");
        return Ok(());
    };
    let target = folder().join("target/services");
    for (name, operations) in SERVICES {
        let model = models.canonicalize()?.join(format!("{name}.json"));
        service::generate(&model, name, operations, &target.join(name))?;
    }
    let program = build::program("services", &target.join("target"))?;
    let mut results = Vec::new();
    for _ in 0..rounds {
        let output = Command::new(&program).output()?;
        results.push(serde_json::from_slice::<Value>(&output.stdout)?);
    }
    for (service, _) in SERVICES {
        let works = ["ours", "ours, rules applied", "official"];
        report.add("endpoints", service, "ns", works.map(|work| (work, sample(&results, service, work))));
    }
    let works = ["ours", "official"];
    report.add(
        "codec",
        "decode, 1 MB of DynamoDB's items",
        "ns",
        works.map(|work| (work, sample(&results, "query", work))),
    );
    Ok(())
}

/// The medians of all rounds.
fn sample(results: &[Value], service: &str, work: &str) -> Sample {
    let mut sample = Sample::default();
    results.iter().filter_map(|result| result[service][work].as_f64()).for_each(|value| sample.push(value));
    sample
}
