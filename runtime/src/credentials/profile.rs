//! Profiles: the files that all tools of AWS share.
//!
//! See <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use aws_credential_types::Credentials;

use super::{Found, NoCredentials, Variables, process};

/// The profile, whose files are read once, when somebody asks for it.
pub(crate) struct LazyProfile {
    variables: Variables,
    profile: OnceLock<Profile>,
}

impl LazyProfile {
    pub(crate) fn new(variables: &Variables) -> Self {
        Self { variables: Arc::clone(variables), profile: OnceLock::new() }
    }

    pub(crate) fn get(&self) -> &Profile {
        self.profile.get_or_init(|| Profile::read(&self.variables))
    }
}

/// The profile that is chosen, from both files. The one of credentials wins.
pub(crate) struct Profile {
    name: String,
    settings: BTreeMap<String, String>,
    /// The files that were read, or why they were not.
    tried: Vec<String>,
}

impl Profile {
    /// Reads the files that the variables name, or those in the home directory.
    fn read(variables: &Variables) -> Self {
        let home = variables("HOME").or_else(|| variables("USERPROFILE")).map(PathBuf::from);
        let path = |variable: &str, name: &str| {
            let default = || home.as_ref().map(|home| home.join(".aws").join(name));
            variables(variable).map(PathBuf::from).or_else(default)
        };
        let name = variables("AWS_PROFILE").unwrap_or_else(|| "default".to_owned());
        let mut profiles = Self { name, settings: BTreeMap::new(), tried: Vec::new() };
        profiles.add(path("AWS_CONFIG_FILE", "config"), true);
        profiles.add(path("AWS_SHARED_CREDENTIALS_FILE", "credentials"), false);
        profiles
    }

    fn add(&mut self, path: Option<PathBuf>, is_config: bool) {
        let Some(path) = path else { return };
        let shown = path.display();
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                self.tried.push(shown.to_string());
                self.settings.extend(section(&text, &self.name, is_config));
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                self.tried.push(format!("{shown}, which does not exist"));
            }
            Err(error) => self.tried.push(format!("{shown}, which can't be read: {error}")),
        }
    }

    /// A setting of the profile, like `region`.
    pub(crate) fn setting(&self, name: &str) -> Option<&str> {
        self.settings.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The keys of the profile, or those that its program prints.
    pub(super) async fn load(&self) -> Found {
        let name = &self.name;
        if let (Some(id), Some(secret)) = (self.setting("aws_access_key_id"), self.setting("aws_secret_access_key")) {
            let token = self.setting("aws_session_token").map(str::to_owned);
            return Ok(Credentials::new(id, secret, token, None, "profile"));
        }
        if let Some(command) = self.setting("credential_process") {
            return process::load(command).await;
        }
        let needs = ["role_arn", "sso_session", "sso_start_url", "web_identity_token_file"];
        if let Some(setting) = needs.iter().find(|setting| self.settings.contains_key(**setting)) {
            return Err(NoCredentials::Broken(format!(
                "the profile {name:?} has the setting {setting}, which takes a provider of `aws-config`: give one to \
                 `Config::credentials`"
            )));
        }
        Err(NoCredentials::Absent(match self.tried.as_slice() {
            [] => format!("there is no home directory to look for the profile {name:?} in"),
            tried => format!("the profile {name:?} has no keys in {}", tried.join(" and ")),
        }))
    }
}

/// The settings of a profile in a file. In the file of settings its section is called `profile name`, or `default`.
fn section(text: &str, wanted: &str, is_config: bool) -> BTreeMap<String, String> {
    let mut settings = BTreeMap::new();
    let mut within = false;
    for line in text.lines() {
        // Indented lines belong to the setting above, and hold nothing that is needed here.
        if line.starts_with([' ', '\t', '#', ';']) {
            continue;
        }
        let line = line.trim();
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.split(']').next()) {
            let words: Vec<&str> = name.split_whitespace().collect();
            within = match words[..] {
                ["profile", name] => is_config && name == wanted,
                [name] => name == wanted && (!is_config || name == "default"),
                _ => false,
            };
        } else if let (true, Some((name, value))) = (within, line.split_once('=')) {
            let value = value.split(" #").next().unwrap_or_default().split(" ;").next().unwrap_or_default();
            settings.insert(name.trim().to_lowercase(), value.trim().to_owned());
        }
    }
    settings
}

/// The text of a small file.
pub(super) fn read(path: &Path) -> Result<String, NoCredentials> {
    let broken = |error| NoCredentials::Broken(format!("{} can't be read: {error}", path.display()));
    std::fs::read_to_string(path).map(|text| text.trim().to_owned()).map_err(broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = "
# comment
[default]
region = eu-central-1 # the nearest
[profile work]
Region=us-west-2
s3 =
  addressing_style = path
[work]
region = nowhere
";

    #[test]
    fn sections_are_told_apart() {
        assert_eq!(section(CONFIG, "default", true).get("region").map(String::as_str), Some("eu-central-1"));
        let work = section(CONFIG, "work", true);
        assert_eq!(work.get("region").map(String::as_str), Some("us-west-2"));
        assert!(!work.contains_key("addressing_style"));
        assert_eq!(section(CONFIG, "work", false).get("region").map(String::as_str), Some("nowhere"));
        assert!(section("]\n[\n=\n[profile]\n[profile a b]\nx=y", "a", true).is_empty());
    }
}
