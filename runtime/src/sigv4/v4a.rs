//! The key pair of Signature Version 4A, whose signatures are good for several regions: ECDSA with P-256 and SHA-256.
//!
//! See <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html>. The private key is derived from the access key
//! as NIST SP 800-108 (section 4.1, counter mode) and FIPS 186-5 (appendix A.2.2, rejection) have it.

use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{Signature, SigningKey};
use ring::digest::{Context, SHA256};

use super::error::SigningError;
use super::mac::{LENGTH, Mac, mac, prefixed_secret};
use crate::hex::hex;
use crate::identity::Credentials;

/// The name of the algorithm, which goes into the key, too.
pub(super) const ALGORITHM: &str = "AWS4-ECDSA-P256-SHA256";

/// The order of P-256, less two: SP 800-186, section 3.2.1.3.
const ORDER_LESS_TWO: [u8; LENGTH] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
    0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x4f,
];

/// A private key. It is zeroed when it is dropped; what ring makes of the secret to derive it is not.
pub(crate) struct EcdsaKey(SigningKey);

impl EcdsaKey {
    /// # Errors
    /// No key can be derived, which is as likely as to guess one.
    pub(super) fn derive(credentials: &Credentials) -> Result<Self, SigningError> {
        let none = || SigningError::new("no key for sigv4a can be derived from the credentials");
        let mut candidates = (1..=u8::MAX).map(|counter| candidate(credentials, counter));
        // Big numbers of equal length compare as their bytes do.
        let mut scalar = candidates.find(|bytes| **bytes <= ORDER_LESS_TWO).ok_or_else(none)?;
        for byte in scalar.iter_mut().rev() {
            let (sum, carries) = byte.overflowing_add(1);
            *byte = sum;
            if !carries {
                break;
            }
        }
        SigningKey::from_slice(&*scalar).map(Self).map_err(|_| none())
    }

    /// The signature of a text that is given in parts: hexadecimal digits of its DER form.
    pub(super) fn sign(&self, parts: &[&str]) -> Result<String, SigningError> {
        let mut context = Context::new(&SHA256);
        parts.iter().for_each(|part| context.update(part.as_bytes()));
        let signature: Signature = self
            .0
            .sign_prehash(context.finish().as_ref())
            .map_err(|error| SigningError::new(format!("can't be signed with sigv4a: {error}")))?;
        Ok(hex(signature.to_der().as_bytes()))
    }

    #[cfg(test)]
    pub(super) fn verifying_key(&self) -> &p256::ecdsa::VerifyingKey {
        self.0.verifying_key()
    }
}

/// The bytes that the key is, less one, if they are small enough.
fn candidate(credentials: &Credentials, counter: u8) -> Mac {
    let parts = [
        &1_u32.to_be_bytes()[..],
        ALGORITHM.as_bytes(),
        &[0],
        credentials.access_key_id().as_bytes(),
        &[counter],
        &256_u32.to_be_bytes(),
    ];
    mac(&prefixed_secret("AWS4A", credentials), &parts)
}
