//! XML bindings, which restXml and the query protocols have in common.
//!
//! See <https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings>.

use std::borrow::Cow;

use model::{Binding, Diagnostic, Kind, Member, Model, Shape, XmlNamespace};

/// How a list, a map or another value looks in XML, where that is not the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct XmlTraits {
    /// The element around an item of a list or a value of a map.
    pub(crate) item: Option<String>,
    /// The element around a key of a map.
    pub(crate) key: Option<String>,
    pub(crate) flattened: bool,
    pub(crate) namespace: Option<XmlNamespace>,
    pub(crate) key_namespace: Option<XmlNamespace>,
}

/// The element around a whole body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Root {
    pub(crate) name: String,
    pub(crate) namespace: Option<XmlNamespace>,
}

/// The traits of a member, and of the items, keys and values of the list or map that it targets.
pub(super) fn traits(model: &Model, member: &Member) -> XmlTraits {
    let mut traits = XmlTraits {
        flattened: member.traits.xml_flattened,
        namespace: member.traits.xml_namespace.clone(),
        ..XmlTraits::default()
    };
    match &model.target(member).kind {
        Kind::List(item) => traits.item = item.traits.xml_name.clone().filter(|name| name != "member"),
        Kind::Map(key, value) => {
            traits.key = key.traits.xml_name.clone().filter(|name| name != "key");
            traits.key_namespace = key.traits.xml_namespace.clone();
            traits.item = value.traits.xml_name.clone().filter(|name| name != "value");
        }
        _ => {}
    }
    traits
}

/// The name of a member: of its element, or behind `@` of its attribute.
pub(super) fn name(member: &Member) -> Cow<'_, str> {
    let name = member.traits.xml_name.as_deref().unwrap_or(member.name.as_str());
    if member.traits.xml_attribute { Cow::Owned(format!("@{name}")) } else { Cow::Borrowed(name) }
}

/// The name that a member is read by: prefixes are left out, since a document may choose others.
pub(super) fn name_read(member: &Member) -> Cow<'_, str> {
    let name = member.traits.xml_name.as_deref().unwrap_or(member.name.as_str());
    let local = name.rsplit(':').next().unwrap_or(name);
    if member.traits.xml_attribute { Cow::Owned(format!("@{local}")) } else { Cow::Borrowed(local) }
}

/// The element around a structure or union that is a whole body: its `xmlName` and `xmlNamespace`, or its shape's name and
/// the service's namespace.
pub(super) fn root(model: &Model, shape: &Shape) -> Root {
    let name = shape.traits.xml_name.clone().unwrap_or_else(|| shape.id.name().to_owned());
    let namespace = shape.traits.xml_namespace.clone().or_else(|| model.service.xml_namespace.clone());
    Root { name, namespace }
}

/// The element around a payload, where the member says another one than its target.
pub(super) fn payload_root(model: &Model, member: &Member) -> Option<Root> {
    let traits = &member.traits;
    if traits.binding != Some(Binding::Payload) || traits.xml_name.is_none() && traits.xml_namespace.is_none() {
        return None;
    }
    let own = root(model, model.target(member));
    let name = traits.xml_name.clone().unwrap_or(own.name);
    Some(Root { name, namespace: traits.xml_namespace.clone().or(own.namespace) })
}

/// Checks that names are names of XML, and that a flattened member is one that can be.
pub(super) fn check(model: &Model, protocol: &str, found: &mut Vec<Diagnostic>) {
    for member in model.shapes.values().flat_map(Shape::all_members) {
        let name = member.traits.xml_name.as_deref().unwrap_or(member.name.as_str());
        if !is_name(name) {
            found.push(
                Diagnostic::new(format!("{name:?} is not a name of XML, which {protocol} needs"))
                    .at(member.place, "this member")
                    .help("names begin with a letter or `_`, and go on with letters, digits, `-`, `.` and `_`"),
            );
        }
    }
    let roots = model.shapes.values().filter_map(|shape| Some((shape, shape.traits.xml_name.as_deref()?)));
    for (shape, name) in roots.filter(|(_, name)| !is_name(name)) {
        found.push(
            Diagnostic::new(format!("{name:?} is not a name of XML, which {protocol} needs"))
                .at(shape.place, "this shape")
                .help("names begin with a letter or `_`, and go on with letters, digits, `-`, `.` and `_`"),
        );
    }
}

/// Whether it is a name with a prefix or without one.
fn is_name(name: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(|first: char| first.is_alphabetic() || first == '_')
            && part.chars().all(|letter| letter.is_alphanumeric() || "-._".contains(letter))
    };
    name.split(':').count() <= 2 && name.split(':').all(is_part)
}
