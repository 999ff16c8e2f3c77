//! `aws.protocols#awsQuery` and `aws.protocols#ec2Query`: forms, answered in XML.

use std::borrow::Cow;

use model::{Binding, Diagnostic, Http, Kind, Member, Model, Operation, Service, Shape};
use proc_macro2::TokenStream;
use quote::quote;

use super::xml::{self, XmlTraits};
use super::{Message, Rules, rpc};

pub(super) enum Query {
    Aws,
    Ec2,
}

impl Rules for Query {
    fn protocol(&self, service: &Service) -> TokenStream {
        let version = &service.version;
        match self {
            Self::Aws => quote!(runtime::protocol::AwsQuery { version: #version }),
            Self::Ec2 => quote!(runtime::protocol::Ec2Query { version: #version }),
        }
    }

    fn features(&self) -> &'static [&'static str] {
        &["query"]
    }

    /// In forms of ec2Query that is `ec2QueryName`, or the name with a capital letter.
    fn name<'m>(&self, member: &'m Member, message: Message) -> Cow<'m, str> {
        match (message, self, &member.traits.ec2_query_name) {
            (Message::Response, ..) => xml::name_read(member),
            (Message::Request, Self::Aws, _) => Cow::Borrowed(name_in_form(member)),
            (Message::Request, Self::Ec2, Some(name)) => Cow::Borrowed(name),
            (Message::Request, Self::Ec2, None) => capitalized(name_in_form(member)),
        }
    }

    fn has_names_by_direction(&self) -> bool {
        true
    }

    /// Nothing that is sent has a namespace.
    fn xml(&self, model: &Model, member: &Member) -> XmlTraits {
        XmlTraits { namespace: None, key_namespace: None, ..xml::traits(model, member) }
    }

    fn binding<'m>(&self, model: &Model, member: &'m Member, _: Message) -> Option<&'m Binding> {
        rpc::binding(model, member)
    }

    fn http<'m>(&self, _: &Model, _: &'m Operation) -> Cow<'m, Http> {
        Cow::Owned(Http::post("/"))
    }

    /// `awsQueryError`, which ec2Query does not have.
    fn error_code<'m>(&self, error: &'m Shape) -> &'m str {
        match (self, &error.traits.query_error) {
            (Self::Aws, Some(query)) => &query.code,
            _ => error.id.name(),
        }
    }

    fn check(&self, model: &Model, found: &mut Vec<Diagnostic>) {
        let protocol = match self {
            Self::Aws => "awsQuery",
            Self::Ec2 => "ec2Query",
        };
        xml::check(model, protocol, found);
        rpc::check(model, protocol, found);
        rpc::check_documents(model, protocol, found);
        for operation in model.operations.values() {
            match self {
                Self::Aws => check_wrapper(operation, found),
                Self::Ec2 => check_maps(model, operation, found),
            }
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

/// The members of an answer stand in an element whose name ends with `Result`.
fn check_wrapper(operation: &Operation, found: &mut Vec<Diagnostic>) {
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
