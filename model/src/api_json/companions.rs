//! The files that stand beside a model in AWS API JSON: endpoint rules, paginators and waiters.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::Namespace;
use crate::context::{Context, error_place, reason};
use crate::diagnostic::{Diagnostic, nearest};
use crate::following::{Acceptor, Comparator, Expectation, Matcher, Pagination, Waiter, WaiterState};
use crate::id::ShapeId;
use crate::operation::Operation;
use crate::rules::RuleSet;
use crate::source::{Entries, Place};

const RULES: &str = "endpoint-rule-set-1.json";
/// Today's name, and that of older SDKs.
const PAGINATORS: [&str; 2] = ["paginators-1.json", "paginators.json"];
const WAITERS: [&str; 2] = ["waiters-2.json", "waiters2.json"];

/// The companions that there are, for a model at `path`. They bear the names of their kind, or `NAME.KIND` beside a
/// model of the name `NAME.normal.json`.
pub(crate) fn paths(path: &Path) -> Vec<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let prefix = match (&*name, name.strip_suffix(".normal.json")) {
        ("service-2.json", _) => String::new(),
        (_, Some(stem)) => format!("{stem}."),
        _ => return Vec::new(),
    };
    let kinds = [RULES].into_iter().chain(PAGINATORS).chain(WAITERS);
    kinds.map(|kind| path.with_file_name(format!("{prefix}{kind}"))).filter(|path| path.exists()).collect()
}

/// The endpoint rules, if their file stands beside the model.
pub(super) fn rules(cx: &mut Context<'_>) -> Option<RuleSet> {
    const HELP: &str = "see https://smithy.io/2.0/additional-specs/rules-engine/specification.html";
    let companion = Companion::find(cx, RULES)?;
    let rules: RuleSet = companion.read(cx, "the endpoint rules have the wrong form", HELP)?;
    Some(RuleSet { place: companion.place(), ..rules })
}

/// Adds paginators and waiters to the operations that they are for.
pub(super) fn add(cx: &mut Context<'_>, namespace: &Namespace, operations: &mut BTreeMap<ShapeId, Operation>) {
    if let Some(companion) = PAGINATORS.iter().find_map(|kind| Companion::find(cx, kind)) {
        companion.paginators(cx, namespace, operations);
    }
    if let Some(companion) = WAITERS.iter().find_map(|kind| Companion::find(cx, kind)) {
        companion.waiters(cx, namespace, operations);
    }
}

/// One of the files.
struct Companion<'a> {
    source: usize,
    text: &'a str,
}

impl<'a> Companion<'a> {
    fn find(cx: &Context<'a>, kind: &str) -> Option<Self> {
        let mut sources = cx.sources.iter().enumerate().skip(1);
        let (source, found) = sources.find(|(_, source)| {
            let name = Path::new(&source.path).file_name().unwrap_or_default().to_string_lossy();
            name == kind || name.ends_with(&format!(".{kind}"))
        })?;
        Some(Self { source, text: &found.text })
    }

    fn place(&self) -> Place {
        Place { source: self.source, start: 0, end: self.text.len() }
    }

    fn read<T: Deserialize<'a>>(&self, cx: &mut Context<'a>, title: &str, help: &str) -> Option<T> {
        match serde_json::from_str(self.text) {
            Ok(value) => Some(value),
            Err(error) => {
                let place = error_place(self.place(), self.text, &error);
                cx.report(Diagnostic::new(title).at(place, reason(&error)).help(help));
                None
            }
        }
    }

    fn paginators(&self, cx: &mut Context<'a>, namespace: &Namespace, operations: &mut BTreeMap<ShapeId, Operation>) {
        #[derive(Deserialize)]
        struct File<'a> {
            #[serde(borrow)]
            pagination: Entries<'a>,
        }
        const HELP: &str = "compare with the `paginators-1.json` of an AWS SDK";
        let Some(file) = self.read::<File<'a>>(cx, "the paginators have the wrong form", HELP) else { return };
        for (key, raw) in &file.pagination.0 {
            let Some(paginator) = cx.parse::<Paginator>(raw, || format!("the paginator of `{}`", key.0)) else {
                continue;
            };
            let place = cx.place(&key.0);
            if let Some(operation) = owner(cx, namespace, operations, "paginator", &key.0, place) {
                operation.pagination = paginator.lower(place);
            }
        }
    }

    fn waiters(&self, cx: &mut Context<'a>, namespace: &Namespace, operations: &mut BTreeMap<ShapeId, Operation>) {
        #[derive(Deserialize)]
        struct File<'a> {
            #[serde(borrow)]
            waiters: Entries<'a>,
        }
        const HELP: &str = "compare with the `waiters-2.json` of an AWS SDK";
        let Some(file) = self.read::<File<'a>>(cx, "the waiters have the wrong form", HELP) else { return };
        for (key, raw) in &file.waiters.0 {
            let Some(raw) = cx.parse::<RawWaiter>(raw, || format!("the waiter `{}`", key.0)) else { continue };
            let place = cx.place(&key.0);
            let operation = raw.operation.clone();
            let waiter = raw.lower(cx, &key.0, place);
            if let Some(operation) = owner(cx, namespace, operations, "waiter", &operation, place) {
                operation.waiters.extend(waiter);
                operation.waiters.sort_by(|a, b| a.name.cmp(&b.name));
            }
        }
    }
}

/// The operation that a paginator or waiter is for.
fn owner<'o>(
    cx: &mut Context<'_>,
    namespace: &Namespace,
    operations: &'o mut BTreeMap<ShapeId, Operation>,
    role: &str,
    name: &str,
    place: Place,
) -> Option<&'o mut Operation> {
    let id = namespace.id(name);
    if !operations.contains_key(&id) {
        let mut diagnostic = Diagnostic::new(format!("a {role} is for the operation `{name}`, which does not exist"))
            .at(place, format!("this {role}"));
        diagnostic.help = nearest(name, operations.keys().map(ShapeId::name));
        cx.report(diagnostic);
    }
    operations.get_mut(&id)
}

/// A paginator as it is written.
#[derive(Deserialize)]
struct Paginator {
    #[serde(default)]
    input_token: OneOrMore,
    #[serde(default)]
    output_token: OneOrMore,
    #[serde(default)]
    result_key: OneOrMore,
    limit_key: Option<String>,
    more_results: Option<String>,
}

/// A text, or a list of texts.
#[derive(Default, Deserialize)]
#[serde(untagged, expecting = "a string or a list of strings")]
enum OneOrMore {
    #[default]
    None,
    One(String),
    More(Vec<String>),
}

impl From<OneOrMore> for Vec<String> {
    fn from(texts: OneOrMore) -> Self {
        match texts {
            OneOrMore::None => Vec::new(),
            OneOrMore::One(text) => vec![text],
            OneOrMore::More(texts) => texts,
        }
    }
}

impl Paginator {
    /// Nothing without tokens: the file also lists operations whose result is one page.
    fn lower(self, place: Place) -> Option<Pagination> {
        let pagination = Pagination {
            place,
            input_tokens: self.input_token.into(),
            output_tokens: self.output_token.into(),
            items: self.result_key.into(),
            page_size: self.limit_key,
            more_results: self.more_results,
        };
        (!pagination.input_tokens.is_empty() && !pagination.output_tokens.is_empty()).then_some(pagination)
    }
}

/// A waiter as it is written.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawWaiter {
    operation: String,
    description: Option<String>,
    delay: u32,
    max_attempts: u32,
    acceptors: Vec<RawAcceptor>,
}

#[derive(Deserialize)]
struct RawAcceptor {
    state: WaiterState,
    matcher: String,
    expected: Value,
    argument: Option<String>,
}

impl RawWaiter {
    fn lower(self, cx: &mut Context<'_>, name: &str, place: Place) -> Option<Waiter> {
        let mut acceptors = Vec::new();
        for acceptor in self.acceptors {
            let Some(matcher) = acceptor.matcher() else {
                cx.report(
                    Diagnostic::new(format!(
                        "the waiter `{name}` has a matcher `{}` for `{}`, which has no meaning",
                        acceptor.matcher, acceptor.expected
                    ))
                    .at(place, "this waiter")
                    .help("`path`, `pathAll` and `pathAny` take an `argument` and a string or a boolean; `status` a number; `error` a code"),
                );
                return None;
            };
            acceptors.push(Acceptor { state: acceptor.state, matcher });
        }
        Some(Waiter {
            name: name.to_owned(),
            place,
            documentation: self.description,
            min_delay: self.delay,
            max_delay: self.delay.max(Waiter::MAX_DELAY),
            max_attempts: Some(self.max_attempts),
            acceptors,
        })
    }
}

impl RawAcceptor {
    fn matcher(&self) -> Option<Matcher> {
        let output = |comparator, expected: String| {
            Some(Matcher::Output(Expectation { path: self.argument.clone()?, expected, comparator }))
        };
        match (self.matcher.as_str(), &self.expected) {
            ("status", Value::Number(status)) => Some(Matcher::Status(status.as_u64()?.try_into().ok()?)),
            ("error", Value::String(code)) => Some(Matcher::ErrorType(code.clone())),
            ("error", Value::Bool(failed)) => Some(Matcher::Success(!failed)),
            ("path", Value::String(text)) => output(Comparator::StringEquals, text.clone()),
            ("path", Value::Bool(truth)) => output(Comparator::BooleanEquals, truth.to_string()),
            ("pathAll", Value::String(text)) => output(Comparator::AllStringEquals, text.clone()),
            ("pathAny", Value::String(text)) => output(Comparator::AnyStringEquals, text.clone()),
            _ => None,
        }
    }
}
