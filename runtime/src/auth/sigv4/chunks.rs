//! Signatures of requests whose bodies are sent in chunks.

use std::sync::Arc;
use std::time::SystemTime;

use crate::body::{Body, BodyError};
use crate::identity::Credentials;
use crate::request::checksum::{SignChunks, Trailer};
use crate::request::sign::{self, Settings};
use crate::sigv4::{Algorithm, PayloadSigner, SigningKeys, SigningTime};

/// Signs a request whose body has a trailer, and encodes the body: each chunk with its signature, unless
/// the body is not signed.
pub(super) fn sign(
    request: &mut http::Request<Body>,
    trailer: Trailer,
    credentials: Credentials,
    keys: &Arc<SigningKeys>,
    settings: Settings,
    now: SystemTime,
) -> Result<(), BodyError> {
    let signs_chunks = !settings.leaves_stream_unsigned(request);
    if signs_chunks && settings.scope.algorithm != Algorithm::V4 {
        return Err("streams and files can't be signed with sigv4a, which the endpoint asks for".into());
    }
    let payload = Trailer::payload(signs_chunks).to_owned();
    let last = sign::apply(request, &credentials, keys, &settings, now, Some(payload))?;
    let signer = PayloadSigner { credentials, scope: settings.scope, keys: Arc::clone(keys), last };
    let signer = ChunkSigner { signer, time: SigningTime::new(now)? };
    trailer.encode(request, signs_chunks.then(|| Box::new(signer) as Box<dyn SignChunks>));
    Ok(())
}

/// Signs chunks at the time of their request.
struct ChunkSigner {
    signer: PayloadSigner,
    time: SigningTime,
}

impl SignChunks for ChunkSigner {
    fn chunk(&mut self, data: &[u8]) -> Result<String, BodyError> {
        Ok(self.signer.chunk(data, &self.time)?.to_owned())
    }

    fn trailers(&mut self, lines: &str) -> Result<String, BodyError> {
        Ok(self.signer.trailers(lines, &self.time)?.to_owned())
    }
}
