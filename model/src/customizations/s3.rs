//! Amazon S3: the endpoint rules put the bucket before the host or into the path, and keys may hold `.` and `..`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::id::{MemberName, ShapeId};
use crate::ir::{ClientContextParam, Kind, Member, Model, Shape};
use crate::operation::Operation;
use crate::rules::{Rule, RuleSet};
use crate::traits::{Binding, Traits};

/// The label of the path that the endpoint rules see to.
const BUCKET: &str = "Bucket";

/// For models without endpoint rules: where S3 has its buckets, before the host and in the path.
const RULES: &str = include_str!("s3_endpoint_rules.json");

/// The parameter of the rules that puts buckets into the path.
const PATH_STYLE: &str = "ForcePathStyle";

/// The parameters of [`RULES`] that the caller sets.
const PARAMETERS: [(&str, &str); 2] = [
    (PATH_STYLE, "Whether buckets stand in the path, and not before the host."),
    ("Accelerate", "Whether to use hosts of transfer acceleration."),
];

pub(super) fn apply(model: &mut Model) -> Result<(), serde_json::Error> {
    model.service.keeps_dot_segments = true;
    model.service.is_object_store = true;
    if model.service.rules.is_none() {
        let mut rules = RuleSet { place: model.service.place, ..serde_json::from_str(RULES)? };
        rules.rules.iter_mut().for_each(sign);
        model.service.rules = Some(rules);
        for (name, documentation) in PARAMETERS {
            let parameter = ClientContextParam {
                kind: "boolean".to_owned(),
                documentation: Some(documentation.to_owned()),
                is_true_without_subdomains: false,
            };
            model.service.client_context_params.insert(name.to_owned(), parameter);
        }
    }
    // `http://localhost:9000` and `http://minio:9000` are where people run stores of their own.
    if let Some(parameter) = model.service.client_context_params.get_mut(PATH_STYLE) {
        parameter.is_true_without_subdomains = true;
    }
    keep_text_of_expires(model);
    let rules = model.service.rules.as_ref();
    let knows_path_style = rules.is_some_and(|rules| rules.parameters.contains_key(PATH_STYLE));
    for operation in model.operations.values_mut() {
        if let Some(input) = operation.input.as_ref().and_then(|id| model.shapes.get_mut(id)) {
            take_bucket_out(operation, input);
            if operation.id.name() == "GetBucketLocation" && knows_path_style {
                // The host of the bucket is that of its region, which is what is asked for: any region knows it by the path.
                operation.static_context_params.insert(PATH_STYLE.to_owned(), Value::Bool(true));
            }
            if operation.id.name() == "PutObject" {
                let member = |name: &str| input.members().iter().find(|member| member.name.as_str() == name);
                operation.customization.form_upload =
                    member(BUCKET).zip(member("Key")).map(|(a, b)| (a.name.clone(), b.name.clone()));
            }
        }
    }
    Ok(())
}

/// Adds a member for the text of the header `Expires` beside the moment that it is, if it is one: whoever puts an object says
/// what the header is.
fn keep_text_of_expires(model: &mut Model) {
    const HEADER: &str = "Expires";
    const MEMBER: &str = "ExpiresString";
    let outputs: BTreeSet<&ShapeId> =
        model.operations.values().filter_map(|operation| operation.output.as_ref()).collect();
    let is_expires = |member: &Member| member.traits.binding == Some(Binding::Header(HEADER.to_owned()));
    let mut texts = Vec::new();
    for output in outputs {
        let Some(shape) = model.shapes.get_mut(output) else { continue };
        let Kind::Structure(members) = &mut shape.kind else { continue };
        let Some(index) = members.iter().position(is_expires) else { continue };
        if members.iter().any(|member| member.name.as_str() == MEMBER) {
            continue;
        }
        let target = ShapeId::new(format!("{}#{MEMBER}", output.namespace()));
        let traits = Traits {
            documentation: Some("The text of <code>Expires</code>, which is not always a date.".to_owned()),
            binding: Some(Binding::Header(HEADER.to_owned())),
            ..Traits::default()
        };
        let place = members[index].place;
        members.insert(index + 1, Member { name: MemberName::new(MEMBER), place, target: target.clone(), traits });
        texts.push((target, place));
    }
    for (id, place) in texts {
        let text =
            Shape { id: id.clone(), place, kind: Kind::String, traits: Traits::default(), response_tests: Vec::new() };
        model.shapes.entry(id).or_insert(text);
    }
}

/// Says how requests to the endpoints of [`RULES`] are signed: their paths are encoded once.
fn sign(rule: &mut Rule) {
    match rule {
        Rule::Tree { rules, .. } => rules.iter_mut().for_each(sign),
        Rule::Endpoint { endpoint, .. } => {
            let scheme = json!({
                "name": "sigv4",
                "signingName": "s3",
                "signingRegion": "{Region}",
                "disableDoubleEncoding": true,
            });
            endpoint.properties.insert("authSchemes".to_owned(), json!([scheme]));
        }
        Rule::Error { .. } => {}
    }
}

/// Takes the bucket out of the path, and makes it a parameter of the endpoint rules.
fn take_bucket_out(operation: &mut Operation, input: &mut Shape) {
    let Some(http) = &mut operation.http else { return };
    let is_bucket = |name: &str| name == BUCKET;
    let bucket = input.members_mut().iter_mut().find(|member| is_bucket(member.name.as_str()));
    let Some(bucket) = bucket.filter(|member| member.traits.binding == Some(Binding::Label)) else { return };
    let Some(rest) = http.uri.strip_prefix(&format!("/{{{BUCKET}}}")) else { return };
    http.uri = rest.to_owned();
    bucket.traits.context_param.get_or_insert_with(|| BUCKET.to_owned());
}
