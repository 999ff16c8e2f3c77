//! Problems found in a model, gathered and then drawn on the text that they are about.

use std::fmt;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::source::{Place, Source};

/// What kind of problem it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiagnosticKind {
    /// The model is wrong.
    Invalid,
    /// The model is right, and asks for something that no client can be generated for yet.
    Unsupported,
    /// The model can be read, and is likely not as it was meant.
    Warning,
}

/// One problem, with its place and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of problem it is.
    pub kind: DiagnosticKind,
    /// What is wrong, with the shape and the member that it is about.
    pub title: String,
    /// Where: none if the problem is about no file in particular.
    pub place: Option<Place>,
    /// What stands there.
    pub label: String,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A problem without a place.
    pub fn new(title: impl Into<String>) -> Self {
        Self { kind: DiagnosticKind::Invalid, title: title.into(), place: None, label: String::new(), help: None }
    }

    /// Something that is not supported yet, without a place.
    pub fn unsupported(title: impl Into<String>) -> Self {
        Self { kind: DiagnosticKind::Unsupported, ..Self::new(title) }
    }

    /// Something that is likely not as it was meant, without a place.
    pub fn warning(title: impl Into<String>) -> Self {
        Self { kind: DiagnosticKind::Warning, ..Self::new(title) }
    }

    /// Says where the problem is, and what stands there.
    #[must_use]
    pub fn at(mut self, place: Place, label: impl Into<String>) -> Self {
        self.place = Some(place);
        self.label = label.into();
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Every problem of a model, and the text to draw them on. `Display` draws them all, in the order of the text.
#[derive(Clone)]
pub struct Report {
    sources: Arc<Vec<Source>>,
    diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Puts problems and text together.
    pub fn new(sources: Arc<Vec<Source>>, mut diagnostics: Vec<Diagnostic>) -> Self {
        diagnostics.sort_by_key(|diagnostic| diagnostic.place);
        diagnostics.dedup();
        Self { sources, diagnostics }
    }

    /// A single problem that has no place in a file.
    pub fn of(diagnostic: Diagnostic) -> Self {
        Self::new(Arc::default(), vec![diagnostic])
    }

    /// The problems, in the order in which they are drawn.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Whether nothing is wrong with the model, but that something in it is not supported yet.
    pub fn is_unsupported(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.kind == DiagnosticKind::Unsupported)
    }

    fn group<'a>(&'a self, diagnostic: &'a Diagnostic) -> Group<'a> {
        let level = if diagnostic.kind == DiagnosticKind::Warning { Level::WARNING } else { Level::ERROR };
        let title = level.primary_title(&*diagnostic.title);
        let mut group =
            match diagnostic.place.and_then(|place| Some((self.sources.get(place.source)?, place))) {
                Some((source, place)) => title.element(Snippet::source(&*source.text).path(&*source.path).annotation(
                    AnnotationKind::Primary.span(first_line(&source.text, place)).label(&*diagnostic.label),
                )),
                None => Group::with_title(title),
            };
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(&**help));
        }
        group
    }
}

impl std::error::Error for Report {}

/// As it is displayed: a build script that fails prints this.
impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let renderer = Renderer::plain();
        for (index, diagnostic) in self.diagnostics.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            f.write_str(&renderer.render(&[self.group(diagnostic)]))?;
        }
        Ok(())
    }
}

/// A place, cut off at the end of its first line, so that a large object is not drawn whole.
fn first_line(text: &str, place: Place) -> std::ops::Range<usize> {
    let end = place.end.min(text.len());
    let start = place.start.min(end);
    let line = text.get(start..end).and_then(|part| part.lines().next()).map_or(0, str::len);
    start..start + line.max(1).min(text.len() - start)
}

/// The names that are nearest to one that was not found, as the help of a message; none if nothing is near.
pub(crate) fn nearest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut near: Vec<(f64, &str)> = names
        .map(|name| (strsim::jaro_winkler(&wanted.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness > 0.75)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    near.dedup();
    let names: Vec<String> = near.iter().take(3).map(|(_, name)| format!("`{name}`")).collect();
    (!names.is_empty()).then(|| format!("did you mean {}?", names.join(" or ")))
}
