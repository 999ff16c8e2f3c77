//! Bodies: what a structure or union writes, and what it reads. One line for each member.

pub(crate) mod event;
pub(crate) mod member_traits;
pub(crate) mod request;
pub(crate) mod response;

use std::collections::BTreeSet;

use model::{Member, Shape};
use proc_macro2::TokenStream;
use quote::quote;

use self::member_traits::Stand;
use crate::context::{Context, Presence};
use crate::emit::literal;
use crate::wire::Message;

/// The impls of a structure, as far as it is sent and received.
///
/// ```text
/// impl wire::Encode for GetIceServerConfigRequest {
///     fn encode(&self, out: &mut dyn wire::Writer) {
///         self.channel_arn.field("ChannelARN", out);
///     }
/// }
/// ```
pub(crate) fn items(cx: &Context<'_>, shape: &Shape) -> Vec<TokenStream> {
    let mut items = Vec::new();
    if cx.facts.is_encoded(&shape.id) {
        items.push(encode(cx, shape, Message::Request, Stand::Beside));
    }
    if cx.facts.is_decoded(&shape.id) {
        items.push(fields(cx, shape, Message::Response, Stand::Beside));
    }
    items
}

/// What a structure writes into the body of a message.
pub(crate) fn encode(cx: &Context<'_>, shape: &Shape, message: Message, stand: Stand) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let members = cx.body_members(shape, message);
    let lines = encode_lines(cx, shape, &members, message, stand);
    let out = if members.is_empty() { quote!(_) } else { quote!(out) };
    let root = root(cx, shape);
    quote! {
        impl wire::Encode for #name {
            fn encode(&self, #out: &mut dyn wire::Writer) { #lines }
            #root
        }
    }
}

/// The element around the structure or union, where it is a whole body and the protocol names it.
pub(crate) fn root(cx: &Context<'_>, shape: &Shape) -> Option<TokenStream> {
    let is_message = cx.facts.is_taken(&shape.id) && !cx.body_members(shape, Message::Request).is_empty();
    let root = cx.rules.root(cx.model, shape).filter(|_| is_message || cx.facts.is_payload(&shape.id))?;
    let root = member_traits::root_tokens(&root);
    Some(quote!(
        fn root(&self) -> wire::Root { #root }
    ))
}

/// A line for each member that is written.
pub(crate) fn encode_lines(
    cx: &Context<'_>,
    shape: &Shape,
    members: &[&Member],
    message: Message,
    stand: Stand,
) -> TokenStream {
    let lines = members.iter().map(|member| {
        let field = cx.member_name(shape, member);
        let name = |message| cx.rules.name(member, message);
        let (wire, in_answer) = (name(message), name(Message::Response));
        // What is received, too, may be written into answers of tests.
        let differs = cx.rules.has_names_by_direction() && cx.facts.is_decoded(&shape.id) && wire != in_answer;
        let wire = if differs { quote!(out.name_of(#wire, #in_answer)) } else { quote!(#wire) };
        match member_traits::reference(cx, shape, member, stand) {
            Some(traits) => quote!(self.#field.field_as(#wire, #traits, out);),
            None => quote!(self.#field.field(#wire, out);),
        }
    });
    lines.collect()
}

/// What a structure reads from the body of a message.
pub(crate) fn fields(cx: &Context<'_>, shape: &Shape, message: Message, stand: Stand) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let initial = initial(cx, shape);
    let members = cx.body_members(shape, message);
    let body = field_arms(cx, shape, &members, stand, &quote!(input.skip()));
    let argument = if members.is_empty() { quote!(_) } else { quote!(name) };
    let required = required(cx, shape, &members).map(|names| {
        quote!(
            fn required(&self) -> &'static [&'static str] { #names }
        )
    });
    quote! {
        impl wire::Fields for #name {
            fn initial() -> Self { #initial }
            fn field(&mut self, #argument: &str, input: &mut dyn wire::Reader) -> wire::Result<()> { #body }
            #required
        }
    }
}

/// An arm for each member that is read, and what is done with every other name.
pub(crate) fn field_arms(
    cx: &Context<'_>,
    shape: &Shape,
    members: &[&Member],
    stand: Stand,
    other: &TokenStream,
) -> TokenStream {
    if members.is_empty() {
        return other.clone();
    }
    let mut members = members.to_vec();
    members.sort_by_key(|member| (cx.rules.name(member, Message::Response), member.traits.deprecated.is_some()));
    // Where two members have one name, that which is not deprecated is read.
    let mut taken = BTreeSet::new();
    let arms = members.iter().filter_map(|member| {
        let field = cx.member_name(shape, member);
        let mut names = cx.rules.names_read(shape, member, cx.facts.is_encoded(&shape.id));
        names.retain(|name| taken.insert(name.clone()));
        if names.is_empty() {
            return None;
        }
        let decode = match member_traits::reference(cx, shape, member, stand) {
            Some(traits) => quote!(self.#field.decode_as(#traits, input)),
            None => quote!(self.#field.decode(input)),
        };
        Some(quote!(#(#names)|* => #decode,))
    });
    quote!(match name { #(#arms)* _ => #other, })
}

/// The names of the members that have to be there; none if all of them may be absent. Of what is sent they are those that it is
/// written with.
pub(crate) fn required(cx: &Context<'_>, shape: &Shape, members: &[&Member]) -> Option<TokenStream> {
    let must = members.iter().filter(|member| cx.presence(shape, member) == Presence::Required);
    let message = if cx.facts.is_encoded(&shape.id) { Message::Request } else { Message::Response };
    let names: Vec<_> = must.map(|member| cx.rules.name(member, message)).collect();
    (!names.is_empty()).then(|| quote!(&[#(#names),*]))
}

/// A structure of which nothing has been read yet.
pub(crate) fn initial(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let plain = |member: &&Member| cx.presence(shape, member) != Presence::Optional;
    if !shape.members().iter().any(|member| plain(&member)) {
        return quote!(Self::default());
    }
    let fields = shape.members().iter().map(|member| {
        let field = cx.member_name(shape, member);
        match cx.presence(shape, member) {
            Presence::Optional => quote!(#field: None),
            Presence::Required => quote!(#field: wire::Decode::initial()),
            Presence::Defaulted(default) => {
                let value = literal::default(cx, &member.target, &default);
                quote!(#field: #value)
            }
        }
    });
    quote!(Self { #(#fields),* })
}
