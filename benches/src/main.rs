//! Side by side: our clients, the official ones, and what somebody would write by hand.
//!
//! `cargo xtask bench` runs everything; each area can be run alone. Whatever is compared is measured in one run, in turn.

mod build;
mod call;
mod codec;
mod endpoints;
mod generator;
mod measure;
mod plot;
mod report;
mod rustc;
mod server;
mod service;
mod store;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

use crate::report::Report;

/// What goes wrong.
pub(crate) type Problem = Box<dyn std::error::Error + Send + Sync>;

/// Measures our clients beside the official ones, and beside what somebody would write by hand.
#[derive(Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench")]
struct Arguments {
    /// What to measure: everything if nothing is named.
    #[arg(value_enum)]
    areas: Vec<Area>,
    /// How often each build is measured; the table has the medians.
    #[arg(long, value_name = "N", default_value_t = 3)]
    rounds: usize,
    /// A folder of Smithy models with kinesis-video.json and lambda.json, for the services and the generator; one of AWS
    /// API JSON for the services.
    #[arg(long, value_name = "DIR")]
    models: Option<PathBuf>,
    /// A service to measure, like `s3`, instead of all; may be given several times.
    #[arg(long, value_name = "NAME")]
    service: Vec<String>,
    /// Writes bars for builds and calls, as SVG.
    #[arg(long, value_name = "DIR")]
    plots: Option<PathBuf>,
    /// Writes the table as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Area {
    /// A clean release build of a program that makes one call.
    Build,
    /// The crates of single services, with what they depend on built.
    Service,
    /// Calls on loopback.
    Call,
    /// Bodies, validators, a signed request.
    Codec,
    /// Endpoint rules of S3 and DynamoDB.
    Endpoints,
    /// The generator.
    Generator,
    /// Objects of S3 put and fetched on loopback.
    Store,
}

fn main() -> ExitCode {
    // Cargo calls this program in place of rustc, while builds are measured.
    if let Some(log) = std::env::var_os(rustc::LOG) {
        return rustc::run(Path::new(&log));
    }
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Problem> {
    let all = [Area::Codec, Area::Endpoints, Area::Call, Area::Store, Area::Generator, Area::Service, Area::Build];
    let chosen = |area: &&Area| arguments.areas.is_empty() || arguments.areas.contains(area);
    let mut report = Report::default();
    for area in all.iter().filter(chosen) {
        match area {
            Area::Build => build::measure(&mut report, arguments.rounds)?,
            Area::Call => call::measure(&mut report)?,
            Area::Codec => codec::measure(&mut report)?,
            Area::Endpoints => endpoints::measure(&mut report, arguments.models.as_deref(), arguments.rounds)?,
            Area::Generator => generator::measure(&mut report, arguments.models.as_deref())?,
            Area::Store => store::measure(&mut report, arguments.models.as_deref(), arguments.rounds)?,
            Area::Service => {
                service::measure(&mut report, arguments.models.as_deref(), arguments.rounds, &arguments.service)?;
            }
        }
    }
    report.print();
    if let Some(folder) = &arguments.plots {
        plot::write(&report, folder)?;
    }
    if let Some(path) = &arguments.json {
        std::fs::write(path, report.json()).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

/// The folder of this workspace.
pub(crate) fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
