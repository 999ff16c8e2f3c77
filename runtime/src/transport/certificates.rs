//! Certificates: those that are trusted, and whether one was not.

use std::error::Error;
use std::io;
use std::path::Path;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::body::BodyError;

/// The certificates of a file in PEM.
///
/// # Errors
/// The file can't be read, or holds none.
pub(super) fn read(path: &Path) -> Result<Vec<CertificateDer<'static>>, BodyError> {
    let wrong = |why: String| format!("the certificates in {}: {why}", path.display());
    let text = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    let found = found.map_err(|error| wrong(error.to_string()))?;
    if found.is_empty() { Err(wrong("there are none in PEM".to_owned()).into()) } else { Ok(found) }
}

/// Whether the certificate of a server was refused, which it would be once more.
pub(super) fn is_untrusted(error: &(dyn Error + 'static)) -> bool {
    // The source of an `io::Error` is that of what it holds, not what it holds.
    if let Some(inner) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        return is_untrusted(inner);
    }
    match error.downcast_ref::<rustls::Error>() {
        Some(error) => matches!(error, rustls::Error::InvalidCertificate(_)),
        None => error.source().is_some_and(is_untrusted),
    }
}
