//! The wire traits of a member, as data.

use crate::timestamp::TimestampFormat;

/// How a member's value looks on the wire, where that differs from what its type says.
///
/// Generated code refers to a `static` of this type. Traits of list items and map values hang on [`Member::item`],
/// so one static describes a list of lists of timestamps.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// `timestampFormat`; none means the protocol's default.
    pub timestamp: Option<TimestampFormat>,
    /// `mediaType`.
    pub media_type: Option<&'static str>,
    /// The items of a list, or the values of a map; none if they have no traits of their own.
    pub item: Option<&'static Member>,
    /// How it looks in XML and in the query protocols.
    pub xml: Xml,
    /// Whether the text comes URL-encoded: policies of IAM.
    pub url_encoded: bool,
    /// Whether a header that is no value of the member's type is passed over: `Expires` of S3.
    pub lenient: bool,
}

/// The XML traits of a member; the query protocols use the names and `flattened` too.
#[derive(Clone, Copy, Debug)]
pub struct Xml {
    /// The element around each item of a list, or around each value of a map; `member` or `value` if it is not given.
    pub item: Option<&'static str>,
    /// The element around each key of a map.
    pub key: &'static str,
    /// `xmlFlattened`: no element around the whole list or map.
    pub flattened: bool,
    /// `xmlNamespace`: prefix and URI. The prefix is empty if the namespace is the default one.
    pub namespace: Option<(&'static str, &'static str)>,
    /// `xmlNamespace` of the keys of a map.
    pub key_namespace: Option<(&'static str, &'static str)>,
}

impl Xml {
    /// No traits.
    pub const PLAIN: Self = Self { item: None, key: "key", flattened: false, namespace: None, key_namespace: None };
}

#[cfg(feature = "xml")]
impl Xml {
    /// The element around each item of a list.
    pub(crate) fn item_of_list(&self) -> &'static str {
        self.item.unwrap_or("member")
    }

    /// The element around each value of a map.
    pub(crate) fn value_of_map(&self) -> &'static str {
        self.item.unwrap_or("value")
    }
}

impl Member {
    /// No traits: everything as the protocol has it by default.
    pub const PLAIN: Self =
        Self { timestamp: None, media_type: None, item: None, xml: Xml::PLAIN, url_encoded: false, lenient: false };

    /// The traits of the items of a list or the values of a map.
    pub fn item(&self) -> &Member {
        self.item.unwrap_or(&Self::PLAIN)
    }
}
