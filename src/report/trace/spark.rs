//! Errors over time, in one line of blocks.

use super::ErrorCount;
use std::collections::BTreeMap;

/// From none to most.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The errors of each hour from the first to the last that has one; hours between them without any count too. More than
/// `most` hours are put together.
pub(in crate::report) fn hours(errors: &[ErrorCount], most: usize) -> Vec<(String, u64)> {
    let mut by_hour: BTreeMap<i64, u64> = BTreeMap::new();
    for (hour, count) in errors.iter().flat_map(|error| &error.hours) {
        if let Some(hour) = number(hour) {
            *by_hour.entry(hour).or_default() += count;
        }
    }
    let (Some((first, _)), Some((last, _))) = (by_hour.first_key_value(), by_hour.last_key_value()) else {
        return Vec::new();
    };
    let (first, last) = (*first, *last);
    let span = usize::try_from(last - first + 1).unwrap_or(usize::MAX);
    let each = i64::try_from(span.div_ceil(most.max(1))).unwrap_or(i64::MAX).max(1);
    let mut bars = Vec::new();
    let mut from = first;
    while from <= last {
        let count = by_hour.range(from..from.saturating_add(each)).map(|(_, count)| count).sum();
        bars.push((text(from), count));
        from = from.saturating_add(each);
    }
    bars
}

/// The bars as one line.
pub(super) fn line(bars: &[(String, u64)]) -> String {
    let most = bars.iter().map(|(_, count)| *count).max().unwrap_or_default().max(1);
    let block = |count: u64| {
        let at = if count == 0 { 0 } else { 1 + (count - 1) * 6 / most };
        BLOCKS[usize::try_from(at).unwrap_or(7).min(7)]
    };
    bars.iter().map(|(_, count)| block(*count)).collect()
}

/// Hours since 1970 of `2026-11-22T10:00:00Z`.
fn number(hour: &str) -> Option<i64> {
    let time = time::OffsetDateTime::parse(hour, &time::format_description::well_known::Rfc3339).ok()?;
    Some(time.unix_timestamp().div_euclid(3600))
}

fn text(hour: i64) -> String {
    time::OffsetDateTime::from_unix_timestamp(hour * 3600)
        .ok()
        .and_then(|time| time.format(&time::format_description::well_known::Rfc3339).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bars_span_the_time_and_count_the_gaps() {
        let bars = [("a", 0), ("b", 1), ("c", 7)].map(|(hour, count)| (hour.to_owned(), count));
        assert_eq!(line(&bars), "▁▂▇");
        assert_eq!(text(number("2026-11-22T10:00:00Z").expect("a time")), "2026-11-22T10:00:00Z");
    }
}
