//! `tinsmith.toml`: which clients there are, where they go, and the choices for each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use model::{Choice, Diagnostic, Place, Report, Selection, Source};
use serde::Deserialize;
use toml::Table;

use crate::Problem;
use crate::dependency::Dependency;

/// The name of the file where none is given.
pub const NAME: &str = "tinsmith.toml";

/// The whole file. Paths in it are seen from its folder.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The folder that is generated.
    pub(crate) out: PathBuf,
    #[serde(default)]
    pub(crate) layout: Layout,
    /// The name of the crate that holds the modules; as that of its folder if it is not given.
    pub(crate) name: Option<String>,
    /// What the crates depend on; the version of this program's own release if it is not given.
    pub(crate) runtime: Option<Dependency>,
    /// What the crates depend on beyond the runtime: the crates of types that stand for shapes, for one.
    #[serde(default)]
    pub(crate) dependencies: BTreeMap<String, Dependency>,
    /// Fields of `[package]`.
    #[serde(default)]
    pub(crate) package: Table,
    /// The table `[lints]`.
    pub(crate) lints: Option<Table>,
    /// The file of corrections for all models, if there is one.
    pub(crate) overrides: Option<PathBuf>,
    /// The clients.
    #[serde(rename = "client")]
    pub(crate) clients: Vec<ClientConfig>,
}

/// How clients are laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Layout {
    /// One crate with a module and a feature for each client.
    #[default]
    Modules,
    /// A crate for each client, in a folder of its name.
    Crates,
}

/// One client.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ClientConfig {
    /// The module, which is also the feature, or the crate.
    #[serde(alias = "module")]
    pub(crate) name: String,
    /// The model's file, several of them, or a folder or an archive that holds them.
    model: Files,
    /// The service, if the model has several.
    service: Option<String>,
    /// Whether there are the types alone, without a client.
    #[serde(default)]
    types: bool,
    /// The closure of shapes whose types are wanted, instead of a service.
    closure: Option<String>,
    /// The protocol, if the service speaks several and another than the first that is supported is wanted.
    protocol: Option<String>,
    #[serde(default)]
    operations: Operations,
    #[serde(default = "yes")]
    pub(crate) validators: bool,
    #[serde(default = "yes")]
    pub(crate) patterns: bool,
    #[serde(default = "yes")]
    pub(crate) protocol_tests: bool,
    /// Whether each operation is behind a feature.
    #[serde(default)]
    pub(crate) operation_features: bool,
    /// The file of corrections for this model alone.
    pub(crate) overrides: Option<PathBuf>,
    /// Fields of `[package]` of this crate, which win over those of all.
    #[serde(default)]
    pub(crate) package: Table,
}

fn yes() -> bool {
    true
}

/// One path, or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Files {
    One(PathBuf),
    Several(Vec<PathBuf>),
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Operations {
    Word(All),
    Named(Vec<String>),
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum All {
    All,
}

impl Default for Operations {
    fn default() -> Self {
        Self::Word(All::All)
    }
}

impl ClientConfig {
    /// What to take of the model.
    pub(crate) fn choice(&self) -> Choice<'_> {
        Choice {
            service: self.service.as_deref(),
            protocol: self.protocol.as_deref(),
            closure: self.closure.as_deref(),
        }
    }

    /// Whether there are the types alone, without a client.
    pub(crate) fn types_alone(&self) -> bool {
        self.types || self.closure.is_some()
    }

    pub(crate) fn selection(&self) -> Selection {
        match &self.operations {
            Operations::Word(All::All) => Selection::All,
            Operations::Named(names) => Selection::Named(names.clone()),
        }
    }

    /// The files of the model.
    pub(crate) fn model(&self) -> &[PathBuf] {
        match &self.model {
            Files::One(path) => std::slice::from_ref(path),
            Files::Several(paths) => paths,
        }
    }

    /// The name of the model's first file, for headers.
    pub(crate) fn origin(&self) -> String {
        let name = self.model().first().and_then(|path| path.file_name());
        name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }
}

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    /// It can't be read, is not TOML, holds what is no setting, or names a client twice.
    pub(crate) fn read(path: &Path) -> Result<Self, Problem> {
        let source = Source::read(path)
            .map_err(|error| Report::of(Diagnostic::new(format!("can't read {}: {error}", path.display()))))?;
        let parsed = toml::from_str(&source.text);
        let config: Self = parsed.map_err(|error: toml::de::Error| {
            let span = error.span().unwrap_or_default();
            let place = Place { source: 0, start: span.start, end: span.end };
            let diagnostic = Diagnostic::new("the configuration can't be read")
                .at(place, error.message())
                .help("`operations` is \"all\" or a list of names; see the README for the other keys");
            Report::new(vec![source].into(), vec![diagnostic])
        })?;
        if let Some(client) = config.clients.iter().find(|client| client.closure.is_some() && client.service.is_some())
        {
            return Err(format!(
                "{}: {:?} has a `service` and a `closure`: leave one of them out",
                path.display(),
                client.name
            )
            .into());
        }
        let mut names: Vec<&str> = config.clients.iter().map(|client| client.name.as_str()).collect();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(format!("{}: two clients have the name {:?}", path.display(), pair[0]).into()),
            None => Ok(config),
        }
    }
}
