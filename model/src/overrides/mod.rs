//! Corrections of what a model got wrong or left out, each with its reason.

mod correction;
mod custom_type;
mod operation;
mod pattern;

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use self::correction::Correction;
use self::operation::{HintEntry, OperationEntry};
use crate::diagnostic::{Diagnostic, Report};
use crate::id::ShapeId;
use crate::ir::Model;
use crate::source::{Place, Source};

/// The corrections in a file of a user's own, or in one of those that come with this crate.
///
/// A correction is for one shape or member, by its absolute id, or for all that match a pattern; models of other namespaces pass by
/// it. One that changes nothing,
/// because the model has been mended or the shape is gone, is an error: it is to be removed.
#[derive(Clone, Debug)]
pub struct Overrides {
    sources: Arc<Vec<Source>>,
    corrections: Vec<Correction>,
    hints: Vec<HintEntry>,
    operations: Vec<OperationEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "override")]
    corrections: Vec<Correction>,
    #[serde(default, rename = "hint")]
    hints: Vec<HintEntry>,
    #[serde(default, rename = "operation")]
    operations: Vec<OperationEntry>,
}

impl Overrides {
    /// No corrections.
    pub fn none() -> Self {
        Self { sources: Arc::default(), corrections: Vec::new(), hints: Vec::new(), operations: Vec::new() }
    }

    /// Reads a file of corrections.
    ///
    /// # Errors
    /// The file can't be read, is not TOML, or holds what is no correction; a correction without a reason.
    pub fn read(path: &Path) -> Result<Self, Report> {
        let source = Source::read(path)
            .map_err(|error| Report::of(Diagnostic::new(format!("can't read {}: {error}", path.display()))))?;
        Self::parse(source)
    }

    /// Reads corrections from a text.
    ///
    /// # Errors
    /// As [`Overrides::read`], but for the file itself.
    pub fn parse(source: Source) -> Result<Self, Report> {
        let parsed = toml::from_str::<File>(&source.text);
        let sources = Arc::new(vec![source]);
        let file = match parsed {
            Ok(file) => file,
            Err(error) => {
                let place = place(error.span().unwrap_or_default());
                let diagnostic = Diagnostic::new("the overrides can't be read").at(place, error.message());
                return Err(Report::new(sources, vec![diagnostic]));
            }
        };
        let overrides = Self { sources, corrections: file.corrections, hints: file.hints, operations: file.operations };
        let reasons = overrides.corrections.iter().map(|entry| &entry.reason);
        let reasons = reasons
            .chain(overrides.hints.iter().map(|entry| &entry.reason))
            .chain(overrides.operations.iter().map(|entry| &entry.reason));
        let empty: Vec<Diagnostic> = reasons
            .filter(|reason| reason.get_ref().trim().is_empty())
            .map(|reason| {
                Diagnostic::new("an override without a reason").at(place(reason.span()), "say why it is needed")
            })
            .collect();
        let is_pattern =
            |entry: &&Correction| entry.shape.get_ref().split('#').next().is_some_and(|text| text.contains('*'));
        let patterns = overrides.corrections.iter().filter(is_pattern).map(|entry| {
            Diagnostic::new("a pattern of namespaces")
                .at(place(entry.shape.span()), "a `*` may stand only behind the `#`")
        });
        let wrong = empty.into_iter().chain(patterns).collect();
        overrides.report(wrong).map(|()| overrides)
    }

    /// Corrects a model. Returns the ids that were used, for [`Overrides::unused`].
    ///
    /// # Errors
    /// A correction that no longer applies.
    pub fn apply(&self, model: &mut Model) -> Result<Vec<String>, Report> {
        let mut used = Vec::new();
        let mut stale = Vec::new();
        let mut namespaces = BTreeSet::from([model.service.id.namespace().to_owned()]);
        if model.is_closure {
            namespaces.extend(model.shapes.keys().map(|id| id.namespace().to_owned()));
        }
        let concerns = |id: &str| namespaces.contains(ShapeId::new(id).namespace());
        for entry in self.corrections.iter().filter(|entry| concerns(entry.shape.get_ref())) {
            used.push(entry.shape.get_ref().clone());
            stale.extend(entry.apply(model).err());
        }
        for entry in self.hints.iter().filter(|entry| concerns(entry.operation.get_ref())) {
            used.push(entry.operation.get_ref().clone());
            stale.extend(entry.apply(model).err());
        }
        for entry in self.operations.iter().filter(|entry| concerns(entry.operation.get_ref())) {
            used.push(entry.operation.get_ref().clone());
            stale.extend(entry.apply(model).err());
        }
        self.report(stale).map(|()| used)
    }

    /// Corrects a model as far as it needs it: what a newer model says itself is left as it is.
    pub(crate) fn apply_where_needed(&self, model: &mut Model) {
        for entry in &self.corrections {
            // What no longer applies has been mended where the model comes from.
            let _ = entry.apply(model);
        }
        for entry in &self.hints {
            let _ = entry.apply(model);
        }
        for entry in &self.operations {
            let _ = entry.apply(model);
        }
    }

    /// Checks that every override was used by some model.
    ///
    /// # Errors
    /// The overrides whose ids are not among `used`.
    pub fn unused(&self, used: &[String]) -> Result<(), Report> {
        let ids = self
            .corrections
            .iter()
            .map(|entry| &entry.shape)
            .chain(self.hints.iter().map(|entry| &entry.operation))
            .chain(self.operations.iter().map(|entry| &entry.operation));
        let unused = ids
            .filter(|id| !used.contains(id.get_ref()))
            .map(|id| stale(id, "no model of this namespace is generated", None))
            .collect();
        self.report(unused)
    }

    fn report(&self, diagnostics: Vec<Diagnostic>) -> Result<(), Report> {
        if diagnostics.is_empty() { Ok(()) } else { Err(Report::new(self.sources.clone(), diagnostics)) }
    }
}

fn place(span: Range<usize>) -> Place {
    Place { source: 0, start: span.start, end: span.end }
}

fn stale(id: &Spanned<String>, why: &str, help: Option<String>) -> Diagnostic {
    let mut diagnostic =
        Diagnostic::new(format!("the override for `{}` no longer applies", id.get_ref())).at(place(id.span()), why);
    diagnostic.help = help.or_else(|| Some("remove it from the overrides".to_owned()));
    diagnostic
}
