//! The commands that users and this workspace have in common: clients from models, written, checked or compared.

mod archive;
pub mod config;
pub mod configured;
mod dependency;
pub mod explain;
pub mod init;
mod lock;
mod manifest;
pub mod output;
mod patch;
mod sources;
pub mod standalone;

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is as it should be: status 0.
    Done,
    /// A check or a test failed: status 1.
    Failed,
}

/// What is wrong with the arguments, the configuration or a model: status 2.
pub type Problem = Box<dyn std::error::Error>;

/// The status that a program ends with. A problem is told on standard error.
pub fn status(result: Result<Outcome, Problem>) -> std::process::ExitCode {
    match result {
        Ok(Outcome::Done) => std::process::ExitCode::SUCCESS,
        Ok(Outcome::Failed) => std::process::ExitCode::from(1),
        Err(problem) => {
            eprintln!("{problem}");
            std::process::ExitCode::from(2)
        }
    }
}
