//! Signatures of events: each is part of the next one.
//!
//! See <https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html#streaming-http2>.

use std::sync::Arc;

use bytes::Bytes;
use ring::digest::{SHA256, digest};

use super::error::SigningError;
use super::key::SigningKeys;
use super::scope::Scope;
use super::time::SigningTime;
use crate::hex::hex;
use crate::identity::Credentials;

const ALGORITHM: &str = "AWS4-HMAC-SHA256-PAYLOAD";

/// Signs events one after another.
pub(crate) struct EventSigner {
    pub(crate) credentials: Credentials,
    pub(crate) scope: Scope,
    pub(crate) keys: Arc<SigningKeys>,
    /// The signature of the request at first, in hexadecimal digits.
    pub(crate) last: String,
}

impl EventSigner {
    /// The signature of the next payload, as bytes. `date` is the header `:date` as it stands in the message: it is signed, too.
    ///
    /// # Errors
    /// The algorithm signs no events.
    pub(crate) fn sign(&mut self, payload: &[u8], time: &SigningTime, date: &[u8]) -> Result<Bytes, SigningError> {
        let hash = |bytes: &[u8]| hex(digest(&SHA256, bytes).as_ref());
        let key = self.keys.get(&self.credentials, time, &self.scope)?;
        let tag = key.sign_event(&[
            ALGORITHM,
            "\n",
            time.as_str(),
            "\n",
            &self.scope.credential(time),
            "\n",
            &self.last,
            "\n",
            &hash(date),
            "\n",
            &hash(payload),
        ])?;
        self.last = hex(&*tag);
        Ok(Bytes::copy_from_slice(&*tag))
    }
}
