//! What services want of their clients that no trait says. Every official SDK knows these by heart, and the protocol
//! test suites check some.

mod api_gateway;
mod dynamodb;
mod ec2;
mod glacier;
mod machine_learning;
mod s3;
mod s3_control;

use crate::diagnostic::{Diagnostic, Report};
use crate::ir::Model;
use crate::overrides::Overrides;
use crate::source::Source;

/// What services need as data, by their names in every SDK.
const DATA: [(&str, &str, &str); 15] = [
    ("CloudSearch Domain", "cloudsearch_domain.toml", include_str!("cloudsearch_domain.toml")),
    ("DocDB", "docdb.toml", include_str!("docdb.toml")),
    ("EC2", "ec2.toml", include_str!("ec2.toml")),
    ("IAM", "iam.toml", include_str!("iam.toml")),
    ("Kinesis Video", "kinesis_video.toml", include_str!("kinesis_video.toml")),
    ("Kinesis Video Signaling", "kinesis_video_signaling.toml", include_str!("kinesis_video_signaling.toml")),
    ("Lambda", "lambda.toml", include_str!("lambda.toml")),
    ("Neptune", "neptune.toml", include_str!("neptune.toml")),
    ("RDS", "rds.toml", include_str!("rds.toml")),
    ("Route 53", "route_53.toml", include_str!("route_53.toml")),
    ("S3", "s3.toml", include_str!("s3.toml")),
    ("SFN", "sfn.toml", include_str!("sfn.toml")),
    ("SQS", "sqs.toml", include_str!("sqs.toml")),
    ("STS", "sts.toml", include_str!("sts.toml")),
    ("SWF", "swf.toml", include_str!("swf.toml")),
];

/// Adds to a model what its service wants, by its name in every SDK.
///
/// # Errors
/// A file of corrections can't be read, which is a defect of this crate.
pub(crate) fn apply(model: &mut Model) -> Result<(), Report> {
    let sdk_id = model.service.aws.as_ref().map(|aws| aws.sdk_id.clone());
    for (_, path, text) in DATA.iter().filter(|(id, _, _)| Some(*id) == sdk_id.as_deref()) {
        Overrides::parse(Source { path: (*path).to_owned(), text: (*text).to_owned() })?.apply_where_needed(model);
    }
    match model.service.aws.as_ref().map(|aws| aws.sdk_id.as_str()) {
        Some("API Gateway") => api_gateway::apply(model),
        Some("DynamoDB" | "DynamoDB Streams") => dynamodb::apply(model),
        Some("EC2") => ec2::apply(model),
        Some("Glacier") => glacier::apply(model),
        Some("Machine Learning") => machine_learning::apply(model),
        Some("S3") => s3::apply(model).map_err(|error| Report::of(Diagnostic::new(error.to_string())))?,
        Some("S3 Control") => s3_control::apply(model),
        _ => {}
    }
    Ok(())
}

fn fixed_header(model: &mut Model, name: &str, value: &str) {
    for operation in model.operations.values_mut() {
        operation.customization.headers.push((name.to_owned(), value.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each correction mends something in the model of its service that is checked in.
    #[test]
    fn no_correction_is_stale() {
        for (id, path, text) in DATA {
            let data = Overrides::parse(Source { path: path.to_owned(), text: text.to_owned() });
            let data = data.unwrap_or_else(|report| panic!("{report}"));
            let name = id.to_lowercase().replace(' ', "-");
            let Ok(source) = Source::read(format!("services/{name}.json").as_ref()) else { continue };
            let sources = std::sync::Arc::new(vec![source]);
            let mut model = crate::smithy::lower(&sources, crate::Choice::default()).expect("a model");
            data.apply(&mut model).unwrap_or_else(|report| panic!("{report}"));
        }
    }

    /// The same with the models of other services, where `SHARED` has them.
    #[test]
    fn no_correction_is_stale_in_real_models() {
        let Some(shared) = std::env::var_os("SHARED") else { return println!("skipped: SHARED is not set") };
        for (id, path, text) in DATA {
            let name = id.to_lowercase().replace(' ', "-");
            let file = std::path::Path::new(&shared).join(format!("models/smithy/{name}.json"));
            let Ok(source) = Source::read(&file) else { continue };
            let data = Overrides::parse(Source { path: path.to_owned(), text: text.to_owned() });
            let data = data.unwrap_or_else(|report| panic!("{report}"));
            let mut model = crate::smithy::lower(&std::sync::Arc::new(vec![source]), crate::Choice::default());
            data.apply(model.as_mut().expect("a model")).unwrap_or_else(|report| panic!("{report}"));
        }
    }
}
