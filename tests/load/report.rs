//! The report, and what it is held against.

use std::fs;
use std::path::Path;

use guichet::kernel::db::Backend;
use serde::Serialize;

use crate::fill::Done;
use crate::measure::Cost;

/// Where a measure was taken.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Which database.
    pub backend: Backend,
    /// Requests in the base.
    pub rows: usize,
}

/// One measure.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    pub name: String,
    pub backend: &'static str,
    pub rows: usize,
    pub concurrency: usize,
    pub requests_per_s: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    /// Rate of a static page of the same bytes, over the rate of this one; absent for what has no page.
    pub static_ratio: Option<f64>,
    pub rss_mb: f64,
    pub errors: usize,
    /// Processor time of the server for each answer.
    pub cpu_ms: f64,
    /// Mean size of the page.
    pub bytes: f64,
}

impl Line {
    pub fn new(name: &str, place: Place, concurrency: usize, cost: &Cost) -> Self {
        Self {
            name: name.to_owned(),
            backend: match place.backend {
                Backend::Sqlite => "sqlite",
                Backend::Postgres => "postgres",
            },
            rows: place.rows,
            concurrency,
            requests_per_s: round(cost.rate),
            p50_ms: round(cost.p50),
            p99_ms: round(cost.p99),
            static_ratio: None,
            rss_mb: 0.0,
            errors: cost.errors,
            cpu_ms: round(cost.cpu),
            bytes: cost.bytes.round(),
        }
    }
}

/// Three decimals are more than a measure is worth.
pub fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// Writes all the measures taken so far.
pub fn write(out: &Path, lines: &[Line]) -> Done<()> {
    if let Some(folder) = out.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(out, serde_json::to_vec_pretty(lines)?)?;
    Ok(())
}

/// Says what was measured and which targets were missed.
pub fn judge(lines: &[Line]) {
    println!(
        "{:<24} {:<9} {:>7} {:>9} {:>8} {:>8} {:>7} {:>7} {:>7} {:>6}",
        "name",
        "backend",
        "rows",
        "req/s",
        "p50 ms",
        "p99 ms",
        "cpu ms",
        "ratio",
        "rss MB",
        "errors"
    );
    for line in lines {
        println!(
            "{:<24} {:<9} {:>7} {:>9.0} {:>8.2} {:>8.2} {:>7.3} {:>7.1} {:>7.0} {:>6}",
            line.name,
            line.backend,
            line.rows,
            line.requests_per_s,
            line.p50_ms,
            line.p99_ms,
            line.cpu_ms,
            line.static_ratio.unwrap_or_default(),
            line.rss_mb,
            line.errors
        );
    }
    let missed = missed(lines);
    if missed.is_empty() {
        println!("Every target is reached.");
    }
    for target in missed {
        println!("Missed: {target}");
    }
}

fn missed(lines: &[Line]) -> Vec<String> {
    let mut missed = Vec::new();
    for line in lines {
        let place = format!("{} on {} with {} rows", line.name, line.backend, line.rows);
        if line.errors > 0 {
            missed.push(format!("{place}: {} errors", line.errors));
        }
        if line.rss_mb > 80.0 {
            missed.push(format!("{place}: {:.0} MB", line.rss_mb));
        }
        match line.name.as_str() {
            "review queue" => {
                let most = if line.backend == "sqlite" { 15.0 } else { 25.0 };
                let ratio = line.static_ratio.unwrap_or_default();
                if ratio > most {
                    missed.push(format!("{place}: ratio {ratio:.1}, at most {most}"));
                }
                let small = lines
                    .iter()
                    .find(|other| other.name == line.name && other.backend == line.backend);
                if let Some(small) =
                    small.filter(|small| small.requests_per_s > 1.3 * line.requests_per_s)
                {
                    missed.push(format!(
                        "{place}: {:.1} times slower than with {} rows",
                        small.requests_per_s / line.requests_per_s,
                        small.rows
                    ));
                }
            }
            "section post" if line.cpu_ms > 2.0 => {
                missed.push(format!("{place}: {:.2} ms CPU", line.cpu_ms));
            }
            "start to first answer" if line.p50_ms > 500.0 => {
                missed.push(format!("{place}: {:.0} ms", line.p50_ms));
            }
            _ => {}
        }
    }
    missed
}
