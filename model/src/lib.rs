//! Reads a service model into one typed form, whatever format it was written in.
//!
//! ```text
//! text -> Source -> Smithy JSON AST | AWS API JSON -> lower -> Model -> overrides -> select
//! ```
//!
//! [`read`] is the entry. Problems are gathered and come back together as a [`Report`], which draws each on the line
//! that it is about. This crate knows nothing of the code that is made from a model.

#![cfg_attr(not(test), warn(clippy::expect_used, clippy::panic, clippy::unwrap_used))]

mod api_json;
mod auth;
mod checksum;
mod classes;
mod compression;
mod context;
mod customization;
mod customizations;
mod diagnostic;
mod following;
mod id;
mod ir;
pub mod malformed;
mod nesting;
mod operation;
mod overrides;
mod protocol;
pub mod protocol_tests;
pub mod rules;
mod secrets;
mod select;
mod smithy;
mod source;
mod traits;
mod validation;

use std::path::Path;
use std::sync::Arc;

pub use api_json::whole_text;
pub use auth::{ApiKey, ApiKeyPlace, AuthScheme, OperationAuth};
pub use checksum::{Checksum, FlexibleChecksum};
pub use classes::{CLASSES, Class, classify};
pub use customization::Customization;
pub use diagnostic::{Diagnostic, DiagnosticKind, Report};
pub use following::{Acceptor, Comparator, Expectation, Matcher, Pagination, Waiter, WaiterState};
pub use id::{MemberName, ShapeId};
pub use ir::{AwsService, ClientContextParam, EnumValue, Kind, Member, Model, Service, Shape};
pub use operation::{CrossRegionCopy, Hint, Http, Md5, Operation, OperationCustomization, UrlEncoding};
pub use overrides::Overrides;
pub use protocol::Protocol;
pub use select::Selection;
pub use source::{Place, Source};
pub use traits::{
    Binding, Deprecated, Fault, Length, QueryError, Range, Retryable, TimestampFormat, Traits, UrlEncoded, XmlNamespace,
};

/// What to take of a model that offers several.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'a> {
    /// The service, by name or absolute id; the only one if none is named.
    pub service: Option<&'a str>,
    /// The protocol, by name or absolute id; the first of [`Protocol::ALL`] if none is named.
    pub protocol: Option<&'a str>,
    /// A closure of shapes instead of a service, by the id that the metadata `shapeClosures` gives it.
    pub closure: Option<&'a str>,
}

impl<'a> Choice<'a> {
    /// This service.
    pub fn service(service: &'a str) -> Self {
        Self { service: Some(service), ..Self::default() }
    }

    /// The only service, in this protocol.
    pub fn protocol(protocol: &'a str) -> Self {
        Self { protocol: Some(protocol), ..Self::default() }
    }
}

/// Reads the files of one model: one file, or several that refer to each other. The format is found out: a model in AWS
/// API JSON brings the endpoint rules, paginators and waiters that stand beside it.
///
/// # Errors
/// Everything that is wrong with the files, each problem with its place.
pub fn read<P: AsRef<Path>>(paths: &[P], choice: Choice<'_>) -> Result<Model, Report> {
    parse(sources(paths)?, choice)
}

/// The texts of the files of one model. A model in AWS API JSON comes with the files of endpoint rules, paginators and waiters in its
/// folder.
///
/// # Errors
/// A file can't be read.
pub fn sources<P: AsRef<Path>>(paths: &[P]) -> Result<Vec<Source>, Report> {
    let mut sources = Vec::new();
    let mut unreadable = Vec::new();
    for path in paths.iter().map(AsRef::as_ref) {
        match Source::read(path) {
            Ok(source) => sources.push(source),
            Err(error) => unreadable.push(
                Diagnostic::new(format!("can't read {}: {error}", path.display())).help("check the path of the model"),
            ),
        }
    }
    if let ([source], [path]) = (&sources[..], paths)
        && api_json::is_api_json(source)
    {
        for companion in api_json::companions(path.as_ref()) {
            match Source::read(&companion) {
                Ok(source) => sources.push(source),
                Err(error) => {
                    unreadable.push(Diagnostic::new(format!("can't read {}: {error}", companion.display())));
                }
            }
        }
    }
    if unreadable.is_empty() { Ok(sources) } else { Err(Report::new(Arc::default(), unreadable)) }
}

/// The ids of the services that the files of one model define.
///
/// # Errors
/// As [`read`].
pub fn services<P: AsRef<Path>>(paths: &[P]) -> Result<Vec<ShapeId>, Report> {
    let sources = sources(paths)?;
    if sources.first().is_some_and(api_json::is_api_json) {
        return parse(sources, Choice::default()).map(|model| vec![model.service.id]);
    }
    smithy::services(&Arc::new(sources))
}

/// Reads a model from texts that are in memory already.
///
/// # Errors
/// As [`read`].
///
/// What is known about the service beyond its model is added: see the folder `customizations`. Members that are secrets by
/// their names are marked as sensitive, and listed in [`Model::marked_secrets`].
pub fn parse(sources: Vec<Source>, choice: Choice<'_>) -> Result<Model, Report> {
    let sources = Arc::new(sources);
    let lowered = match sources.first() {
        Some(first) if api_json::is_api_json(first) => api_json::lower(&sources, choice),
        _ => smithy::lower(&sources, choice),
    };
    let mut model = lowered.map_err(|diagnostics| Report::new(Arc::clone(&sources), diagnostics))?;
    let nested = nesting::check(&model);
    if !nested.is_empty() {
        return Err(Report::new(sources, nested));
    }
    let (errors, warnings) = validation::validate(&model);
    if !errors.is_empty() {
        return Err(Report::new(sources, errors));
    }
    model.warnings.extend(warnings);
    customizations::apply(&mut model)?;
    model.marked_secrets = secrets::mark(&mut model);
    Ok(model)
}

/// What the README shows compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
