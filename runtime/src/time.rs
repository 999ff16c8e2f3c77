//! Waiting: with tokio's timers where calls are awaited, with the thread itself where they block it.

use std::future::Future;
use std::pin::Pin;
#[cfg(feature = "sigv4")]
use std::time::SystemTime;
use std::time::{Duration, Instant};

/// This instant, by the clock that timers go by: in tests it can be stopped and moved.
pub(crate) fn instant() -> Instant {
    #[cfg(feature = "tokio")]
    return tokio::time::Instant::now().into_std();
    #[cfg(not(feature = "tokio"))]
    Instant::now()
}

/// The time of this machine's clock, for what expires. In tests it goes with tokio's clock, which they can stop and move.
#[cfg(feature = "sigv4")]
pub(crate) fn now() -> SystemTime {
    #[cfg(all(test, feature = "tokio"))]
    {
        use tokio::time::Instant;
        thread_local! {
            static START: (SystemTime, Instant) = (SystemTime::now(), Instant::now());
        }
        START.with(|(time, instant)| *time + Instant::now().saturating_duration_since(*instant))
    }
    #[cfg(not(all(test, feature = "tokio")))]
    SystemTime::now()
}

/// Whether it is the thread that waits, and not a task of tokio.
pub(crate) fn blocks() -> bool {
    #[cfg(all(feature = "blocking", feature = "tokio"))]
    return crate::wait::is_waiting();
    #[cfg(not(all(feature = "blocking", feature = "tokio")))]
    cfg!(feature = "blocking")
}

/// Whether tokio is there to be woken by: a signature is made without it, too.
#[cfg(feature = "tokio")]
fn has_timers() -> bool {
    !blocks() && tokio::runtime::Handle::try_current().is_ok()
}

/// Waits for so long.
pub(crate) async fn sleep(duration: Duration) {
    #[cfg(feature = "tokio")]
    if has_timers() {
        return tokio::time::sleep(duration).await;
    }
    std::thread::sleep(duration);
}

/// What a future gives within so long; none if it takes longer.
pub(crate) async fn within<F: Future>(limit: Duration, future: Pin<&mut F>) -> Option<F::Output> {
    match instant().checked_add(limit) {
        Some(end) => until(end, future).await,
        // Nobody lives to see it.
        None => Some(future.await),
    }
}

/// As [`within`], where there may be no limit. The limit is the error.
pub(crate) async fn within_limit<F: Future>(
    limit: Option<Duration>,
    future: Pin<&mut F>,
) -> Result<F::Output, Duration> {
    match limit {
        None => Ok(future.await),
        Some(limit) => within(limit, future).await.ok_or(limit),
    }
}

/// What a future gives until then, at the latest; none if it takes longer. A thread that waits can't be called off: there the transport
/// is told the end, and what comes too late is dropped.
///
/// The future is pinned where it is: one that is handed over would be held twice by each function that awaits it.
pub(crate) async fn until<F: Future>(end: Instant, future: Pin<&mut F>) -> Option<F::Output> {
    #[cfg(feature = "tokio")]
    if has_timers() {
        return tokio::time::timeout_at(end.into(), future).await.ok();
    }
    let value = future.await;
    (instant() <= end).then_some(value)
}
