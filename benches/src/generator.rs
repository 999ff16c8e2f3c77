//! The generator: one small service, and every model of a folder, stage by stage.

use std::path::Path;
use std::process::Command;

use codegen::model::{self, Model};
use codegen::{Home, Options};

use crate::measure::{Sample, Work, in_turn, keep};
use crate::report::Report;
use crate::{Problem, folder};

pub(crate) fn measure(report: &mut Report, models: Option<&Path>) -> Result<(), Problem> {
    let path = folder().join("../model/services/kinesis-video-signaling.json");
    let read = || -> Result<Model, Problem> {
        model::read(&[&path], model::Choice::default()).map_err(|report| report.to_string().into())
    };
    read()?;
    let generate = || {
        let options = Options::new(Home::Module("client".to_owned()), "client.json");
        read().ok().map(|model| codegen::generate(model, &options).is_ok())
    };
    let mut works: [Work<'_>; 2] =
        [("ours", Box::new(|| keep(generate()))), ("reading alone", Box::new(|| keep(read().is_ok())))];
    report.add("generator", "one small service, to formatted text", "ns", in_turn(&mut works));
    match models {
        Some(models) => corpus(report, models),
        None => {
            eprintln!("skipped: the generator on many models, for want of --models");
            Ok(())
        }
    }
}

/// Runs the corpus command, whose last lines tell the stages and the whole.
fn corpus(report: &mut Report, models: &Path) -> Result<(), Problem> {
    let models = models.canonicalize()?;
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--release", "--package", "xtask", "--", "corpus", "--no-check"])
        .arg(models)
        .current_dir(folder().join(".."))
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let stages =
        text.lines().find(|line| line.starts_with("seconds of all threads")).ok_or("the corpus has no stages")?;
    let (stages, memory) = stages.split_once("; peak memory ").ok_or("the corpus tells no memory")?;
    for stage in stages.trim_start_matches("seconds of all threads:").split(',') {
        let (name, seconds) = stage.trim().split_once(' ').ok_or("a stage without a number")?;
        report.add("generator", format!("all models, {name}, all threads"), "s", [("ours", number(seconds)?)]);
    }
    report.add("generator", "all models, memory", "kB", [("ours", number(memory.trim_end_matches(" kB"))?)]);
    let last = text.lines().last().unwrap_or_default();
    let seconds = last.rsplit(" in ").next().unwrap_or_default().trim_end_matches(" s");
    report.add("generator", "all models, by the clock", "s", [("ours", number(seconds)?)]);
    println!("{last}");
    Ok(())
}

fn number(text: &str) -> Result<Sample, Problem> {
    text.trim().parse().map(Sample::of).map_err(|_| format!("{text:?} is not a number").into())
}
