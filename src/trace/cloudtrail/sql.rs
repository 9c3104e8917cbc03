//! The query that makes AWS count the errors: the same ones as a [`Trail`](super::Trail), without the files.
//!
//! Athena's table is the one of AWS's pages, with requests and additional data as JSON texts:
//! <https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-understanding.html>. CloudTrail Lake has maps
//! of texts there: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-supported-event-schemas.html>.
//! Both speak Trino's SQL.

use std::fmt::Write as _;

/// Where the events are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Store {
    /// A table of Athena: `cloudtrail_logs`, or `database.table`.
    Athena(String),
    /// An event data store of CloudTrail Lake: its ARN, or the ID in it.
    Lake(String),
}

/// Which events are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// Only these operations, where there are some.
    pub operations: &'a [&'a str],
    /// Only these exceptions, where there are some.
    pub codes: &'a [&'a str],
    /// Only from then on: `2026-11-22T10:00:00Z`.
    pub since: Option<&'a str>,
    /// Only before that.
    pub until: Option<&'a str>,
}

/// The columns of the answer. One row for each hour of a kind of error, and one for all its hours, without an hour:
/// users cannot be added up.
pub(super) const COLUMNS: [&str; 13] = [
    "account",
    "region",
    "pool",
    "client",
    "operation",
    "code",
    "message",
    "hour_utc",
    "errors",
    "users",
    "nameless",
    "first_seen",
    "last_seen",
];

/// What events are grouped by, besides the hour.
const KIND: &str = "account, region, pool, client, operation, code, message";
/// What stands for a member that is hidden.
const HIDDEN: &str = "'HIDDEN_DUE_TO_SECURITY_REASONS'";

impl Store {
    /// The query. `None` where the name of the table cannot be one.
    pub fn query(&self, filter: &Filter<'_>) -> Option<String> {
        let from = self.name()?;
        let shown = |text: String| format!("nullif(nullif({text}, ''), {HIDDEN})");
        let pool = [self.request("userPoolId"), self.more("userPoolId")].map(shown).join(", ");
        let client = [self.request("clientId"), self.form("client_id")].map(shown).join(", ");
        let sub = shown(self.more("sub"));
        let (hour, seconds) = self.times();
        let seen = |which: &str| seconds.replace("{}", which);
        let (first, last) = (seen("min(eventtime)"), seen("max(eventtime)"));
        let conditions = self.conditions(filter);
        Some(format!(
            "SELECT {KIND}, hour_utc,
       count(*) AS errors, count(DISTINCT sub) AS users, count_if(sub IS NULL) AS nameless,
       {first} AS first_seen, {last} AS last_seen
FROM (
  SELECT DISTINCT
    eventid,
    eventtime,
    {hour} AS hour_utc,
    recipientaccountid AS account,
    awsregion AS region,
    coalesce({pool}) AS pool,
    coalesce({client}) AS client,
    eventname AS operation,
    errorcode AS code,
    coalesce(errormessage, '') AS message,
    {sub} AS sub
  FROM {from}
  WHERE {conditions}
) AS refused
GROUP BY GROUPING SETS (({KIND}, hour_utc), ({KIND}))
ORDER BY {KIND}, hour_utc
"
        ))
    }

    /// As it stands in a query.
    fn name(&self) -> Option<String> {
        let is_name = |part: &str| {
            let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
            !part.is_empty() && part.chars().all(fits)
        };
        match self {
            Store::Athena(table) => {
                let parts: Vec<_> = table.split('.').map(|part| part.trim_matches(['"', '`'])).collect();
                let fits = (1..=3).contains(&parts.len()) && parts.iter().all(|part| is_name(part));
                fits.then(|| parts.iter().map(|part| format!("\"{part}\"")).collect::<Vec<_>>().join("."))
            }
            Store::Lake(arn) => arn.rsplit('/').next().filter(|part| is_name(part)).map(str::to_owned),
        }
    }

    /// A member of the request.
    fn request(&self, member: &str) -> String {
        self.member("requestparameters", member)
    }

    /// A member of `additionalEventData`.
    fn more(&self, member: &str) -> String {
        self.member("additionaleventdata", member)
    }

    fn member(&self, column: &str, member: &str) -> String {
        match self {
            Store::Athena(_) => format!("json_extract_scalar({column}, '$.{member}')"),
            Store::Lake(_) => format!("element_at({column}, '{member}')"),
        }
    }

    /// The first value of what a page of managed login was sent.
    fn form(&self, member: &str) -> String {
        match self {
            Store::Athena(_) => self.more(&format!("requestParameters.{member}[0]")),
            // AWS does not say how the text of a map in a map is written.
            Store::Lake(_) => {
                let text = self.more("requestParameters");
                format!("regexp_extract({text}, '{member}[\"=: \\[]+([0-9A-Za-z_+]+)', 1)")
            }
        }
    }

    /// The hour of an event, and how a time is written.
    const fn times(&self) -> (&'static str, &'static str) {
        match self {
            // A text: `2026-11-22T10:00:00Z`.
            Store::Athena(_) => ("substr(eventtime, 1, 13)", "{}"),
            Store::Lake(_) => {
                ("date_format(eventtime, '%Y-%m-%dT%H')", "date_format({}, '%Y-%m-%dT%H:%i:%sZ')")
            }
        }
    }

    fn conditions(&self, filter: &Filter<'_>) -> String {
        let mut out = String::from(
            "eventsource = 'cognito-idp.amazonaws.com'\n    AND nullif(errorcode, '') IS NOT NULL",
        );
        for (column, list) in [("eventname", filter.operations), ("errorcode", filter.codes)] {
            if !list.is_empty() {
                let list: Vec<_> = list.iter().map(|one| quoted(one)).collect();
                let _ = write!(out, "\n    AND {column} IN ({})", list.join(", "));
            }
        }
        for (sign, time) in [(">=", filter.since), ("<", filter.until)] {
            if let Some(time) = time {
                let time = match self {
                    Store::Athena(_) => quoted(time),
                    Store::Lake(_) => quoted(&time.replace('T', " ").replace('Z', "")),
                };
                let _ = write!(out, "\n    AND eventtime {sign} {time}");
            }
        }
        out
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_none() {
        let query = |store: Store| store.query(&Filter::default());
        for table in ["", "a.b.c.d", "logs; DROP TABLE x", "a..b", "lögs"] {
            assert_eq!(query(Store::Athena(table.to_owned())), None, "{table}");
        }
        let text = query(Store::Athena("default.cloudtrail_logs".to_owned())).unwrap();
        assert!(text.contains("FROM \"default\".\"cloudtrail_logs\""), "{text}");
        let arn =
            "arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/EXAMPLE-f852-4e8f-8bd1-bcf6cEXAMPLE";
        let text = query(Store::Lake(arn.to_owned())).unwrap();
        assert!(text.contains("FROM EXAMPLE-f852-4e8f-8bd1-bcf6cEXAMPLE\n"), "{text}");
    }

    #[test]
    fn only_what_is_asked_for() {
        let filter = Filter {
            operations: &["InitiateAuth"],
            codes: &["It's", "B"],
            since: Some("2026-11-22T10:00:00Z"),
            until: None,
        };
        let text = Store::Athena("t".to_owned()).query(&filter).unwrap();
        assert!(text.contains("AND eventname IN ('InitiateAuth')\n    AND errorcode IN ('It''s', 'B')\n    AND eventtime >= '2026-11-22T10:00:00Z'"));
        let text = Store::Lake("e".to_owned()).query(&filter).unwrap();
        assert!(text.contains("AND eventtime >= '2026-11-22 10:00:00'"));
    }
}
