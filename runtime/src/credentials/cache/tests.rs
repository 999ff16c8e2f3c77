//! The cache under a clock that can be stopped and moved.

use std::sync::atomic::{AtomicU32, Ordering};

use std::time::{Duration, SystemTime};

use super::state::{AHEAD, BACKOFF, GRACE, LONGEST_BACKOFF};
use super::*;
use crate::identity::ProvideCredentials;

/// What a provider does when it is asked.
#[derive(Clone, Copy, Debug)]
enum Does {
    /// Gives credentials that last so long.
    Gives(Duration),
    /// Gives credentials that have expired.
    GivesExpired,
    Fails,
    Hangs,
    Panics,
}

/// Counts how often it is asked, and does the next of what it is told, the last for ever.
#[derive(Clone, Debug)]
struct Provider {
    asked: Arc<AtomicU32>,
    script: Arc<[Does]>,
}

impl Provider {
    fn new(script: &[Does]) -> (Self, Arc<Cached>) {
        let provider = Self { asked: Arc::default(), script: script.into() };
        let cached = Arc::new(Cached::new(SharedProvider::new(provider.clone())));
        (provider, cached)
    }

    fn asked(&self) -> u32 {
        self.asked.load(Ordering::Relaxed)
    }
}

impl ProvideCredentials for Provider {
    async fn provide_credentials(&self) -> Result<Credentials, CredentialsError> {
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(10)).await;
        let last = self.script.len() - 1;
        let id = format!("AKID{number}");
        let expiry = match self.script[last.min(number as usize)] {
            Does::Gives(lifetime) => time::now() + lifetime,
            Does::GivesExpired => time::now() - Duration::from_secs(5),
            Does::Fails => return Err(CredentialsError::new("the source is down")),
            Does::Hangs => std::future::pending().await,
            Does::Panics => panic!("a defect of the provider"),
        };
        Ok(Credentials::new(id, "secret").with_expiry(expiry))
    }
}

const HOUR: Duration = Duration::from_secs(3_600);

async fn id(cached: &Cached) -> String {
    cached.get().await.expect("credentials").access_key_id().to_owned()
}

/// Lets a refresh that was begun aside come to its end.
async fn settle() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}

async fn many(cached: &Arc<Cached>, calls: usize) -> Vec<Result<Credentials, CredentialsError>> {
    let calls: Vec<_> = (0..calls)
        .map(|_| {
            let cached = Arc::clone(cached);
            tokio::spawn(async move { cached.get().await })
        })
        .collect();
    let mut results = Vec::new();
    for call in calls {
        results.push(call.await.expect("no panic"));
    }
    results
}

#[tokio::test(start_paused = true)]
async fn many_callers_ask_once() {
    let (provider, cached) = Provider::new(&[Does::Gives(HOUR)]);
    for result in many(&cached, 1_000).await {
        assert_eq!(result.expect("credentials").access_key_id(), "AKID0");
    }
    assert_eq!(provider.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn they_are_refreshed_ahead_of_their_expiry_while_the_old_ones_serve() {
    let (provider, cached) = Provider::new(&[Does::Gives(HOUR)]);
    assert_eq!(id(&cached).await, "AKID0");
    tokio::time::sleep(HOUR - AHEAD + Duration::from_secs(1)).await;
    assert_eq!(id(&cached).await, "AKID0");
    settle().await;
    assert_eq!((id(&cached).await.as_str(), provider.asked()), ("AKID1", 2));
}

#[tokio::test(start_paused = true)]
async fn a_hung_provider_holds_nobody_up_while_the_old_ones_are_valid() {
    let (provider, cached) = Provider::new(&[Does::Gives(HOUR), Does::Hangs]);
    id(&cached).await;
    tokio::time::sleep(HOUR - Duration::from_secs(9)).await;
    let began = tokio::time::Instant::now();
    for _ in 0..100 {
        assert_eq!(id(&cached).await, "AKID0");
    }
    assert_eq!(began.elapsed(), Duration::ZERO);
    settle().await;
    assert_eq!(provider.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_hung_provider_is_an_error_that_says_so() {
    let (provider, cached) = Provider::new(&[Does::Hangs]);
    for result in many(&cached, 1_000).await {
        assert_eq!(result.expect_err("none").to_string(), "the provider gave none within 50s");
    }
    assert_eq!(provider.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_gives_up_does_not_take_the_refresh_along() {
    let (provider, cached) = Provider::new(&[Does::Gives(HOUR)]);
    let _ = tokio::time::timeout(Duration::from_millis(1), cached.get()).await.expect_err("too slow");
    settle().await;
    assert_eq!((id(&cached).await.as_str(), provider.asked()), ("AKID0", 1));
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_shared_and_the_provider_left_alone() {
    let (provider, cached) = Provider::new(&[Does::Fails, Does::Fails, Does::Gives(HOUR)]);
    for result in many(&cached, 1_000).await {
        assert_eq!(result.expect_err("none").to_string(), "the source is down");
    }
    assert_eq!(provider.asked(), 1);
    tokio::time::sleep(BACKOFF).await;
    many(&cached, 1_000).await;
    assert_eq!(provider.asked(), 2);
    tokio::time::sleep(2 * BACKOFF - Duration::from_millis(100)).await;
    cached.get().await.expect_err("left alone for twice as long");
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!((id(&cached).await.as_str(), provider.asked()), ("AKID2", 3));
}

#[tokio::test(start_paused = true)]
async fn old_credentials_serve_for_a_while_if_the_source_is_down() {
    let (provider, cached) = Provider::new(&[Does::Gives(HOUR), Does::Fails]);
    id(&cached).await;
    tokio::time::sleep(HOUR + Duration::from_secs(1)).await;
    for _ in 0..100 {
        assert_eq!(id(&cached).await, "AKID0");
    }
    assert_eq!(provider.asked(), 2);
    tokio::time::sleep(GRACE).await;
    cached.get().await.expect_err("too old");
}

#[tokio::test(start_paused = true)]
async fn expired_answers_are_used_and_not_asked_for_at_each_call() {
    let (provider, cached) = Provider::new(&[Does::GivesExpired]);
    for result in many(&cached, 1_000).await {
        result.expect("credentials that the service may still take");
    }
    assert_eq!(provider.asked(), 1);
    tokio::time::sleep(LONGEST_BACKOFF).await;
    many(&cached, 1_000).await;
    assert_eq!(provider.asked(), 2);
}

/// Every state that a script of three answers leads to, met by callers at every time that matters.
#[tokio::test(start_paused = true)]
async fn the_provider_is_never_asked_twice_at_once_nor_more_often_than_it_may() {
    let steps = [Does::Gives(HOUR), Does::Gives(Duration::from_secs(20)), Does::GivesExpired, Does::Fails];
    let waits = [Duration::ZERO, BACKOFF, Duration::from_secs(15), LONGEST_BACKOFF, HOUR];
    for script in steps.iter().flat_map(|a| steps.iter().flat_map(|b| steps.iter().map(|c| [*a, *b, *c]))) {
        let (provider, cached) = Provider::new(&script);
        for wait in waits {
            tokio::time::sleep(wait).await;
            let before = provider.asked();
            many(&cached, 20).await;
            settle().await;
            assert!(provider.asked() <= before + 1, "{script:?} after {wait:?}");
            assert!(!cached.shared.state().is_refreshing());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_panics_is_an_error_and_left_alone() {
    let (provider, cached) = Provider::new(&[Does::Panics]);
    for result in many(&cached, 100).await {
        assert_eq!(result.expect_err("none").to_string(), "the provider panicked");
    }
    assert_eq!(provider.asked(), 1);
}

/// A refresh whose runtime is left does not keep the others from asking.
#[test]
fn a_runtime_that_is_left_takes_no_refresh_along() {
    let runtime =
        || tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().expect("one");
    let (provider, cached) = Provider::new(&[Does::Hangs, Does::Gives(HOUR)]);
    let left = runtime();
    let _ = left.block_on(async { tokio::time::timeout(Duration::from_millis(20), cached.get()).await });
    assert_eq!(runtime().block_on(id(&cached)), "AKID1");
    assert_eq!(provider.asked(), 2);
    drop(left);
}

#[cfg(feature = "blocking")]
#[test]
fn threads_share_a_refresh_too() {
    #[derive(Debug)]
    struct Slow(AtomicU32);
    impl ProvideCredentials for Slow {
        async fn provide_credentials(&self) -> Result<Credentials, CredentialsError> {
            self.0.fetch_add(1, Ordering::Relaxed);
            std::thread::sleep(Duration::from_millis(50));
            Ok(Credentials::new("AKID", "secret"))
        }
    }
    let cached = Arc::new(Cached::new(SharedProvider::new(Slow(AtomicU32::new(0)))));
    let threads: Vec<_> = (0..20)
        .map(|_| {
            let cached = Arc::clone(&cached);
            std::thread::spawn(move || crate::wait::wait(cached.get()).is_ok())
        })
        .collect();
    assert!(threads.into_iter().all(|thread| thread.join().expect("no panic")));
}

#[test]
fn nothing_is_printed() {
    let (_, cached) = Provider::new(&[Does::Fails]);
    assert_eq!(format!("{cached:?}"), "Cached { .. }");
}

/// What a caller does at each edge of the times.
#[test]
fn edges_of_times_belong_to_what_comes_after() {
    use super::state::{Caller, State, Step};

    let start = SystemTime::UNIX_EPOCH + HOUR;
    let at = |seconds: u64| start + Duration::from_secs(seconds);
    let mut state = State::default();
    let credentials = |seconds| Credentials::new("AKID", "secret").with_expiry(at(seconds));
    let Step::Refresh(1) = state.step(start, Caller::Task) else { panic!("nothing is known") };
    // A task waits for it, and a thread does not: the task may need the thread.
    assert!(matches!(state.step(start, Caller::Task), Step::Wait));
    let Step::Refresh(2) = state.step(start, Caller::Thread) else { panic!("a thread asks itself") };
    assert!(matches!(state.step(start, Caller::Thread), Step::Wait));
    assert!(matches!(state.step(start, Caller::Task), Step::Wait));
    // It is given up after its limit, and not before.
    let limit = LIMIT + BACKOFF;
    assert!(matches!(state.step(start + limit, Caller::Task), Step::Wait));
    let Step::Refresh(3) = state.step(start + limit + Duration::from_nanos(1), Caller::Task) else {
        panic!("nobody waits for ever")
    };
    // An older refresh that ends says nothing about the newer.
    state.ended(2);
    assert!(state.is_refreshing());
    state.ended(3);
    assert!(!state.is_refreshing());

    // Credentials that last as long as the time ahead are used at once, and refreshed from the half of it on.
    assert!(!state.succeeded(credentials(3_600), start));
    let stale = 3_600 - AHEAD.as_secs();
    assert!(matches!(state.step(at(stale - 1), Caller::Task), Step::Use(_)));
    let Step::UseAndRefresh(_, 4) = state.step(at(stale), Caller::Task) else { panic!("they are stale") };
    assert!(matches!(state.step(at(stale), Caller::Task), Step::Use(_)));
    state.failed(CredentialsError::new("down"), at(3_599));
    state.ended(4);
    // The source is down: they serve for a while longer.
    assert!(matches!(state.step(at(3_599), Caller::Task), Step::Use(_)));
    state.failed(CredentialsError::new("down"), at(3_600));
    assert!(matches!(state.step(at(3_600), Caller::Task), Step::Use(_)));
    let end = 3_600 + GRACE.as_secs();
    state.failed(CredentialsError::new("down"), at(end));
    assert!(matches!(state.step(at(end), Caller::Task), Step::Fail(_)));
    // What has expired when it comes is told so.
    assert!(state.succeeded(credentials(10), at(10)));
    assert!(!state.succeeded(credentials(11), at(10)));
}
