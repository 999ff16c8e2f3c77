//! The operation that tells the endpoint of others: `aws.api#clientEndpointDiscovery`.

use model::{Kind, Member};
use proc_macro2::TokenStream;
use quote::quote;

use crate::context::{Context, Presence};

/// ```text
/// impl runtime::EndpointDiscovery for Service {
///     type Operation = super::operations::DescribeEndpoints;
///     fn input() -> types::DescribeEndpointsRequest { .. }
///     fn endpoint(output: types::DescribeEndpointsResponse) -> Option<(String, i64)> { .. }
/// }
/// ```
pub(super) fn item(cx: &Context<'_>) -> Option<TokenStream> {
    let id = cx.model.operations.values().find_map(|operation| operation.endpoint_discovery.as_ref())?;
    let operation = cx.model.operations.get(id)?;
    let output = cx.model.shape(operation.output.as_ref()?);
    let endpoints = output.member("Endpoints")?;
    let Kind::List(item) = &cx.model.target(endpoints).kind else { return None };
    let endpoint = cx.model.target(item);
    let (address, period) = (endpoint.member("Address")?, endpoint.member("CachePeriodInMinutes")?);
    let first = match cx.presence(output, endpoints) {
        Presence::Optional => quote!(.into_iter().flatten().next()?),
        _ => quote!(.into_iter().next()?),
    };
    let value = |member: &Member, absent: TokenStream| {
        let field = cx.member_name(endpoint, member);
        let is_optional = cx.presence(endpoint, member) == Presence::Optional;
        if is_optional { quote!(first.#field #absent) } else { quote!(first.#field) }
    };
    let (address, period) = (value(address, quote!(?)), value(period, quote!(.unwrap_or_default())));
    let list = cx.member_name(output, endpoints);
    let marker = cx.names.marker(id);
    let input = operation.input.as_ref().map(|id| {
        let name = cx.names.type_name(id);
        (quote!(-> super::types::#name), quote!(super::types::#name::default()))
    });
    let (input_type, input) = input.unzip();
    let output_type = cx.names.type_name(&output.id);
    Some(quote! {
        impl runtime::EndpointDiscovery for Service {
            type Operation = super::operations::#marker;
            fn input() #input_type { #input }
            fn endpoint(output: super::types::#output_type) -> Option<(String, i64)> {
                let first = output.#list #first;
                Some((#address, #period))
            }
        }
    })
}
