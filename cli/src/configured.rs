//! The clients that a configuration names.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::path::{Path, PathBuf};
use std::time::Instant;

use codegen::package::{Package, workspace_member};
use codegen::{Client, Home, Options};
use model::{Model, Overrides, Source};

use crate::config::{ClientConfig, Config, Layout};
use crate::dependency::{Dependency, check_named};
use crate::lock::{LockFile, Locked};
use crate::manifest;
use crate::output::{Crate, Mode, Settings, notes, warn};
use crate::standalone::{self, Choices};
use crate::{Outcome, Problem, sources};

/// Generates every client of a configuration, and writes or checks the crates. Nothing is written unless all of them can be
/// generated.
///
/// # Errors
/// What is wrong with the configuration or a model, or why a folder can't be written.
pub fn run(settings: &Settings, config: &Path) -> Result<Outcome, Problem> {
    let started = Instant::now();
    let folder = config.parent().unwrap_or(Path::new("")).to_owned();
    let origin = config.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let configured = Configured { config: Config::read(config)?, folder, origin };
    let mut locked = Vec::new();
    let crates = configured.crates(settings, &mut locked)?;
    let lock_file = LockFile::of(config);
    if matches!(settings.mode, Mode::Write | Mode::Check) {
        lock_file.check(&locked)?;
    }
    let outcome = settings.apply(&crates, started)?;
    if settings.mode == Mode::Update {
        lock_file.write(&locked)?;
    }
    Ok(outcome)
}

/// A configuration, and the folder that its paths are seen from.
struct Configured {
    config: Config,
    folder: PathBuf,
    /// The name of the file.
    origin: String,
}

impl Configured {
    /// The crates, and the models that they are generated from.
    fn crates(&self, settings: &Settings, locked: &mut Vec<Locked>) -> Result<Vec<Crate>, Problem> {
        let overrides = match &self.config.overrides {
            Some(path) => Overrides::read(&self.folder.join(path))?,
            None => Overrides::none(),
        };
        let mut used = Vec::new();
        let mut models = Vec::new();
        for (index, client) in self.config.clients.iter().enumerate() {
            progress(index, self.config.clients.len(), &client.name);
            let sources = self.sources(client)?;
            locked.push(Locked::of(&client.name, &sources));
            models.push((client, self.model(client, sources, &overrides, &mut used, settings)?));
        }
        overrides.unused(&used)?;
        let crates = match self.config.layout {
            Layout::Modules => self.modules(models).map(|made| vec![made]),
            Layout::Crates => models.into_iter().map(|(client, model)| self.own_crate(client, model)).collect(),
        };
        progress(0, 0, "");
        crates
    }

    fn sources(&self, client: &ClientConfig) -> Result<Vec<Source>, Problem> {
        let paths: Vec<PathBuf> = client.model().iter().map(|path| self.folder.join(path)).collect();
        sources::read(&paths)
    }

    fn model(
        &self,
        client: &ClientConfig,
        sources: Vec<Source>,
        overrides: &Overrides,
        used: &mut Vec<String>,
        settings: &Settings,
    ) -> Result<Model, Problem> {
        let mut model = model::parse(sources, client.choice())?;
        warn(&client.name, &model, settings.deny)?;
        used.extend(overrides.apply(&mut model)?);
        if let Some(path) = &client.overrides {
            let own = Overrides::read(&self.folder.join(path))?;
            let used = own.apply(&mut model)?;
            own.unused(&used)?;
        }
        Ok(model)
    }

    /// One crate with a module for each client.
    fn modules(&self, models: Vec<(&ClientConfig, Model)>) -> Result<Crate, Problem> {
        let folder = self.folder.join(&self.config.out);
        let name = match &self.config.name {
            Some(name) => name.clone(),
            None => self.config.out.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        };
        standalone::check_name(&name)?;
        let dependencies = self.dependencies(&folder)?;
        let mut clients = Vec::new();
        for (client, model) in models {
            check_module(&client.name)?;
            let options = Options {
                home: Home::Module(client.name.clone()),
                package: name.replace('-', "_"),
                origin: client.origin(),
                selection: client.selection(),
                validators: client.validators,
                patterns: client.patterns,
                tests: client.protocol_tests,
                operation_features: client.operation_features,
                types_alone: client.types_alone(),
            };
            let generated = codegen::generate(model, &options)?;
            check_named(&generated.dependencies, &dependencies)?;
            clients.push((options, generated));
        }
        let of_aws = clients.iter().any(|(_, client)| client.of_aws);
        let description = "Clients of services, generated from their models.";
        let package = Package {
            fields: manifest::lines(&self.config.package, description, of_aws, &[]),
            dependencies,
            tail: self.tail(),
            origin: self.origin.clone(),
            ..Package::new(name, self.runtime(&folder)?)
        };
        let noted = |(options, client): &(Options, Client)| notes(options.home.name(), client);
        let notes = clients.iter().flat_map(noted).collect();
        Ok(Crate { files: workspace_member(&package, &clients), folder, notes })
    }

    /// A crate with one client.
    fn own_crate(&self, client: &ClientConfig, model: Model) -> Result<Crate, Problem> {
        standalone::check_name(&client.name)?;
        let folder = self.folder.join(&self.config.out).join(&client.name);
        let mut package = self.config.package.clone();
        package.extend(client.package.clone());
        let choices = Choices {
            origin: client.origin(),
            selection: client.selection(),
            tests: client.protocol_tests,
            operation_features: client.operation_features,
            types_alone: client.types_alone(),
            validators: client.validators,
            patterns: client.patterns,
            runtime: self.runtime(&folder)?,
            dependencies: self.dependencies(&folder)?,
            package,
            tail: self.tail(),
            ..Choices::new(client.name.as_str())
        };
        let (files, generated) = standalone::files(model, &choices)?;
        Ok(Crate { folder, files, notes: notes(&client.name, &generated) })
    }

    fn runtime(&self, out: &Path) -> Result<String, Problem> {
        let runtime = self.config.runtime.clone().unwrap_or_else(Dependency::runtime);
        runtime.written("runtime", &self.folder, out)
    }

    /// The lines of the dependencies beyond the runtime.
    fn dependencies(&self, out: &Path) -> Result<Vec<String>, Problem> {
        let line = |(name, dependency): (&String, &Dependency)| -> Result<String, Problem> {
            match name.as_str() {
                "runtime" => Err("`runtime` is a setting of its own: take it out of `[dependencies]`".into()),
                name => Ok(format!("{name} = {}", dependency.written(name, &self.folder, out)?)),
            }
        };
        self.config.dependencies.iter().map(line).collect()
    }

    fn tail(&self) -> Vec<String> {
        let lints = self.config.lints.iter().map(|lints| format!("\n[lints]\n{}", manifest::table(lints).join("\n")));
        lints.collect()
    }
}

/// A client that is a module is a feature, too, and must not be one that all clients have.
fn check_module(name: &str) -> Result<(), Problem> {
    let mut reserved = codegen::package::features().chain(["default", "runtime", "types"]);
    match reserved.any(|reserved| reserved == name) {
        true => {
            Err(format!("a client can't be called {name:?}, which is a feature of every client: give it another name")
                .into())
        }
        false => Ok(()),
    }
}

/// Shows on a terminal how far the work is; with a total of zero, nothing any more.
fn progress(index: usize, total: usize, name: &str) {
    let mut out = stderr();
    if !out.is_terminal() {
        return;
    }
    // Where nobody reads it, it is not missed.
    let _ = match total {
        0 => write!(out, "\r\x1b[K"),
        _ => write!(out, "\r\x1b[K{} of {total}: {}", index + 1, name.escape_debug()),
    };
}
