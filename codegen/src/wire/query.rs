//! `aws.protocols#awsQuery` and `aws.protocols#ec2Query`: forms, answered in XML.

use std::borrow::Cow;

use model::{Binding, Diagnostic, Http, Kind, Member, Model, Operation, Service, Shape};
use proc_macro2::TokenStream;
use quote::quote;

use super::xml::{self, XmlTraits};
use super::{Message, Rules, rpc};

pub(super) struct AwsQuery;

pub(super) struct Ec2Query;

impl Rules for AwsQuery {
    fn protocol(&self, service: &Service) -> TokenStream {
        let version = &service.version;
        quote!(runtime::protocol::AwsQuery { version: #version })
    }

    fn features(&self) -> &'static [&'static str] {
        &["query"]
    }

    fn name<'m>(&self, member: &'m Member, message: Message) -> Cow<'m, str> {
        match message {
            Message::Request => Cow::Borrowed(name_in_form(member)),
            Message::Response => xml::name_read(member),
        }
    }

    fn xml(&self, model: &Model, member: &Member) -> XmlTraits {
        XmlTraits { namespace: None, key_namespace: None, ..xml::traits(model, member) }
    }

    fn binding<'m>(&self, model: &Model, member: &'m Member, _: Message) -> Option<&'m Binding> {
        rpc::binding(model, member)
    }

    fn http<'m>(&self, _: &Model, _: &'m Operation) -> Cow<'m, Http> {
        Cow::Owned(Http::post("/"))
    }

    /// `awsQueryError`.
    fn error_code<'m>(&self, error: &'m Shape) -> &'m str {
        error.traits.query_error.as_ref().map_or(error.id.name(), |query| &query.code)
    }

    fn check(&self, model: &Model, found: &mut Vec<Diagnostic>) {
        check(model, "awsQuery", found);
        for operation in model.operations.values() {
            let wrapper = operation.result_wrapper.as_deref().filter(|wrapper| !wrapper.ends_with("Result"));
            found.extend(wrapper.map(|wrapper| {
                Diagnostic::unsupported(format!(
                    "the answers of `{}` have their members in `{wrapper}`, whose name does not end with `Result`",
                    operation.id
                ))
                .at(operation.place, "its `resultWrapper`")
                .help("leave out this operation")
            }));
        }
    }
}

impl Rules for Ec2Query {
    fn protocol(&self, service: &Service) -> TokenStream {
        let version = &service.version;
        quote!(runtime::protocol::Ec2Query { version: #version })
    }

    fn features(&self) -> &'static [&'static str] {
        &["query"]
    }

    /// `ec2QueryName`, or the name with a capital letter; in answers the name as it is.
    fn name<'m>(&self, member: &'m Member, message: Message) -> Cow<'m, str> {
        match (message, &member.traits.ec2_query_name) {
            (Message::Response, _) => xml::name_read(member),
            (Message::Request, Some(name)) => Cow::Borrowed(name),
            (Message::Request, None) => capitalized(name_in_form(member)),
        }
    }

    fn xml(&self, model: &Model, member: &Member) -> XmlTraits {
        XmlTraits { namespace: None, key_namespace: None, ..xml::traits(model, member) }
    }

    fn binding<'m>(&self, model: &Model, member: &'m Member, _: Message) -> Option<&'m Binding> {
        rpc::binding(model, member)
    }

    fn http<'m>(&self, _: &Model, _: &'m Operation) -> Cow<'m, Http> {
        Cow::Owned(Http::post("/"))
    }

    fn check(&self, model: &Model, found: &mut Vec<Diagnostic>) {
        check(model, "ec2Query", found);
        for operation in model.operations.values() {
            check_maps(model, operation, found);
        }
    }
}

fn name_in_form(member: &Member) -> &str {
    member.traits.xml_name.as_deref().unwrap_or(member.name.as_str())
}

fn capitalized(name: &str) -> Cow<'_, str> {
    match name.chars().next() {
        Some(first) if first.is_lowercase() => Cow::Owned(first.to_uppercase().chain(name.chars().skip(1)).collect()),
        _ => Cow::Borrowed(name),
    }
}

fn check(model: &Model, protocol: &str, found: &mut Vec<Diagnostic>) {
    xml::check(model, protocol, found);
    rpc::check(model, protocol, found);
    rpc::check_documents(model, protocol, found);
}

/// ec2Query has no form for a map that is sent.
fn check_maps(model: &Model, operation: &Operation, found: &mut Vec<Diagnostic>) {
    let members = operation.input.iter().flat_map(|id| model.shape(id).members());
    for member in members.filter(|member| matches!(model.target(member).kind, Kind::Map(..))) {
        found.push(
            Diagnostic::unsupported(format!(
                "`{}` of `{}` is a map, which ec2Query has no form for",
                member.name, operation.id
            ))
            .at(member.place, "targets a map")
            .help("leave out this operation"),
        );
    }
}
