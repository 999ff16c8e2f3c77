//! What operations need beyond their traits, and hints for their users.

use serde::Deserialize;
use toml::Spanned;

use super::stale;
use crate::diagnostic::{Diagnostic, nearest};
use crate::id::ShapeId;
use crate::ir::{Kind, Model, Shape};
use crate::operation::{CrossRegionCopy, Hint, Md5, Operation, UrlEncoding};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HintEntry {
    /// The operation's id.
    pub(super) operation: Spanned<String>,
    /// Why the hint is needed.
    pub(super) reason: Spanned<String>,
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
pub(super) struct OperationEntry {
    /// The operation's id.
    pub(super) operation: Spanned<String>,
    /// Why it is needed.
    pub(super) reason: Spanned<String>,
    /// For how many seconds the service may wait before it begins to answer.
    longest_wait: Option<u64>,
    /// Whether a large body waits until the service wants it.
    expects_continue: Option<bool>,
    /// Whether the query is sent as a form in the body.
    query_in_body: Option<bool>,
    /// How to ask for texts that come URL-encoded.
    url_encoding: Option<UrlEncoding>,
    /// The texts in an answer that come with their MD5.
    md5: Option<Md5>,
    /// How to ask another region for what is copied.
    cross_region_copy: Option<CrossRegionCopy>,
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
    pub(super) fn apply(&self, model: &mut Model) -> Result<(), Diagnostic> {
        self.check_members(model)?;
        let operation = operation(model, &self.operation)?;
        let customization = &mut operation.customization;
        let before = customization.clone();
        customization.longest_wait = self.longest_wait.unwrap_or(customization.longest_wait);
        customization.expects_continue = self.expects_continue.unwrap_or(customization.expects_continue);
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
    pub(super) fn apply(&self, model: &mut Model) -> Result<(), Diagnostic> {
        operation(model, &self.operation)?.hints.push(Hint {
            status: self.status.clone(),
            codes: self.codes.clone(),
            only_resolved_endpoint: self.only_resolved_endpoint,
            text: self.text.clone(),
        });
        Ok(())
    }
}
