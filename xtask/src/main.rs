//! The commands of this workspace.

#![cfg_attr(not(test), warn(clippy::expect_used, clippy::panic, clippy::unwrap_used))]

mod bench;
mod codegen_command;
mod conformance;
mod corpus;
mod generated;
mod tidy;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tinsmith::output::Deny;
use tinsmith::standalone;
pub(crate) use tinsmith::{Outcome, Problem};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Commands that maintain this workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes the crate `generated` as codegen.toml says, or a stand-alone crate from any model.
    Codegen {
        /// Writes nothing; fails if anything would be written.
        #[arg(long)]
        check: bool,
        /// Refuses models that are likely not as they were meant.
        #[arg(long, value_name = "WHAT")]
        deny: Option<Deny>,
        #[command(flatten)]
        standalone: standalone::Arguments,
    },
    /// Generates every model below a folder, and type-checks the result.
    Corpus(corpus::Arguments),
    /// Generates, builds and runs the protocol tests inside models.
    Conformance(conformance::Arguments),
    /// Measures our clients beside the official ones, and beside what somebody would write by hand; `--help` tells more.
    #[command(disable_help_flag = true)]
    Bench {
        /// What the benchmarks are given.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<std::ffi::OsString>,
    },
    /// Checks the house rules: length of files, direction of imports, marks of generated files, no panics.
    Tidy,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let root = workspace();
    let result = match arguments.command {
        Command::Codegen { check, deny, standalone } => codegen_command::run(&root, check, deny, &standalone),
        Command::Bench { arguments } => bench::run(&root, &arguments),
        Command::Conformance(arguments) => conformance::run(&root, &arguments),
        Command::Corpus(arguments) => corpus::run(&root, &arguments),
        Command::Tidy => tidy::run(&root),
    };
    tinsmith::status(result)
}

/// The root of the workspace, wherever the command was called.
fn workspace() -> PathBuf {
    let manifest = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().map_or(manifest.clone(), PathBuf::from)
}
