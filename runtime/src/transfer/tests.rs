//! Transfers with a store that fails when it is told to.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::*;
use crate::body::BodyError;
use crate::decode_error::DecodeError;
use crate::error::Failure;
use crate::http::Response;

/// An exception that nothing is known of.
#[derive(Debug)]
struct Unknown;

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown")
    }
}

impl std::error::Error for Unknown {}

impl ServiceException for Unknown {
    fn decode(_: &str, _: &Response) -> Result<Self, DecodeError> {
        Ok(Self)
    }

    fn unmodeled() -> Self {
        Self
    }

    fn is_throttling(&self) -> bool {
        false
    }
}

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
}

fn failure(text: &str) -> Error<Unknown> {
    Error::failure_of("Test", Failure::Signing(text.into()))
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
    type Exception = Unknown;
    type Put = Body;
    type Get = ();
    type Part = ();

    fn take_body(input: &mut Body) -> Body {
        std::mem::take(input)
    }

    fn of_the_whole(_: &Body) -> Option<&'static str> {
        None
    }

    fn put(&self, _: Body, body: Body) -> Pending<Stored, Unknown> {
        let state = Arc::clone(&self.state);
        Box::pin(async move {
            *state.object.lock().expect("no panic") = body.collect().await.expect("its bytes").to_vec();
            Ok(Stored::default())
        })
    }

    fn begin(&self, _: &Body) -> Pending<String, Unknown> {
        Box::pin(async { Ok("upload".to_owned()) })
    }

    fn part(&self, _: &Body, id: &str, number: i32, body: Body) -> Pending<(), Unknown> {
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
            state.parts.lock().expect("no panic").insert(number, bytes);
            Ok(())
        })
    }

    fn complete(&self, _: &Body, _: &str, parts: Vec<()>) -> Pending<Stored, Unknown> {
        let state = Arc::clone(&self.state);
        Box::pin(async move {
            let all = std::mem::take(&mut *state.parts.lock().expect("no panic"));
            assert_eq!(all.len(), parts.len());
            *state.object.lock().expect("no panic") = all.into_values().flatten().collect();
            Ok(Stored { entity_tag: Some("tag".to_owned()), version_id: None })
        })
    }

    fn abort(&self, _: &Body, _: &str) -> Pending<(), Unknown> {
        let state = Arc::clone(&self.state);
        Box::pin(async move {
            state.aborted.fetch_add(1, Ordering::SeqCst);
            Ok(())
        })
    }

    fn is_partial((): &()) -> bool {
        false
    }

    fn get(&self, (): &(), range: Option<String>, entity_tag: Option<String>) -> Pending<Fetched, Unknown> {
        let (state, breaks_after) = (Arc::clone(&self.state), self.breaks_after);
        let changed = self.changes && entity_tag.is_some();
        Box::pin(async move {
            let object = state.object.lock().expect("no panic").clone();
            let range = range.expect("a range");
            state.asked.lock().expect("no panic").push(range.clone());
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
            let content_range = Some(format!("bytes {start}-{last}/{}", object.len()));
            Ok(Fetched { body, entity_tag: Some("tag".to_owned()), content_range })
        })
    }
}

const PART: usize = SMALLEST_PART as usize;

fn content(size: usize) -> Vec<u8> {
    (0..size).map(|index| (index % 253) as u8).collect()
}

#[tokio::test]
async fn small_objects_go_as_a_whole_and_large_ones_in_parts() {
    for (size, parts) in [(0, 1), (10, 1), (PART, 1), (PART + 1, 2), (4 * PART, 4)] {
        let store = Memory::default();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&seen);
        let upload = Upload::new(store.clone(), content(size).into()).part_size(1).concurrency(2);
        let uploaded = upload.on_progress(move |progress| told.lock().expect("no panic").push(progress.bytes)).await;
        let uploaded = uploaded.expect("uploaded");
        assert_eq!((uploaded.parts, uploaded.bytes), (parts, size as u64));
        assert!(*store.state.object.lock().expect("no panic") == content(size), "{size}");
        assert_eq!(seen.lock().expect("no panic").last(), Some(&(size as u64)));
        assert!(store.state.most_under_way.load(Ordering::SeqCst) <= 2);
        assert_eq!(store.state.aborted.load(Ordering::SeqCst), 0);
    }
}

#[tokio::test]
async fn an_upload_that_fails_is_given_up() {
    let store = Memory { fails: Some(3), ..Memory::default() };
    let error = Upload::new(store.clone(), content(5 * PART).into()).part_size(1).await.expect_err("a part fails");
    assert!(error.to_string().contains("the server broke off"), "{error}");
    assert_eq!(store.state.aborted.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn an_upload_that_is_dropped_is_given_up() {
    let store = Memory { hangs: true, ..Memory::default() };
    let upload = Upload::new(store.clone(), content(3 * PART).into()).part_size(1);
    let waited = tokio::time::timeout(std::time::Duration::from_millis(50), upload.into_future()).await;
    assert!(waited.is_err(), "it hangs");
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert_eq!(store.state.aborted.load(Ordering::SeqCst), 1);
}

/// What a download gives, and the ranges that it asked for.
async fn downloaded(store: &Memory, size: usize) -> Result<Vec<u8>, String> {
    *store.state.object.lock().expect("no panic") = content(size);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("object");
    std::fs::write(&path, "before").expect("written");
    let result = Download::new(store.clone(), ()).part_size(1000).concurrency(3).to_file(&path).await;
    let files = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(files, 1, "nothing else is left");
    let found = std::fs::read(&path).expect("the file");
    match result {
        Ok(downloaded) => {
            assert_eq!(downloaded.bytes, size as u64);
            Ok(found)
        }
        Err(error) => {
            assert_eq!(found, b"before", "the old file is still there");
            Err(error.to_string())
        }
    }
}

#[tokio::test]
async fn a_download_is_put_together_of_ranges() {
    for size in [1, 999, 1000, 1001, 10_500] {
        let store = Memory::default();
        assert!(downloaded(&store, size).await.expect("downloaded") == content(size), "{size}");
        assert_eq!(store.state.asked.lock().expect("no panic").len(), size.div_ceil(1000));
    }
}

#[tokio::test]
async fn a_range_that_breaks_off_goes_on_where_it_did() {
    let store = Memory { breaks_after: Some(400), ..Memory::default() };
    assert!(downloaded(&store, 2500).await.expect("downloaded") == content(2500));
    let asked = store.state.asked.lock().expect("no panic").clone();
    for wanted in ["bytes=0-999", "bytes=400-999", "bytes=800-999", "bytes=1400-1999", "bytes=2400-2499"] {
        assert!(asked.iter().any(|range| range == wanted), "{wanted} is not in {asked:?}");
    }
    let never = Memory { breaks_after: Some(0), ..Memory::default() };
    assert_eq!(downloaded(&never, 2500).await, Err("the connection broke".to_owned()));
}

#[tokio::test]
async fn an_object_that_is_replaced_meanwhile_is_an_error() {
    let store = Memory { changes: true, ..Memory::default() };
    let error = downloaded(&store, 2500).await.expect_err("another object");
    assert!(error.contains("PreconditionFailed"), "{error}");
}
