//! Signatures of events: each is part of the next one.
//!
//! See <https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html#streaming-http2>.

use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use ring::digest::{SHA256, digest};

use super::error::SigningError;
use super::key::SigningKeys;
use super::scope::Scope;
use super::time::SigningTime;
use crate::hex::hex;
use crate::identity::Credentials;
use crate::timestamp::DateTime;

const ALGORITHM: &str = "AWS4-HMAC-SHA256-PAYLOAD";

/// Signs events one after another.
pub(crate) struct EventSigner {
    pub(crate) credentials: Credentials,
    pub(crate) scope: Scope,
    pub(crate) keys: Arc<SigningKeys>,
    /// The signature of the request at first, in hexadecimal digits.
    pub(crate) last: String,
}

/// What belongs to a payload.
pub(crate) struct EventSignature {
    /// The value of `:date`.
    pub(crate) date: DateTime,
    /// The value of `:chunk-signature`.
    pub(crate) signature: Bytes,
}

impl EventSigner {
    /// The signature of the next payload. `headers` gives the bytes of the header `:date`, which is signed too.
    ///
    /// # Errors
    /// The time can't be signed.
    pub(crate) fn sign(
        &mut self,
        payload: &[u8],
        now: SystemTime,
        headers: impl FnOnce(DateTime) -> Vec<u8>,
    ) -> Result<EventSignature, SigningError> {
        let time = SigningTime::new(now)?;
        let date = time.moment();
        let hash = |bytes: &[u8]| hex(digest(&SHA256, bytes).as_ref());
        let key = self.keys.get(&self.credentials, &time, &self.scope)?;
        let tag = key.sign_event(&[
            ALGORITHM,
            "\n",
            time.as_str(),
            "\n",
            &self.scope.credential(&time),
            "\n",
            &self.last,
            "\n",
            &hash(&headers(date)),
            "\n",
            &hash(payload),
        ])?;
        self.last = hex(&*tag);
        Ok(EventSignature { date, signature: Bytes::copy_from_slice(&*tag) })
    }
}
