//! The crates of single services, with what they depend on built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nix::sys::resource::UsageWho;

use crate::measure::{Cost, Sample, cost};
use crate::report::Report;
use crate::{Problem, build, folder, rustc};

/// A model, the official crate, and five of its operations.
const SERVICES: [(&str, &str, [&str; 5]); 6] = [
    (
        "kinesis-video",
        "aws-sdk-kinesisvideo",
        ["CreateStream", "DescribeStream", "GetDataEndpoint", "ListStreams", "DeleteStream"],
    ),
    ("lambda", "aws-sdk-lambda", ["CreateFunction", "GetFunction", "Invoke", "ListFunctions", "DeleteFunction"]),
    ("dynamodb", "aws-sdk-dynamodb", ["CreateTable", "GetItem", "PutItem", "Query", "TransactWriteItems"]),
    ("sqs", "aws-sdk-sqs", ["CreateQueue", "DeleteMessage", "GetQueueUrl", "ReceiveMessage", "SendMessage"]),
    ("s3", "aws-sdk-s3", ["CreateBucket", "DeleteObject", "GetObject", "ListObjectsV2", "PutObject"]),
    ("ec2", "aws-sdk-ec2", ["CreateTags", "DescribeInstances", "DescribeVpcs", "RunInstances", "TerminateInstances"]),
];

/// How many of the largest models are measured on their own.
const LARGEST: usize = 3;

/// The figures of one crate.
#[derive(Default)]
struct Figures {
    wall: Sample,
    memory: Sample,
    lines: Sample,
}

/// `chosen` are the services to measure: all of [`SERVICES`] and the largest models if it is empty.
pub(crate) fn measure(
    report: &mut Report,
    models: Option<&Path>,
    rounds: usize,
    chosen: &[String],
) -> Result<(), Problem> {
    let Some(models) = models else {
        eprintln!("skipped: the crates of services, for want of --models");
        return Ok(());
    };
    let models = models.canonicalize()?;
    let ours = Ours::new(folder().join("target/services"))?;
    let official = folder().join("target/official");
    let is_chosen = |name: &str| chosen.is_empty() || chosen.iter().any(|chosen| chosen == name);
    for (name, peer, operations) in SERVICES.into_iter().filter(|(name, ..)| is_chosen(name)) {
        // A file of a folder of Smithy models, or a folder of one of AWS API JSON.
        let paths = [models.join(format!("{name}.json")), models.join(name).join("service-2.json")];
        let Some(model) = paths.iter().find(|path| path.exists()) else {
            eprintln!("skipped: {name}, for want of {}", paths[0].display());
            continue;
        };
        let whole = ours.generate(model, name, &[])?;
        let five = ours.generate(model, &format!("{name}-five"), &operations)?;
        let mut figures = [(); 3].map(|()| Figures::default());
        for _ in 0..rounds {
            ours.build(&whole, &mut figures[0])?;
            ours.build(&five, &mut figures[1])?;
            build_official(peer, &official, &mut figures[2])?;
        }
        let names = ["ours", "ours, five operations", "official"];
        let mut row = |what: &str, unit, figure: fn(&Figures) -> &Sample| {
            let samples = names.iter().zip(&figures).map(|(name, figures)| (*name, figure(figures).clone()));
            report.add("service", format!("{name}: {what}"), unit, samples);
        };
        row("release build, by the clock", "s", |figures| &figures.wall);
        row("compiler", "MB", |figures| &figures.memory);
        row("lines", "", |figures| &figures.lines);
    }
    if chosen.is_empty() { largest(report, &ours, &models, rounds) } else { Ok(()) }
}

/// Our crates of the largest models that there are.
fn largest(report: &mut Report, ours: &Ours, models: &Path, rounds: usize) -> Result<(), Problem> {
    let mut found = Vec::new();
    for entry in fs::read_dir(models)? {
        let path = entry?.path();
        let text = fs::read_to_string(&path).unwrap_or_default();
        if text.contains("\"aws.protocols#restJson1\"") {
            found.push((text.len(), path));
        }
    }
    found.sort();
    for (_, model) in found.iter().rev().take(LARGEST) {
        let name = model.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let package = ours.generate(model, &name, &[])?;
        let mut figures = Figures::default();
        for _ in 0..rounds {
            ours.build(&package, &mut figures)?;
        }
        let (wall, memory, lines) = (figures.wall, figures.memory, figures.lines);
        report.add("service", format!("{name}: release build, by the clock"), "s", [("ours", wall)]);
        report.add("service", format!("{name}: compiler"), "MB", [("ours", memory)]);
        report.add("service", format!("{name}: lines"), "", [("ours", lines)]);
    }
    Ok(())
}

/// A workspace of generated crates.
struct Ours {
    folder: PathBuf,
}

impl Ours {
    fn new(folder: PathBuf) -> Result<Self, Problem> {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// Generates a crate and builds it once, with everything that it depends on.
    fn generate(&self, model: &Path, name: &str, operations: &[&str]) -> Result<String, Problem> {
        let package = format!("measured-{name}");
        generate(model, &package, operations, &self.folder.join(&package))?;
        let manifest = self.folder.join(&package).join("Cargo.toml");
        let text = fs::read_to_string(&manifest)?;
        if !text.contains("[workspace]") {
            fs::write(&manifest, text + "\n[workspace]\n")?;
        }
        let lock = self.folder.join(&package).join("Cargo.lock");
        fs::copy(folder().join("../Cargo.lock"), lock)?;
        self.cargo(&package, None)?;
        Ok(package)
    }

    /// Builds the crate alone.
    fn build(&self, package: &str, figures: &mut Figures) -> Result<(), Problem> {
        let log = self.folder.join("rustc.log");
        let _ = fs::remove_file(&log);
        let source = self.folder.join(package).join("src/lib.rs");
        fs::write(&source, fs::read(&source)?)?;
        let (_, Cost { wall, .. }) = cost(UsageWho::RUSAGE_CHILDREN, || self.cargo(package, Some(&log)))?;
        figures.wall.push(wall.as_secs_f64());
        figures.memory.push(rustc::read(&log)?.memory);
        figures.lines = Sample::of(lines(&self.folder.join(package).join("src"))? as f64);
        eprintln!("built {package}: {:.1} s by the clock", wall.as_secs_f64());
        Ok(())
    }

    fn cargo(&self, package: &str, log: Option<&Path>) -> Result<(), Problem> {
        let mut command = Command::new(env!("CARGO"));
        command.args(["build", "--release", "--quiet", "--target-dir"]).arg(self.folder.join("target"));
        // The same wrapper for what is not measured, so that nothing is built twice.
        command.env("RUSTC_WRAPPER", std::env::current_exe()?);
        command.env(rustc::LOG, log.map_or_else(|| self.folder.join("unmeasured.log"), Path::to_owned));
        let status = command.current_dir(self.folder.join(package)).status()?;
        if status.success() { Ok(()) } else { Err(format!("the build of {package} failed").into()) }
    }
}

/// Generates a crate with the generator as it is released, with these operations, or all if there are none.
pub(crate) fn generate(model: &Path, name: &str, operations: &[&str], out: &Path) -> Result<(), Problem> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--release", "--package", "xtask", "--", "codegen", "--name", name]);
    command.args(operations.iter().flat_map(|operation| ["--operation", operation]));
    let output = command.arg("--model").arg(model).arg("--out").arg(out).current_dir(folder().join("..")).output()?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned().into()) }
}

fn build_official(package: &str, target: &Path, figures: &mut Figures) -> Result<(), Problem> {
    fs::create_dir_all(target)?;
    let log = target.join("rustc.log");
    build::cargo(package, target, &log)?;
    let clean = Command::new(env!("CARGO"))
        .args(["clean", "--quiet", "--release", "--package", package, "--target-dir"])
        .arg(target)
        .current_dir(folder())
        .status()?;
    if !clean.success() {
        return Err(format!("cargo clean --package {package} failed").into());
    }
    fs::remove_file(&log)?;
    let (_, Cost { wall, .. }) = cost(UsageWho::RUSAGE_CHILDREN, || build::cargo(package, target, &log))?;
    figures.wall.push(wall.as_secs_f64());
    figures.memory.push(rustc::read(&log)?.memory);
    figures.lines = Sample::of(lines(&source_of(package)?)? as f64);
    eprintln!("built {package}: {:.1} s by the clock", wall.as_secs_f64());
    Ok(())
}

/// Where a package's sources are.
fn source_of(package: &str) -> Result<PathBuf, Problem> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(folder())
        .output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().ok_or("no packages")?;
    let manifest =
        packages.iter().find(|known| known["name"] == package).and_then(|known| known["manifest_path"].as_str());
    let manifest = manifest.ok_or_else(|| format!("{package} is not there"))?;
    Ok(Path::new(manifest).with_file_name("src"))
}

fn lines(folder: &Path) -> Result<usize, Problem> {
    let mut lines = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            lines += self::lines(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            lines += fs::read_to_string(&path)?.lines().count();
        }
    }
    Ok(lines)
}
