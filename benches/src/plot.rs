//! Bars for some of the figures, as SVG.

use std::fs;
use std::path::Path;

use plotters::prelude::*;

use crate::Problem;
use crate::report::Report;

/// Area and name of a row, the file for it, and the title above the bars.
const PLOTS: [(&str, &str, &str, &str); 4] = [
    ("build", "clean release build, all processors", "build.svg", "Clean release build, seconds of processors"),
    ("build", "packages compiled", "packages.svg", "Packages compiled"),
    ("build", "program", "program.svg", "Program, MB"),
    ("call", "one after the other, processor", "call.svg", "A call on loopback, processor time in us"),
];

const WIDTH: i32 = 720;
const TITLE: i32 = 36;
const ROW: i32 = 28;
/// Where the bars begin.
const LEFT: i32 = 160;
/// How long the longest bar is.
const LONGEST: i32 = 460;

/// Writes a file for each of the plots whose figures were measured.
pub(crate) fn write(report: &Report, folder: &Path) -> Result<(), Problem> {
    fs::create_dir_all(folder)?;
    for (area, what, file, title) in PLOTS {
        let bars = report.medians(area, what);
        if !bars.is_empty() {
            draw(&folder.join(file), title, &bars)?;
        }
    }
    Ok(())
}

fn draw(path: &Path, title: &str, bars: &[(&str, f64)]) -> Result<(), Problem> {
    let rows = i32::try_from(bars.len())?;
    let size = (u32::try_from(WIDTH)?, u32::try_from(TITLE + rows * ROW + 8)?);
    let area = SVGBackend::new(path, size).into_drawing_area();
    area.fill(&WHITE).map_err(|error| error.to_string())?;
    let put = |text: &str, x: i32, y: i32, size: i32| {
        let style = ("sans-serif", size).into_font();
        area.draw(&Text::new(text.to_owned(), (x, y), style)).map_err(|error| error.to_string())
    };
    put(title, 8, 8, 18)?;
    let most = bars.iter().map(|(_, value)| *value).fold(f64::MIN_POSITIVE, f64::max);
    for (index, (name, value)) in bars.iter().enumerate() {
        let top = TITLE + i32::try_from(index)? * ROW;
        let right = LEFT + (value / most * f64::from(LONGEST)) as i32;
        let color = if index == 0 { RGBColor(0x1f, 0x77, 0xb4) } else { RGBColor(0x9a, 0xa5, 0xb1) };
        let bar = Rectangle::new([(LEFT, top + 3), (right, top + ROW - 5)], color.filled());
        area.draw(&bar).map_err(|error| error.to_string())?;
        put(name, 8, top + 6, 14)?;
        put(&crate::report::number(*value), right + 6, top + 6, 14)?;
    }
    area.present().map_err(|error| error.to_string())?;
    Ok(())
}
