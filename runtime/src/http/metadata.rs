//! The head of an answer, for the caller.

/// The head of the answer to a call that succeeded.
#[derive(Clone, Debug, Default)]
pub struct ResponseMetadata {
    status: u16,
    headers: http::HeaderMap,
    request_id: Option<String>,
    attempts: u32,
}

impl ResponseMetadata {
    pub(crate) fn new(status: u16, headers: http::HeaderMap, request_id: Option<String>, attempts: u32) -> Self {
        Self { status, headers, request_id, attempts }
    }

    /// The status; 0 if a mock answered.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The headers; none if a mock answered.
    pub fn headers(&self) -> &http::HeaderMap {
        &self.headers
    }

    /// The id that the service gave to the request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// How many requests were sent; 0 if a mock answered.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}
