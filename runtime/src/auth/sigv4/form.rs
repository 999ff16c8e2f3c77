//! Signatures of forms.

use std::time::{Duration, SystemTime};

use super::{Authenticator, outlive};
use crate::body::BodyError;
use crate::error::Failure;
use crate::sigv4::SigningTime;

/// When a form expires, and the fields of its signature.
pub(crate) struct FormSignature<'a> {
    pub(crate) expires: SystemTime,
    pub(crate) fields: &'a [(String, String)],
}

impl Authenticator {
    /// The fields of a form that sign it: `policy` makes the policy of its time and of the fields that name who signs.
    pub(crate) async fn sign_form(
        &self,
        expires_in: Duration,
        policy: impl FnOnce(&FormSignature<'_>) -> Result<Vec<u8>, BodyError>,
    ) -> Result<Vec<(String, String)>, Failure> {
        let (credentials, keys, settings, now) = self.presigning().await?;
        outlive(&credentials, now, expires_in, "form")?;
        let time = SigningTime::new(now).map_err(|error| Failure::Signing(error.into()))?;
        let mut fields = settings.form_fields(&credentials, &time).map_err(Failure::Signing)?;
        let policy = policy(&FormSignature { expires: now + expires_in, fields: &fields }).map_err(Failure::Signing)?;
        let policy = crate::base64::encode(policy);
        let signature = settings.sign_text(&credentials, keys, &time, &policy).map_err(Failure::Signing)?;
        fields.push(("policy".to_owned(), policy));
        fields.push(("x-amz-signature".to_owned(), signature));
        Ok(fields)
    }
}
