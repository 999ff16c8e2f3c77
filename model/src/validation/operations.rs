//! Operations: their errors, their pages, their checksums, and that their names can be told apart.

use std::collections::BTreeMap;

use crate::checksum::Checksum;
use crate::diagnostic::{Diagnostic, nearest};
use crate::id::ShapeId;
use crate::ir::{Kind, Model, Shape};
use crate::operation::Operation;

/// Checks what an operation says about its shapes.
pub(super) fn check(model: &Model, operation: &Operation, found: &mut Vec<Diagnostic>) {
    check_errors(model, operation, found);
    check_pages(model, operation, found);
    check_checksum(model, operation, found);
    for (id, role) in [(&operation.input, "input"), (&operation.output, "output")] {
        let is_error = |id: &&ShapeId| model.shape(id).traits.error.is_some();
        found.extend(id.as_ref().filter(is_error).map(|id| {
            Diagnostic::new(format!("the {role} `{id}` of `{}` is an error", operation.id))
                .at(operation.place, "this operation")
                .help("list it among the errors of the operation")
        }));
    }
}

/// What an operation may fail with has the trait `error`.
fn check_errors(model: &Model, operation: &Operation, found: &mut Vec<Diagnostic>) {
    let is_none = |id: &&ShapeId| model.shape(id).traits.error.is_none();
    let errors = operation.errors.iter().chain(&model.service.errors);
    found.extend(errors.filter(is_none).map(|id| {
        Diagnostic::new(format!(
            "`{id}` is among the errors of `{}`, and has no trait `smithy.api#error`",
            operation.id
        ))
        .at(operation.place, "this operation")
        .help("give the shape the trait, \"client\" or \"server\", or take it from the errors")
    }));
}

/// `PaginatedTrait`: tokens, items and the size of a page are members of the input and the output. Paths of AWS API JSON
/// are expressions, which are read where pages are made.
fn check_pages(model: &Model, operation: &Operation, found: &mut Vec<Diagnostic>) {
    let Some(pages) = &operation.pagination else { return };
    let (input, output) = (operation.input.as_ref(), operation.output.as_ref());
    let (input, output) = (input.map(|id| model.shape(id)), output.map(|id| model.shape(id)));
    let mut report = |what: &str, path: &str, help: Option<String>| {
        let diagnostic = Diagnostic::new(format!("`{path}`, {what} of the pages of `{}`, is no member", operation.id))
            .at(pages.place, "these pages");
        found.push(match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
    };
    let inputs = pages.input_tokens.iter().map(|path| (path, "the token"));
    for (path, what) in inputs.chain(pages.page_size.iter().map(|path| (path, "the size"))) {
        if let Err(help) = resolve(model, input, path) {
            report(what, path, help);
        }
    }
    let outputs = pages.output_tokens.iter().map(|path| (path, "the next token"));
    for (path, what) in outputs.chain(pages.items.iter().map(|path| (path, "the items"))) {
        if let Err(help) = resolve(model, output, path) {
            report(what, path, help);
        }
    }
}

/// Follows names joined by dots. The error says what the name may have been meant to be.
fn resolve(model: &Model, shape: Option<&Shape>, path: &str) -> Result<(), Option<String>> {
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if !path.split('.').all(is_name) {
        return Ok(());
    }
    let mut shape = shape;
    for name in path.split('.') {
        let members = shape.map(Shape::members).unwrap_or_default();
        match members.iter().find(|member| member.name.as_str() == name) {
            Some(member) => shape = Some(model.target(member)),
            // What a list or a map holds is an expression's matter.
            None if shape.is_some_and(|shape| matches!(shape.kind, Kind::List(_) | Kind::Map(..))) => return Ok(()),
            None => return Err(nearest(name, members.iter().map(|member| member.name.as_str()))),
        }
    }
    Ok(())
}

/// `HttpChecksumTrait`: the members that it names are there.
fn check_checksum(model: &Model, operation: &Operation, found: &mut Vec<Diagnostic>) {
    let Some(Checksum::Flexible(checksum)) = &operation.checksum else { return };
    let members = operation.input.as_ref().map(|id| model.shape(id).members()).unwrap_or_default();
    for name in checksum.request_algorithm_member.iter().chain(&checksum.request_validation_mode_member) {
        if !members.iter().any(|member| member.name.as_str() == name) {
            let diagnostic =
                Diagnostic::new(format!("`{name}`, which chooses the checksum of `{}`, is no member", operation.id))
                    .at(operation.place, "this operation");
            found.push(match nearest(name, members.iter().map(|member| member.name.as_str())) {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            });
        }
    }
}

/// `ServiceBoundShapeId`: operations are told apart without their case.
pub(super) fn check_names(model: &Model, found: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<String, &ShapeId> = BTreeMap::new();
    for operation in model.operations.values() {
        if let Some(other) = seen.insert(operation.id.name().to_ascii_lowercase(), &operation.id) {
            found.push(
                Diagnostic::warning(format!("`{}` and `{other}` differ only in case", operation.id))
                    .at(operation.place, "this operation")
                    .help("Smithy wants the names of a service's shapes to differ without it"),
            );
        }
    }
}
