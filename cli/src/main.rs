//! `tinsmith`: Rust clients from service models.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tinsmith::output::{Deny, Mode};
use tinsmith::standalone::{self, Caller};
use tinsmith::{Problem, explain, status};

/// Making and printing tokens is a matter of small allocations: a fifth less time than with the system's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Writes Rust clients of services from their models: Smithy JSON AST, or AWS API JSON.
#[derive(Parser)]
#[command(name = "tinsmith", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes a crate from a model.
    Generate(Generate),
    /// Writes nothing; says what `generate` would change, and fails if that is anything.
    Check(Generate),
    /// Says what a model holds: operations, protocol, authentication, and what a client would leave out.
    Explain(explain::Arguments),
}

#[derive(clap::Args)]
struct Generate {
    #[command(flatten)]
    arguments: standalone::Arguments,
    /// Refuses models that are likely not as they were meant.
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Generate(generate) => run(Mode::Write, &generate),
        Command::Check(generate) => run(Mode::Check, &generate),
        Command::Explain(arguments) => explain::run(&arguments),
    };
    status(result)
}

fn run(mode: Mode, generate: &Generate) -> Result<tinsmith::Outcome, Problem> {
    if generate.arguments.model.is_empty() {
        return Err("say which model: `--model FILE --out DIR`".into());
    }
    let caller = Caller { command: "tinsmith generate", runtime: None };
    standalone::run(caller, mode, generate.deny, &generate.arguments)
}
