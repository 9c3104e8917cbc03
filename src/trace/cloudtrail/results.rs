//! What Athena or CloudTrail Lake answered to the query, as the counts that a trail's files would have given.

use super::counts::{Counts, Kind, Series};
use super::cover::cover;
use super::sql::COLUMNS;
use super::users::Users;
use super::words::Interner;
use super::{event::Words, instant};
use std::collections::BTreeMap;

/// Why a file is no answer to the query.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// A column is missing.
    #[error("has no column {0}: it is no answer to the query that --print-sql prints")]
    Column(&'static str),
    /// It is no CSV.
    #[error("is no CSV: {0}")]
    Csv(#[from] csv::Error),
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results {
    /// The errors, by what they have in common; those that came most come first.
    pub series: Vec<Series>,
    /// How many rows could not be used.
    pub skipped: u64,
}

/// The counts in `text`, which is CSV.
///
/// # Errors
/// When it is no answer to the query.
pub fn results(text: &[u8]) -> Result<Results, ResultsError> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(text);
    let header = rows.byte_headers()?.clone();
    let mut places = [0; COLUMNS.len()];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let fits = |name: &[u8]| name.trim_ascii().eq_ignore_ascii_case(column.as_bytes());
        *place = header.iter().position(fits).ok_or(ResultsError::Column(column))?;
    }
    let (mut words, mut skipped) = (Interner::default(), 0);
    // Hours and totals come in any order.
    let (mut hours, mut totals) = (BTreeMap::<Kind, Series>::new(), BTreeMap::<Kind, Series>::new());
    for row in rows.byte_records() {
        let row = row?;
        let cells: Vec<_> =
            places.iter().map(|place| String::from_utf8_lossy(row.get(*place).unwrap_or_default())).collect();
        match read(&cells, &mut words) {
            Some((true, series)) => add(&mut totals, series),
            Some((false, series)) => add(&mut hours, series),
            None => skipped += 1,
        }
    }
    let mut counts = Counts::default();
    for (kind, mut series) in hours {
        if let Some(total) = totals.remove(&kind) {
            series = Series { hours: series.hours, ..total };
        }
        counts.join(series);
    }
    totals.into_values().for_each(|series| counts.join(series));
    Ok(Results { series: counts.finish().0, skipped })
}

fn add(list: &mut BTreeMap<Kind, Series>, series: Series) {
    // Messages that differ in what users typed are one.
    match list.get_mut(&series.kind) {
        Some(known) => known.join(series),
        None => {
            list.insert(series.kind.clone(), series);
        }
    }
}

/// One row, and whether it is of all hours.
fn read<T: AsRef<str>>(cells: &[T], words: &mut Interner) -> Option<(bool, Series)> {
    let [account, region, pool, client, operation, code, message, hour, errors, users, nameless, first, last] =
        cells
    else {
        return None;
    };
    let mut word = |cell: &T| Some(cell.as_ref()).filter(|text| !text.is_empty()).map(|text| words.get(text));
    let (account, region) = (word(account), word(region));
    let (pool, client) = (word(pool), word(client));
    let (operation, code) = (word(operation)?, word(code)?);
    let message: Words = words.get(&cover(message.as_ref()));
    let mut series = Series::new(Kind { account, region, pool, client, operation, code, message });
    series.count = errors.as_ref().parse().ok()?;
    series.nameless = nameless.as_ref().parse().ok()?;
    series.users = Users::counted(users.as_ref().parse().ok()?);
    (series.first, series.last) = (instant::parse(first.as_ref())?, instant::parse(last.as_ref())?);
    let hour = hour.as_ref();
    if !hour.is_empty() {
        series.hours.insert(instant::parse(&format!("{hour}:00:00Z"))?, series.count);
    }
    Some((hour.is_empty(), series))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const HEAD: &str = "account,region,pool,client,operation,code,message,hour_utc,errors,users,nameless,first_seen,last_seen\n";
    const ROWS: &str = "\
111122223333,us-east-1,,client1,InitiateAuth,NotAuthorizedException,\"Bad, very\",2026-11-22T10,2,2,0,2026-11-22T10:00:01Z,2026-11-22T10:59:00Z
111122223333,us-east-1,,client1,InitiateAuth,NotAuthorizedException,\"Bad, very\",2026-11-22T12,1,1,0,2026-11-22T12:00:00Z,2026-11-22T12:00:00Z
111122223333,us-east-1,,client1,InitiateAuth,NotAuthorizedException,\"Bad, very\",,3,2,0,2026-11-22T10:00:01Z,2026-11-22T12:00:00Z
";

    #[test]
    fn hours_and_totals() {
        let read = results(format!("{HEAD}{ROWS}").as_bytes()).unwrap();
        let [series] = &read.series[..] else { panic!("{read:?}") };
        assert_eq!((series.count, series.users.count(), series.nameless), (3, 2, 0));
        assert_eq!(series.hours.values().copied().collect::<Vec<_>>(), [2, 1]);
        assert_eq!((&*series.kind.message, &series.kind.pool), ("Bad, very", &None));
        assert_eq!(read.skipped, 0);
    }

    #[test]
    fn what_is_no_answer() {
        assert!(matches!(results(b"a,b\n1,2\n"), Err(ResultsError::Column("account"))));
        assert!(matches!(results(b""), Err(ResultsError::Column("account"))));
        let read = results(format!("{HEAD}1,2,3\n,,,,op,code,,never,1,1,1,x,y\n{ROWS}").as_bytes()).unwrap();
        assert_eq!((read.series.len(), read.skipped), (1, 2));
    }
}
