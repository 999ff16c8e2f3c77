//! Results that come page by page.
//!
//! See <https://smithy.io/2.0/spec/behavior-traits.html#paginated-trait>.

#[cfg(feature = "calls")]
mod calls;

#[cfg(feature = "calls")]
pub use self::calls::{Items, Pages};
use crate::operation::Operation;

/// An operation whose results come in pages.
pub trait Paginated: Operation<Input: Clone> {
    /// What leads from one page to the next.
    type Token: Clone + PartialEq + Send + 'static;

    /// What leads to the page behind this one; none at the last.
    fn next_token(output: &Self::Output) -> Option<Self::Token>;

    /// Asks for the page that a token leads to.
    fn set_token(input: &mut Self::Input, token: Self::Token);
}

/// An operation whose pages are made of items: of a list, or of the entries of a map.
pub trait PaginatedItems: Paginated {
    /// The items of a page.
    type Items: IntoIterator<IntoIter: Send + Unpin>;

    /// Takes the items out of a page.
    fn items(output: Self::Output) -> Self::Items;
}
