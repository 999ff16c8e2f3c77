//! What a protocol means for the emitters: names on the wire, the traits that count, bindings, HTTP methods and paths, codes
//! of errors, checks. A file for each protocol; no emitter asks which one it is.

mod aws_json;
mod http_bindings;
mod query;
mod rest_json;
mod rest_xml;
mod rpc;
mod rpc_v2;
mod xml;

use std::borrow::Cow;

use model::{Binding, Diagnostic, Http, Member, Model, Operation, Protocol, Service, Shape, TimestampFormat};
use proc_macro2::TokenStream;
use quote::quote;

pub(crate) use self::xml::{Root, XmlTraits};

/// Which message a structure is written into, or read from: not every binding counts in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    Request,
    Response,
}

/// The rules of a protocol.
pub(crate) trait Rules: Sync {
    /// The protocol, as an expression that the runtime's `ServiceMeta` refers to.
    fn protocol(&self, service: &Service) -> TokenStream;

    /// The features of the runtime that it needs.
    fn features(&self) -> &'static [&'static str] {
        &[]
    }

    /// The name of a member in a body.
    fn name<'m>(&self, member: &'m Member, _message: Message) -> Cow<'m, str> {
        Cow::Borrowed(member.name.as_str())
    }

    /// Whether members have other names in requests than in answers.
    fn has_names_by_direction(&self) -> bool {
        false
    }

    /// The names that a member is read by, in order: services spell the text of an error either way. What is sent, too, is
    /// read as it is written, for those who keep it.
    fn names_read(&self, shape: &Shape, member: &Member, is_sent: bool) -> Vec<String> {
        let own = self.name(member, Message::Response);
        let other = match &*own {
            "message" if shape.traits.error.is_some() => Some(Cow::Borrowed("Message")),
            "Message" if shape.traits.error.is_some() => Some(Cow::Borrowed("message")),
            _ => Some(self.name(member, Message::Request)).filter(|_| is_sent),
        };
        let taken = |name: &str| shape.members().iter().any(|other| self.name(other, Message::Response) == name);
        let other = other.filter(|name| !taken(name)).map(Cow::into_owned);
        let mut names: Vec<String> = [own.into_owned()].into_iter().chain(other).collect();
        names.sort();
        names
    }

    /// How a member looks in XML and in forms, where that is not the default.
    fn xml(&self, _model: &Model, _member: &Member) -> XmlTraits {
        XmlTraits::default()
    }

    /// The element around a structure or union that is a whole body; none if the protocol does not name it.
    fn root(&self, _model: &Model, _shape: &Shape) -> Option<Root> {
        None
    }

    /// The element around a payload, where the member says another one than its target.
    fn payload_root(&self, _model: &Model, _member: &Member) -> Option<Root> {
        None
    }

    /// Whether the body is empty if a payload is absent that is a structure, and not a structure without members.
    fn absent_payload_is_empty(&self) -> bool {
        false
    }

    /// The format of a moment, where it is not the protocol's own.
    fn timestamp_format(&self, model: &Model, member: &Member) -> Option<TimestampFormat> {
        model.trait_of(member, |traits| traits.timestamp_format)
    }

    /// Where a member of an input, output or error travels in such a message; none for the body. The stream of events that
    /// is the body is its payload.
    fn binding<'m>(&self, model: &Model, member: &'m Member, message: Message) -> Option<&'m Binding>;

    /// Whether a message has a body even if its structure has no members.
    fn has_empty_bodies(&self) -> bool {
        false
    }

    /// Whether a message whose payload is a stream of events may have other members in its body.
    fn has_initial_messages(&self) -> bool {
        false
    }

    /// The method, the path and the status of success.
    fn http<'m>(&self, model: &Model, operation: &'m Operation) -> Cow<'m, Http>;

    /// The code that an answer names an error by.
    fn error_code<'m>(&self, error: &'m Shape) -> &'m str {
        error.id.name()
    }

    /// What stands in the way of generating, beyond what every protocol has.
    fn check(&self, model: &Model, found: &mut Vec<Diagnostic>);
}

/// The rules of the protocol that a client speaks.
pub(crate) fn rules(protocol: Protocol) -> &'static dyn Rules {
    match protocol {
        Protocol::AwsJson1_0 => &aws_json::AwsJson::V1_0,
        Protocol::AwsJson1_1 => &aws_json::AwsJson::V1_1,
        Protocol::AwsQuery => &query::Query::Aws,
        Protocol::Ec2Query => &query::Query::Ec2,
        Protocol::RestJson1 => &rest_json::RestJson1,
        Protocol::RestXml => &rest_xml::RestXml,
        Protocol::RpcV2Cbor => &rpc_v2::RpcV2::Cbor,
        Protocol::RpcV2Json => &rpc_v2::RpcV2::Json,
    }
}

/// The protocol of a service whose errors may have the codes that they had in awsQuery.
fn query_compatible(service: &Service, protocol: TokenStream) -> TokenStream {
    if service.query_compatible { quote!(runtime::protocol::QueryCompatible(#protocol)) } else { protocol }
}
