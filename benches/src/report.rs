//! One table, and the same as JSON.

use crate::measure::Sample;

/// Everything that was measured.
#[derive(Default)]
pub(crate) struct Report(Vec<Row>);

struct Row {
    area: &'static str,
    what: String,
    unit: &'static str,
    /// Ours first.
    measured: Vec<(String, Sample)>,
}

impl Report {
    /// Adds a row; ours comes first.
    pub(crate) fn add(
        &mut self,
        area: &'static str,
        what: impl Into<String>,
        unit: &'static str,
        measured: impl IntoIterator<Item = (impl Into<String>, Sample)>,
    ) {
        let measured = measured.into_iter().map(|(name, sample)| (name.into(), sample)).collect();
        self.0.push(Row { area, what: what.into(), unit, measured });
    }

    /// What, ours with its spread, then each peer and how much ours is of it.
    pub(crate) fn print(&self) {
        println!(
            "{:<10} {:<44} {:>7}  measured: median (least to most), and what ours is of it",
            "area", "what", "unit"
        );
        for row in &self.0 {
            let Some(((_, ours), peers)) = row.measured.split_first() else { continue };
            let mut line = format!("{:<10} {:<44} {:>7}  {}", row.area, row.what, row.unit, shown(ours));
            for (name, peer) in peers {
                line += &format!(" | {name} {} = x{:.2}", shown(peer), ours.median() / peer.median());
            }
            println!("{line}");
        }
    }

    /// The medians of a row, ours first; nothing if it was not measured.
    pub(crate) fn medians(&self, area: &str, what: &str) -> Vec<(&str, f64)> {
        let row = self.0.iter().find(|row| row.area == area && row.what == what);
        let measured = row.into_iter().flat_map(|row| &row.measured);
        measured.map(|(name, sample)| (name.as_str(), sample.median())).collect()
    }

    pub(crate) fn json(&self) -> String {
        let rows: Vec<_> = self.0.iter().map(Row::json).collect();
        serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n"
    }
}

impl Row {
    fn json(&self) -> serde_json::Value {
        let measured = self.measured.iter().map(|(name, sample)| {
            serde_json::json!({"name": name, "median": sample.median(), "least": sample.min(), "most": sample.max()})
        });
        let measured: Vec<_> = measured.collect();
        serde_json::json!({"area": self.area, "what": self.what, "unit": self.unit, "measured": measured})
    }
}

fn shown(sample: &Sample) -> String {
    let (median, min, max) = (number(sample.median()), number(sample.min()), number(sample.max()));
    if min == max { median } else { format!("{median} ({min} to {max})") }
}

pub(crate) fn number(value: f64) -> String {
    match value.abs() {
        large if large >= 1000.0 || value.fract() == 0.0 => format!("{value:.0}"),
        medium if medium >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
