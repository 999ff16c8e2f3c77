//! The element around a whole body.

use super::{Encode, Writer};

/// The element around a whole body, in formats that name it: XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Root {
    /// Its name: `xmlName`, or that of the shape.
    pub name: &'static str,
    /// `xmlNamespace`, its own or that of the service: prefix and URI.
    pub namespace: Option<(&'static str, &'static str)>,
}

impl Root {
    /// Of what is never a whole body, or is one only in formats that don't name it.
    pub const UNNAMED: Self = Self { name: "Value", namespace: None };
}

/// A structure or a union as a whole body, within another element than its own: a payload whose member has an `xmlName` or an
/// `xmlNamespace`.
#[derive(Clone, Copy, Debug)]
pub struct Rooted<T>(pub Root, pub T);

impl<T: Encode> Encode for Rooted<T> {
    fn encode(&self, out: &mut dyn Writer) {
        self.1.encode(out);
    }

    fn root(&self) -> Root {
        self.0
    }
}
