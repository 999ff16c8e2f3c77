//! What services want of their clients that no trait says. Every official SDK knows these by heart, and the protocol
//! test suites check some.

mod s3;

use serde_json::Value;

use crate::checksum::Checksum;
use crate::diagnostic::{Diagnostic, Report};
use crate::ir::Model;
use crate::overrides::Overrides;
use crate::source::Source;
use crate::traits::Binding;

/// The corrections of each service, by its name in every SDK.
const CORRECTIONS: [(&str, &str, &str); 2] = [
    ("Kinesis Video", "kinesis_video.toml", include_str!("kinesis_video.toml")),
    ("Kinesis Video Signaling", "kinesis_video_signaling.toml", include_str!("kinesis_video_signaling.toml")),
];

/// Adds to a model what its service wants, by its name in every SDK.
///
/// # Errors
/// A file of corrections can't be read, which is a defect of this crate.
pub(crate) fn apply(model: &mut Model) -> Result<(), Report> {
    let sdk_id = model.service.aws.as_ref().map(|aws| aws.sdk_id.clone());
    for (_, path, text) in CORRECTIONS.iter().filter(|(id, _, _)| Some(*id) == sdk_id.as_deref()) {
        Overrides::parse(Source { path: (*path).to_owned(), text: (*text).to_owned() })?.apply_where_needed(model);
    }
    match model.service.aws.as_ref().map(|aws| aws.sdk_id.as_str()) {
        // Without it some answers come as HAL, which is not what the model describes.
        Some("API Gateway") => fixed_header(model, "accept", "application/json"),
        Some("Glacier") => glacier(model),
        Some("Machine Learning") => machine_learning(model),
        Some("S3") => s3::apply(model).map_err(|error| Report::of(Diagnostic::new(error.to_string())))?,
        _ => {}
    }
    Ok(())
}

fn fixed_header(model: &mut Model, name: &str, value: &str) {
    for operation in model.operations.values_mut() {
        operation.headers.push((name.to_owned(), value.to_owned()));
    }
}

/// The version of the API travels in a header, `-` stands for the caller's own account, and uploads carry a tree hash.
fn glacier(model: &mut Model) {
    let version = model.service.version.clone();
    fixed_header(model, "x-amz-glacier-version", &version);
    for operation in model.operations.values_mut() {
        let Some(input) = operation.input.as_ref().and_then(|id| model.shapes.get_mut(id)) else { continue };
        for member in input.members_mut() {
            if member.name.as_str() == "accountId" && member.traits.binding == Some(Binding::Label) {
                member.traits.default = Some(Value::from("-"));
            }
            if member.traits.binding == Some(Binding::Header("x-amz-sha256-tree-hash".to_owned())) {
                operation.checksum = Some(Checksum::TreeHash);
            }
        }
    }
}

/// A prediction is asked of the model's own endpoint, which the caller got with the model.
fn machine_learning(model: &mut Model) {
    for operation in model.operations.values_mut().filter(|operation| operation.id.name() == "Predict") {
        let input = operation.input.as_ref().and_then(|id| model.shapes.get(id));
        let member =
            input.and_then(|shape| shape.members().iter().find(|member| member.name.as_str() == "PredictEndpoint"));
        operation.endpoint_member = member.map(|member| member.name.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each correction mends something in the model of its service that is checked in.
    #[test]
    fn no_correction_is_stale() {
        for (id, path, text) in CORRECTIONS {
            let name = id.to_lowercase().replace(' ', "-");
            let source = Source::read(format!("services/{name}.json").as_ref()).expect("the model");
            let sources = std::sync::Arc::new(vec![source]);
            let mut model = crate::smithy::lower(&sources, crate::Choice::default()).expect("a model");
            let corrections = Overrides::parse(Source { path: path.to_owned(), text: text.to_owned() });
            let corrections = corrections.unwrap_or_else(|report| panic!("{report}"));
            corrections.apply(&mut model).unwrap_or_else(|report| panic!("{report}"));
        }
    }
}
