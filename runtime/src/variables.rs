//! Variables of the environment.

use std::sync::Arc;

/// Looks a variable up; none if it is not set, or empty.
pub(crate) type Variables = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;
