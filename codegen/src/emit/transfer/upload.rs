//! How objects are put, as a whole and in parts.

use model::{Operation, Shape};
use proc_macro2::TokenStream;
use quote::quote;

use super::{ALGORITHM, OF_WHOLES, Store, is_of_whole};

impl Store<'_> {
    /// ```text
    /// fn checksum_algorithm(&self, input: &types::PutObjectRequest) -> Option<types::ChecksumAlgorithm> { ... }
    /// ```
    pub(super) fn algorithm_function(&self) -> Option<TokenStream> {
        let put = self.input(self.put)?;
        let (input, field) = (self.type_of(self.put)?, self.optional(put, ALGORITHM)?);
        let kind = self.cx.value_type(&put.member(ALGORITHM)?.target);
        let given = self.checksums_of_whole().into_iter().filter_map(|(member, algorithm)| {
            let field = self.optional(put, member)?;
            Some(quote!((#algorithm, input.#field.is_some())))
        });
        Some(quote! {
            /// The algorithm of the checksums of an object: the one that is chosen, that of the checksum that is given, or the
            /// usual one.
            fn checksum_algorithm(&self, input: &types::#input) -> Option<types::#kind> {
                let given: &[(&str, bool)] = &[#(#given),*];
                let given = given.iter().find(|(_, is_given)| *is_given).map(|(algorithm, _)| *algorithm);
                input.#field.clone().or_else(|| given.or_else(|| self.default_checksum()).map(Into::into))
            }
        })
    }

    /// The checksums that an object of parts is stored with, if the store can be told that they are of the whole.
    pub(super) fn checksums_of_whole(&self) -> Vec<(&'static str, &'static str)> {
        let has =
            |operation: &Operation, name: &str| self.input(operation).is_some_and(|input| input.member(name).is_some());
        if !has(self.begin, "ChecksumType") || !has(self.complete, "ChecksumType") {
            return Vec::new();
        }
        OF_WHOLES.into_iter().filter(|(member, _)| has(self.complete, member)).collect()
    }

    pub(super) fn take_body(&self) -> Option<TokenStream> {
        let (field, is_optional) = self.field(self.input(self.put)?, "Body")?;
        let taken = match is_optional {
            true => quote!(input.#field.take().unwrap_or_default()),
            false => quote!(std::mem::take(&mut input.#field)),
        };
        Some(quote! {
            fn take_body(input: &mut Self::Put) -> runtime::Body { #taken }
        })
    }

    /// The members that mean nothing for parts. The length is that of the body.
    pub(super) fn of_the_whole(&self) -> Option<TokenStream> {
        let put = self.input(self.put)?;
        let begin = self.input(self.begin)?;
        let taken = self.checksums_of_whole();
        let is_of_whole =
            |name: &str| !matches!(name, "Body" | "ContentLength") && is_of_whole(name) && begin.member(name).is_none();
        let members = put.members().iter().filter(|member| is_of_whole(member.name.as_str()));
        let lines = members.filter_map(|member| {
            let name = member.name.as_str();
            let field = self.optional(put, name)?;
            // A checksum of the whole that the parts give, too, goes with the last request.
            let of_another = taken
                .iter()
                .find(|(member, _)| *member == name)
                .map(|(_, own)| quote!(&& algorithm.as_ref().is_none_or(|algorithm| algorithm.as_str() != #own)));
            Some(quote!((#name, input.#field.is_some() #of_another)))
        });
        let algorithm = (!taken.is_empty()).then(|| quote!(let algorithm = self.checksum_algorithm(input);));
        Some(quote! {
            fn of_the_whole(&self, input: &Self::Put) -> Option<&'static str> {
                #algorithm
                let members = [#(#lines),*];
                members.into_iter().find(|(_, is_given)| *is_given).map(|(name, _)| name)
            }
        })
    }

    pub(super) fn put_function(&self) -> Option<TokenStream> {
        let (field, is_optional) = self.field(self.input(self.put)?, "Body")?;
        let body = if is_optional { quote!(Some(body)) } else { quote!(body) };
        let method = self.cx.names.method(&self.put.id);
        let stored = self.stored(self.put)?;
        Some(quote! {
            fn put(&self, mut input: Self::Put, body: runtime::Body) -> Pending<Stored, Exception> {
                input.#field = #body;
                let call = self.#method(input);
                Box::pin(async move {
                    let output = call.await?;
                    Ok(#stored)
                })
            }
        })
    }

    /// What an output says of an object that is stored now.
    pub(super) fn stored(&self, operation: &Operation) -> Option<TokenStream> {
        let output = self.output(operation)?;
        let (tag, version) = (self.optional(output, "ETag")?, self.optional(output, "VersionId")?);
        Some(quote!(Stored { entity_tag: output.#tag, version_id: output.#version }))
    }

    pub(super) fn begin_function(&self) -> Option<TokenStream> {
        let of_whole = quote! {
            self.checksum_algorithm(input)
                .filter(|algorithm| runtime::transfer::is_of_wholes(algorithm.as_str()))
                .map(|_| "FULL_OBJECT".into())
        };
        let mut own = vec![(ALGORITHM, quote!(self.checksum_algorithm(input)))];
        if !self.checksums_of_whole().is_empty() {
            own.push(("ChecksumType", of_whole));
        }
        let request = self.request(self.begin, &own)?;
        let method = self.cx.names.method(&self.begin.id);
        let id = self.optional(self.output(self.begin)?, "UploadId")?;
        Some(quote! {
            fn begin(&self, input: &Self::Put) -> Pending<String, Exception> {
                let call = self.#method(#request);
                Box::pin(async move { Ok(call.await?.#id.unwrap_or_default()) })
            }
        })
    }

    pub(super) fn part_function(&self, part: &Shape) -> Option<TokenStream> {
        let input = self.input(self.part)?;
        let (_, is_optional) = self.field(input, "Body")?;
        let body = if is_optional { quote!(Some(body)) } else { quote!(body) };
        let own = [
            ("PartNumber", quote!(number)),
            ("UploadId", quote!(id.to_owned())),
            ("Body", body),
            (ALGORITHM, quote!(self.checksum_algorithm(input))),
        ];
        let request = self.request(self.part, &own)?;
        let method = self.cx.names.method(&self.part.id);
        let output = self.output(self.part)?;
        let fields = part.members().iter().map(|member| {
            let field = self.cx.member_name(part, member);
            if member.name.as_str() == "PartNumber" {
                return Some(quote!(#field: Some(number)));
            }
            let from = self.optional(output, member.name.as_str())?;
            Some(quote!(#field: output.#from))
        });
        let fields: Vec<TokenStream> = fields.collect::<Option<_>>()?;
        let name = self.cx.names.type_name(&part.id);
        Some(quote! {
            fn part(
                &self,
                input: &Self::Put,
                id: &str,
                number: i32,
                body: runtime::Body,
            ) -> Pending<Self::Part, Exception> {
                let call = self.#method(#request);
                Box::pin(async move {
                    let output = call.await?;
                    Ok(types::#name { #(#fields),* })
                })
            }
        })
    }

    pub(super) fn complete_function(&self) -> Option<TokenStream> {
        let list = self.cx.model.target(self.parts_member()?);
        let (name, parts) = (self.cx.names.type_name(&list.id), self.optional(list, "Parts")?);
        let mut own = vec![
            ("UploadId", quote!(id.to_owned())),
            ("MultipartUpload", quote!(Some(types::#name { #parts: Some(parts) }))),
        ];
        let put = self.input(self.put)?;
        let of_wholes = self.checksums_of_whole();
        for (member, algorithm) in &of_wholes {
            let of_parts = quote!(whole.and_then(|whole| whole.value_of(#algorithm)));
            let value = match self.optional(put, member) {
                Some(field) => quote!(input.#field.clone().or_else(|| #of_parts)),
                None => of_parts,
            };
            own.push((*member, value));
        }
        let start = (!of_wholes.is_empty()).then(|| {
            own.push(("ChecksumType", quote!(whole.map(|_| "FULL_OBJECT".into()))));
            own.push(("MpuObjectSize", quote!(i64::try_from(bytes).ok())));
            quote! {
                let algorithm = self.checksum_algorithm(input);
                let bytes = whole.bytes;
                let whole = whole.checksum(algorithm.as_ref().map(|algorithm| algorithm.as_str()));
            }
        });
        let whole = if start.is_some() { quote!(whole) } else { quote!(_) };
        let request = self.request(self.complete, &own)?;
        let method = self.cx.names.method(&self.complete.id);
        let stored = self.stored(self.complete)?;
        Some(quote! {
            fn complete(
                &self,
                input: &Self::Put,
                id: &str,
                parts: Vec<Self::Part>,
                #whole: &Whole,
            ) -> Pending<Stored, Exception> {
                #start
                let call = self.#method(#request);
                Box::pin(async move {
                    let output = call.await?;
                    Ok(#stored)
                })
            }
        })
    }

    /// The checksums of a part that give that of the whole.
    pub(super) fn checksums_function(&self, part: &Shape) -> TokenStream {
        let values = self.checksums_of_whole().into_iter().filter_map(|(member, algorithm)| {
            let field = self.optional(part, member)?;
            Some(quote!((#algorithm, part.#field.as_deref())))
        });
        let values = values.collect::<Vec<_>>();
        match values.is_empty() {
            true => quote! {
                fn checksums(_: &Self::Part) -> Vec<(&'static str, &str)> { Vec::new() }
            },
            false => quote! {
                fn checksums(part: &Self::Part) -> Vec<(&'static str, &str)> {
                    let checksums = [#(#values),*];
                    checksums.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
                }
            },
        }
    }

    pub(super) fn abort_function(&self) -> Option<TokenStream> {
        let request = self.request(self.abort, &[("UploadId", quote!(id.to_owned()))])?;
        let method = self.cx.names.method(&self.abort.id);
        Some(quote! {
            fn abort(&self, input: &Self::Put, id: &str) -> Pending<(), Exception> {
                let call = self.#method(#request);
                Box::pin(async move { call.await.map(|_| ()) })
            }
        })
    }
}
