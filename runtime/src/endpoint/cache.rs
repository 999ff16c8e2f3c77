//! The endpoint that was resolved last.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Endpoint, EndpointError};

/// Keeps the endpoint that was resolved last: most calls of a client have the same parameters as the one before.
#[derive(Default)]
pub struct EndpointCache {
    last: Mutex<Option<Entry>>,
}

struct Entry {
    params: Box<dyn Any + Send + Sync>,
    endpoint: Arc<Endpoint>,
}

impl EndpointCache {
    /// The endpoint for these parameters: that of the call before if they are the same, else what the rules say.
    ///
    /// # Errors
    /// The rules refuse the parameters. Errors are not kept.
    pub fn resolve<P: PartialEq + Send + Sync + 'static>(
        &self,
        params: P,
        rules: impl FnOnce(&P) -> Result<Endpoint, EndpointError>,
    ) -> Result<Arc<Endpoint>, EndpointError> {
        if let Some(entry) = &*self.last.lock().unwrap_or_else(PoisonError::into_inner)
            && entry.params.downcast_ref::<P>().is_some_and(|last| *last == params)
        {
            return Ok(Arc::clone(&entry.endpoint));
        }
        let endpoint = Arc::new(rules(&params)?);
        let entry = Entry { params: Box::new(params), endpoint: Arc::clone(&endpoint) };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(entry);
        Ok(endpoint)
    }
}

impl fmt::Debug for EndpointCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EndpointCache").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_applied_when_parameters_change() {
        let cache = EndpointCache::default();
        let mut applied = Vec::new();
        for params in ["a", "a", "b", "a", "a"] {
            let endpoint = cache.resolve(params, |params| {
                applied.push(*params);
                Ok(Endpoint::new(*params))
            });
            assert_eq!(endpoint.expect("an endpoint").url, params);
        }
        assert_eq!(applied, ["a", "b", "a"]);
    }

    #[test]
    fn errors_are_not_kept() {
        let cache = EndpointCache::default();
        cache.resolve("a", |_| Err(EndpointError::new("no"))).expect_err("refused");
        assert_eq!(cache.resolve("a", |_| Ok(Endpoint::new("yes"))).expect("an endpoint").url, "yes");
    }

    #[test]
    fn parameters_of_another_type_are_others() {
        let cache = EndpointCache::default();
        cache.resolve(1_u8, |_| Ok(Endpoint::new("u8"))).expect("an endpoint");
        assert_eq!(cache.resolve(1_u16, |_| Ok(Endpoint::new("u16"))).expect("an endpoint").url, "u16");
    }
}
