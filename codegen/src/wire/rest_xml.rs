//! `aws.protocols#restXml`.

use std::borrow::Cow;

use model::{Binding, Diagnostic, Http, Member, Model, Operation, Service, Shape};
use proc_macro2::TokenStream;
use quote::quote;

use super::xml::{self, Root, XmlTraits};
use super::{Message, Rules, http_bindings, rpc};

pub(super) struct RestXml;

impl Rules for RestXml {
    fn protocol(&self, _: &Service) -> TokenStream {
        quote!(runtime::protocol::RestXml)
    }

    fn features(&self) -> &'static [&'static str] {
        &["xml"]
    }

    fn name<'m>(&self, member: &'m Member, message: Message) -> Cow<'m, str> {
        match message {
            Message::Request => xml::name(member),
            Message::Response => xml::name_read(member),
        }
    }

    fn xml(&self, model: &Model, member: &Member) -> XmlTraits {
        xml::traits(model, member)
    }

    fn root(&self, model: &Model, shape: &Shape) -> Option<Root> {
        Some(xml::root(model, shape))
    }

    fn payload_root(&self, model: &Model, member: &Member) -> Option<Root> {
        xml::payload_root(model, member)
    }

    fn binding<'m>(&self, _: &Model, member: &'m Member, message: Message) -> Option<&'m Binding> {
        http_bindings::binding(member, message)
    }

    fn absent_payload_is_empty(&self) -> bool {
        true
    }

    fn http<'m>(&self, _: &Model, operation: &'m Operation) -> Cow<'m, Http> {
        http_bindings::http(operation)
    }

    fn check(&self, model: &Model, found: &mut Vec<Diagnostic>) {
        http_bindings::check(model, "restXml", found);
        xml::check(model, "restXml", found);
        rpc::check_documents(model, "restXml", found);
    }
}
