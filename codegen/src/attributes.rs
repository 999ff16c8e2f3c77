//! The attributes that overrides add to types.

use model::Shape;

/// The attributes of a shape, as tokens; texts that are none are left out, since they were refused before.
pub(crate) fn of(shape: &Shape) -> Vec<syn::Attribute> {
    shape.traits.attributes.iter().filter_map(|text| parsed(text)).flatten().collect()
}

/// The attributes of a text; none if it is not made of attributes.
pub(crate) fn parsed(text: &str) -> Option<Vec<syn::Attribute>> {
    syn::parse::Parser::parse_str(syn::Attribute::parse_outer, text).ok().filter(|attributes| !attributes.is_empty())
}
