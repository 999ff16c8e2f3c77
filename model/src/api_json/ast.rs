//! The file as it is.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::checksum::FlexibleChecksum;
use crate::compression::Compression;
use crate::context::{Context, error_place, reason};
use crate::diagnostic::Diagnostic;
use crate::ir::ClientContextParam;
use crate::source::{Entries, Place};
use crate::traits::XmlNamespace;

/// Just enough to know the format.
#[derive(Deserialize)]
pub(super) struct Probe<'a> {
    #[serde(borrow)]
    smithy: Option<&'a RawValue>,
    #[serde(borrow)]
    metadata: Option<&'a RawValue>,
    #[serde(borrow)]
    operations: Option<&'a RawValue>,
}

impl Probe<'_> {
    pub(super) fn is_api_json(&self) -> bool {
        self.smithy.is_none() && self.metadata.is_some() && self.operations.is_some()
    }
}

/// A service.
pub(super) struct Api<'a> {
    pub(super) metadata: Metadata,
    pub(super) metadata_place: Place,
    /// Every shape's name, those that could not be read included.
    pub(super) shape_names: Vec<String>,
    pub(super) documentation: Option<String>,
    pub(super) operations: Vec<(String, Place, RawOperation)>,
    pub(super) shapes: Vec<(String, Place, RawShape<'a>)>,
    pub(super) client_context_params: BTreeMap<String, ClientContextParam>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with `metadata`, `operations` and `shapes`")]
struct Document<'a> {
    #[serde(borrow)]
    metadata: &'a RawValue,
    documentation: Option<String>,
    #[serde(borrow)]
    operations: Entries<'a>,
    #[serde(borrow, default)]
    shapes: Entries<'a>,
    #[serde(default, rename = "clientContextParams")]
    client_context_params: BTreeMap<String, ClientContextParam>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metadata {
    pub(super) api_version: String,
    pub(super) endpoint_prefix: String,
    pub(super) protocol: String,
    /// Every protocol, in newer models.
    #[serde(default)]
    pub(super) protocols: Vec<String>,
    pub(super) json_version: Option<String>,
    pub(super) target_prefix: Option<String>,
    pub(super) xml_namespace: Option<String>,
    pub(super) aws_query_compatible: Option<serde::de::IgnoredAny>,
    pub(super) service_full_name: Option<String>,
    pub(super) service_id: Option<String>,
    pub(super) signing_name: Option<String>,
    pub(super) signature_version: Option<String>,
    #[serde(default)]
    pub(super) auth: Vec<String>,
    #[serde(default)]
    pub(super) protocol_settings: ProtocolSettings,
}

/// `h2` is `eventstream` or `optional`.
#[derive(Default, Deserialize)]
pub(super) struct ProtocolSettings {
    pub(super) h2: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawOperation {
    pub(super) http: Option<RawHttp>,
    pub(super) input: Option<Reference>,
    pub(super) output: Option<Output>,
    #[serde(default)]
    pub(super) errors: Vec<Reference>,
    #[serde(flatten)]
    pub(super) notes: Notes,
    pub(super) authtype: Option<String>,
    pub(super) auth: Option<Vec<String>>,
    #[serde(default)]
    pub(super) unsigned_payload: bool,
    pub(super) endpoint: Option<RawEndpoint>,
    pub(super) http_checksum: Option<FlexibleChecksum>,
    pub(super) endpointdiscovery: Option<RawDiscovery>,
    /// Whether it tells the endpoint of others.
    #[serde(default)]
    pub(super) endpointoperation: bool,
    pub(super) requestcompression: Option<Compression>,
    #[serde(default)]
    pub(super) http_checksum_required: bool,
    #[serde(default)]
    pub(super) static_context_params: BTreeMap<String, StaticParam>,
    #[serde(default)]
    pub(super) operation_context_params: BTreeMap<String, OperationParam>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawHttp {
    pub(super) method: String,
    pub(super) request_uri: String,
    pub(super) response_code: Option<u16>,
}

#[derive(Deserialize)]
pub(super) struct Reference {
    pub(super) shape: String,
    /// The element around the body, and its namespace.
    #[serde(rename = "locationName")]
    pub(super) location_name: Option<String>,
    #[serde(rename = "xmlNamespace")]
    pub(super) xml_namespace: Option<RawNamespace>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    pub(super) shape: String,
    pub(super) result_wrapper: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawEndpoint {
    pub(super) host_prefix: String,
}

#[derive(Deserialize)]
pub(super) struct RawDiscovery {
    #[serde(default)]
    pub(super) required: bool,
}

#[derive(Deserialize)]
pub(super) struct StaticParam {
    pub(super) value: Value,
}

#[derive(Deserialize)]
pub(super) struct OperationParam {
    pub(super) path: String,
}

/// What everything can carry.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Notes {
    pub(super) documentation: Option<String>,
    #[serde(default)]
    pub(super) deprecated: bool,
    pub(super) deprecated_message: Option<String>,
    pub(super) deprecated_since: Option<String>,
}

/// A shape of any type. Which fields are there depends on the type.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawShape<'a> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: &'a RawValue,
    #[serde(borrow, default)]
    pub(super) members: Entries<'a>,
    #[serde(borrow)]
    pub(super) member: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) key: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) value: Option<&'a RawValue>,
    #[serde(default)]
    pub(super) required: Vec<String>,
    pub(super) payload: Option<String>,
    pub(super) documentation: Option<String>,
    #[serde(default)]
    pub(super) deprecated: bool,
    pub(super) deprecated_message: Option<String>,
    pub(super) deprecated_since: Option<String>,
    #[serde(default, rename = "enum")]
    pub(super) values: Option<Vec<String>>,
    pub(super) min: Option<serde_json::Number>,
    pub(super) max: Option<serde_json::Number>,
    pub(super) pattern: Option<String>,
    #[serde(default)]
    pub(super) sensitive: bool,
    #[serde(default)]
    pub(super) exception: bool,
    #[serde(default)]
    pub(super) fault: bool,
    pub(super) error: Option<RawError>,
    pub(super) retryable: Option<RawRetryable>,
    #[serde(default)]
    pub(super) union: bool,
    #[serde(default)]
    pub(super) document: bool,
    #[serde(default)]
    pub(super) eventstream: bool,
    #[serde(default)]
    pub(super) streaming: bool,
    #[serde(default)]
    pub(super) requires_length: bool,
    #[serde(default)]
    pub(super) flattened: bool,
    pub(super) xml_namespace: Option<RawNamespace>,
    pub(super) location_name: Option<String>,
    pub(super) timestamp_format: Option<String>,
}

impl<'a> RawShape<'a> {
    pub(super) fn kind(&self) -> &'a str {
        serde_json::from_str(self.kind.get()).unwrap_or_default()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawError {
    pub(super) code: Option<String>,
    pub(super) http_status_code: Option<u16>,
    pub(super) sender_fault: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct RawRetryable {
    #[serde(default)]
    pub(super) throttling: bool,
}

/// A member.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawMember {
    pub(super) shape: String,
    #[serde(flatten)]
    pub(super) notes: Notes,
    pub(super) location: Option<String>,
    pub(super) location_name: Option<String>,
    #[serde(default)]
    pub(super) idempotency_token: bool,
    #[serde(default)]
    pub(super) host_label: bool,
    #[serde(default)]
    pub(super) jsonvalue: bool,
    #[serde(default)]
    pub(super) streaming: bool,
    #[serde(default)]
    pub(super) eventpayload: bool,
    #[serde(default)]
    pub(super) eventheader: bool,
    pub(super) timestamp_format: Option<String>,
    #[serde(default)]
    pub(super) flattened: bool,
    #[serde(default)]
    pub(super) xml_attribute: bool,
    pub(super) xml_namespace: Option<RawNamespace>,
    pub(super) query_name: Option<String>,
    pub(super) context_param: Option<ContextParam>,
}

/// A namespace alone, or with its prefix.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum RawNamespace {
    Uri(String),
    Prefixed(XmlNamespace),
}

impl RawNamespace {
    pub(super) fn lower(self) -> XmlNamespace {
        match self {
            Self::Uri(uri) => XmlNamespace { uri, prefix: None },
            Self::Prefixed(namespace) => namespace,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct ContextParam {
    pub(super) name: String,
}

/// Reads the first file.
pub(super) fn read<'a>(cx: &mut Context<'a>) -> Option<Api<'a>> {
    let text: &'a str = &cx.sources.first()?.text;
    let document: Document<'a> = match serde_json::from_str(text) {
        Ok(document) => document,
        Err(error) => {
            let whole = Place { source: 0, start: 0, end: text.len() };
            cx.report(
                Diagnostic::new("the file is not a model in AWS API JSON")
                    .at(error_place(whole, text, &error), reason(&error))
                    .help("give the `service-2.json` of an AWS SDK, or a Smithy model"),
            );
            return None;
        }
    };
    let metadata_place = cx.place(document.metadata.get());
    let shape_names = document.shapes.iter().map(|(name, _)| name.to_owned()).collect();
    let metadata: Option<Metadata> = cx.parse(document.metadata, || "`metadata`".to_owned());
    let (mut operations, mut shapes) = (Vec::new(), Vec::new());
    for (key, raw) in &document.operations.0 {
        let parsed = cx.parse::<RawOperation>(raw, || format!("operation `{}`", key.0));
        let place = cx.place(&key.0);
        operations.extend(parsed.map(|operation| (key.0.clone().into_owned(), place, operation)));
    }
    for (key, raw) in document.shapes.0 {
        let parsed = cx.parse::<RawShape<'a>>(raw, || format!("shape `{}`", key.0));
        let place = cx.place(&key.0);
        shapes.extend(parsed.map(|shape| (key.0.into_owned(), place, shape)));
    }
    Some(Api {
        metadata: metadata?,
        metadata_place,
        shape_names,
        documentation: document.documentation,
        operations,
        shapes,
        client_context_params: document.client_context_params,
    })
}
