//! `aws.protocols#restJson1`.

use std::borrow::Cow;

use model::{Binding, Diagnostic, Http, Member, Model, Operation, Service};
use proc_macro2::TokenStream;
use quote::quote;

use super::{Message, Rules, http_bindings};

pub(super) struct RestJson1;

impl Rules for RestJson1 {
    fn protocol(&self, _: &Service) -> TokenStream {
        quote!(runtime::protocol::RestJson1)
    }

    fn name<'m>(&self, member: &'m Member, _: Message) -> Cow<'m, str> {
        Cow::Borrowed(member.traits.json_name.as_deref().unwrap_or(member.name.as_str()))
    }

    fn binding<'m>(&self, _: &Model, member: &'m Member, message: Message) -> Option<&'m Binding> {
        http_bindings::binding(member, message)
    }

    fn http<'m>(&self, _: &Model, operation: &'m Operation) -> Cow<'m, Http> {
        http_bindings::http(operation)
    }

    fn check(&self, model: &Model, found: &mut Vec<Diagnostic>) {
        http_bindings::check(model, "restJson1", found);
    }
}
