//! Corrections of shapes and members.

use serde::Deserialize;
use toml::Spanned;

use super::{custom_type, pattern, stale};
use crate::diagnostic::{Diagnostic, nearest};
use crate::id::ShapeId;
use crate::ir::{Kind, Model, Shape};
use crate::traits::{Retryable, UrlEncoded};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Correction {
    /// The id of the shape or the member, like `namespace#Shape$member`. Each `*` behind the `#` stands for any
    /// characters: the entry is then for all that match, and makes one change.
    pub(super) shape: Spanned<String>,
    /// Why the model needs it.
    pub(super) reason: Spanned<String>,
    /// `false` for what was marked for its name alone.
    sensitive: Option<bool>,
    retryable: Option<Retry>,
    /// Whether a member is required: `false` makes it optional, also where it has a default.
    required: Option<bool>,
    /// Other documentation, as HTML or CommonMark.
    documentation: Option<String>,
    /// Another name in Rust, as words in any case.
    name: Option<String>,
    /// The path of a type in Rust that stands for the shape.
    #[serde(rename = "type")]
    custom_type: Option<String>,
    /// Attributes of the type in Rust.
    #[serde(default)]
    attributes: Vec<String>,
    /// What is removed from the beginning of a text of an input, the first of these that is there.
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

impl Correction {
    /// Corrects the shape or the member, or all that match the pattern.
    ///
    /// # Errors
    /// It changes nothing.
    pub(super) fn apply(&self, model: &mut Model) -> Result<(), Diagnostic> {
        let id = self.shape.get_ref();
        if !id.contains('*') {
            return if self.apply_to(id, model)? { Ok(()) } else { Err(self.needless()) };
        }
        if self.name.is_some() {
            return Err(stale(&self.shape, "a name is for one shape alone", None));
        }
        if self.changes() > 1 {
            return Err(stale(&self.shape, "a pattern makes one change: write an entry for each", None));
        }
        let matching = self.matching(model);
        if matching.is_empty() {
            return Err(stale(&self.shape, "nothing in the model matches", None));
        }
        let mut has_changed = false;
        for id in matching {
            // What is replaced may have been all that led to another shape.
            let is_there = model.shapes.contains_key(&ShapeId::new(id.split('$').next().unwrap_or_default()));
            has_changed |= is_there && self.apply_to(&id, model)?;
        }
        if has_changed { Ok(()) } else { Err(self.needless()) }
    }

    /// Puts a type of the user's in the place of a shape.
    fn replace(&self, id: &str, is_member: bool, path: &str, model: &mut Model) -> Result<bool, Diagnostic> {
        if is_member || self.changes() > 1 {
            return Err(stale(&self.shape, "a type stands for a whole shape, and is all that the entry says", None));
        }
        let id = ShapeId::new(id);
        if !model.shapes.contains_key(&id) {
            let help = nearest(id.as_str(), model.shapes.keys().map(ShapeId::as_str));
            return Err(stale(&self.shape, "the model has no such shape", help));
        }
        custom_type::replace(model, &id, path)
            .map(|()| true)
            .map_err(|problem| stale(&self.shape, &format!("`{id}` can't be replaced: {problem}"), None))
    }

    fn needless(&self) -> Diagnostic {
        stale(&self.shape, "the model already says so", None)
    }

    /// How many things the entry changes.
    fn changes(&self) -> usize {
        let given = [
            self.sensitive.is_some(),
            self.retryable.is_some(),
            self.required.is_some(),
            self.documentation.is_some(),
            self.name.is_some(),
            self.custom_type.is_some(),
            !self.attributes.is_empty(),
            !self.strip_prefixes.is_empty(),
            self.url_encoded.is_some(),
            self.lenient,
        ];
        given.into_iter().filter(|given| *given).count()
    }

    /// The ids that match the pattern: of members if it has a `$`, else of shapes. Only types have attributes.
    fn matching(&self, model: &Model) -> Vec<String> {
        let pattern = self.shape.get_ref();
        let is_type = |shape: &&Shape| {
            if self.custom_type.is_some() {
                // Lists and maps are not replaced, nor are the shapes of the prelude.
                return !matches!(shape.kind, Kind::List(_) | Kind::Map(..)) && shape.id.namespace() != "smithy.api";
            }
            self.attributes.is_empty()
                || matches!(shape.kind, Kind::Structure(_) | Kind::Union(_) | Kind::Enum(_) | Kind::IntEnum(_))
        };
        let shapes = model.shapes.values().filter(is_type);
        let ids = shapes.flat_map(|shape| match pattern.contains('$') {
            true => shape.members().iter().map(|member| format!("{}${}", shape.id, member.name)).collect(),
            false => vec![shape.id.to_string()],
        });
        ids.filter(|id| pattern::matches(pattern, id)).collect()
    }

    /// Whether it changes this shape or member, which is corrected then.
    fn apply_to(&self, id: &str, model: &mut Model) -> Result<bool, Diagnostic> {
        let (shape_id, member) = id.split_once('$').map_or((id, None), |(shape, member)| (shape, Some(member)));
        if let Some(path) = &self.custom_type {
            return self.replace(id, member.is_some(), path, model);
        }
        // What was marked for its name alone may be said by a correction, too.
        let is_marked = model.marked_secrets.iter().any(|marked| marked == id);
        let is_text = is_text(model, shape_id, member);
        let Some(shape) = model.shapes.get_mut(&ShapeId::new(shape_id)) else {
            let help = nearest(shape_id, model.shapes.keys().map(ShapeId::as_str));
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
            return Ok(false);
        }
        if self.required.is_some() && member.is_none() {
            return Err(stale(&self.shape, "only a member can be required", None));
        }
        if !self.attributes.is_empty() && member.is_some() {
            return Err(stale(&self.shape, "only a type has attributes", None));
        }
        if !self.strip_prefixes.is_empty() && !is_text {
            return Err(stale(&self.shape, "only a text has prefixes to remove", None));
        }
        let is_needless = (self.sensitive.is_some() && !sensitive) || (retryable.is_some() && !retry);
        if is_needless || self.changes() == 0 {
            return Ok(false);
        }
        if let Some(required) = self.required {
            (traits.required, traits.client_optional) = (required, false);
            traits.default = traits.default.take().filter(|_| required);
        }
        traits.documentation = self.documentation.clone().or(traits.documentation.take());
        traits.rust_name = self.name.clone().or(traits.rust_name.take());
        traits.attributes.extend(self.attributes.iter().cloned());
        if !self.strip_prefixes.is_empty() {
            traits.strip_prefixes.clone_from(&self.strip_prefixes);
        }
        traits.url_encoded = self.url_encoded.or(traits.url_encoded);
        traits.lenient |= self.lenient;
        traits.sensitive = self.sensitive.unwrap_or(traits.sensitive);
        if self.sensitive.is_some() {
            model.marked_secrets.retain(|marked| marked != id);
        }
        traits.retryable = retryable.or(traits.retryable);
        Ok(true)
    }
}

/// Whether a shape, or the target of its member, is a text.
fn is_text(model: &Model, shape: &str, member: Option<&str>) -> bool {
    let shape = model.shapes.get(&ShapeId::new(shape));
    let shape = match member {
        None => shape,
        Some(name) => shape.and_then(|shape| shape.member(name)).map(|member| model.target(member)),
    };
    shape.is_some_and(|shape| matches!(shape.kind, Kind::String))
}
