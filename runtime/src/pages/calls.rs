//! The calls that bring pages.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::{Paginated, PaginatedItems};
use crate::call::{Call, Options};
use crate::client::Client;
use crate::error::{Error, Failure};
use crate::operation::{ExceptionOf, Operation};

/// A page, or the error of its call.
type Page<O> = Result<<O as Operation>::Output, Error<ExceptionOf<O>>>;
type Calling<O> = Pin<Box<dyn Future<Output = Page<O>> + Send>>;

/// The pages of a result, as a `Stream` or one by one with [`Pages::next`]. Each is a call with what was chosen for the
/// first. After an error there are no more.
#[must_use = "nothing is called until a page is asked for"]
pub struct Pages<O: Paginated> {
    client: Client,
    options: Options,
    /// What the next call sends; none after the last page.
    input: Option<O::Input>,
    calling: Option<Calling<O>>,
    circle: Circle<O::Token>,
}

/// Finds out that tokens repeat, by remembering two of them: the last one, and the one at the last power of two (Brent's
/// algorithm).
struct Circle<T> {
    last: Option<T>,
    remembered: Option<T>,
    /// How many tokens came since.
    steps: u64,
    /// After how many the next one is remembered.
    power: u64,
}

impl<T: Clone + PartialEq> Circle<T> {
    fn new() -> Self {
        Self { last: None, remembered: None, steps: 0, power: 1 }
    }

    /// Whether the token is one that is remembered. It is, after a while, wherever the circle begins.
    fn closes(&mut self, token: &T) -> bool {
        if self.last.as_ref() == Some(token) || self.remembered.as_ref() == Some(token) {
            return true;
        }
        self.last = Some(token.clone());
        self.steps += 1;
        if self.steps == self.power {
            (self.remembered, self.steps, self.power) = (Some(token.clone()), 0, self.power.saturating_mul(2));
        }
        false
    }
}

/// Nothing in it refers to itself.
impl<O: Paginated> Unpin for Pages<O> {}

impl<O: Paginated> Call<O> {
    /// Every page from the one that the input asks for.
    pub fn pages(self) -> Pages<O> {
        let (client, input, options) = self.into_parts();
        Pages { client, options, input: Some(input), calling: None, circle: Circle::new() }
    }
}

impl<O: PaginatedItems> Call<O> {
    /// Every item of every page from the one that the input asks for.
    pub fn items(self) -> Items<O> {
        Items { pages: self.pages(), items: None }
    }
}

/// Shows what is called, never the input.
impl<O: Paginated> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("operation", &O::META.name).finish_non_exhaustive()
    }
}

impl<O: Paginated> Pages<O> {
    /// The next page; none after the last.
    ///
    /// # Errors
    /// The call fails, or the service leads in a circle.
    pub async fn next(&mut self) -> Option<Page<O>> {
        poll_fn(|cx| self.poll_page(cx)).await
    }

    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Page<O>>> {
        let calling = match (&mut self.calling, &self.input) {
            (Some(calling), _) => calling,
            (None, None) => return Poll::Ready(None),
            (None, Some(input)) => {
                let call = Call::<O>::with(self.client.clone(), input.clone(), self.options.clone());
                self.calling.insert(Box::pin(call.run(None)))
            }
        };
        let result = ready!(calling.as_mut().poll(cx));
        self.calling = None;
        Poll::Ready(Some(self.turned(result)))
    }

    /// Notes what the page leads to.
    fn turned(&mut self, result: Page<O>) -> Page<O> {
        let next = result.as_ref().ok().and_then(O::next_token);
        if next.as_ref().is_some_and(|token| self.circle.closes(token)) {
            self.input = None;
            return Err(Error::failure_of(O::META.name, Failure::RepeatedToken));
        }
        match (next, &mut self.input) {
            (Some(token), Some(input)) => O::set_token(input, token),
            _ => self.input = None,
        }
        result
    }
}

impl<O: Paginated> Stream for Pages<O> {
    type Item = Page<O>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(cx)
    }
}

/// The items of all pages, as a `Stream` or one by one with [`Items::next`].
#[must_use = "nothing is called until an item is asked for"]
pub struct Items<O: PaginatedItems> {
    pages: Pages<O>,
    items: Option<<O::Items as IntoIterator>::IntoIter>,
}

/// Nothing in it refers to itself.
impl<O: PaginatedItems> Unpin for Items<O> {}

/// An item, or the error of the call that should have brought it.
type ItemResult<O> = Result<<<O as PaginatedItems>::Items as IntoIterator>::Item, Error<ExceptionOf<O>>>;

/// Shows what is called, never the input.
impl<O: PaginatedItems> fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("operation", &O::META.name).finish_non_exhaustive()
    }
}

impl<O: PaginatedItems> Items<O> {
    /// The next item; none after the last.
    ///
    /// # Errors
    /// As [`Pages::next`].
    pub async fn next(&mut self) -> Option<ItemResult<O>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    /// All items that are left, in memory.
    ///
    /// # Errors
    /// As [`Pages::next`]; what came before is lost.
    pub async fn collect<C>(mut self) -> Result<C, Error<ExceptionOf<O>>>
    where
        C: Default + Extend<<O::Items as IntoIterator>::Item>,
    {
        let mut all = C::default();
        while let Some(item) = self.next().await {
            all.extend([item?]);
        }
        Ok(all)
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<ItemResult<O>>> {
        loop {
            if let Some(item) = self.items.as_mut().and_then(Iterator::next) {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(cx)) {
                // A page may be empty and yet not the last.
                Some(Ok(output)) => self.items = Some(O::items(output).into_iter()),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<O: PaginatedItems> Stream for Items<O> {
    type Item = ItemResult<O>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_found_wherever_it_begins() {
        for start in 0..20_u32 {
            for length in 1..20 {
                let mut circle = Circle::new();
                let tokens = (0..start).chain((0..).map(|index| 100 + index % length));
                let found = tokens.take(1_000).position(|token| circle.closes(&token)).expect("a circle");
                assert!(found <= 3 * (start + length) as usize + 3, "{start} {length}: {found}");
                // A token that leads to itself is found at once.
                assert!(length > 1 || found == start as usize + 1, "{start}: {found}");
            }
        }
        let mut circle = Circle::new();
        assert!(!(0..100_000).any(|token| circle.closes(&token)));
    }
}
