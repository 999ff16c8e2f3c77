//! Whether endpoints are those of the account.

use super::Config;

/// Whether requests go to an endpoint of the account that signs, where the service has such, as DynamoDB has.
///
/// See <https://docs.aws.amazon.com/sdkref/latest/guide/feature-account-endpoints.html>.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AccountIdEndpointMode {
    /// Where the credentials name their account.
    #[default]
    Preferred,
    /// Never.
    Disabled,
    /// Always: credentials that do not name their account are an error.
    Required,
}

impl AccountIdEndpointMode {
    pub(super) const ALL: [Self; 3] = [Self::Preferred, Self::Disabled, Self::Required];

    /// The name of the mode, as the environment has it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Preferred => "preferred",
            Self::Disabled => "disabled",
            Self::Required => "required",
        }
    }
}

impl Config {
    /// Whether requests go to an endpoint of the account that signs, where the service has such. With an
    /// [`endpoint`](Self::endpoint) of your own they never do.
    #[must_use]
    pub fn account_id_endpoint_mode(mut self, mode: AccountIdEndpointMode) -> Self {
        self.aws.account_id_endpoint_mode = mode;
        self.without_problems_of("account_id_endpoint_mode")
    }

    /// The mode, for generated endpoint parameters.
    pub fn account_id_endpoint_mode_param(&self) -> Option<String> {
        Some(self.aws.account_id_endpoint_mode.name().to_owned())
    }

    /// Whether the endpoint may depend on the account.
    pub(crate) fn uses_account_endpoints(&self) -> bool {
        self.endpoint.is_none() && self.aws.account_id_endpoint_mode != AccountIdEndpointMode::Disabled
    }
}
