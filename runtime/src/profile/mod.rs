//! Profiles: the files that all tools of AWS share.
//!
//! See <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>.

mod ini;
mod location;
#[cfg(test)]
mod vectors;

use std::collections::BTreeMap;
use std::fmt;
use std::io::ErrorKind;
use std::path::Path;

pub(crate) use self::ini::Settings;
use self::ini::{File, Kind};
use self::location::Locations;
pub(crate) use self::location::expand;
use crate::variables::Variables;

/// The profile that `AWS_PROFILE` names, or else `AWS_DEFAULT_PROFILE`, or `default`, as both files have it.
#[derive(Debug)]
pub(crate) struct Profile {
    pub(crate) name: String,
    /// Its settings in the file of settings.
    pub(crate) config: Settings,
    /// Its settings in the file of credentials.
    pub(crate) credentials: Settings,
    /// The sections `services`, of which the profile may name one.
    services: BTreeMap<String, Settings>,
    /// The files that were read, or why they were not.
    read: Vec<String>,
}

/// Reads a text as either of the files, for fuzz targets.
#[cfg(feature = "test-util")]
pub(crate) fn read_text(text: &str) {
    // What is wrong with it is no matter: it must not panic.
    let _ = ini::parse(text, Kind::Config);
    let _ = ini::parse(text, Kind::Credentials);
}

/// Why there is no profile to read settings from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ProfileError(String);

impl Profile {
    /// Reads the files that the variables name, or those in the home directory. A file that does not exist is empty.
    ///
    /// # Errors
    /// A file can't be read or understood, or there is no profile of the name that `AWS_PROFILE` gives.
    pub(crate) fn load(variables: &Variables) -> Result<Self, ProfileError> {
        let named = variables("AWS_PROFILE").or_else(|| variables("AWS_DEFAULT_PROFILE"));
        let name = named.clone().unwrap_or_else(|| "default".to_owned());
        let locations = Locations::of(variables);
        let mut read = Vec::new();
        let mut config = file(locations.config.as_deref(), Kind::Config, &mut read)?;
        let mut credentials = file(locations.credentials.as_deref(), Kind::Credentials, &mut read)?;
        let (of_config, of_credentials) = (config.profiles.remove(&name), credentials.profiles.remove(&name));
        if named.is_some() && of_config.is_none() && of_credentials.is_none() {
            let place =
                if read.is_empty() { "any file: there is no home directory".to_owned() } else { read.join(" and ") };
            return Err(ProfileError(format!("AWS_PROFILE is {name:?}, and there is no such profile in {place}")));
        }
        Ok(Self {
            name,
            config: of_config.unwrap_or_default(),
            credentials: of_credentials.unwrap_or_default(),
            services: config.services,
            read,
        })
    }

    /// A setting of the profile, like `region`. The file of credentials wins; an empty value is none.
    pub(crate) fn setting(&self, name: &str) -> Option<&str> {
        let of = |settings: &'_ Settings| settings.get(name).is_some_and(|value| !value.is_empty());
        let settings = if of(&self.credentials) { &self.credentials } else { &self.config };
        settings.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A setting of the profile for one service, from the section that its setting `services` names. `service` is like
    /// `kinesis_video`.
    ///
    /// # Errors
    /// There is no such section.
    pub(crate) fn service_setting(&self, service: &str, name: &str) -> Result<Option<&str>, ProfileError> {
        let Some(section) = self.setting("services") else { return Ok(None) };
        let Some(settings) = self.services.get(section) else {
            let profile = &self.name;
            return Err(ProfileError(format!(
                "the profile {profile:?} names services {section:?}, and there is no such section"
            )));
        };
        let nested = settings.get(service).map(String::as_str).unwrap_or_default();
        let mut found =
            nested.lines().filter_map(|line| line.split_once('=')).filter(|(found, _)| found.trim() == name);
        Ok(found.next_back().map(|(_, value)| value.trim()).filter(|value| !value.is_empty()))
    }

    /// Where the profile was looked for, for messages.
    pub(crate) fn read_from(&self) -> Option<String> {
        (!self.read.is_empty()).then(|| self.read.join(" and "))
    }
}

fn file(path: Option<&Path>, kind: Kind, read: &mut Vec<String>) -> Result<File, ProfileError> {
    let Some(path) = path else { return Ok(File::default()) };
    let shown = path.display();
    let text = match std::fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| ProfileError(format!("{shown} is not UTF-8")))?,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            read.push(format!("{shown}, which does not exist"));
            return Ok(File::default());
        }
        // A home directory that is somebody else's, as in containers, holds nothing for us.
        Err(_) if !path.is_file() => {
            read.push(format!("{shown}, which can't be reached"));
            return Ok(File::default());
        }
        Err(error) => return Err(ProfileError(format!("{shown} can't be read: {error}"))),
    };
    read.push(shown.to_string());
    ini::parse(&text, kind).map_err(|error| ProfileError(format!("{shown}, line {}: {}", error.line, error.message)))
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn load(config: &str, pairs: &'static [(&str, &str)]) -> Result<Profile, ProfileError> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join(".aws")).expect("a folder");
        std::fs::write(folder.path().join(".aws/config"), config).expect("a file");
        load_from(&folder, pairs)
    }

    fn load_from(folder: &tempfile::TempDir, pairs: &'static [(&str, &str)]) -> Result<Profile, ProfileError> {
        let home = folder.path().display().to_string();
        let variables: Variables = Arc::new(move |name| match name {
            "HOME" => Some(home.clone()),
            _ => pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()),
        });
        Profile::load(&variables)
    }

    #[test]
    fn a_profile_that_is_named_and_missing_is_an_error() {
        let error = load("[profile work]\n", &[("AWS_PROFILE", "wrok")]).expect_err("no profile").to_string();
        assert!(error.contains("\"wrok\"") && error.contains(".aws/config"), "{error}");
        assert!(load("[profile work]\n", &[]).expect("no profile named").setting("region").is_none());
    }

    #[test]
    fn settings_of_services_are_found() {
        let text = "[default]\nservices = a\n[services a]\ns3 =\n  endpoint_url = x\n  other = y\n";
        let profile = load(text, &[]).expect("a profile");
        assert_eq!(profile.service_setting("s3", "endpoint_url"), Ok(Some("x")));
        assert_eq!(profile.service_setting("ec2", "endpoint_url"), Ok(None));
        let profile = load("[default]\nservices = b\n", &[]).expect("a profile");
        profile.service_setting("s3", "endpoint_url").expect_err("no such section");
    }

    #[test]
    fn the_file_of_credentials_wins_unless_its_value_is_empty() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join(".aws")).expect("a folder");
        std::fs::write(folder.path().join(".aws/config"), "[default]\na = 1\nb = 2\n").expect("a file");
        std::fs::write(folder.path().join(".aws/credentials"), "[default]\na = 3\nb =\n").expect("a file");
        let profile = load_from(&folder, &[]).expect("a profile");
        assert_eq!((profile.setting("a"), profile.setting("b")), (Some("3"), Some("2")));
    }

    #[test]
    fn where_it_was_looked_for_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let read_from = |folder| load_from(folder, &[]).map(|profile| profile.read_from().unwrap_or_default());
        let missing = read_from(&folder).expect("no profile");
        assert_eq!(missing.matches("which does not exist").count(), 2, "{missing}");
        std::fs::create_dir_all(folder.path().join(".aws/config")).expect("a folder");
        let unreachable = read_from(&folder).expect("no profile");
        assert!(unreachable.contains(".aws/config, which can't be reached and "), "{unreachable}");
        let nowhere = Profile::load(&(Arc::new(|_: &str| None) as Variables)).expect("no profile");
        assert_eq!(nowhere.read_from(), None);
    }

    #[test]
    fn a_file_that_is_broken_is_an_error() {
        let error = load("[default]\n= us-east-1\n", &[]).expect_err("a syntax error").to_string();
        assert!(error.ends_with(".aws/config, line 2: a setting without a name"), "{error}");
    }

    #[test]
    fn a_file_that_is_no_text_is_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join(".aws")).expect("a folder");
        std::fs::write(folder.path().join(".aws/config"), b"[default]\nregion = \xff\n").expect("a file");
        let error = load_from(&folder, &[]).expect_err("no text").to_string();
        assert!(error.ends_with(".aws/config is not UTF-8"), "{error}");
    }
}
