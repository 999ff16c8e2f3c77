//! What is said about models that are wrong: each beside the exact text. `UPDATE=1` writes the texts anew.

use std::fs;
use std::path::{Path, PathBuf};

use model::{Report, Selection, Source};
use tinsmith_codegen::{Home, Options};

/// Names that no model has, to be asked for in the case `operation-not-there`.
const ASKED_FOR: [&str; 3] = ["Do", "Doo", "CompletelyElse"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fail")
}

fn run(name: &str, text: &str) -> Result<(), Report> {
    let source = Source { path: format!("{name}.json"), text: text.to_owned() };
    let model = model::parse(vec![source], model::Choice::default())?;
    let mut options = Options::new(Home::Module("example".to_owned()), format!("{name}.json"));
    if name == "operation-not-there" {
        options.selection = Selection::Named(ASKED_FOR.map(str::to_owned).to_vec());
    }
    tinsmith_codegen::generate(model, &options).map(drop)
}

#[test]
fn every_problem_is_told_where_it_is() {
    let mut names: Vec<String> = fs::read_dir(folder())
        .expect("the folder")
        .filter_map(|entry| entry.expect("an entry").file_name().to_str()?.strip_suffix(".json").map(str::to_owned))
        .collect();
    names.sort();
    assert!(names.len() >= 35, "{}", names.len());
    let mut wrong = Vec::new();
    for name in names {
        let text = fs::read_to_string(folder().join(format!("{name}.json"))).expect("a model");
        let found = match run(&name, &text) {
            Ok(()) => "no problem at all".to_owned(),
            Err(report) => format!("{report}\n"),
        };
        let expected = folder().join(format!("{name}.txt"));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&expected, &found).expect("written");
        }
        if fs::read_to_string(&expected).unwrap_or_default() != found {
            wrong.push(format!("{name}:\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_name_that_rust_cannot_write_is_refused() {
    let text = fs::read_to_string(folder().join("../fixtures/structures.json")).expect("a model");
    for name in ["two words", "kinesis-video", "", "1st", "type", "größe", "a;b"] {
        for home in [Home::Module(name.to_owned()), Home::Crate(name.to_owned())] {
            let source = Source { path: "structures.json".to_owned(), text: text.clone() };
            let model =
                model::parse(vec![source], model::Choice::default()).unwrap_or_else(|report| panic!("{report}"));
            let report =
                tinsmith_codegen::generate(model, &Options::new(home, "structures.json")).map(drop).expect_err(name);
            assert!(report.to_string().contains("can't be the name of a client"), "{report}");
        }
    }
}
