//! The Smithy JSON AST, versions 1.0 and 2.0.
//!
//! See <https://smithy.io/2.0/spec/json-ast.html>.

mod ast;
mod closure;
mod following;
mod mixins;
mod operations;
mod prelude;
mod resources;
mod selector;
mod service;
mod shapes;
mod traits;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::Choice;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, Report};
use crate::id::ShapeId;
use crate::ir::Model;
use crate::source::Source;

const ADVICE: &str = "see the Smithy specification of the JSON AST: https://smithy.io/2.0/spec/json-ast.html";

/// The services that the files define.
pub(crate) fn services(sources: &Arc<Vec<Source>>) -> Result<Vec<ShapeId>, Report> {
    let mut cx = Context::new(sources, ADVICE);
    let files = ast::read(&mut cx);
    let services = files.shapes.iter().filter(|(_, shape)| shape.raw.kind() == "service");
    let ids = services.map(|(id, _)| ShapeId::new(*id)).collect();
    if cx.diagnostics.is_empty() { Ok(ids) } else { Err(Report::new(Arc::clone(sources), cx.diagnostics)) }
}

/// Lowers the files of one model.
pub(crate) fn lower(sources: &Arc<Vec<Source>>, choice: Choice<'_>) -> Result<Model, Vec<Diagnostic>> {
    let mut cx = Context::new(sources, ADVICE);
    let mut files = ast::read(&mut cx);
    mixins::resolve(&mut cx, &mut files);
    let mut shapes = prelude::shapes(files.version);
    shapes::lower_all(&mut cx, &files, &mut shapes);
    if let Some(id) = choice.closure {
        let closure = closure::lower(&mut cx, &files, id, choice, &shapes);
        return match closure {
            Some((service, included)) if cx.diagnostics.is_empty() => {
                shapes.retain(|id, _| included.contains(id));
                let model = Model { warnings: cx.warnings, ..Model::closure(sources, service, shapes) };
                let dangling = model.dangling();
                if dangling.is_empty() { Ok(model) } else { Err(dangling) }
            }
            _ => Err(cx.diagnostics),
        };
    }
    let service = service::lower(&mut cx, &files, choice);
    let operations = match &service {
        Some(service) => operations::lower_all(&mut cx, &files, service),
        None => BTreeMap::new(),
    };
    operations::check_targets(&mut cx, service.as_ref(), &operations, &shapes);
    resources::check(&files, &operations, &shapes, &mut cx.diagnostics);
    match service {
        Some(service) if cx.diagnostics.is_empty() => {
            let model = Model { warnings: cx.warnings, ..Model::new(sources, service, operations, shapes) };
            let dangling = model.dangling();
            if dangling.is_empty() { Ok(model) } else { Err(dangling) }
        }
        _ => Err(cx.diagnostics),
    }
}
