//! Which accounts are meant, and how to get into them.

use super::super::{Failure, terminal};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Accounts by list or by organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accounts {
    /// Every active account of the organization.
    Organization,
    /// Those in a file: one ID a line, or what `aws organizations list-accounts` prints.
    File(PathBuf),
}

/// Accounts, and the role that is assumed in each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Which.
    pub accounts: Accounts,
    /// The role's name.
    pub role: String,
    /// `sts:ExternalId`.
    pub external_id: Option<String>,
}

/// The accounts of a file, sorted, each once.
///
/// # Errors
/// When it cannot be read, or a line is no account ID.
pub(super) fn from_file(path: &std::path::Path) -> Result<Vec<String>, Failure> {
    let name = terminal::name_of(path);
    let text = terminal::read(path)?;
    let hint = "one account ID of twelve digits a line, with # before a comment; or the JSON of \
                `aws organizations list-accounts`";
    let found = parse(&text).map_err(|why| Failure::new(format!("{name}{why}")).hint(hint))?;
    if found.is_empty() {
        return Err(Failure::new(format!("{name} names no account")).hint(hint));
    }
    Ok(found.into_iter().collect())
}

fn parse(text: &str) -> Result<BTreeSet<String>, String> {
    if text.trim_start().starts_with(['{', '[']) {
        return from_json(text);
    }
    let mut found = BTreeSet::new();
    for (number, line) in text.lines().enumerate() {
        let id = line.split('#').next().unwrap_or_default().trim();
        if is_id(id) {
            found.insert(id.to_owned());
        } else if !id.is_empty() {
            return Err(format!(":{}: `{id}` is no account ID", number + 1));
        }
    }
    Ok(found)
}

fn from_json(text: &str) -> Result<BTreeSet<String>, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!(" is no JSON: {error}"))?;
    let accounts = value.get("Accounts").unwrap_or(&value).as_array();
    let accounts = accounts.ok_or_else(|| " has no list `Accounts`".to_owned())?;
    let mut found = BTreeSet::new();
    for account in accounts {
        let id = account.get("Id").unwrap_or(account).as_str().unwrap_or_default();
        if !is_id(id) {
            return Err(format!(": `{account}` has no account ID"));
        }
        let member = |name: &str| account.get(name).and_then(Value::as_str);
        // One that is closed or suspended answers nothing.
        if member("State").or_else(|| member("Status")).is_none_or(|state| state == "ACTIVE") {
            found.insert(id.to_owned());
        }
    }
    Ok(found)
}

fn is_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_stand_one_a_line_or_as_aws_prints_them() {
        let ids = |text: &str| parse(text).map(|found| found.into_iter().collect::<Vec<_>>());
        let both = Ok(vec!["111122223333".to_owned(), "444455556666".to_owned()]);
        assert_eq!(ids("# prod\n444455556666\n\n 111122223333  # shop\r\n444455556666\n"), both);
        let printed = r#"{"Accounts": [{"Id": "444455556666", "Status": "ACTIVE"}, {"Id": "111122223333", "State": "ACTIVE"},
                          {"Id": "777788889999", "Status": "SUSPENDED"}]}"#;
        assert_eq!(ids(printed), both);
        assert_eq!(ids(r#"["111122223333", "444455556666"]"#), both);
    }

    #[test]
    fn what_is_no_account_is_refused_where_it_stands() {
        assert_eq!(
            parse("111122223333\n11112222333\n"),
            Err(":2: `11112222333` is no account ID".to_owned())
        );
        assert!(parse("{").is_err_and(|why| why.contains("is no JSON")));
        assert!(parse("{}").is_err_and(|why| why.contains("`Accounts`")));
        assert!(parse(r#"[{"Name": "a"}]"#).is_err_and(|why| why.contains("no account ID")));
    }
}
