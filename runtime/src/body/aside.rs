//! Work that blocks, like reading a file.

use std::io;

/// Does work that blocks: away from the threads that wait for the network, or right here where tokio is not.
pub(crate) async fn aside<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    #[cfg(feature = "tokio")]
    if let Ok(runtime) = tokio::runtime::Handle::try_current()
        && !crate::time::blocks()
    {
        return runtime.spawn_blocking(work).await.unwrap_or_else(|error| Err(io::Error::other(error)));
    }
    work()
}
