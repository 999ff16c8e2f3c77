//! AWS API JSON: `service-2.json`, and the `.normal.json` of older SDKs.
//!
//! What the format says by flags and by position becomes what Smithy says by traits; what it can't say stays unsaid.

mod ast;
mod companions;
mod operations;
mod shapes;
mod xml;

pub use shapes::whole_text;

use std::sync::Arc;

use crate::Choice;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::id::ShapeId;
use crate::ir::Model;
use crate::source::Source;

/// The namespace that shapes of this service have in Smithy models.
struct Namespace(String);

impl Namespace {
    fn id(&self, name: &str) -> ShapeId {
        ShapeId::new(format!("{}#{name}", self.0))
    }
}

pub(crate) use companions::paths as companions;

const ADVICE: &str = "compare with the `service-2.json` of an AWS SDK";

/// Whether a file is in this format: an object with `metadata` and `operations`, and without `smithy`.
pub(crate) fn is_api_json(source: &Source) -> bool {
    serde_json::from_str::<ast::Probe<'_>>(&source.text).is_ok_and(|probe| probe.is_api_json())
}

/// Lowers a service. The first file is the model, the others are its companions.
pub(crate) fn lower(sources: &Arc<Vec<Source>>, choice: Choice<'_>) -> Result<Model, Vec<Diagnostic>> {
    if let Some(closure) = choice.closure {
        let problem = Diagnostic::new(format!("the model has no closure `{closure}`"));
        return Err(vec![problem.help("AWS API JSON has no closures of shapes: a Smithy model has")]);
    }
    let mut cx = Context::new(sources, ADVICE);
    let Some(api) = ast::read(&mut cx) else { return Err(cx.diagnostics) };
    let service_id = api.metadata.service_id.clone().unwrap_or_else(|| api.metadata.endpoint_prefix.clone());
    let letters: String = service_id.chars().filter(char::is_ascii_alphanumeric).collect();
    let namespace = Namespace(format!("com.amazonaws.{}", letters.to_lowercase()));
    let mut shapes = shapes::lower_all(&mut cx, &api, &namespace);
    shapes::maps_to_query_params(&mut shapes);
    xml::to_members(&mut shapes);
    xml::to_inputs(&api, &namespace, &mut shapes);
    let mut operations = operations::lower_all(&mut cx, &api, &namespace, &shapes);
    companions::add(&mut cx, &namespace, &mut operations);
    let ids = operations.keys().cloned().collect();
    let service = operations::service(&mut cx, &api, &namespace, &service_id, ids, choice.protocol);
    match service {
        Some(service) if cx.diagnostics.is_empty() => Ok(Model::new(sources, service, operations, shapes)),
        _ => Err(cx.diagnostics),
    }
}
