//! `tinsmith`: Rust clients from service models.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;
use tinsmith::output::{Deny, Mode, Settings};
use tinsmith::{Outcome, Problem, config, configured, explain, init, standalone, status};

/// Making and printing tokens is a matter of small allocations: a fifth less time than with the system's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Writes Rust clients of services from their models: Smithy JSON AST, or AWS API JSON.
///
/// The status is 0 if everything is as it should be, 1 if a check failed, and 2 if the arguments, the configuration or a
/// model are wrong. Results go to standard output, errors to standard error.
#[derive(Parser)]
#[command(name = "tinsmith", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes the clients of tinsmith.toml, or a crate from a model.
    Generate(Generate),
    /// Writes nothing; shows what `generate` would change as a patch, and fails if that is anything.
    Check(Generate),
    /// Writes nothing; shows what `generate` would change as a patch, and what that means for the users of the clients.
    Diff(Generate),
    /// Generates from the models as they are now, and records their hashes in tinsmith.lock. While that file is there, the other
    /// commands refuse a model that has changed.
    Update(Generate),
    /// Writes tinsmith.toml from the models below the current folder.
    Init {
        /// Tells the results as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Says what a model holds: operations, protocol, authentication, and what a client would leave out.
    Explain(explain::Arguments),
    /// Prints the completions for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Prints the page of the manual.
    Man,
}

#[derive(clap::Args)]
struct Generate {
    /// The configuration; tinsmith.toml in the current folder if neither it nor a model is given.
    #[arg(long, value_name = "FILE", conflicts_with = "model")]
    config: Option<PathBuf>,
    #[command(flatten)]
    arguments: standalone::Arguments,
    /// Refuses models that are likely not as they were meant.
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
    /// Tells the results as JSON.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Generate(generate) => run(Mode::Write, &generate),
        Command::Check(generate) => run(Mode::Check, &generate),
        Command::Diff(generate) => run(Mode::Diff, &generate),
        Command::Update(generate) => run(Mode::Update, &generate),
        Command::Init { json } => init::run(json),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Arguments::command(), "tinsmith", &mut io::stdout());
            Ok(Outcome::Done)
        }
        Command::Man => {
            let page = clap_mangen::Man::new(Arguments::command()).render(&mut io::stdout());
            page.map(|()| Outcome::Done).map_err(Problem::from)
        }
    };
    status(result)
}

fn run(mode: Mode, generate: &Generate) -> Result<Outcome, Problem> {
    let settings = Settings { mode, json: generate.json, deny: generate.deny, command: "tinsmith generate" };
    if !generate.arguments.model.is_empty() && mode == Mode::Update {
        return Err("`update` takes the models of a configuration: use `generate` with `--model`".into());
    }
    if !generate.arguments.model.is_empty() {
        return standalone::run(&settings, None, &generate.arguments);
    }
    let config = match &generate.config {
        Some(path) => path.clone(),
        None => PathBuf::from(config::NAME),
    };
    if generate.config.is_none() && !config.exists() {
        return Err(
            "say which model, `--model FILE --out DIR`, or write a tinsmith.toml: `tinsmith init` begins one".into()
        );
    }
    configured::run(&settings, &config)
}
