//! `cargo xtask codegen`.

use std::path::Path;
use std::time::Instant;

use codegen::package::{Package, workspace_member};
use codegen::{Client, Home, Options};
use model::Overrides;
use tinsmith::output::{Deny, Mode, apply, print_unchecked, size, warn};
use tinsmith::{Outcome, Problem};

use crate::config::{ClientConfig, Config};

/// Generates every client of codegen.toml, and writes or checks the crate that holds them.
pub(crate) fn run(root: &Path, mode: Mode, deny: Option<Deny>) -> Result<Outcome, Problem> {
    let started = Instant::now();
    let config = Config::read(&root.join("codegen.toml"))?;
    let overrides = match &config.overrides {
        Some(path) => Overrides::read(&root.join(path))?,
        None => Overrides::none(),
    };
    let mut clients = Vec::new();
    let mut used = Vec::new();
    for client in &config.clients {
        clients.push(generate(root, client, &overrides, &mut used, deny)?);
    }
    overrides.unused(&used)?;
    let files = workspace_member(&package(), &clients);
    let outcome = apply(mode, &root.join("generated"), &files, "cargo xtask codegen")?;
    println!("{} clients, {} in {:.0?}", clients.len(), size(&files), started.elapsed());
    Ok(outcome)
}

fn generate(
    root: &Path,
    client: &ClientConfig,
    overrides: &Overrides,
    used: &mut Vec<String>,
    deny: Option<Deny>,
) -> Result<(Options, Client), Problem> {
    // Messages show the path as the configuration gives it.
    let relative = std::env::current_dir().ok().is_some_and(|current| current == root);
    let paths: Vec<_> =
        client.model.paths().iter().map(|path| if relative { path.clone() } else { root.join(path) }).collect();
    let mut model = model::read(&paths, client.choice())?;
    warn(&client.module, &model, deny)?;
    used.extend(overrides.apply(&mut model)?);
    let options = Options {
        home: Home::Module(client.module.clone()),
        origin: client.origin(),
        selection: client.selection(),
        validators: client.validators,
        patterns: client.patterns,
        tests: client.protocol_tests,
    };
    let generated = codegen::generate(model, &options)?;
    print_unchecked(&client.module, &generated);
    Ok((options, generated))
}

/// The manifest of the crate `generated`.
fn package() -> Package {
    let inherited = ["version", "edition", "rust-version", "license", "publish"];
    let mut fields = vec!["description = \"Clients of services, generated from their models.\"".to_owned()];
    fields.extend(inherited.map(|field| format!("{field}.workspace = true")));
    Package {
        fields,
        tail: vec!["\n[lints]\nworkspace = true".to_owned()],
        ..Package::new("generated", "{ workspace = true }")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The crate `generated` is what the models and the generator make of it.
    #[test]
    fn generated_files_are_up_to_date() {
        let outcome = run(&crate::workspace(), Mode::Check, None).expect("models without a problem");
        assert!(matches!(outcome, Outcome::Done), "run `cargo xtask codegen`");
    }
}
