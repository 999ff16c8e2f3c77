//! Waiting for a future with the thread itself, for calls that block.

use std::cell::Cell;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

thread_local! {
    /// Whether this thread waits within [`wait`].
    static WAITING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is the one that waits for a call.
#[cfg(feature = "tokio")]
pub(crate) fn is_waiting() -> bool {
    WAITING.get()
}

/// Marks the thread as waiting, as long as it is there.
struct Waiting {
    before: bool,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        WAITING.set(self.before);
    }
}

/// Wakes a thread.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// What a future gives. What is waited for here is nearly always there at once: it was the thread itself that waited.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    let _waiting = Waiting { before: WAITING.replace(true) };
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut cx = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut cx) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::park(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_future_may_take_its_time() {
        let mut polled = 0;
        let value = wait(std::future::poll_fn(|cx| {
            polled += 1;
            if polled == 3 {
                return Poll::Ready("done");
            }
            let waker = cx.waker().clone();
            std::thread::spawn(move || waker.wake());
            Poll::Pending
        }));
        assert_eq!((value, polled), ("done", 3));
    }

    /// A thread that has waited for one call may await the next.
    #[cfg(feature = "tokio")]
    #[test]
    fn a_thread_waits_only_meanwhile() {
        assert!(!is_waiting());
        wait(async {
            assert!(is_waiting());
            wait(async { assert!(is_waiting()) });
            assert!(is_waiting());
        });
        assert!(!is_waiting());
    }
}
