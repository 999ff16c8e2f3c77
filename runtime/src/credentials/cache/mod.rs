//! Credentials are asked for once, and again before they expire.

mod state;
#[cfg(test)]
mod tests;

use std::fmt;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::sync::futures::Notified;

use self::state::{BACKOFF, Caller, LIMIT, State, Step};
use crate::identity::{Credentials, CredentialsError, SharedProvider};
use crate::sigv4::SigningKeys;
use crate::time;

/// Remembers what a provider gave.
///
/// One refresh at a time asks the provider, on a task of its own, which no call that is dropped takes with it. Meanwhile
/// calls use what is known while it is valid, and wait otherwise. A failure is shared by all who wait and by all who come
/// before the provider is asked again.
pub(crate) struct Cached {
    shared: Arc<Shared>,
    keys: Arc<SigningKeys>,
}

struct Shared {
    provider: SharedProvider,
    state: Mutex<State>,
    /// Tells those who wait that a refresh has ended.
    ended: Notify,
}

impl Cached {
    pub(crate) fn new(provider: SharedProvider) -> Self {
        let shared = Arc::new(Shared { provider, state: Mutex::default(), ended: Notify::new() });
        Self { shared, keys: Arc::default() }
    }

    /// The keys that are derived from the credentials.
    pub(crate) fn keys(&self) -> &Arc<SigningKeys> {
        &self.keys
    }

    /// The credentials.
    ///
    /// # Errors
    /// The provider has none, and none are known.
    pub(crate) async fn get(&self) -> Result<Credentials, CredentialsError> {
        let shared = &self.shared;
        let caller = if time::blocks() { Caller::Thread } else { Caller::Task };
        loop {
            let mut ended = pin!(shared.ended.notified());
            // Whatever ends from here on is noticed.
            ended.as_mut().enable();
            let step = shared.state().step(time::now(), caller);
            match step {
                Step::Use(credentials) => return Ok(credentials),
                Step::Fail(failure) => return Err(failure),
                Step::UseAndRefresh(credentials, number) => {
                    Refresh { shared: Arc::clone(shared), number }.aside().await;
                    return Ok(credentials);
                }
                Step::Refresh(number) => match (Refresh { shared: Arc::clone(shared), number }).spawned() {
                    Ok(()) => wait(ended).await,
                    Err(refresh) => refresh.run().await,
                },
                Step::Wait => wait(ended).await,
            }
        }
    }
}

/// Waits for the end of a refresh, and not for ever: the runtime that it runs on may have been left.
async fn wait(ended: Pin<&mut Notified<'_>>) {
    // Whether it has ended is found out by the next step.
    let _ = time::within(LIMIT + BACKOFF, ended).await;
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A refresh that is under way.
struct Refresh {
    shared: Arc<Shared>,
    number: u64,
}

impl Refresh {
    async fn run(self) {
        let shared = &self.shared;
        let asking = pin!(shared.provider.provide());
        let result = time::within(LIMIT, asking).await;
        let mut state = shared.state();
        match result {
            Some(Ok(credentials)) => {
                let has_expired = state.succeeded(credentials, time::now());
                // Whoever traces may wait, or call a service itself.
                drop(state);
                if has_expired {
                    tracing::warn!("the provider gives credentials that have expired; they are tried for a while");
                }
            }
            Some(Err(error)) => state.failed(error, time::now()),
            None => {
                state.failed(CredentialsError::new(format!("the provider gave none within {LIMIT:?}")), time::now())
            }
        }
    }

    /// Runs on a task of its own, if there is a runtime for it.
    fn spawned(self) -> Result<(), Self> {
        #[cfg(feature = "tokio")]
        if let Ok(runtime) = tokio::runtime::Handle::try_current()
            && !time::blocks()
        {
            runtime.spawn(self.run());
            return Ok(());
        }
        Err(self)
    }

    /// Runs where nobody waits for it, if there is such a place.
    async fn aside(self) {
        let Err(refresh) = self.spawned() else { return };
        #[cfg(feature = "blocking")]
        if time::blocks() {
            #[cfg(feature = "tokio")]
            let runtime = tokio::runtime::Handle::try_current().ok();
            let run = move || {
                // A provider may need the runtime that the calling thread is within.
                #[cfg(feature = "tokio")]
                let _within = runtime.as_ref().map(tokio::runtime::Handle::enter);
                crate::wait::wait(refresh.run());
            };
            // Without a thread the refresh is dropped, and begun by the next call.
            let _ = std::thread::Builder::new().spawn(run);
            return;
        }
        refresh.run().await;
    }
}

/// A refresh that ends, whether by itself, with its runtime or by a panic, makes room for the next.
impl Drop for Refresh {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        if std::thread::panicking() {
            state.failed(CredentialsError::new("the provider panicked"), time::now());
        }
        state.ended(self.number);
        drop(state);
        self.shared.ended.notify_waiters();
    }
}

/// Nothing of the credentials.
impl fmt::Debug for Cached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cached").finish_non_exhaustive()
    }
}
