//! The table of a run over many models.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Row, RowResult};

/// A row for each model, then the failures, then the totals.
pub(super) fn print(rows: &[Row], generated: Duration) {
    println!(
        "{:44} {:10} {:>5} {:>6} {:>7} {:>9} {:>8} {:>6}  result",
        "model", "protocol", "ops", "shapes", "lines", "gen ms", "check s", "tests"
    );
    for row in rows {
        let result = match &row.result {
            RowResult::Good => "ok",
            RowResult::Unsupported(_) => "not supported yet",
            RowResult::Failed(_) => "FAILED",
        };
        let checked = row.checked.map_or("-".to_owned(), |time| format!("{:.1}", time.as_secs_f64()));
        println!(
            "{:44} {:10} {:>5} {:>6} {:>7} {:>9.1} {checked:>8} {:>6}  {result}",
            row.name,
            row.protocol,
            row.operations,
            row.shapes,
            row.lines,
            row.generated.as_secs_f64() * 1e3,
            row.tests,
        );
    }
    for row in rows {
        if let RowResult::Failed(text) = &row.result {
            let short: Vec<&str> = text.lines().take(40).collect();
            println!("\n{}:\n{}", row.name, short.join("\n"));
        }
    }
    println!("\nnot supported yet:");
    for (reason, count) in reasons(rows) {
        println!("{count:5} {reason}");
    }
    print_by_protocol(rows);
    let count = |wanted: fn(&RowResult) -> bool| rows.iter().filter(|row| wanted(&row.result)).count();
    let bytes: usize = rows.iter().map(|row| row.bytes).sum();
    let lines: usize = rows.iter().map(|row| row.lines).sum();
    let stage = |get: fn(&Row) -> Duration| rows.iter().map(get).sum::<Duration>().as_secs_f64();
    println!(
        "\nseconds of all threads: read {:.2}, lower {:.2}, emit {:.2}, format {:.2}, write {:.2}; peak memory {}",
        stage(|row| row.stages.read),
        stage(|row| row.stages.lower),
        stage(|row| row.stages.emit),
        stage(|row| row.stages.format),
        stage(|row| row.stages.write),
        peak_memory(),
    );
    let tests: usize = rows.iter().map(|row| row.tests).sum();
    println!(
        "\n{} models: {} good, {} not supported yet, {} failed; {tests} tests passed; {lines} lines, {:.1} MB of Rust in {:.2} s",
        rows.len(),
        count(|result| *result == RowResult::Good),
        count(|result| matches!(result, RowResult::Unsupported(_))),
        count(|result| matches!(result, RowResult::Failed(_))),
        bytes as f64 / 1e6,
        generated.as_secs_f64(),
    );
}

/// A row for each protocol.
fn print_by_protocol(rows: &[Row]) {
    let mut protocols: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        protocols.entry(&row.protocol).or_default().push(row);
    }
    println!(
        "\n{:12} {:>6} {:>6} {:>6} {:>7} {:>9} {:>6} {:>6}",
        "protocol", "models", "ok", "ops", "shapes", "lines", "gen s", "tests"
    );
    for (protocol, rows) in protocols {
        let sum = |get: fn(&Row) -> usize| rows.iter().map(|row| get(row)).sum::<usize>();
        println!(
            "{:12} {:>6} {:>6} {:>6} {:>7} {:>9} {:>6.2} {:>6}",
            if protocol.is_empty() { "-" } else { protocol },
            rows.len(),
            sum(|row| usize::from(row.result == RowResult::Good)),
            sum(|row| row.operations),
            sum(|row| row.shapes),
            sum(|row| row.lines),
            rows.iter().map(|row| row.generated).sum::<Duration>().as_secs_f64(),
            sum(|row| row.tests),
        );
    }
}

/// The most memory that this process has had, where the system tells.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("not known");
    line.trim().to_owned()
}

/// What is not supported yet, by the first line of each error with its names left out.
fn reasons(rows: &[Row]) -> BTreeMap<String, usize> {
    let mut reasons = BTreeMap::new();
    for row in rows {
        if let RowResult::Unsupported(text) = &row.result {
            let first = text.lines().next().unwrap_or_default();
            let parts: Vec<&str> = first.split('`').collect();
            let named =
                |part: &&&str| part.contains("protocols#") || part.starts_with("smithy.") || part.starts_with("aws.");
            let name = parts.iter().skip(1).step_by(2).find(named).copied().unwrap_or_default();
            let words: Vec<&str> = parts.iter().step_by(2).map(|part| part.trim()).collect();
            *reasons.entry(format!("{} {name}", words.join(" … "))).or_default() += 1;
        }
    }
    reasons
}

/// The same as JSON.
pub(super) fn json(rows: &[Row]) -> String {
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| {
            let (result, error) = match &row.result {
                RowResult::Good => ("good", None),
                RowResult::Unsupported(text) => ("unsupported", Some(text)),
                RowResult::Failed(text) => ("failed", Some(text)),
            };
            json!({
                "model": row.name,
                "protocol": row.protocol,
                "operations": row.operations,
                "shapes": row.shapes,
                "lines": row.lines,
                "bytes": row.bytes,
                "generate_ms": row.generated.as_secs_f64() * 1e3,
                "tests": row.tests,
                "check_s": row.checked.map(|time| time.as_secs_f64()),
                "result": result,
                "error": error,
            })
        })
        .collect();
    format!("{:#}\n", Value::from(rows))
}
