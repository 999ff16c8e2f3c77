//! `tinsmith explain MODEL`: what a model holds, and what would become of it.

use std::path::PathBuf;

use codegen::{Home, Options};
use model::{Choice, Kind, Model, Operation, ShapeId};

use crate::output::print;
use crate::{Outcome, Problem, sources};

/// What to explain.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A model, several files of one, or a folder that holds them.
    #[arg(required = true, value_name = "FILE")]
    model: Vec<PathBuf>,
    /// The service, if the model has several.
    #[arg(long, value_name = "SHAPE_ID")]
    service: Option<String>,
    /// The protocol, by its name in Smithy like `awsJson1_0`, if the service speaks several.
    #[arg(long, value_name = "NAME")]
    protocol: Option<String>,
    /// Writes JSON.
    #[arg(long)]
    json: bool,
}

/// Prints the service, its protocol and authentication, its operations with what each reaches, and what would be left out.
///
/// # Errors
/// What is wrong with the model.
pub fn run(arguments: &Arguments) -> Result<Outcome, Problem> {
    let (service, protocol) = (arguments.service.as_deref(), arguments.protocol.as_deref());
    let choice = Choice { service, protocol, ..Choice::default() };
    let model = model::parse(sources::read(&arguments.model)?, choice)?;
    let explained = explained(&model)?;
    let text = if arguments.json { format!("{explained:#}\n") } else { shown(&explained) };
    print(&text).map(|()| Outcome::Done)
}

fn explained(model: &Model) -> Result<serde_json::Value, Problem> {
    let options = Options { tests: false, ..Options::new(Home::Crate("client".to_owned()), "model") };
    let client = codegen::generate(model.clone(), &options);
    let left_out: Vec<String> = match &client {
        Ok(client) => {
            let patterns =
                client.unchecked.iter().map(|(pattern, why)| format!("the check of the pattern {pattern:?}: {why}"));
            client.missing.iter().cloned().chain(patterns).collect()
        }
        Err(report) if report.is_unsupported() => vec![report.to_string()],
        Err(report) => return Err(Box::new(report.clone())),
    };
    let service = &model.service;
    let operations: Vec<_> = model.operations.values().map(|operation| of_operation(model, operation)).collect();
    Ok(serde_json::json!({
        "service": service.id.as_str(),
        "title": service.title,
        "version": service.version,
        "protocol": service.protocol.id(),
        "auth": service.auth.iter().map(model::AuthScheme::id).collect::<Vec<_>>(),
        "endpoint_rules": service.rules.is_some(),
        "shapes": model.shapes.values().filter(|shape| is_type(&shape.kind)).count(),
        "warnings": model.warnings.iter().map(|warning| &warning.title).collect::<Vec<_>>(),
        "left_out": left_out,
        "operations": operations,
    }))
}

fn of_operation(model: &Model, operation: &Operation) -> serde_json::Value {
    let roots = operation.input.iter().chain(&operation.output).chain(&operation.errors);
    serde_json::json!({
        "name": operation.id.name(),
        "http": operation.http.as_ref().map(|http| format!("{} {}", http.method, http.uri)),
        "types": model.reached(roots).into_iter().filter(|id| !id.is_unit() && is_type(&model.shape(id).kind)).count(),
        "errors": operation.errors.iter().map(ShapeId::name).collect::<Vec<_>>(),
        "pages": operation.pagination.is_some(),
        "waiters": operation.waiters.iter().map(|waiter| &waiter.name).collect::<Vec<_>>(),
    })
}

/// Whether a shape becomes a type of the client.
fn is_type(kind: &Kind) -> bool {
    matches!(kind, Kind::Structure(_) | Kind::Union(_) | Kind::Enum(_) | Kind::IntEnum(_))
}

/// The same as a text for people. What a model says can't steer a terminal.
fn shown(explained: &serde_json::Value) -> String {
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.escape_debug().to_string(),
        serde_json::Value::Array(values) if values.is_empty() => "none".to_owned(),
        serde_json::Value::Array(values) => {
            let values: Vec<_> =
                values.iter().map(|value| value.as_str().unwrap_or_default().escape_debug().to_string()).collect();
            values.join(", ")
        }
        serde_json::Value::Null => "none".to_owned(),
        other => other.to_string(),
    };
    let mut lines: Vec<String> = ["service", "title", "version", "protocol", "auth", "shapes"]
        .iter()
        .map(|name| format!("{name:10} {}", text(&explained[*name])))
        .collect();
    for name in ["warnings", "left_out"] {
        let values = explained[name].as_array().map(Vec::as_slice).unwrap_or_default();
        lines.extend(values.iter().map(|value| format!("{:10} {}", name.replace('_', " "), text(value))));
    }
    let operations = explained["operations"].as_array().map(Vec::as_slice).unwrap_or_default();
    lines.push(format!("\n{} operations, with the types that each reaches:", operations.len()));
    for operation in operations {
        let pages = if operation["pages"] == true { ", in pages" } else { "" };
        let http = operation["http"].as_str().map(|http| format!("  {}", http.escape_debug())).unwrap_or_default();
        lines.push(format!("  {:40} {:>4}{pages}{http}", text(&operation["name"]), text(&operation["types"])));
    }
    lines.join("\n") + "\n"
}
