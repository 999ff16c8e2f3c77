//! Credentials that a profile has, or leads to. The precedence is that of botocore.

use super::{Found, NoCredentials, Variables, process};
use crate::identity::Credentials;
use crate::profile::{Profile, Settings};

/// The keys of the profile, or those that its program prints. A role, a web identity, single sign-on and a login need
/// providers that are not here: they are errors, whatever keys stand beside them.
pub(super) async fn load(profile: &Profile, variables: &Variables) -> Found {
    let name = &profile.name;
    let unsupported =
        |setting: &str| NoCredentials::unsupported(format_args!("the profile {name:?} has the setting {setting}"));
    let of_token_file = "web_identity_token_file";
    if profile.setting("role_arn").is_some() && profile.setting(of_token_file).is_none() {
        return Err(unsupported("role_arn"));
    }
    if let Some(file) = variables("AWS_WEB_IDENTITY_TOKEN_FILE") {
        return Err(NoCredentials::unsupported(format_args!("AWS_WEB_IDENTITY_TOKEN_FILE is {file:?}")));
    }
    let is_set = |setting: &&str| profile.setting(setting).is_some();
    if let Some(setting) = [of_token_file, "sso_account_id", "sso_role_name"].into_iter().find(is_set) {
        return Err(unsupported(setting));
    }
    if let Some(credentials) = keys(&profile.credentials, profile)? {
        return Ok(credentials);
    }
    if is_set(&"login_session") {
        return Err(unsupported("login_session"));
    }
    if let Some(command) = profile.setting("credential_process") {
        return process::load(command).await.map(|credentials| with_account(credentials, profile));
    }
    if let Some(credentials) = keys(&profile.config, profile)? {
        return Ok(credentials);
    }
    if let Some(setting) = ["sso_session", "sso_start_url"].into_iter().find(is_set) {
        return Err(unsupported(setting));
    }
    Err(NoCredentials::Absent(match profile.read_from() {
        None => format!("there is no home directory to look for the profile {name:?} in"),
        Some(files) => format!("the profile {name:?} has no keys in {files}"),
    }))
}

/// The keys that stand in one of the files.
fn keys(settings: &Settings, profile: &Profile) -> Result<Option<Credentials>, NoCredentials> {
    let setting = |name: &str| settings.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let half = |has: &str, lacks: &str| {
        NoCredentials::Broken(format!("the profile {:?} has the setting {has} and no {lacks} beside it", profile.name))
    };
    match (setting("aws_access_key_id"), setting("aws_secret_access_key")) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(half("aws_access_key_id", "aws_secret_access_key")),
        (None, Some(_)) => Err(half("aws_secret_access_key", "aws_access_key_id")),
        (Some(id), Some(secret)) => {
            let keys = Credentials::new(id, secret).with_source("profile");
            let keys = match setting("aws_session_token").or_else(|| setting("aws_security_token")) {
                Some(token) => keys.with_session_token(token),
                None => keys,
            };
            Ok(Some(with_account(keys, profile)))
        }
    }
}

/// The credentials with the account that the profile names, if they don't name one themselves.
fn with_account(credentials: Credentials, profile: &Profile) -> Credentials {
    match (credentials.account_id(), profile.setting("aws_account_id")) {
        (None, Some(id)) => credentials.with_account_id(id),
        _ => credentials,
    }
}
