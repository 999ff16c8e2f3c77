//! Transfers with a store that fails when it is told to.

mod downloads;
mod uploads;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::*;
use crate::body::BodyError;
use crate::error::tests::Busy;
use crate::error::{Failure, ServiceError};

#[derive(Default)]
struct State {
    /// The object, and its parts while there are any.
    object: Mutex<Vec<u8>>,
    parts: Mutex<BTreeMap<i32, Vec<u8>>>,
    aborted: AtomicUsize,
    under_way: AtomicUsize,
    most_under_way: AtomicUsize,
    asked: Mutex<Vec<String>>,
}

/// What is asked of an object.
#[derive(Clone, Copy, Default)]
struct Wanted {
    /// A range alone.
    part: Option<&'static str>,
    tag: Option<&'static str>,
}

/// A store in memory.
#[derive(Clone, Default)]
struct Memory {
    state: Arc<State>,
    /// The number of the part that fails.
    fails: Option<i32>,
    /// Parts never end.
    hangs: bool,
    /// After how many bytes an answer breaks off.
    breaks_after: Option<usize>,
    /// The tag of the object changes after the first answer.
    changes: bool,
    /// The object has been replaced: it has another tag than it had.
    replaced: bool,
    /// It gives an object whatever tag is wanted.
    ignores_tags: bool,
    /// The checksum that the object is said to have, if it is checked.
    checksum: Option<String>,
    /// From the second answer on it gives the range that begins a byte later.
    misplaces: bool,
    /// It gives more bytes than its answer names.
    exceeds: bool,
    /// What completing an upload fails with: a status, or none at all.
    incomplete: Option<Option<u16>>,
}

fn failure(text: &str) -> Error<Busy> {
    Error::failure_of("Test", Failure::Signing(text.into()))
}

fn crc32(bytes: &[u8]) -> String {
    crate::base64::encode(crc32fast::hash(bytes).to_be_bytes())
}

fn answered(code: &str, status: u16) -> Error<Busy> {
    let error = ServiceError {
        exception: Busy,
        code: Some(code.to_owned()),
        shape: None,
        message: None,
        status,
        request_id: None,
        extended_request_id: None,
        excerpt: None,
        secret: false,
    };
    Error::service("Test", error, None)
}

/// A body that breaks off.
struct Breaking(Option<bytes::Bytes>);

impl http_body::Body for Breaking {
    type Data = bytes::Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<bytes::Bytes>, BodyError>>> {
        let next = self.0.take().map_or(Err("the connection broke".into()), |bytes| Ok(http_body::Frame::data(bytes)));
        std::task::Poll::Ready(Some(next))
    }
}

impl ObjectStore for Memory {
    type Exception = Busy;
    type Put = Body;
    type Get = Wanted;
    type Part = String;

    fn take_body(input: &mut Body) -> Body {
        std::mem::take(input)
    }

    fn of_the_whole(&self, _: &Body) -> Option<&'static str> {
        None
    }

    fn put(&self, _: Body, body: Body) -> Pending<Stored, Busy> {
        let state = Arc::clone(&self.state);
        Box::pin(async move {
            *state.object.lock().expect("no panic") = body.collect().await.expect("its bytes").to_vec();
            Ok(Stored::default())
        })
    }

    fn begin(&self, _: &Body) -> Pending<String, Busy> {
        Box::pin(async { Ok("upload".to_owned()) })
    }

    fn part(&self, _: &Body, id: &str, number: i32, body: Body) -> Pending<String, Busy> {
        assert_eq!(id, "upload");
        let (state, fails, hangs) = (Arc::clone(&self.state), self.fails == Some(number), self.hangs);
        Box::pin(async move {
            let now = state.under_way.fetch_add(1, Ordering::SeqCst) + 1;
            state.most_under_way.fetch_max(now, Ordering::SeqCst);
            let bytes = body.collect().await.expect("its bytes").to_vec();
            tokio::task::yield_now().await;
            if hangs {
                std::future::pending::<()>().await;
            }
            state.under_way.fetch_sub(1, Ordering::SeqCst);
            if fails {
                return Err(failure("the server broke off"));
            }
            let checksum = crc32(&bytes);
            state.parts.lock().expect("no panic").insert(number, bytes);
            Ok(checksum)
        })
    }

    fn checksums(part: &String) -> Vec<(&'static str, &str)> {
        vec![("CRC32", part)]
    }

    fn complete(&self, _: &Body, _: &str, parts: Vec<String>, whole: &Whole) -> Pending<Stored, Busy> {
        let (state, whole, incomplete) = (Arc::clone(&self.state), whole.clone(), self.incomplete);
        Box::pin(async move {
            match incomplete {
                None => {}
                Some(None) => return Err(failure("the connection broke")),
                Some(Some(status)) => return Err(answered("InternalError", status)),
            }
            let all = std::mem::take(&mut *state.parts.lock().expect("no panic"));
            assert_eq!(all.len(), parts.len());
            let object: Vec<u8> = all.into_values().flatten().collect();
            assert_eq!(whole.checksum(Some("CRC32")).expect("a checksum").value, crc32(&object));
            assert_eq!(whole.bytes, object.len() as u64);
            *state.object.lock().expect("no panic") = object;
            Ok(Stored { entity_tag: Some("tag".to_owned()), version_id: None })
        })
    }

    fn abort(&self, _: &Body, _: &str) -> Pending<(), Busy> {
        let state = Arc::clone(&self.state);
        Box::pin(async move {
            state.aborted.fetch_add(1, Ordering::SeqCst);
            Ok(())
        })
    }

    fn describe(&self, _: &Wanted) -> Option<Pending<Described, Busy>> {
        let checksum = self.checksum.clone()?;
        Some(Box::pin(async move { Ok(Described::new(Some("tag".to_owned()), true, [("CRC32", Some(checksum))])) }))
    }

    fn is_partial(wanted: &Wanted) -> bool {
        wanted.part.is_some()
    }

    fn wanted_tag(wanted: &Wanted) -> Option<&str> {
        wanted.tag
    }

    fn get(&self, wanted: &Wanted, range: Option<String>, entity_tag: Option<String>) -> Pending<Fetched, Busy> {
        let (state, breaks_after, fails, hangs) = (Arc::clone(&self.state), self.breaks_after, self.fails, self.hangs);
        let ignores_tags = self.ignores_tags;
        let changed = self.changes && entity_tag.is_some();
        let (misplaces, exceeds) = (self.misplaces, self.exceeds);
        let part = wanted.part.map(str::to_owned);
        let tag = if self.replaced { "other" } else { "tag" };
        Box::pin(async move {
            let object = state.object.lock().expect("no panic").clone();
            if object.is_empty() && range.is_some() {
                return Err(answered("InvalidRange", 416));
            }
            let Some(range) = range.or(part) else {
                return Ok(Fetched { body: object.into(), entity_tag: Some(tag.to_owned()), content_range: None });
            };
            let number = {
                let mut asked = state.asked.lock().expect("no panic");
                asked.push(range.clone());
                asked.len()
            };
            if entity_tag.as_deref().is_some_and(|wanted| wanted != tag) && !ignores_tags {
                return Err(answered("PreconditionFailed", 412));
            }
            if hangs {
                std::future::pending::<()>().await;
            }
            if fails == i32::try_from(number).ok() {
                return Err(failure("the server broke off"));
            }
            if changed {
                return Err(failure("PreconditionFailed"));
            }
            let (start, last) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')).expect("a range");
            let (start, last): (usize, usize) = (start.parse().expect("a number"), last.parse().expect("a number"));
            let last = last.min(object.len() - 1);
            let bytes = bytes::Bytes::copy_from_slice(&object[start..=last]);
            let body = match breaks_after {
                Some(after) if after < bytes.len() => Body::stream(Breaking(Some(bytes.slice(..after)))),
                _ => bytes.into(),
            };
            let body = if exceeds && number > 1 { Body::from(vec![0; last - start + 2]) } else { body };
            let start = if misplaces && number > 1 { start + 1 } else { start };
            let content_range = Some(format!("bytes {start}-{last}/{}", object.len()));
            Ok(Fetched { body, entity_tag: Some(tag.to_owned()), content_range })
        })
    }
}

const PART: usize = SMALLEST_PART as usize;

fn content(size: usize) -> Vec<u8> {
    (0..size).map(|index| (index % 253) as u8).collect()
}
