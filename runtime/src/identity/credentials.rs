//! Credentials.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Weak};
use std::time::SystemTime;

use zeroize::Zeroizing;

/// An access key of AWS, and what belongs to it. Clones share it; its secrets are zeroed when the last one is dropped, and are
/// never shown by `Debug`.
///
/// ```
/// use tinsmith_runtime::Credentials;
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "secret").with_session_token("token");
/// assert_eq!(credentials.session_token(), Some("token"));
/// ```
#[derive(Clone)]
pub struct Credentials(Arc<Parts>);

#[derive(Clone)]
struct Parts {
    access_key_id: String,
    secret_access_key: Zeroizing<String>,
    session_token: Option<Zeroizing<String>>,
    expiry: Option<SystemTime>,
    account_id: Option<String>,
    source: Cow<'static, str>,
}

impl Credentials {
    /// Credentials that don't expire.
    pub fn new(access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        Self(Arc::new(Parts {
            access_key_id: access_key_id.into(),
            secret_access_key: Zeroizing::new(secret_access_key.into()),
            session_token: None,
            expiry: None,
            account_id: None,
            source: Cow::Borrowed("caller"),
        }))
    }

    /// With the token that temporary credentials have.
    #[must_use]
    pub fn with_session_token(self, token: impl Into<String>) -> Self {
        self.with(|parts| parts.session_token = Some(Zeroizing::new(token.into())))
    }

    /// With the time from which they are no longer valid.
    #[must_use]
    pub fn with_expiry(self, expiry: SystemTime) -> Self {
        self.with(|parts| parts.expiry = Some(expiry))
    }

    /// With the account that they belong to.
    #[must_use]
    pub fn with_account_id(self, id: impl Into<String>) -> Self {
        self.with(|parts| parts.account_id = Some(id.into()))
    }

    /// With the name of where they come from, which `Debug` shows.
    #[must_use]
    pub fn with_source(self, source: impl Into<Cow<'static, str>>) -> Self {
        self.with(|parts| parts.source = source.into())
    }

    fn with(mut self, change: impl FnOnce(&mut Parts)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// The access key ID, which is no secret.
    pub fn access_key_id(&self) -> &str {
        &self.0.access_key_id
    }

    /// The secret access key.
    pub fn secret_access_key(&self) -> &str {
        &self.0.secret_access_key
    }

    /// The token of temporary credentials.
    pub fn session_token(&self) -> Option<&str> {
        self.0.session_token.as_ref().map(|token| token.as_str())
    }

    /// When they expire; none if they don't.
    pub fn expiry(&self) -> Option<SystemTime> {
        self.0.expiry
    }

    /// The account that they belong to, if that is known.
    pub fn account_id(&self) -> Option<&str> {
        self.0.account_id.as_deref()
    }

    /// Where they come from, like `environment`.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// Which credentials these are.
    pub(crate) fn identity(&self) -> CredentialsIdentity {
        CredentialsIdentity(Arc::downgrade(&self.0))
    }
}

/// Which credentials are meant, without holding them.
pub(crate) struct CredentialsIdentity(Weak<Parts>);

impl CredentialsIdentity {
    /// Whether they are meant, or clones of them. Their secrets are not compared.
    pub(crate) fn is(&self, credentials: &Credentials) -> bool {
        // The place of what was dropped is not used for others as long as this is there.
        std::ptr::eq(self.0.as_ptr(), Arc::as_ptr(&credentials.0))
    }

    /// Whether any clone of them is left.
    pub(crate) fn is_alive(&self) -> bool {
        self.0.strong_count() > 0
    }
}

/// Secrets are left out.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts { access_key_id, expiry, account_id, source, .. } = &*self.0;
        f.debug_struct("Credentials")
            .field("source", source)
            .field("access_key_id", access_key_id)
            .field("expiry", expiry)
            .field("account_id", account_id)
            .finish_non_exhaustive()
    }
}
