//! Waiting: with tokio's timers where calls are awaited, with the thread itself where they block it.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

/// Whether it is the thread that waits, and not a task of tokio.
pub(crate) fn blocks() -> bool {
    #[cfg(all(feature = "blocking", feature = "tokio"))]
    return crate::blocking::is_waiting();
    #[cfg(not(all(feature = "blocking", feature = "tokio")))]
    cfg!(feature = "blocking")
}

/// Waits for so long.
pub(crate) async fn sleep(duration: Duration) {
    #[cfg(feature = "tokio")]
    if !blocks() {
        return tokio::time::sleep(duration).await;
    }
    std::thread::sleep(duration);
}

/// What a future gives until then; none if it takes longer. A thread that waits can't be called off: there the transport
/// is told the end, and what comes too late is dropped.
///
/// The future is pinned where it is: one that is handed over would be held twice by each function that awaits it.
pub(crate) async fn until<F: Future>(end: Instant, future: Pin<&mut F>) -> Option<F::Output> {
    #[cfg(feature = "tokio")]
    if !blocks() {
        return tokio::time::timeout_at(end.into(), future).await.ok();
    }
    let value = future.await;
    (Instant::now() <= end).then_some(value)
}
