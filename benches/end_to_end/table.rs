//! Medians, and a table of them.

use std::time::Duration;

use super::measure::Spent;
use super::run::Seen;

/// The middle value; of an even number, the lower one.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    assert!(!values.is_empty(), "something was measured");
    values.sort_by(f64::total_cmp);
    values[(values.len() - 1) / 2]
}

/// Seconds of each run.
pub fn seconds(runs: &[Seen], of: fn(&Spent) -> Duration) -> Vec<f64> {
    runs.iter().map(|seen| of(&seen.spent).as_secs_f64()).collect()
}

pub fn wall(runs: &[Seen]) -> Vec<f64> {
    seconds(runs, |spent| spent.wall)
}

pub fn cpu(runs: &[Seen]) -> Vec<f64> {
    seconds(runs, |spent| spent.cpu)
}

/// The median of the ratios of what ran in the same round.
pub fn ratio(theirs: &[f64], ours: &[f64]) -> f64 {
    median(theirs.iter().zip(ours).map(|(theirs, ours)| theirs / ours))
}

/// Writes the head of the table of [`row`].
pub fn head() {
    println!(
        "| what | calls | wall s (least-most) | CPU s | peak MiB | in flight | connections | throttled | faulty pools |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
}

/// Writes the medians of some runs of the same thing.
pub fn row(what: &str, runs: &[Seen]) {
    let (wall, cpu) = (wall(runs), cpu(runs));
    let peak = median(runs.iter().map(|seen| seen.spent.peak as f64 / 1024.0));
    let (least, most) =
        (wall.iter().copied().fold(f64::MAX, f64::min), wall.iter().copied().fold(0.0, f64::max));
    let last = runs.last().unwrap();
    println!(
        "| {what} | {} | {:.3} ({least:.3}-{most:.3}) | {:.3} | {peak:.1} | {} | {} | {} | {} |",
        last.stats.total(),
        median(wall.iter().copied()),
        median(cpu.iter().copied()),
        last.stats.most_in_flight,
        last.stats.connections,
        last.stats.refused(),
        last.faulty,
    );
}
