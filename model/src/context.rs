//! What every step of reading shares: the texts, and the problems found so far.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::diagnostic::Diagnostic;
use crate::source::{Place, Source};

pub(crate) struct Context<'a> {
    pub(crate) sources: &'a [Source],
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What does not keep the model from being read.
    pub(crate) warnings: Vec<Diagnostic>,
    /// Where the format is described, for messages.
    advice: &'static str,
}

impl<'a> Context<'a> {
    pub(crate) fn new(sources: &'a [Source], advice: &'static str) -> Self {
        Self { sources, diagnostics: Vec::new(), warnings: Vec::new(), advice }
    }

    /// The place of a slice of one of the texts; none for text that had to be unescaped.
    pub(crate) fn place(&self, part: &str) -> Place {
        self.sources
            .iter()
            .enumerate()
            .find_map(|(index, source)| Place::of(index, &source.text, part))
            .unwrap_or_default()
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Parses a part of a file. `what` names it in the message if it has the wrong form.
    pub(crate) fn parse<T: Deserialize<'a>>(&mut self, raw: &'a RawValue, what: impl Fn() -> String) -> Option<T> {
        match serde_json::from_str(raw.get()) {
            Ok(value) => Some(value),
            Err(error) => {
                let place = self.place(raw.get());
                self.report(
                    Diagnostic::new(format!("{} has the wrong form", what()))
                        .at(error_place(place, raw.get(), &error), reason(&error))
                        .help(self.advice),
                );
                None
            }
        }
    }
}

/// What serde says, without its own idea of the position.
pub(crate) fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// The byte that an error of serde_json points at, in a part of a text that stands at `place`.
pub(crate) fn error_place(place: Place, text: &str, error: &serde_json::Error) -> Place {
    if text.len() == place.end - place.start && !text.contains('\n') {
        return place;
    }
    let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut offset = (line_start + error.column().saturating_sub(1)).min(text.len().saturating_sub(1));
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let width = text[offset..].chars().next().map_or(0, char::len_utf8);
    Place { source: place.source, start: place.start + offset, end: place.start + offset + width }
}
