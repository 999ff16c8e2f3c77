//! Where the shared files are.

use std::path::PathBuf;

use crate::variables::Variables;

/// The paths of the two files; none if there is no home directory to look in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Locations {
    pub(super) config: Option<PathBuf>,
    pub(super) credentials: Option<PathBuf>,
}

impl Locations {
    pub(super) fn of(variables: &Variables) -> Self {
        let file = |variable: &str, name: &str| match variables(variable) {
            Some(path) => Some(expand(&path, variables)),
            None => Some(home(variables)?.join(".aws").join(name)),
        };
        Self {
            config: file("AWS_CONFIG_FILE", "config"),
            credentials: file("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
        }
    }
}

/// The home directory of the user.
fn home(variables: &Variables) -> Option<PathBuf> {
    let drive_and_path = || Some(format!("{}{}", variables("HOMEDRIVE")?, variables("HOMEPATH")?));
    variables("HOME").or_else(|| variables("USERPROFILE")).or_else(drive_and_path).map(PathBuf::from)
}

/// A path in which a `~` at the beginning stands for the home directory.
pub(crate) fn expand(path: &str, variables: &Variables) -> PathBuf {
    let rest = path.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(['/', '\\']));
    match (rest, home(variables)) {
        (Some(rest), Some(home)) => home.join(rest.trim_start_matches(['/', '\\'])),
        _ => PathBuf::from(path),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn variables(pairs: &'static [(&str, &str)]) -> Variables {
        Arc::new(|name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_home_directory_is_found() {
        let config = |pairs| Locations::of(&variables(pairs)).config.map(|path| path.display().to_string());
        assert_eq!(config(&[("HOME", "/home/a"), ("USERPROFILE", "b")]).as_deref(), Some("/home/a/.aws/config"));
        assert_eq!(config(&[("HOMEDRIVE", "/c:"), ("HOMEPATH", "/d")]).as_deref(), Some("/c:/d/.aws/config"));
        assert_eq!(config(&[("AWS_CONFIG_FILE", "~/x"), ("HOME", "/home/a")]).as_deref(), Some("/home/a/x"));
        assert_eq!(config(&[("AWS_CONFIG_FILE", "~b/x"), ("HOME", "/home/a")]).as_deref(), Some("~b/x"));
        assert_eq!(config(&[("HOMEPATH", "/d")]), None);
    }
}
