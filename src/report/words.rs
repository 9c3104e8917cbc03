//! Words and groups that every report for people has alike. Nothing here is cleaned: whoever writes it does that.

use super::page::count;
use super::{FactorReport, FindingReport, PoolReport, Report, Suppressed, Unreadable};
use crate::catalog::ANY_MESSAGE;
use crate::finding::{ErrorRef, Factor, NotJudged};
use std::collections::BTreeMap;

/// The rule that lists whatever could not be read, whether or not another rule waits for it.
const READING: &str = "OPS003";

/// Whether the pool offers a factor.
pub(super) fn offered(standing: &FactorReport) -> &'static str {
    match standing.offered {
        Some(true) => "yes",
        Some(false) if standing.required => "no, but required",
        Some(false) => "no",
        None => "unknown",
    }
}

/// `sms, totp`; empty where there is none.
pub(super) fn factors(factors: &[Factor]) -> String {
    let words: Vec<&str> = factors.iter().map(|factor| factor.as_str()).collect();
    words.join(", ")
}

/// A documented error, as users meet it.
pub(super) fn said(error: &ErrorRef) -> String {
    answer(error.code.as_deref(), &error.message)
}

/// What AWS answers: an exception, where it shows one, and its message.
pub(super) fn answer(code: Option<&str>, message: &str) -> String {
    match (code, message) {
        (Some(code), ANY_MESSAGE) => format!("{code}, in words that are not documented"),
        (Some(code), message) => format!("{code}: {message}"),
        (None, message) => message.to_owned(),
    }
}

/// What was configured of a finding's severity; `None` where nothing was.
pub(super) fn graded(reported: &FindingReport) -> Option<String> {
    let own = reported.own_severity?;
    Some(format!("{} by the configuration, {own} by the rule", reported.finding.severity))
}

/// For each missing fact, what it needs and why it is missing, the rules that wait for it.
pub(super) fn awaited(entries: &[NotJudged]) -> BTreeMap<(String, String), Vec<&str>> {
    let mut rows: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    let waits =
        |entry: &NotJudged| entries.iter().any(|other| other.needs == entry.needs && other.rule != READING);
    for entry in entries {
        // The rule about reading itself repeats what another rule waits for.
        if entry.rule == READING && waits(entry) {
            continue;
        }
        let needs: Vec<String> = entry.needs.iter().map(|need| settled_by(need)).collect();
        let rules = rows.entry((needs.join(", "), entry.reason.clone())).or_default();
        if !rules.contains(&entry.rule.as_str()) {
            rules.push(&entry.rule);
        }
    }
    rows
}

/// What is needed: an operation of AWS, or what of a recording.
fn settled_by(need: &str) -> String {
    let of_recording = need.strip_prefix("trace:").map(|member| format!("a recording with the {member}"));
    of_recording.unwrap_or_else(|| need.to_owned())
}

/// What the pool is called: its name, or its ID where it has none.
pub(super) fn called(pool: &PoolReport) -> &str {
    if pool.name.is_empty() { &pool.id } else { &pool.name }
}

/// The pool: name and ID.
pub(super) fn title(pool: &PoolReport) -> String {
    if pool.name.is_empty() { pool.id.clone() } else { format!("{} ({})", pool.name, pool.id) }
}

/// Where the pool is, and its MFA.
pub(super) fn standing(pool: &PoolReport) -> String {
    let account = if pool.account.is_empty() { "unknown" } else { &pool.account };
    format!("in {}, account {account}, MFA {}", pool.region, pool.mfa)
}

/// The verdict of a factor; a dash where there is none.
pub(super) fn verdict(standing: &FactorReport) -> &'static str {
    match standing.verdict {
        Some("blocked") => "BLOCKED",
        Some(verdict) => verdict,
        None => "-",
    }
}

/// The rules behind a verdict.
pub(super) fn because(standing: &FactorReport) -> String {
    match (standing.blocked_by.as_slice(), standing.unproven_by.as_slice()) {
        ([], []) => String::new(),
        ([], unproven) => {
            const SHOWN: usize = 6;
            let rest = unproven.len().saturating_sub(SHOWN);
            let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
            format!(
                "not judged: {}{more}",
                unproven.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ")
            )
        }
        (blocked, _) => blocked.join(", "),
    }
}

/// Why something could not be judged, and what would settle it.
pub(super) fn gap(needs: &str, reason: &str) -> String {
    if needs.is_empty() { reason.to_owned() } else { format!("{reason} (would be settled by {needs})") }
}

/// What could not be read at all, and why.
pub(super) fn unreadable(unreadable: &Unreadable) -> String {
    let Unreadable { scope, account, region, id, code, message, .. } = unreadable;
    let of = if account.is_empty() { String::new() } else { format!(" of account {account}") };
    let what = match *scope {
        "account" => format!("read account {account}"),
        "region" => format!("list the pools in {region}{of}"),
        _ => format!("read {id} in {region}"),
    };
    format!("could not {what}: {code}: {message}")
}

/// What was to be read, by kind and name.
pub(super) fn target(unreadable: &Unreadable) -> String {
    match unreadable.scope {
        "account" => format!("account {}", unreadable.account),
        "region" if unreadable.account.is_empty() => format!("region {}", unreadable.region),
        "region" => format!("region {} of account {}", unreadable.region, unreadable.account),
        scope => format!("{scope} {}", unreadable.id),
    }
}

/// What suppresses a finding, until when and why.
pub(super) fn suppressed(suppressed: &Suppressed) -> String {
    let until = suppressed.until.as_ref().map(|day| format!(" until {day}")).unwrap_or_default();
    let reason = suppressed.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    format!("the {}{until}{reason}", suppressed.by)
}

/// The whole run in one line.
pub(super) fn summary(report: &Report) -> String {
    let summary = report.summary;
    let mut text = [
        count(summary.error, "error"),
        count(summary.warning, "warning"),
        count(summary.note, "note"),
        format!("{} not judged", summary.not_judged),
    ]
    .join(", ");
    if summary.suppressed > 0 {
        text.push_str(&format!(", {} suppressed", summary.suppressed));
    }
    match report.pools.as_slice() {
        [pool] => {
            let word = |(factor, standing): (&Factor, &FactorReport)| {
                Some(format!("{factor} {}", standing.verdict?))
            };
            let verdicts: Vec<String> = pool.factors.0.iter().filter_map(word).collect();
            if !verdicts.is_empty() {
                text = format!("{}: {text}", verdicts.join(", "));
            }
        }
        pools => text = format!("{text} in {}", count(pools.len(), "pool")),
    }
    if !report.complete {
        text.push_str("; incomplete: facts that decide were not read");
    }
    text
}

/// `text`, or its beginning where it is longer than `longest` characters.
pub(super) fn clip(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
