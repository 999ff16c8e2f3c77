//! The syntax of the shared files.
//!
//! See <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>.

use std::collections::BTreeMap;

/// Settings by name. Names are in lower case.
pub(crate) type Settings = BTreeMap<String, String>;

/// What a file holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct File {
    pub(super) profiles: BTreeMap<String, Settings>,
    pub(super) sso_sessions: BTreeMap<String, Settings>,
    pub(super) services: BTreeMap<String, Settings>,
}

/// Which of the two files a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `~/.aws/config`: the sections of profiles are called `profile name`, or `default`.
    Config,
    /// `~/.aws/credentials`: sections are called by the names of profiles.
    Credentials,
}

/// A line that can't be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    /// Counted from 1.
    pub(super) line: usize,
    pub(super) message: &'static str,
}

/// What a section is about.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Section {
    Profile {
        name: String,
        has_prefix: bool,
    },
    SsoSession(String),
    Services(String),
    /// A section that is nobody's: it is read for its syntax alone.
    Ignored,
}

/// Reads a file. Sections and settings with names that no tool writes are passed over.
pub(super) fn parse(text: &str, kind: Kind) -> Result<File, SyntaxError> {
    let mut parser = Parser { kind, file: File::default(), section: None, setting: None, has_prefixed_default: false };
    for (index, line) in text.lines().enumerate() {
        parser.line(line).map_err(|message| SyntaxError { line: index + 1, message })?;
    }
    Ok(parser.file)
}

struct Parser {
    kind: Kind,
    file: File,
    section: Option<Section>,
    /// The setting that an indented line continues.
    setting: Option<Setting>,
    /// Whether there was a section `profile default`, beside which `default` counts for nothing.
    has_prefixed_default: bool,
}

struct Setting {
    name: String,
    /// Whether the lines below it are settings of their own, like those of `s3 =`.
    is_nested: bool,
    is_ignored: bool,
}

impl Parser {
    fn line(&mut self, line: &str) -> Result<(), &'static str> {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            return Ok(());
        }
        if line.starts_with([' ', '\t']) {
            return self.continuation(trimmed);
        }
        if line.starts_with('[') { self.section(line) } else { self.setting(line) }
    }

    fn section(&mut self, line: &str) -> Result<(), &'static str> {
        let line = line.split(['#', ';']).next().unwrap_or_default().trim();
        let name = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
        let mut section = section_of(name.ok_or("the name of a section must end with `]`")?.trim(), self.kind);
        if let Section::Profile { name, has_prefix } = &section
            && name == "default"
            && self.kind == Kind::Config
        {
            match (*has_prefix, self.has_prefixed_default) {
                (true, false) => {
                    self.file.profiles.remove("default");
                    self.has_prefixed_default = true;
                }
                (false, true) => section = Section::Ignored,
                _ => {}
            }
        }
        self.settings_of(&section);
        (self.section, self.setting) = (Some(section), None);
        Ok(())
    }

    fn setting(&mut self, line: &str) -> Result<(), &'static str> {
        let section = self.section.clone().ok_or("a setting before the first section")?;
        let (name, value) = without_comment(line).split_once('=').ok_or("a setting must have an `=`")?;
        let (name, value) = (name.trim().to_lowercase(), value.trim().to_owned());
        if name.is_empty() {
            return Err("a setting without a name");
        }
        let is_ignored = !is_identifier(&name);
        self.setting = Some(Setting { name: name.clone(), is_nested: value.is_empty(), is_ignored });
        if let (false, Some(settings)) = (is_ignored, self.settings_of(&section)) {
            settings.insert(name, value);
        }
        Ok(())
    }

    fn continuation(&mut self, line: &str) -> Result<(), &'static str> {
        let section = self.section.clone().ok_or("an indented line before the first section")?;
        let Some(Setting { name, is_nested, is_ignored }) = self.setting.take() else {
            return Err("an indented line that continues no setting");
        };
        if is_nested {
            let (nested, _) = line.split_once('=').ok_or("a nested setting must have an `=`")?;
            if nested.trim().is_empty() {
                return Err("a nested setting without a name");
            }
        }
        if let (false, Some(settings)) = (is_ignored, self.settings_of(&section)) {
            let value = settings.entry(name.clone()).or_default();
            value.push('\n');
            value.push_str(line);
        }
        self.setting = Some(Setting { name, is_nested, is_ignored });
        Ok(())
    }

    fn settings_of(&mut self, section: &Section) -> Option<&mut Settings> {
        Some(match section {
            Section::Profile { name, .. } => self.file.profiles.entry(name.clone()).or_default(),
            Section::SsoSession(name) => self.file.sso_sessions.entry(name.clone()).or_default(),
            Section::Services(name) => self.file.services.entry(name.clone()).or_default(),
            Section::Ignored => return None,
        })
    }
}

fn section_of(text: &str, kind: Kind) -> Section {
    if kind == Kind::Credentials {
        let name = name_of(text);
        return name.map_or(Section::Ignored, |name| Section::Profile { name, has_prefix: false });
    }
    let Some((word, rest)) = text.split_once([' ', '\t']) else {
        let is_default = name_of(text).is_some_and(|name| name == "default");
        return if is_default {
            Section::Profile { name: "default".to_owned(), has_prefix: false }
        } else {
            Section::Ignored
        };
    };
    match (word, name_of(rest.trim())) {
        ("profile", Some(name)) => Section::Profile { name, has_prefix: true },
        ("sso-session", Some(name)) => Section::SsoSession(name),
        ("services", Some(name)) => Section::Services(name),
        _ => Section::Ignored,
    }
}

/// The name of a profile. One with spaces stands in quotes.
fn name_of(text: &str) -> Option<String> {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote)) {
            return (!quoted.is_empty() && !quoted.contains(quote)).then(|| quoted.to_owned());
        }
    }
    is_identifier(text).then(|| text.to_owned())
}

fn is_identifier(text: &str) -> bool {
    let fits = |character: char| character.is_ascii_alphanumeric() || "-_/.%@:+".contains(character);
    !text.is_empty() && text.chars().all(fits)
}

/// A comment within a line has white space before it.
fn without_comment(line: &str) -> &str {
    let bytes = line.as_bytes();
    let begins = |at: usize| matches!(bytes[at], b'#' | b';') && matches!(bytes[at - 1], b' ' | b'\t');
    (1..bytes.len()).find(|at| begins(*at)).map_or(line, |end| &line[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_be_quoted() {
        let file = parse("[profile \"my work\"]\na = 1\n[profile 'b']\na = 2\n[profile \"]\n", Kind::Config);
        let file = file.expect("a file");
        assert_eq!(file.profiles.keys().map(String::as_str).collect::<Vec<_>>(), ["b", "my work"]);
        let file = parse("[\"my work\"]\na = 1\n", Kind::Credentials).expect("a file");
        assert_eq!(file.profiles["my work"]["a"], "1");
    }

    #[test]
    fn services_have_sections_with_nested_settings() {
        let text = "[services local]\ndynamodb =\n  # a comment\n  endpoint_url = http://localhost:1\ns3 =\n a = b\n";
        let file = parse(text, Kind::Config).expect("a file");
        assert_eq!(file.services["local"]["dynamodb"], "\nendpoint_url = http://localhost:1");
    }

    #[test]
    fn errors_tell_their_line() {
        let error = |text| parse(text, Kind::Config).expect_err("a syntax error");
        assert_eq!(error("[default]\n\nregion"), SyntaxError { line: 3, message: "a setting must have an `=`" });
        assert_eq!(error("[default").line, 1);
        assert_eq!(error("a = b").message, "a setting before the first section");
    }

    #[test]
    fn quotes_stand_around_a_name_and_not_in_it() {
        for text in ["\"a b\"", "'a b'"] {
            assert_eq!(name_of(text).as_deref(), Some("a b"), "{text}");
        }
        assert_eq!(name_of("'a \"b\"'").as_deref(), Some("a \"b\""));
        for text in ["\"\"", "''", "\"a\"b\"", "'a'b'", "\"a b", "a b"] {
            assert_eq!(name_of(text), None, "{text}");
        }
    }
}
