//! What answers calls instead of a service, in the tests of applications.

use std::any::{Any, TypeId};

use crate::config_error::ConfigError;

/// Answers calls instead of a service. Types are erased, since a configuration knows no operations.
pub(crate) trait TestDouble: Send + Sync {
    /// The answer to a call: the `Result` that the call of this type of operation gives. The input is that of the operation.
    ///
    /// # Errors
    /// There is no answer.
    fn answer(&self, operation: TypeId, input: Box<dyn Any + Send>) -> Result<Box<dyn Any + Send>, ConfigError>;
}
