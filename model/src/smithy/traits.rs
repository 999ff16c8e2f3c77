//! Traits as they are written, to fields.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::classes::{CLASSES, Class, classify};
use crate::context::Context;
use crate::diagnostic::{Diagnostic, nearest};
use crate::source::Entries;
use crate::traits::{Binding, Traits};

/// Reads the traits of a shape, operation or member, which `owner` names in messages. Traits that only services and
/// operations carry are read where those are lowered.
pub(super) fn lower<'a>(cx: &mut Context<'a>, owner: &str, entries: &Entries<'a>) -> Traits {
    let mut traits = Traits::default();
    for (id, raw) in entries.iter() {
        if id.starts_with(PRELUDE) && classify(id).is_none() {
            warn_of_unknown(cx, owner, id, raw);
        }
        let mut value = TraitValue { cx, owner, id, raw };
        if !value.read(&mut traits) && classify(id) == Some(Class::Unsupported) && !is_waived(raw) {
            let place = cx.place(raw.get());
            traits.unsupported.push((id.to_owned(), place));
        }
    }
    traits
}

/// The namespace of Smithy's own traits.
const PRELUDE: &str = "smithy.api#";

/// A trait of Smithy's own that is not there is newer than this program, or mistyped.
fn warn_of_unknown<'a>(cx: &mut Context<'a>, owner: &str, id: &str, raw: &'a RawValue) {
    let known = CLASSES.iter().map(|(known, _)| *known).filter(|known| known.starts_with(PRELUDE));
    let help = nearest(id, known).unwrap_or_else(|| "it is newer than this program, or mistyped".to_owned());
    let place = cx.place(raw.get());
    cx.warnings.push(
        Diagnostic::warning(format!("`{owner}` has the trait `{id}`, which is not known"))
            .at(place, "it is passed over")
            .help(help),
    );
}

/// Whether a trait says itself that it may be passed over.
fn is_waived(raw: &RawValue) -> bool {
    #[derive(Deserialize)]
    struct Waived {
        required: bool,
    }
    serde_json::from_str::<Waived>(raw.get()).is_ok_and(|waived| !waived.required)
}

/// A trait's value, and what its messages need.
struct TraitValue<'c, 'a> {
    cx: &'c mut Context<'a>,
    owner: &'c str,
    id: &'c str,
    raw: &'a RawValue,
}

impl<'a> TraitValue<'_, 'a> {
    fn parse<T: Deserialize<'a>>(&mut self) -> Option<T> {
        parse(self.cx, self.owner, self.id, self.raw)
    }

    fn text(&mut self) -> Option<String> {
        self.parse()
    }

    /// An annotation trait: an object, whatever it holds.
    fn mark(&mut self) -> bool {
        self.parse::<Entries<'a>>().is_some()
    }

    /// Reads the trait into its field; false if there is no field for it.
    fn read(&mut self, traits: &mut Traits) -> bool {
        let Some((namespace, name)) = self.id.split_once('#') else { return false };
        match namespace {
            "smithy.api" => self.read_core(name, traits) || self.read_http(name, traits),
            "smithy.rules" if name == "contextParam" => {
                #[derive(Deserialize)]
                struct ContextParam {
                    name: String,
                }
                traits.context_param = self.parse::<ContextParam>().map(|param| param.name);
                true
            }
            "aws.protocols" | "aws.customizations" => self.read_aws(name, traits),
            _ => false,
        }
    }

    fn read_aws(&mut self, name: &str, traits: &mut Traits) -> bool {
        match name {
            "ec2QueryName" => traits.ec2_query_name = self.text(),
            "awsQueryError" => traits.query_error = self.parse(),
            "s3UnwrappedXmlOutput" => traits.s3_unwrapped_xml_output = self.mark(),
            _ => return false,
        }
        true
    }

    fn read_core(&mut self, name: &str, traits: &mut Traits) -> bool {
        match name {
            "documentation" => traits.documentation = self.text(),
            "deprecated" => traits.deprecated = self.parse(),
            "sensitive" => traits.sensitive = self.mark(),
            "required" => traits.required = self.mark(),
            "default" => traits.default = self.parse::<Value>(),
            "addedDefault" => traits.added_default = self.mark(),
            "clientOptional" => traits.client_optional = self.mark(),
            "box" => traits.boxed = self.mark(),
            "idempotencyToken" => traits.idempotency_token = self.mark(),
            "enumValue" => traits.enum_value = self.parse::<Value>(),
            "length" => traits.length = self.parse(),
            "range" => traits.range = self.parse(),
            "pattern" => traits.pattern = self.text(),
            "uniqueItems" => traits.unique_items = self.mark(),
            "sparse" => traits.sparse = self.mark(),
            "jsonName" => traits.json_name = self.text(),
            "timestampFormat" => traits.timestamp_format = self.parse(),
            "mediaType" => traits.media_type = self.text(),
            "streaming" => traits.streaming = self.mark(),
            "requiresLength" => traits.requires_length = self.mark(),
            "eventHeader" => traits.event_header = self.mark(),
            "eventPayload" => traits.event_payload = self.mark(),
            "error" => traits.error = self.parse(),
            "resourceIdentifier" => traits.resource_identifier = self.text(),
            "retryable" => traits.retryable = self.parse(),
            "xmlName" => traits.xml_name = self.text(),
            "xmlFlattened" => traits.xml_flattened = self.mark(),
            "xmlAttribute" => traits.xml_attribute = self.mark(),
            "xmlNamespace" => traits.xml_namespace = self.parse(),
            _ => return false,
        }
        true
    }

    fn read_http(&mut self, name: &str, traits: &mut Traits) -> bool {
        let binding = match name {
            "httpError" => {
                traits.http_error = self.parse();
                return true;
            }
            "hostLabel" => {
                traits.host_label = self.mark();
                return true;
            }
            "httpLabel" => self.mark().then_some(Binding::Label),
            "httpQuery" => self.text().map(Binding::Query),
            "httpQueryParams" => self.mark().then_some(Binding::QueryParams),
            "httpHeader" => self.text().map(Binding::Header),
            "httpPrefixHeaders" => self.text().map(Binding::PrefixHeaders),
            "httpPayload" => self.mark().then_some(Binding::Payload),
            "httpResponseCode" => self.mark().then_some(Binding::ResponseCode),
            _ => return false,
        };
        traits.binding = binding;
        true
    }
}

/// Parses the value of a trait; reports a value of the wrong type.
pub(super) fn parse<'a, T: Deserialize<'a>>(
    cx: &mut Context<'a>,
    owner: &str,
    id: &str,
    raw: &'a RawValue,
) -> Option<T> {
    cx.parse(raw, || format!("the trait `{id}` of `{owner}`"))
}
