//! What a request gets between its making and its signature, and what is done to a response before it is read.

use crate::auth::Authenticator;
use crate::body::Body;
use crate::error::Failure;

impl Authenticator {
    /// Compresses and secures the body, as far as the operation asks for it. What follows must not change the body.
    #[cfg_attr(
        not(all(feature = "checksum", feature = "compression")),
        allow(unused_variables, clippy::unused_async, reason = "each argument is for one of these features")
    )]
    pub(crate) async fn dress(
        &self,
        request: &mut http::Request<Body>,
        algorithm: Option<&str>,
    ) -> Result<(), Failure> {
        #[cfg(feature = "compression")]
        if let (true, Some(threshold)) = (self.operation.compressed, self.config.compression_threshold) {
            crate::compression::apply(request, threshold).map_err(Failure::Signing)?;
        }
        #[cfg(feature = "checksum")]
        crate::integrity::secure(request, self.operation.checksum, algorithm).await?;
        Ok(())
    }

    /// A response whose body fails if it is not what its checksum says.
    pub(crate) fn check(&self, response: http::Response<Body>) -> http::Response<Body> {
        #[cfg(feature = "checksum")]
        if let Some(expected) = crate::integrity::Expected::of(self.operation.checksum, response.headers()) {
            return response.map(|body| expected.guard(body));
        }
        response
    }
}
