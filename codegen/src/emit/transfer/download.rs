//! How objects are got, and described.

use proc_macro2::TokenStream;
use quote::quote;

use super::{OF_WHOLES, Store, is_copy};
use crate::context::Presence;

impl Store<'_> {
    pub(super) fn describe_function(&self) -> TokenStream {
        self.description().unwrap_or_else(|| {
            quote! {
                fn describe(&self, _: &Self::Get) -> Option<Pending<Described, Exception>> { None }
            }
        })
    }

    pub(super) fn description(&self) -> Option<TokenStream> {
        let (head, get) = (self.head?, self.input(self.get)?);
        let (input, output) = (self.input(head)?, self.output(head)?);
        let mode = self.optional(get, "ChecksumMode")?;
        let of_part = |name: &str| matches!(name, "Range" | "PartNumber");
        let fields = input.members().iter().map(|member| {
            let (field, name) = (self.cx.member_name(input, member), member.name.as_str());
            let is_optional = self.cx.presence(input, member) == Presence::Optional;
            let same = get.member(name).filter(|same| same.target == member.target && !of_part(name));
            let value = match same {
                _ if name == "ChecksumMode" => quote!(Some("ENABLED".into())),
                Some(same) => {
                    let field = self.cx.member_name(get, same);
                    let clone = (!is_copy(&self.cx.model.target(same).kind)).then(|| quote!(.clone()));
                    match (self.cx.presence(get, same) == Presence::Optional, is_optional) {
                        (true, false) => return None,
                        (false, true) => quote!(Some(input.#field #clone)),
                        _ => quote!(input.#field #clone),
                    }
                }
                None if is_optional => quote!(None),
                None => return None,
            };
            Some(quote!(#field: #value))
        });
        let fields: Vec<TokenStream> = fields.collect::<Option<_>>()?;
        let (name, method) = (self.type_of(head)?, self.cx.names.method(&head.id));
        let (tag, kind) = (self.optional(output, "ETag")?, self.optional(output, "ChecksumType")?);
        let checksums = OF_WHOLES.into_iter().filter_map(|(member, algorithm)| {
            let field = self.optional(output, member)?;
            Some(quote!((#algorithm, output.#field)))
        });
        Some(quote! {
            fn describe(&self, input: &Self::Get) -> Option<Pending<Described, Exception>> {
                if input.#mode.is_none() && !self.asks_for_checksums() {
                    return None;
                }
                let call = self.#method(types::#name { #(#fields),* });
                Some(Box::pin(async move {
                    let output = call.await?;
                    let is_whole = output.#kind.is_none_or(|kind| kind.as_str() == "FULL_OBJECT");
                    Ok(Described::new(output.#tag, is_whole, [#(#checksums),*]))
                }))
            }
        })
    }

    pub(super) fn get_functions(&self) -> Option<TokenStream> {
        let (input, output) = (self.input(self.get)?, self.output(self.get)?);
        let (range, part) = (self.optional(input, "Range")?, self.optional(input, "PartNumber")?);
        let if_match = self.optional(input, "IfMatch")?;
        let (body, is_optional) = self.field(output, "Body")?;
        let body = if is_optional { quote!(output.#body.unwrap_or_default()) } else { quote!(output.#body) };
        let (tag, content_range) = (self.optional(output, "ETag")?, self.optional(output, "ContentRange")?);
        let method = self.cx.names.method(&self.get.id);
        Some(quote! {
            fn is_partial(input: &Self::Get) -> bool { input.#range.is_some() || input.#part.is_some() }

            fn wanted_tag(input: &Self::Get) -> Option<&str> { input.#if_match.as_deref() }

            fn get(
                &self,
                input: &Self::Get,
                range: Option<String>,
                entity_tag: Option<String>,
            ) -> Pending<Fetched, Exception> {
                let mut input = input.clone();
                input.#range = range.or(input.#range);
                input.#if_match = input.#if_match.filter(|wanted| wanted != "*").or(entity_tag);
                let call = self.#method(input);
                Box::pin(async move {
                    let output = call.await?;
                    Ok(Fetched { body: #body, entity_tag: output.#tag, content_range: output.#content_range })
                })
            }
        })
    }
}
