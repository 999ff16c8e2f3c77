//! `aws.protocols#awsJson1_0` and `aws.protocols#awsJson1_1`. `jsonName` does not count here.

use std::borrow::Cow;

use model::{Binding, Diagnostic, Http, Member, Model, Operation, Service};
use proc_macro2::TokenStream;
use quote::quote;

use super::{Message, Rules, rpc};

pub(super) enum AwsJson {
    V1_0,
    V1_1,
}

impl Rules for AwsJson {
    fn protocol(&self, service: &Service) -> TokenStream {
        let name = &service.rpc_name;
        let protocol = match self {
            Self::V1_0 => quote!(runtime::protocol::AwsJson1_0 { service: #name }),
            Self::V1_1 => quote!(runtime::protocol::AwsJson1_1 { service: #name }),
        };
        super::query_compatible(service, protocol)
    }

    fn binding<'m>(&self, model: &Model, member: &'m Member, _: Message) -> Option<&'m Binding> {
        rpc::binding(model, member)
    }

    fn has_empty_bodies(&self) -> bool {
        true
    }

    fn has_initial_messages(&self) -> bool {
        true
    }

    fn http<'m>(&self, _: &Model, _: &'m Operation) -> Cow<'m, Http> {
        Cow::Owned(Http::post("/"))
    }

    fn check(&self, model: &Model, found: &mut Vec<Diagnostic>) {
        let protocol = match self {
            Self::V1_0 => "awsJson1_0",
            Self::V1_1 => "awsJson1_1",
        };
        rpc::check(model, protocol, found);
    }
}
