//! Prints every item of a table, an item on each line.
//!
//! `dynamodb_scan TABLE`

use std::process::ExitCode;

use dynamodb::runtime::Config;
use dynamodb::types::{AttributeValue, ScanInput};

#[tokio::main]
async fn main() -> ExitCode {
    let Some(table) = std::env::args().nth(1) else {
        eprintln!("usage: dynamodb_scan TABLE");
        return ExitCode::FAILURE;
    };
    let client = dynamodb::Client::new(Config::from_env());
    // The next page is asked for when the items of this one are printed.
    let mut items = client.scan(ScanInput::new(table)).items();
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => {
                let attributes: Vec<String> =
                    item.iter().map(|(name, value)| format!("{name}={}", shown(value))).collect();
                println!("{}", attributes.join(" "));
            }
            Err(error) => {
                eprintln!("{error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

fn shown(value: &AttributeValue) -> String {
    match value {
        AttributeValue::S(text) => format!("{text:?}"),
        AttributeValue::N(number) => number.clone(),
        AttributeValue::Bool(value) => value.to_string(),
        AttributeValue::Null(_) => "null".to_owned(),
        AttributeValue::L(values) => format!("[{}]", values.iter().map(shown).collect::<Vec<_>>().join(", ")),
        AttributeValue::M(values) => {
            let members: Vec<String> = values.iter().map(|(name, value)| format!("{name}: {}", shown(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
        other => format!("{other:?}"),
    }
}
