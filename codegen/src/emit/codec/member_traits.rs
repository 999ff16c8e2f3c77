//! Wire traits of members, as statics that codecs refer to.

use heck::ToShoutySnakeCase;
use model::{Kind, Member, Shape, TimestampFormat, UrlEncoded, XmlNamespace};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::context::Context;
use crate::names::{ident, plain};
use crate::wire::{Message, Root, XmlTraits};

/// The traits that change how a member looks on the wire.
#[derive(Clone, Debug, Default, PartialEq)]
struct Traits {
    timestamp: Option<TimestampFormat>,
    media_type: Option<String>,
    item: Option<Box<Traits>>,
    xml: XmlTraits,
    url_encoded: bool,
    lenient: bool,
}

impl Traits {
    /// Those of a member of a structure or union.
    fn of_member(cx: &Context<'_>, shape: &Shape, member: &Member) -> Self {
        let traits = Self::of(cx, member);
        let in_body = |message| cx.is_in_body(shape, member, message);
        // Outside of a body nothing is in XML.
        match in_body(Message::Request) || in_body(Message::Response) {
            true => traits,
            false => traits.without_xml(),
        }
    }

    fn without_xml(self) -> Self {
        let item = self.item.map(|item| item.without_xml()).filter(|item| *item != Self::default());
        Self { xml: XmlTraits::default(), item: item.map(Box::new), ..self }
    }

    fn of(cx: &Context<'_>, member: &Member) -> Self {
        let target = cx.model.target(member);
        let item = match &target.kind {
            Kind::List(item) => Some(item),
            Kind::Map(_, value) => Some(value),
            _ => None,
        };
        let xml = cx.rules.xml(cx.model, member);
        let item = item.map(|item| Self::of(cx, item)).filter(|item| *item != Self::default()).map(Box::new);
        let is_time = matches!(target.kind.on_the_wire(), Kind::Timestamp);
        let is_bound_text = matches!(target.kind.on_the_wire(), Kind::String) && is_bound(cx, member);
        Self {
            timestamp: cx.rules.timestamp_format(cx.model, member).filter(|_| is_time),
            media_type: cx.model.trait_of(member, |traits| traits.media_type.clone()).filter(|_| is_bound_text),
            item,
            xml,
            url_encoded: member.traits.url_encoded == Some(UrlEncoded::Always),
            lenient: member.traits.lenient,
        }
    }

    fn tokens(&self) -> TokenStream {
        let timestamp = self.timestamp.map(|format| {
            let format = match format {
                TimestampFormat::DateTime => quote!(DateTime),
                TimestampFormat::HttpDate => quote!(HttpDate),
                TimestampFormat::EpochSeconds => quote!(EpochSeconds),
            };
            quote!(timestamp: Some(runtime::TimestampFormat::#format),)
        });
        let media_type = self.media_type.as_ref().map(|media_type| quote!(media_type: Some(#media_type),));
        let item = self.item.as_ref().map(|item| {
            let item = item.tokens();
            quote!(item: Some(&#item),)
        });
        let xml = (self.xml != XmlTraits::default()).then(|| {
            let xml = xml_tokens(&self.xml);
            quote!(xml: #xml,)
        });
        let url_encoded = self.url_encoded.then(|| quote!(url_encoded: true,));
        let lenient = self.lenient.then(|| quote!(lenient: true,));
        let given = quote!(#timestamp #media_type #item #xml #url_encoded #lenient);
        quote!(runtime::Member { #given ..runtime::Member::PLAIN })
    }
}

fn xml_tokens(traits: &XmlTraits) -> TokenStream {
    let item = traits.item.as_ref().map(|name| quote!(item: Some(#name),));
    let key = traits.key.as_ref().map(|name| quote!(key: #name,));
    let flattened = traits.flattened.then(|| quote!(flattened: true,));
    let namespace = traits.namespace.as_ref().map(namespace_tokens).map(|pair| quote!(namespace: Some(#pair),));
    let key_namespace =
        traits.key_namespace.as_ref().map(namespace_tokens).map(|pair| quote!(key_namespace: Some(#pair),));
    quote!(runtime::Xml { #item #key #flattened #namespace #key_namespace ..runtime::Xml::PLAIN })
}

/// A prefix and a URI.
fn namespace_tokens(namespace: &XmlNamespace) -> TokenStream {
    let (prefix, uri) = (namespace.prefix.as_deref().unwrap_or_default(), &namespace.uri);
    quote!((#prefix, #uri))
}

/// The element around a whole body.
pub(crate) fn root_tokens(root: &Root) -> TokenStream {
    let name = &root.name;
    let namespace = match &root.namespace {
        Some(namespace) => {
            let pair = namespace_tokens(namespace);
            quote!(Some(#pair))
        }
        None => quote!(None),
    };
    quote!(wire::Root { name: #name, namespace: #namespace })
}

/// Whether a member travels outside of the body of one of its messages.
fn is_bound(cx: &Context<'_>, member: &Member) -> bool {
    [Message::Request, Message::Response].into_iter().any(|message| cx.binding(member, message).is_some())
}

/// The static that holds a member's traits; none if it has none.
///
/// ```text
/// static CHANNEL_INFO_CREATION_TIME: runtime::Member =
///     runtime::Member { timestamp: Some(runtime::TimestampFormat::DateTime), ..runtime::Member::PLAIN };
/// ```
fn name(cx: &Context<'_>, shape: &Shape, member: &Member) -> Option<Ident> {
    // The headers of events have types of their own.
    let of_event = member.traits.event_header && cx.facts.is_event(&shape.id);
    if of_event || Traits::of_member(cx, shape, member) == Traits::default() {
        return None;
    }
    let field = cx.member_name(shape, member).to_string();
    let full = format!("{}_{}", cx.names.type_name(&shape.id), plain(&field));
    Some(ident(&full.to_shouty_snake_case()))
}

/// Where a codec stands: beside its type, or in a file for what most users do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stand {
    Beside,
    Apart,
}

/// A reference to a member's traits; none if it has none. Beside the type that is the static.
pub(crate) fn reference(cx: &Context<'_>, shape: &Shape, member: &Member, stand: Stand) -> Option<TokenStream> {
    let name = name(cx, shape, member)?;
    Some(match stand {
        Stand::Beside => quote!(&#name),
        Stand::Apart => {
            let traits = Traits::of_member(cx, shape, member).tokens();
            quote!(&#traits)
        }
    })
}

/// The statics of a structure's or union's members.
pub(crate) fn statics(cx: &Context<'_>, shape: &Shape) -> Vec<TokenStream> {
    let used = cx.facts.is_encoded(&shape.id) || cx.facts.is_decoded(&shape.id);
    let members = shape.members().iter().filter(|_| used);
    members
        .filter_map(|member| {
            let name = name(cx, shape, member)?;
            let traits = Traits::of_member(cx, shape, member).tokens();
            Some(quote!(static #name: runtime::Member = #traits;))
        })
        .collect()
}

/// The traits as an argument, which is a reference in any case.
pub(crate) fn argument(cx: &Context<'_>, shape: &Shape, member: &Member, stand: Stand) -> TokenStream {
    reference(cx, shape, member, stand).unwrap_or(quote!(&runtime::Member::PLAIN))
}
