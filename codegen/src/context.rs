//! What every emitter is given.

use std::borrow::Cow;
use std::collections::BTreeMap;

use model::{Binding, Http, Kind, Member, Model, Operation, Shape, ShapeId};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::custom_type;
use crate::facts::Facts;
use crate::names::Names;
use crate::paths::Paths;
use crate::wire::{Message, Rules};

/// The selected model, its names, and what is known about it. Emitters only look.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) model: &'a Model,
    pub(crate) names: &'a Names,
    pub(crate) facts: &'a Facts,
    pub(crate) rules: &'a dyn Rules,
    pub(crate) paths: &'a Paths,
    pub(crate) validators: bool,
    pub(crate) patterns: bool,
}

/// Whether a member can be absent, and what it is if nobody says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Presence {
    /// `Option`.
    Optional,
    /// Always there: the constructor asks for it.
    Required,
    /// Always there: it has a default.
    Defaulted(Value),
}

impl<'a> Context<'a> {
    /// Whether a member of a structure can be absent.
    ///
    /// Inputs: optional, unless required without a default and without an idempotency token, even if `clientOptional`.
    /// Everything else: optional if `clientOptional`, or if neither required nor with a default.
    pub(crate) fn presence(&self, shape: &Shape, member: &Member) -> Presence {
        let traits = &member.traits;
        let default = traits.default.clone().filter(|value| !value.is_null());
        if self.facts.is_input(&shape.id) {
            let asked_for = traits.required && default.is_none() && !traits.idempotency_token;
            return if asked_for { Presence::Required } else { Presence::Optional };
        }
        match default {
            // What a default is as a value of a type of the user's is not known here.
            Some(_) if self.is_custom(&member.target) => Presence::Optional,
            // A stream is there, if only an empty one.
            _ if self.is_stream(member) => Presence::Defaulted(Value::from("")),
            _ if traits.client_optional => Presence::Optional,
            Some(value) => Presence::Defaulted(value),
            None if traits.required => Presence::Required,
            None => Presence::Optional,
        }
    }

    /// The feature that constructors and setters are behind, where only tests make values: nothing sends the structure.
    pub(crate) fn test_gate(&self, shape: &Shape) -> Option<TokenStream> {
        (!self.facts.is_sent(&shape.id)).then(|| quote!(#[cfg(feature = "test-util")]))
    }

    /// Whether a member is the body of a message while it comes or goes.
    pub(crate) fn is_stream(&self, member: &Member) -> bool {
        self.model.target(member).traits.streaming
    }

    /// Whether a structure has a member that is a stream of events.
    pub(crate) fn holds_events(&self, shape: &Shape) -> bool {
        shape.members().iter().any(|member| self.model.target(member).is_event_stream())
    }

    /// Whether a structure has a member that is a stream: it can be neither copied nor compared.
    pub(crate) fn holds_stream(&self, shape: &Shape) -> bool {
        shape.members().iter().any(|member| self.is_stream(member))
    }

    /// Whether a type of the user's stands for a shape.
    pub(crate) fn is_custom(&self, id: &ShapeId) -> bool {
        matches!(self.model.shape(id).kind, Kind::Custom { .. })
    }

    /// The type of a shape's values.
    pub(crate) fn value_type(&self, id: &ShapeId) -> TokenStream {
        let shape = self.model.shape(id);
        match &shape.kind {
            Kind::Blob if shape.traits.streaming => quote!(runtime::Body),
            Kind::Blob => quote!(runtime::Bytes),
            Kind::Boolean => quote!(bool),
            Kind::String => quote!(String),
            Kind::Byte => quote!(i8),
            Kind::Short => quote!(i16),
            Kind::Integer => quote!(i32),
            Kind::Long => quote!(i64),
            Kind::Float => quote!(f32),
            Kind::Double => quote!(f64),
            Kind::BigInteger => quote!(runtime::BigInteger),
            Kind::BigDecimal => quote!(runtime::BigDecimal),
            Kind::Timestamp => quote!(runtime::DateTime),
            Kind::Document => quote!(runtime::Document),
            Kind::List(item) => {
                let item = self.item_type(shape, item);
                quote!(Vec<#item>)
            }
            Kind::Map(key, value) => {
                let key = self.value_type(&key.target);
                let value = self.item_type(shape, value);
                quote!(BTreeMap<#key, #value>)
            }
            Kind::Union(_) if shape.traits.streaming => {
                let name = self.names.type_name(id);
                quote!(runtime::EventStream<#name>)
            }
            Kind::Structure(_) | Kind::Union(_) | Kind::Enum(_) | Kind::IntEnum(_) => {
                let name = self.names.type_name(id);
                quote!(#name)
            }
            Kind::Custom { path, .. } => custom_type::tokens(path),
        }
    }

    /// The type of the items of a list, or of the values of a map.
    pub(crate) fn item_type(&self, list: &Shape, item: &Member) -> TokenStream {
        let item = self.value_type(&item.target);
        if list.traits.sparse { quote!(Option<#item>) } else { item }
    }

    /// The type of a member's values, boxed where it has to be.
    pub(crate) fn member_type(&self, shape: &Shape, member: &Member) -> TokenStream {
        let value = self.value_type(&member.target);
        if self.facts.is_boxed(&shape.id, &member.name) { quote!(Box<#value>) } else { value }
    }

    /// The type of a structure's field.
    pub(crate) fn field_type(&self, shape: &Shape, member: &Member) -> TokenStream {
        let value = self.member_type(shape, member);
        if self.presence(shape, member) == Presence::Optional { quote!(Option<#value>) } else { value }
    }

    /// The field or the variant of a member.
    pub(crate) fn member_name(&self, shape: &Shape, member: &Member) -> Ident {
        self.names.member(&shape.id, &member.name)
    }

    /// The variant of an error: named as its type, unless that is the name of what stands for all the others.
    pub(crate) fn exception_variant(&self, id: &ShapeId) -> Ident {
        let name = self.names.type_name(id);
        if name == "Unmodeled" { crate::names::ident("UnmodeledShape") } else { name }
    }

    /// Whether a member of a structure or union must not be printed.
    pub(crate) fn is_secret_member(&self, shape: &Shape, member: &Member) -> bool {
        shape.traits.sensitive || self.model.is_sensitive(member)
    }

    /// Whether a structure or union, or a member of it, must not be printed.
    pub(crate) fn is_secret(&self, shape: &Shape) -> bool {
        shape.traits.sensitive || shape.members().iter().any(|member| self.model.is_sensitive(member))
    }

    /// The members of a union whose type no other member has, so that a value of it can become only one variant.
    pub(crate) fn convertible<'s>(&self, union: &'s Shape) -> Vec<&'s Member> {
        let own = self.names.type_name(&union.id).to_string();
        let mut by_type: BTreeMap<String, Vec<&Member>> = BTreeMap::new();
        for member in self.variants(union).filter(|member| !member.target.is_unit()) {
            by_type.entry(self.value_type(&member.target).to_string()).or_default().push(member);
        }
        by_type.remove(&own);
        by_type.into_values().filter(|members| members.len() == 1).flatten().collect()
    }

    /// The members of a union that have a variant. The errors of a stream are what receiving fails with, and only who
    /// sends events has variants for them.
    pub(crate) fn variants<'s>(&self, union: &'s Shape) -> impl Iterator<Item = &'s Member> {
        let only_received = union.is_event_stream() && !self.facts.is_sent(&union.id);
        let is_error = |member: &&Member| self.model.target(member).traits.error.is_some();
        union.members().iter().filter(move |member| !only_received || !is_error(member))
    }

    /// The members of a structure or union that travel in the body.
    pub(crate) fn body_members(&self, shape: &'a Shape, message: Message) -> Vec<&'a Member> {
        shape.members().iter().filter(|member| self.is_in_body(shape, member, message)).collect()
    }

    /// Whether a member of a structure or union travels in the body.
    pub(crate) fn is_in_body(&self, shape: &Shape, member: &Member, message: Message) -> bool {
        let of_event = member.traits.event_header || member.traits.event_payload;
        (!self.is_message(shape) || self.binding(member, message).is_none())
            && !(of_event && self.facts.is_event(&shape.id))
    }

    /// Whether a structure is the top of a message, so that the HTTP bindings of its members count.
    fn is_message(&self, shape: &Shape) -> bool {
        shape.traits.error.is_some() || self.facts.is_taken(&shape.id) || self.facts.is_given(&shape.id)
    }

    /// The members of a structure that are bound to something other than the body.
    pub(crate) fn bound_members(&self, shape: &'a Shape, message: Message) -> Vec<(&'a Member, &'a Binding)> {
        shape.members().iter().filter_map(|member| Some((member, self.binding(member, message)?))).collect()
    }

    /// Where a member of an input, output or error travels in a message; none for the body.
    pub(crate) fn binding<'m>(&self, member: &'m Member, message: Message) -> Option<&'m Binding> {
        self.rules.binding(self.model, member, message)
    }

    /// The method and the path of an operation, and the status of success.
    pub(crate) fn http<'m>(&self, operation: &'m Operation) -> Cow<'m, Http> {
        self.rules.http(self.model, operation)
    }
}
