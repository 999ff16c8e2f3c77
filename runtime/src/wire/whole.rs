//! Structures whose members travel in several places, as one value.

use super::{Encode, Fields, Reader, Result, Writer};

/// A structure with members that travel in the path, the query, headers or the status: all of them as one value.
pub trait Whole {
    /// The members that have to be there.
    const REQUIRED: &'static [&'static str] = &[];

    /// Writes each member that is present.
    fn encode_all(&self, out: &mut dyn Writer);

    /// The value before anything was read.
    fn initial_of_all() -> Self
    where
        Self: Sized;

    /// Reads the value of the member of this name.
    ///
    /// # Errors
    /// The value does not fit the member.
    fn field_of_all(&mut self, name: &str, input: &mut dyn Reader) -> Result<()>;
}

/// A structure as all of its members.
#[derive(Debug)]
pub struct AllOf<T>(pub T);

impl<T: Whole> Encode for AllOf<&T> {
    fn encode(&self, out: &mut dyn Writer) {
        self.0.encode_all(out);
    }
}

impl<T: Whole> Fields for AllOf<T> {
    fn initial() -> Self {
        Self(T::initial_of_all())
    }

    fn field(&mut self, name: &str, input: &mut dyn Reader) -> Result<()> {
        self.0.field_of_all(name, input)
    }

    fn required(&self) -> &'static [&'static str] {
        T::REQUIRED
    }
}
