//! `codegen.toml`: which clients there are, and the choices for each.

use std::path::{Path, PathBuf};

use model::{Choice, Diagnostic, Place, Report, Selection, Source};
use serde::Deserialize;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The file of corrections, if there is one.
    pub(crate) overrides: Option<PathBuf>,
    #[serde(rename = "client")]
    pub(crate) clients: Vec<ClientConfig>,
}

/// One client.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ClientConfig {
    /// The module, which is also the feature.
    pub(crate) module: String,
    /// The model's file, or several of them.
    pub(crate) model: Files,
    /// The service, if the model has several.
    service: Option<String>,
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
}

fn yes() -> bool {
    true
}

/// One path, or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Files {
    One(PathBuf),
    Several(Vec<PathBuf>),
}

impl Files {
    pub(crate) fn paths(&self) -> &[PathBuf] {
        match self {
            Self::One(path) => std::slice::from_ref(path),
            Self::Several(paths) => paths,
        }
    }
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
        Choice { service: self.service.as_deref(), protocol: self.protocol.as_deref() }
    }

    pub(crate) fn selection(&self) -> Selection {
        match &self.operations {
            Operations::Word(All::All) => Selection::All,
            Operations::Named(names) => Selection::Named(names.clone()),
        }
    }

    /// The name of the model's first file, for headers.
    pub(crate) fn origin(&self) -> String {
        let name = self.model.paths().first().and_then(|path| path.file_name());
        name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }
}

impl Config {
    /// Reads the file.
    pub(crate) fn read(path: &Path) -> Result<Self, Report> {
        let source = Source::read(path)
            .map_err(|error| Report::of(Diagnostic::new(format!("can't read {}: {error}", path.display()))))?;
        let parsed = toml::from_str(&source.text);
        parsed.map_err(|error: toml::de::Error| {
            let span = error.span().unwrap_or_default();
            let place = Place { source: 0, start: span.start, end: span.end };
            let diagnostic = Diagnostic::new("codegen.toml can't be read")
                .at(place, error.message())
                .help("`operations` is \"all\" or a list of names; see the README for the other keys");
            Report::new(vec![source].into(), vec![diagnostic])
        })
    }
}
