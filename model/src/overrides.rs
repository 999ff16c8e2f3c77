//! Corrections of what a model got wrong or left out, each with its reason.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostic::{Diagnostic, Report, nearest};
use crate::id::ShapeId;
use crate::ir::{Kind, Model, Shape};
use crate::operation::{CrossRegionCopy, Hint, Md5, Operation, UrlEncoding};
use crate::source::{Place, Source};
use crate::traits::{Retryable, UrlEncoded};

/// The corrections in a file of a user's own, or in one of those that come with this crate.
///
/// A correction is for one shape, by its absolute id; models of other namespaces pass by it. One that changes nothing,
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

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Correction {
    /// The shape's id, or `namespace#Shape$member`.
    shape: Spanned<String>,
    /// Why the model needs it.
    reason: Spanned<String>,
    /// `false` for what was marked for its name alone.
    sensitive: Option<bool>,
    retryable: Option<Retry>,
    /// Whether a member is required: `false` makes it optional, also where it has a default.
    required: Option<bool>,
    /// Other documentation, as HTML or CommonMark.
    documentation: Option<String>,
    /// Another name in Rust, as words in any case.
    name: Option<String>,
    /// Attributes of the type in Rust.
    #[serde(default)]
    attributes: Vec<String>,
    /// What is removed from the beginning of a label, the first of these that is there.
    #[serde(default)]
    strip_prefixes: Vec<String>,
    /// When the text comes URL-encoded.
    url_encoded: Option<UrlEncoded>,
    /// Whether a header that is no value of the member's type is passed over.
    #[serde(default)]
    lenient: bool,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Retry {
    Transient,
    Throttling,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HintEntry {
    /// The operation's id.
    operation: Spanned<String>,
    /// Why the hint is needed.
    reason: Spanned<String>,
    #[serde(default)]
    status: Vec<u16>,
    #[serde(default)]
    codes: Vec<String>,
    #[serde(default, rename = "only-resolved-endpoint")]
    only_resolved_endpoint: bool,
    text: String,
}

/// What an operation needs beyond its traits.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct OperationEntry {
    /// The operation's id.
    operation: Spanned<String>,
    /// Why it is needed.
    reason: Spanned<String>,
    /// For how many seconds the service may wait before it begins to answer.
    longest_wait: Option<u64>,
    /// Whether the query is sent as a form in the body.
    query_in_body: Option<bool>,
    /// How to ask for texts that come URL-encoded.
    url_encoding: Option<UrlEncoding>,
    /// The texts in an answer that come with their MD5.
    md5: Option<Md5>,
    /// How to ask another region for what is copied.
    cross_region_copy: Option<CrossRegionCopy>,
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
        overrides.report(empty).map(|()| overrides)
    }

    /// Corrects a model. Returns the ids that were used, for [`Overrides::unused`].
    ///
    /// # Errors
    /// A correction that no longer applies.
    pub fn apply(&self, model: &mut Model) -> Result<Vec<String>, Report> {
        let mut used = Vec::new();
        let mut stale = Vec::new();
        let namespace = model.service.id.namespace().to_owned();
        let concerns = |id: &str| ShapeId::new(id).namespace() == namespace;
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

impl Correction {
    fn apply(&self, model: &mut Model) -> Result<(), Diagnostic> {
        let id = self.shape.get_ref();
        let (shape_id, member) =
            id.split_once('$').map_or((id.as_str(), None), |(shape, member)| (shape, Some(member)));
        let names: Vec<String> = model.shapes.keys().map(ToString::to_string).collect();
        // What was marked for its name alone may be said by a correction, too.
        let is_marked = model.marked_secrets.contains(id);
        let Some(shape) = model.shapes.get_mut(&ShapeId::new(shape_id)) else {
            let help = nearest(shape_id, names.iter().map(String::as_str));
            return Err(stale(&self.shape, "the model has no such shape", help));
        };
        let traits = match member {
            None => &mut shape.traits,
            Some(member) => match shape.members_mut().iter_mut().find(|candidate| candidate.name.as_str() == member) {
                Some(member) => &mut member.traits,
                None => return Err(stale(&self.shape, "the shape has no such member", None)),
            },
        };
        if self.sensitive == Some(false) && traits.sensitive && !is_marked {
            return Err(stale(&self.shape, "the model itself marks it as sensitive", None));
        }
        let retryable = self.retryable.map(|retry| Retryable { throttling: matches!(retry, Retry::Throttling) });
        let sensitive = self.sensitive.is_some_and(|sensitive| sensitive != traits.sensitive || is_marked);
        let retry = retryable.is_some() && traits.retryable != retryable;
        let is_required = self.required.is_some_and(|required| {
            traits.required == required
                && (required || traits.default.is_none())
                && !(required && traits.client_optional)
        });
        if is_required || (self.documentation.is_some() && self.documentation == traits.documentation) {
            return Err(stale(&self.shape, "the model already says so", None));
        }
        if self.required.is_some() && member.is_none() {
            return Err(stale(&self.shape, "only a member can be required", None));
        }
        if !self.attributes.is_empty() && member.is_some() {
            return Err(stale(&self.shape, "only a type has attributes", None));
        }
        let rust = self.name.is_some() || !self.attributes.is_empty();
        let changes = self.required.is_some() || self.documentation.is_some() || rust;
        let customizes = !self.strip_prefixes.is_empty() || self.url_encoded.is_some() || self.lenient;
        let is_needless = (self.sensitive.is_some() && !sensitive) || (retryable.is_some() && !retry);
        if is_needless || !(sensitive || retry || customizes || changes) {
            return Err(stale(&self.shape, "the model already says so", None));
        }
        if let Some(required) = self.required {
            (traits.required, traits.client_optional) = (required, false);
            traits.default = traits.default.take().filter(|_| required);
        }
        traits.documentation = self.documentation.clone().or(traits.documentation.take());
        traits.rust_name = self.name.clone().or(traits.rust_name.take());
        traits.attributes.extend(self.attributes.iter().cloned());
        if customizes {
            if !self.strip_prefixes.is_empty() {
                traits.strip_prefixes.clone_from(&self.strip_prefixes);
            }
            traits.url_encoded = self.url_encoded.or(traits.url_encoded);
            traits.lenient |= self.lenient;
        }
        traits.sensitive = self.sensitive.unwrap_or(traits.sensitive);
        if self.sensitive.is_some() {
            model.marked_secrets.retain(|marked| marked != id);
        }
        traits.retryable = retryable.or(traits.retryable);
        Ok(())
    }
}

fn operation<'a>(model: &'a mut Model, id: &Spanned<String>) -> Result<&'a mut Operation, Diagnostic> {
    let shape_id = ShapeId::new(id.get_ref().as_str());
    if !model.operations.contains_key(&shape_id) {
        let names: Vec<String> = model.operations.keys().map(ToString::to_string).collect();
        let help = nearest(shape_id.as_str(), names.iter().map(String::as_str));
        return Err(stale(id, "the model has no such operation", help));
    }
    model.operations.get_mut(&shape_id).ok_or_else(|| stale(id, "the model has no such operation", None))
}

impl OperationEntry {
    fn apply(&self, model: &mut Model) -> Result<(), Diagnostic> {
        self.check_members(model)?;
        let operation = operation(model, &self.operation)?;
        let customization = &mut operation.customization;
        let before = customization.clone();
        customization.longest_wait = self.longest_wait.unwrap_or(customization.longest_wait);
        customization.query_in_body = self.query_in_body.unwrap_or(customization.query_in_body);
        customization.url_encoding = self.url_encoding.clone().or(customization.url_encoding.take());
        customization.cross_region_copy = self.cross_region_copy.clone().or(customization.cross_region_copy.take());
        customization.md5 = self.md5.clone().or(customization.md5.take());
        match *customization == before {
            true => Err(stale(&self.operation, "the operation is so already", None)),
            false => Ok(()),
        }
    }

    /// The members that the entry names have to be there.
    fn check_members(&self, model: &mut Model) -> Result<(), Diagnostic> {
        let Operation { input, output, .. } = operation(model, &self.operation)?.clone();
        let [input, output] = [&input, &output].map(|id| id.as_ref().map(|id| model.shape(id)));
        let member_of = |shape: Option<&Shape>, side: &str, name: &str| -> Result<ShapeId, Diagnostic> {
            let found = shape.and_then(|shape| shape.member(name));
            let missing = || stale(&self.operation, &format!("its {side} has no member `{name}` there"), None);
            found.map(|member| member.target.clone()).ok_or_else(missing)
        };
        let member = |shape, name: &str| member_of(shape, "output", name);
        if let Some(encoding) = &self.url_encoding {
            member(output, &encoding.member)?;
        }
        if let Some(copy) = &self.cross_region_copy {
            for name in [Some(&copy.source), Some(&copy.url), copy.destination.as_ref()].into_iter().flatten() {
                member_of(input, "input", name)?;
            }
        }
        if let Some(md5) = &self.md5 {
            let list = member(output, &md5.list)?;
            let item = match &model.shape(&list).kind {
                Kind::List(item) => Some(model.target(item)),
                _ => None,
            };
            member(item, &md5.text)?;
            member(item, &md5.md5)?;
        }
        Ok(())
    }
}

impl HintEntry {
    fn apply(&self, model: &mut Model) -> Result<(), Diagnostic> {
        operation(model, &self.operation)?.hints.push(Hint {
            status: self.status.clone(),
            codes: self.codes.clone(),
            only_resolved_endpoint: self.only_resolved_endpoint,
            text: self.text.clone(),
        });
        Ok(())
    }
}
