//! Patterns as they are compiled, against an engine of ECMA 262 on what the models say.
//!
//! `SHARED` is the folder of real models; `.ci/run` sets it where there is one. Without it, the patterns of this file are
//! what is compared.

mod compiled;
mod oracle;
mod samples;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use oracle::{Oracle, Reading};
use serde_json::Value;

/// How many texts each pattern is tried with, at least.
const TEXTS: usize = 200;

/// Patterns that show what the compiler does: each kind of rule, and each difference of dialect.
const OWN: [&str; 40] = [
    "^[a-zA-Z0-9_.-]+$",
    "^[a-z][a-z0-9-]{0,61}[a-z0-9]$",
    "^arn:(aws|aws-cn):iam::\\d{12}:role/?[\\w+=,.@-]{1,64}$",
    "[a-z]+",
    ".*",
    "\\S",
    "^\\s*$",
    "^.{2,5}$",
    "^[^\\r\\n]*$",
    "^$|^a$",
    "(^auto$)|(^true$)",
    "^([0-9]+)+$",
    "a|b$",
    "^a|b",
    "^(a{2,3}){2}$",
    "^.{1,300}\\.jpe?g$",
    "^(x[a-c]{1,300}|y.{2,200}z){1,2}$",
    "([ab]{1,400}c){2}",
    "\\bab\\b",
    "^[a-c]\\B.$",
    "^(?!aws:)[a-z:]+$",
    "^(?=.*[0-9])(?!.*--)[a-z0-9-]{3,}$",
    "^[a-z.]+(?<!\\.)$",
    "^((?!-)[a-z-]{1,3}\\.)+$",
    "^(?![0-9])[a-z0-9]+$|^x-(?!y)[a-z]*$",
    "^\\u002F[\\u0021-\\u007F]+$",
    "^[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]+$",
    "^[\\p{L}\\p{N}_ -]+$",
    "^\\P{Lu}+$",
    "^[\\w-.]+$",
    "^[[\\]{}]+$",
    "^a{,2}b{$",
    "^x{2,}y*?$",
    "^[^]a$",
    "^\\cA?\\x41\\0?$",
    "^[^/:|\\000-\\037]+$",
    "^\\/[\\-\\_]$",
    "^[\\d-x]+$",
    "^(?:a|b|)c$",
    "^(a|ab)(c|bcd)$",
];

#[test]
fn own_patterns_agree() {
    let report = Report::of(OWN.iter().map(|source| Pattern { source: (*source).to_owned(), whole: false }));
    assert_eq!(report.refused, Vec::<String>::new());
    assert_eq!(report.incomparable, Vec::<String>::new());
    assert_eq!(report.disagreements, Vec::<String>::new());
}

#[test]
fn patterns_of_real_models_agree() {
    let Some(shared) = std::env::var_os("SHARED") else {
        println!("skipped: SHARED is not set");
        return;
    };
    let mut patterns = BTreeSet::new();
    collect(&PathBuf::from(shared).join("models"), &mut patterns);
    let report = Report::of(patterns);
    println!("{report}");
    assert_eq!(report.disagreements, Vec::<String>::new());
    // What can't be translated stays the exception: one in fifty would be a step back.
    assert!(report.refused.len() * 50 < report.patterns, "{} of {} are refused", report.refused.len(), report.patterns);
    assert!(report.incomparable.len() * 100 < report.patterns, "{:#?}", report.incomparable);
}

/// A pattern of a model; in API JSON it means the whole text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Pattern {
    source: String,
    whole: bool,
}

/// The patterns of every model below a folder.
fn collect(folder: &Path, patterns: &mut BTreeSet<Pattern>) {
    for entry in std::fs::read_dir(folder).expect("a folder of models") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, patterns);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            let model: Value = serde_json::from_slice(&std::fs::read(&path).expect("a model")).expect("JSON");
            let whole = model.get("smithy").is_none();
            search(&model["shapes"], if whole { "pattern" } else { "smithy.api#pattern" }, whole, patterns);
        }
    }
}

fn search(value: &Value, key: &str, whole: bool, patterns: &mut BTreeSet<Pattern>) {
    match value {
        Value::Object(entries) => {
            if let Some(Value::String(source)) = entries.get(key) {
                patterns.insert(Pattern { source: source.clone(), whole });
            }
            entries.values().for_each(|value| search(value, key, whole, patterns));
        }
        Value::Array(items) => items.iter().for_each(|value| search(value, key, whole, patterns)),
        _ => {}
    }
}

/// What came of the comparison.
#[derive(Default)]
struct Report {
    patterns: usize,
    texts: usize,
    matching: usize,
    /// Patterns that the generator refuses, with the reason.
    refused: Vec<String>,
    /// Patterns that the other engine can't read.
    incomparable: Vec<String>,
    /// Patterns that the other engine reads only after what Java means by them was written as ECMA 262 does.
    rewritten: Vec<String>,
    disagreements: Vec<String>,
}

impl Report {
    fn of(patterns: impl IntoIterator<Item = Pattern>) -> Self {
        let mut report = Self::default();
        for pattern in patterns {
            report.compare(&pattern);
        }
        report
    }

    fn compare(&mut self, pattern: &Pattern) {
        self.patterns += 1;
        let source = if pattern.whole { model::whole_text(&pattern.source) } else { pattern.source.clone() };
        let rule = match codegen::pattern::compile(&source) {
            Ok(rule) => compiled::pattern(&rule),
            Err(refusal) => return self.refused.push(format!("{source}: {refusal}")),
        };
        let Some(Oracle { regex, reading }) = Oracle::new(&pattern.source, pattern.whole) else {
            return self.incomparable.push(source);
        };
        if reading == Reading::Rewritten {
            self.rewritten.push(source.clone());
        }
        for text in samples::texts(&pattern.source, TEXTS) {
            self.texts += 1;
            let expected = regex.find(&text).is_some();
            self.matching += usize::from(expected);
            if rule.matches(&text) != expected {
                self.disagreements
                    .push(format!("{source}\n  {text:?} should {}match", if expected { "" } else { "not " }));
                return;
            }
        }
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |f: &mut std::fmt::Formatter<'_>, title: &str, patterns: &[String]| {
            writeln!(f, "{} {title}", patterns.len())?;
            patterns.iter().try_for_each(|pattern| writeln!(f, "  {pattern}"))
        };
        list(f, "refused:", &self.refused)?;
        list(f, "that no engine of ECMA 262 reads, so that there is nothing to compare with:", &self.incomparable)?;
        list(f, "compared with the same pattern in words of ECMA 262:", &self.rewritten)?;
        list(f, "disagree:", &self.disagreements)?;
        write!(f, "{} patterns, {} texts, of which {} match", self.patterns, self.texts, self.matching)
    }
}
