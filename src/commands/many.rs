//! Reading pools by the dozen or the thousand, within limits of pace and time.

use super::target::Target;
use super::{Common, Failure};
use crate::report::{Notice, Report, Unreadable};
use crate::rules::{Selection, Wishes, all};
use crate::snapshot::Snapshot;
use std::time::Duration;

/// The operation that tells of app clients.
const DESCRIBE_CLIENT: &str = "cognito-idp:DescribeUserPoolClient";

/// Which pools of the account are meant by `--all`.
#[derive(Debug, Clone, Default)]
pub struct Many {
    /// Regions by name, or `all`; the Region of the configuration where empty.
    pub regions: Vec<String>,
    /// Names with `*` and `?`; any where empty.
    pub names: Vec<String>,
    /// Tags that a pool must have, all of them.
    pub tags: Vec<(String, String)>,
}

/// How fast, how many at once, how long.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Percent of Amazon Cognito's quotas; `None` for no limit but AWS's own.
    pub rate: Option<u8>,
    /// Pools of a Region that are read at the same time.
    pub concurrency: usize,
    /// For the whole run.
    pub timeout: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { rate: Some(50), concurrency: 16, timeout: None }
    }
}

/// Why a run ended before all was read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cut {
    /// Ctrl-C.
    Interrupted,
    /// `--timeout`, in seconds.
    TimedOut(f64),
}

impl Cut {
    /// The code of what was not read.
    pub const fn code(self) -> &'static str {
        match self {
            Cut::Interrupted => "Interrupted",
            Cut::TimedOut(_) => "Timeout",
        }
    }

    /// Why it was not read.
    pub fn message(self) -> String {
        match self {
            Cut::Interrupted => "the run was interrupted before it was read".to_owned(),
            Cut::TimedOut(seconds) => format!("not read within {seconds} seconds (--timeout)"),
        }
    }
}

/// Which pools to read, and what for.
pub(super) struct Asked<'a> {
    /// What every command takes.
    pub common: &'a Common,
    /// Pools by name.
    pub targets: &'a [Target],
    /// In the place of names: those of the account.
    pub many: Option<&'a Many>,
    /// What is asked of them.
    pub wishes: &'a Wishes,
    /// Users of each.
    pub users: &'a [String],
    /// The rules that will run.
    pub selection: &'a Selection,
    /// Pace and time.
    pub limits: Limits,
}

/// What is left to say when the pools were handed on.
#[derive(Debug)]
pub(super) struct Outcome {
    /// Pools and Regions that could not be read, or not in time.
    pub unreadable: Vec<Unreadable>,
    /// Why the run ended early.
    pub cut: Option<Cut>,
}

impl Asked<'_> {
    /// Hands each pool to `take` as soon as it is read, with its position among the named ones.
    ///
    /// # Errors
    /// When not one pool was read.
    #[cfg(feature = "aws")]
    pub fn read(&self, take: &mut dyn FnMut(usize, Snapshot)) -> Result<Outcome, Failure> {
        use super::{live, many_live};
        let mut wanted = live::wanted(self.wishes, self.users);
        if let Some(many) = self.many {
            let looks = |rule: &crate::rules::Rule| rule.permissions().contains(&DESCRIBE_CLIENT);
            wanted.clients = all().any(|rule| self.selection.admits(rule) && looks(rule));
            wanted.spare_clients = self.wishes.required.is_empty() && self.wishes.clients.is_empty();
            wanted.tags.clone_from(&many.tags);
        }
        many_live::read(self, &wanted, take)
    }

    /// Nothing is read in this build.
    ///
    /// # Errors
    /// Always.
    #[cfg(not(feature = "aws"))]
    pub fn read(&self, _: &mut dyn FnMut(usize, Snapshot)) -> Result<Outcome, Failure> {
        Err(super::live::offline())
    }
}

/// Marks the report of a run that ended early.
pub(super) fn mark(report: &mut Report, cut: Option<Cut>) {
    let Some(cut) = cut else { return };
    report.complete = false;
    let (kind, why) = match cut {
        Cut::Interrupted => ("interrupted", "the run was interrupted".to_owned()),
        Cut::TimedOut(seconds) => ("timeout", format!("the run ended after {seconds} seconds (--timeout)")),
    };
    let missing = report.unreadable.iter().filter(|entry| entry.code == cut.code()).count();
    let message = format!("{why}; the report is partial, for {missing} pools or Regions were not read");
    report.notices.push(Notice { kind, message });
}

impl Many {
    /// Whether a pool of this name is meant.
    pub fn admits(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|pattern| matches(pattern, name))
    }
}

/// Whether `pattern`, in which `*` stands for any run of characters and `?` for one, is all of `text`.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut position, mut star) = (0, 0, None);
    while position < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, position));
                at += 1;
            }
            Some(&c) if c == '?' || c == text[position] => {
                at += 1;
                position += 1;
            }
            // The last star takes one character more.
            _ => match star {
                Some((star_at, taken)) => {
                    star = Some((star_at, taken + 1));
                    at = star_at + 1;
                    position = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_by_wildcards() {
        for (pattern, name, fits) in [
            ("*", "", true),
            ("shop-*", "shop-prod", true),
            ("shop-*", "my-shop-prod", false),
            ("*prod*", "shop-prod-eu", true),
            ("s?op", "shop", true),
            ("s?op", "sop", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-b-b", false),
            ("", "x", false),
            ("[a]", "[a]", true),
            ("*é?", "café!", true),
        ] {
            assert_eq!(matches(pattern, name), fits, "{pattern} {name}");
        }
    }

    #[test]
    fn a_pattern_of_stars_ends() {
        assert!(!matches(&"*a".repeat(30), &"a".repeat(29)));
        assert!(!matches(&"*a".repeat(200), &"b".repeat(10_000)));
    }
}
