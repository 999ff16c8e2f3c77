//! A clean release build of a program that makes one call.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nix::sys::resource::UsageWho;

use crate::measure::{Cost, Sample, cost};
use crate::report::Report;
use crate::{Problem, folder, rustc};

/// The package, and what the table calls it. Ours first.
const PROGRAMS: [(&str, &str); 7] = [
    ("ours", "ours"),
    ("floor", "floor"),
    ("by-hand", "by hand"),
    ("official-lean", "official, lean"),
    ("official", "official"),
    ("blocking", "ours, blocking"),
    ("sans-io", "ours, no transport"),
];

/// The figures of one program.
#[derive(Default)]
struct Figures {
    cpu: Sample,
    wall: Sample,
    memory: Sample,
    packages: Sample,
    size: Sample,
}

pub(crate) fn measure(report: &mut Report, rounds: usize) -> Result<(), Problem> {
    let target = folder().join("target/measured");
    let mut figures: BTreeMap<&str, Figures> = BTreeMap::new();
    fetch()?;
    for _ in 0..rounds {
        for (package, _) in PROGRAMS {
            build(package, &target, figures.entry(package).or_default())?;
        }
    }
    let mut row = |what: &str, unit, figure: fn(&Figures) -> &Sample| {
        let samples = PROGRAMS.iter().map(|(package, name)| (*name, figure(&figures[package]).clone()));
        report.add("build", what, unit, samples);
    };
    row("clean release build, all processors", "s", |figures| &figures.cpu);
    row("clean release build, by the clock", "s", |figures| &figures.wall);
    row("packages compiled", "", |figures| &figures.packages);
    row("largest compiler", "MB", |figures| &figures.memory);
    row("program", "MB", |figures| &figures.size);
    Ok(())
}

/// What is downloaded is not measured.
fn fetch() -> Result<(), Problem> {
    let status = Command::new(env!("CARGO")).args(["fetch", "--locked"]).current_dir(folder()).status()?;
    if status.success() { Ok(()) } else { Err("cargo fetch failed".into()) }
}

fn build(package: &str, target: &Path, figures: &mut Figures) -> Result<(), Problem> {
    if target.exists() {
        fs::remove_dir_all(target)?;
    }
    fs::create_dir_all(target)?;
    let log = target.join("rustc.log");
    let (_, Cost { wall, cpu }) = cost(UsageWho::RUSAGE_CHILDREN, || cargo(package, target, &log))?;
    let built = rustc::read(&log)?;
    figures.cpu.push(cpu);
    figures.wall.push(wall.as_secs_f64());
    figures.memory.push(built.memory);
    figures.packages.push(built.packages as f64);
    figures.size.push(fs::metadata(target.join("release").join(package))?.len() as f64 / 1e6);
    eprintln!("built {package}: {cpu:.1} s of processors, {:.1} s by the clock", wall.as_secs_f64());
    Ok(())
}

/// Builds a package as a release, with every compiler written down.
pub(crate) fn cargo(package: &str, target: &Path, log: &Path) -> Result<(), Problem> {
    let status = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "--locked", "--package", package, "--target-dir"])
        .arg(target)
        .env("RUSTC_WRAPPER", std::env::current_exe()?)
        .env(rustc::LOG, log)
        .env("CARGO_INCREMENTAL", "0")
        .current_dir(folder())
        .status()?;
    if status.success() { Ok(()) } else { Err(format!("cargo build --package {package} failed").into()) }
}

/// Builds a program that is a workspace of its own, with the versions that everything here is measured with.
pub(crate) fn program(name: &str, target: &Path) -> Result<PathBuf, Problem> {
    let package = folder().join(name);
    fs::copy(folder().join("Cargo.lock"), package.join("Cargo.lock"))?;
    let status = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "--target-dir"])
        .arg(target)
        .current_dir(package)
        .status()?;
    if !status.success() {
        return Err(format!("the build of the program {name:?} failed").into());
    }
    Ok(target.join("release").join(name))
}
