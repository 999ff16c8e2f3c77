//! `smithy.protocols#rpcv2Cbor` and `smithy.protocols#rpcv2Json`. Neither `jsonName` nor `timestampFormat` counts here.

use std::borrow::Cow;

use model::{Binding, Diagnostic, Http, Member, Model, Operation, Service, TimestampFormat};
use proc_macro2::TokenStream;
use quote::quote;

use super::{Message, Rules, rpc};

pub(super) enum RpcV2 {
    Cbor,
    Json,
}

impl Rules for RpcV2 {
    fn protocol(&self, service: &Service) -> TokenStream {
        let protocol = match self {
            Self::Cbor => quote!(runtime::protocol::RpcV2Cbor),
            Self::Json => quote!(runtime::protocol::RpcV2Json),
        };
        super::query_compatible(service, protocol)
    }

    fn features(&self) -> &'static [&'static str] {
        match self {
            Self::Cbor => &["cbor"],
            Self::Json => &[],
        }
    }

    fn timestamp_format(&self, _: &Model, _: &Member) -> Option<TimestampFormat> {
        None
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

    fn http<'m>(&self, model: &Model, operation: &'m Operation) -> Cow<'m, Http> {
        let (service, operation) = (&model.service.rpc_name, operation.id.name());
        Cow::Owned(Http::post(format!("/service/{service}/operation/{operation}")))
    }

    fn check(&self, model: &Model, found: &mut Vec<Diagnostic>) {
        match self {
            Self::Cbor => {
                rpc::check(model, "rpcv2Cbor", found);
                rpc::check_documents(model, "rpcv2Cbor", found);
            }
            Self::Json => rpc::check(model, "rpcv2Json", found),
        }
    }
}
