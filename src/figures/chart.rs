//! The geometry of a bar chart: numbers in, coordinates out. Pure.
//!
//! A chart is read without colour: each kind of part has a pattern of its own, each bar its label and its value in
//! words, and the page holds the same numbers in a table.

use serde::Serialize;

/// Width of the drawing, in its own units; it shrinks and grows with the page.
const WIDTH: i64 = 400;
/// Width of the longest bar: the rest is for its value.
const LONGEST: i64 = 280;
/// Height of a bar with its label above it.
const STEP: i64 = 48;
/// Height of a line of the key.
const KEY_STEP: i64 = 24;
/// Where a label stands in its step, and the bar below it.
const LABEL: i64 = 16;
const BAR: i64 = 22;

/// One bar to draw.
#[derive(Debug, Clone)]
pub struct Series {
    /// What it counts.
    pub label: String,
    /// Its value, in words.
    pub shown: String,
    /// The lengths of its parts, one a line of the key; one part without a key.
    pub parts: Vec<i64>,
}

impl Series {
    /// A bar of one part whose value is the number itself.
    pub fn simple(label: impl Into<String>, value: i64, shown: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            shown: shown.into(),
            parts: vec![value],
        }
    }
}

/// A chart ready to be drawn by `ui.chart`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chart {
    id: &'static str,
    title: String,
    text: String,
    width: i64,
    height: i64,
    key: Vec<Key>,
    bars: Vec<Bar>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Key {
    label: &'static str,
    kind: usize,
    top: i64,
    text_y: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Bar {
    label: String,
    shown: String,
    label_y: i64,
    top: i64,
    shown_x: i64,
    shown_y: i64,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Part {
    kind: usize,
    x: i64,
    width: i64,
}

impl Chart {
    /// Draws `series`, whose parts are named by `key`; an empty key for bars of one part.
    #[must_use]
    pub fn bars(
        id: &'static str,
        title: &str,
        key: &[&'static str],
        series: Vec<Series>,
    ) -> Option<Self> {
        let longest = series.iter().map(|bar| bar.parts.iter().sum()).max()?;
        let head: i64 = key.iter().map(|_| KEY_STEP).sum();
        let text = told(&series);
        let key = (0_i64..)
            .map(|rank| rank * KEY_STEP)
            .zip(key.iter().enumerate())
            .map(|(top, (kind, label))| Key {
                label,
                kind,
                top,
                text_y: top + 13,
            })
            .collect();
        let bars: Vec<Bar> = (0_i64..)
            .map(|rank| head + rank * STEP)
            .zip(series)
            .map(|(top, series)| bar(series, top, longest))
            .collect();
        let height = bars.iter().map(|_| STEP).sum::<i64>() + head;
        Some(Self {
            id,
            title: title.to_owned(),
            text,
            width: WIDTH,
            height,
            key,
            bars,
        })
    }
}

fn bar(series: Series, top: i64, longest: i64) -> Bar {
    let mut x = 0;
    let mut parts = Vec::new();
    for (kind, value) in series.parts.iter().enumerate() {
        let width = scaled(*value, longest);
        if width > 0 {
            parts.push(Part { kind, x, width });
            x += width;
        }
    }
    Bar {
        label: series.label,
        shown: series.shown,
        label_y: top + LABEL,
        top: top + BAR,
        shown_x: x + 8,
        shown_y: top + BAR + 13,
        parts,
    }
}

/// The length of a value; what is not nothing is seen.
fn scaled(value: i64, longest: i64) -> i64 {
    if value <= 0 || longest <= 0 {
        return 0;
    }
    let length = i128::from(value) * i128::from(LONGEST) / i128::from(longest);
    i64::try_from(length).unwrap_or(LONGEST).max(2)
}

/// What a chart says to who does not see it, in a sentence.
fn told(series: &[Series]) -> String {
    let total = |bar: &&Series| bar.parts.iter().sum::<i64>();
    let Some(first) = series.iter().max_by_key(total) else {
        return String::new();
    };
    format!(
        "Barres horizontales. La plus longue : {}, {}. Le tableau donne toutes les valeurs.",
        first.label, first.shown
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(label: &str, parts: &[i64]) -> Series {
        Series {
            label: label.to_owned(),
            shown: parts.iter().sum::<i64>().to_string(),
            parts: parts.to_vec(),
        }
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert_eq!(Chart::bars("a", "A", &[], vec![]), None);
    }

    #[test]
    fn bars_share_one_scale_and_parts_follow_each_other() {
        let chart = Chart::bars(
            "a",
            "A",
            &["Oui", "Non"],
            vec![
                series("Un", &[70, 30]),
                series("Deux", &[0, 50]),
                series("Trois", &[0, 0]),
            ],
        )
        .unwrap();
        let at = |part: &Part| (part.kind, part.x, part.width);
        assert_eq!(
            chart.bars[0].parts.iter().map(at).collect::<Vec<_>>(),
            [(0, 0, 196), (1, 196, 84)]
        );
        assert_eq!(
            chart.bars[1].parts.iter().map(at).collect::<Vec<_>>(),
            [(1, 0, 140)]
        );
        assert_eq!((chart.bars[2].parts.len(), chart.bars[2].shown_x), (0, 8));
        assert_eq!(chart.height, 2 * KEY_STEP + 3 * STEP);
        assert!(chart.text.contains("La plus longue : Un, 100."));
    }

    #[test]
    fn what_is_not_nothing_is_seen_and_zeros_do_not_divide() {
        assert_eq!(scaled(1, 1_000_000), 2);
        assert_eq!(scaled(0, 0), 0);
        assert_eq!(scaled(i64::MAX, i64::MAX), LONGEST);
    }
}
