//! Models that mean ill: their texts become neither code nor documentation that runs, and none is too much work.

use std::path::Path;

use model::{Report, Source};
use proc_macro2::{TokenStream, TokenTree};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use quote::ToTokens as _;
use serde_json::{Value, json};
use tinsmith_codegen::package::{Package, standalone};
use tinsmith_codegen::{Client, File, Home, Options};

const FILE_NAME: &str = "a.json\npub fn injected() {} // \u{202e} -->.json";

fn generate(model: &Value) -> Result<(Options, Client), Report> {
    let source = Source { path: "hostile.json".to_owned(), text: model.to_string() };
    let options = Options::new(Home::Crate("hostile".to_owned()), FILE_NAME);
    tinsmith_codegen::generate(model::parse(vec![source], model::Choice::default())?, &options)
        .map(|client| (options, client))
}

fn hostile() -> Vec<File> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hostile.json");
    let text = std::fs::read_to_string(path).expect("the fixture");
    let model = serde_json::from_str(&text).expect("JSON");
    let (options, client) = generate(&model).unwrap_or_else(|report| panic!("{report}"));
    let package = Package::new("hostile", "{ path = \"../runtime\" }");
    standalone(&package, &options, &client)
}

/// The documentation of a file, a text for each item.
fn docs(text: &str) -> Vec<String> {
    let mut docs: Vec<String> = Vec::new();
    let mut continues = false;
    for line in text.lines().map(str::trim_start) {
        let Some(line) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) else {
            continues = false;
            continue;
        };
        // As rustdoc has it: one space at the start of each line belongs to the comment.
        let line = line.strip_prefix(' ').unwrap_or(line);
        match docs.last_mut().filter(|_| continues) {
            Some(text) => text.extend(["\n", line]),
            None => docs.push(line.to_owned()),
        }
        continues = true;
    }
    docs
}

/// The code of the examples in a documentation, hidden lines included.
fn examples(text: &str) -> Vec<String> {
    let mut examples = Vec::new();
    let mut within = false;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => {
                within = true;
                examples.push(String::new());
            }
            Event::End(TagEnd::CodeBlock) => within = false,
            Event::Text(code) if within => examples.iter_mut().last().expect("a block").push_str(&code),
            _ => {}
        }
    }
    let shown = |example: &String| {
        example.lines().map(|line| line.strip_prefix("# ").unwrap_or(line).to_owned() + "\n").collect()
    };
    examples.iter().map(shown).collect()
}

fn calls_a_macro(tokens: TokenStream) -> bool {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let is_call =
        |pair: &[TokenTree]| matches!(pair, [TokenTree::Ident(_), TokenTree::Punct(sign)] if sign.as_char() == '!');
    trees.windows(2).any(is_call)
        || trees.into_iter().any(|tree| matches!(tree, TokenTree::Group(group) if calls_a_macro(group.stream())))
}

#[test]
fn texts_of_a_model_are_no_code() {
    let files = hostile();
    assert!(files.iter().any(|file| file.text.contains("panic!")), "the texts are not there at all");
    for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
        let parsed = syn::parse_file(&file.text).unwrap_or_else(|error| panic!("{}: {error}", file.path));
        for text in &docs(&file.text) {
            let code = Parser::new(text).find(|event| match event {
                Event::Start(Tag::CodeBlock(kind)) => *kind != CodeBlockKind::Fenced("no_run".into()),
                Event::Start(Tag::HtmlBlock) => true,
                _ => false,
            });
            assert!(code.is_none(), "{}: {code:?} in\n{text}", file.path);
            for example in examples(text) {
                let parsed = syn::parse_file(&example).unwrap_or_else(|error| panic!("{error} in\n{example}"));
                let [syn::Item::Fn(function)] = &parsed.items[..] else { panic!("more than an example:\n{example}") };
                assert_eq!(function.sig.ident, "example");
                assert!(!calls_a_macro(function.block.to_token_stream()), "{example}");
            }
        }
        let injected = |item: &syn::Item| matches!(item, syn::Item::Fn(function) if function.sig.ident == "injected");
        assert!(!parsed.items.iter().any(injected), "{}", file.path);
    }
}

#[test]
fn texts_of_a_model_steer_no_editor() {
    for file in hostile() {
        let turns = |character: &char| {
            matches!(*character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
                || (character.is_control() && *character != '\n')
        };
        let found: Vec<char> = file.text.chars().filter(turns).collect();
        assert!(found.is_empty(), "{}: {found:?}", file.path);
        let header = file.text.lines().next().unwrap_or_default();
        assert!(!file.path.ends_with(".rs") || header.contains("injected"), "{}", file.path);
    }
}

/// A service of one operation with these shapes.
fn service(shapes: Value, service: Value, input: &str) -> Value {
    let mut model = json!({ "smithy": "2.0", "shapes": {
        "a#Service": { "type": "service", "version": "1", "operations": [{ "target": "a#Do" }],
            "traits": { "aws.protocols#restJson1": {} } },
        "a#Do": { "type": "operation", "input": { "target": input },
            "traits": { "smithy.api#http": { "method": "POST", "uri": "/" } } },
    } });
    let all = model["shapes"].as_object_mut().expect("shapes");
    all.extend(shapes.as_object().expect("shapes").clone());
    let own = all["a#Service"].as_object_mut().expect("the service");
    own.extend(service.as_object().expect("members").clone());
    model
}

/// So many shapes, each of which leads to the next.
fn chain(length: usize, link: impl Fn(usize, Option<String>) -> Value) -> Value {
    let next = |index: usize| (index + 1 < length).then(|| format!("a#S{}", index + 1));
    (0..length).map(|index| (format!("a#S{index}"), link(index, next(index)))).collect::<serde_json::Map<_, _>>().into()
}

fn structure(target: &str) -> Value {
    json!({ "type": "structure", "members": { "value": { "target": target } } })
}

const MANY: usize = 100_000;

#[test]
fn chains_are_errors_or_little_work() {
    let structures = chain(MANY, |_, next| structure(next.as_deref().unwrap_or("smithy.api#String")));
    let report = generate(&service(structures, json!({}), "a#S0")).expect_err("too deep").to_string();
    assert!(report.contains("holds more than 128 structures"), "{report}");

    let lists = chain(
        3_000,
        |_, next| json!({ "type": "list", "member": { "target": next.unwrap_or("smithy.api#String".into()) } }),
    );
    let mut lists = lists;
    lists["a#In"] = structure("a#S0");
    let report = generate(&service(lists, json!({}), "a#In")).expect_err("too deep").to_string();
    assert!(report.contains("holds more than 64 lists and maps"), "{report}");

    let mixins = chain(MANY, |index, next| {
        let mut shape = json!({ "type": "structure", "members": {}, "traits": { "smithy.api#mixin": {} } });
        shape["members"][format!("m{index}")] = json!({ "target": "smithy.api#String" });
        if let Some(next) = next {
            shape["mixins"] = json!([{ "target": next }]);
        }
        shape
    });
    let report = generate(&service(mixins, json!({}), "a#S0")).expect_err("too deep").to_string();
    assert!(report.contains("a chain of more than 64 mixins"), "{report}");

    let mut resources = chain(MANY, |_, next| match next {
        Some(next) => json!({ "type": "resource", "resources": [{ "target": next }] }),
        None => json!({ "type": "resource" }),
    });
    resources["a#In"] = structure("smithy.api#String");
    let with_resources = service(resources, json!({ "resources": [{ "target": "a#S0" }] }), "a#In");
    generate(&with_resources).unwrap_or_else(|report| panic!("{report}"));
}

#[test]
fn many_names_of_one_kind_are_little_work() {
    // In camel case all of these are one.
    let members: serde_json::Map<_, _> = (0..20_000)
        .map(|index| {
            let name: String = (0..16).map(|bit| if index >> bit & 1 == 1 { "a_" } else { "a__" }).collect();
            (name, json!({ "target": "smithy.api#String" }))
        })
        .collect();
    let count = members.len();
    let input = json!({ "a#In": { "type": "structure", "members": members } });
    let (_, client) = generate(&service(input, json!({}), "a#In")).unwrap_or_else(|report| panic!("{report}"));
    let text: String = client.sources.iter().map(|file| file.text.as_str()).collect();
    assert!(count > 15_000 && text.matches(": Option<String>").count() >= count);
}

#[test]
fn nested_notes_are_little_work() {
    let html = format!("{}deep", "<note>".repeat(50_000));
    let mut input = structure("smithy.api#String");
    input["traits"] = json!({ "smithy.api#documentation": html });
    let (_, client) = generate(&service(json!({ "a#In": input }), json!({}), "a#In")).expect("a client");
    let size: usize = client.sources.iter().map(|file| file.text.len()).sum();
    assert!(size < 5_000_000, "{size} bytes");
}

/// A member that comes by two mixins is one member.
#[test]
fn a_diamond_of_mixins_gives_each_member_once() {
    let mixin = |members: Value, mixins: Value| json!({ "type": "structure", "members": members, "mixins": mixins, "traits": { "smithy.api#mixin": {} } });
    let text = json!({ "target": "smithy.api#String" });
    let shapes = json!({
        "a#Top": mixin(json!({ "same": text }), json!([])),
        "a#Left": mixin(json!({ "left": text }), json!([{ "target": "a#Top" }])),
        "a#Right": mixin(json!({ "right": text }), json!([{ "target": "a#Top" }])),
        "a#In": { "type": "structure", "members": {}, "mixins": [{ "target": "a#Left" }, { "target": "a#Right" }] },
    });
    let (_, client) = generate(&service(shapes, json!({}), "a#In")).expect("a client");
    let text: String = client.sources.iter().map(|file| file.text.as_str()).collect();
    assert_eq!(text.matches("pub same: Option<String>").count(), 1);
}
