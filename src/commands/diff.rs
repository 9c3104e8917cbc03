//! `diff`: what differs between two pools and bears on MFA.

use super::assemble::{error_ref, now, tool};
use super::source::{self, Source};
use super::target::Target;
use super::users::Users;
use super::{Common, Exit, Failure, terminal};
use crate::diff::{Comparison, FindingDifference, Setting, Speaks, VerdictDifference, compare};
use crate::finding::Factor;
use crate::report::diff::{
    DiffReport, NotCompared, Said, SettingReport, Side, SpeaksReport, StandingReport, VerdictReport, render,
};
use crate::report::{AnswerFormat, SCHEMA};
use crate::rules::{FactorVerdict, Wishes};
use crate::snapshot::Snapshot;
use std::path::PathBuf;

/// What `diff` was asked for.
#[derive(Debug)]
pub struct Options {
    /// What every command takes.
    pub common: Common,
    /// The first pool: an ID, an ARN or a snapshot file.
    pub a: String,
    /// The second.
    pub b: String,
    /// The profile of the second pool, where it is in another account.
    pub profile_b: Option<String>,
    /// Factors that must work in both.
    pub require: Vec<Factor>,
    /// Whether missing core evidence leaves the exit code 0.
    pub allow_incomplete: bool,
    /// The format on standard output.
    pub format: AnswerFormat,
}

/// Runs `diff`.
///
/// # Errors
/// When one of the pools could not be read.
pub fn run(options: &Options) -> Result<Exit, Failure> {
    if options.a == "-" && options.b == "-" {
        return Err(Failure::new("standard input cannot be both pools")
            .hint("give a file, an ID or an ARN for one of them"));
    }
    let wishes = Wishes { required: options.require.clone(), clients: Vec::new() };
    let sources = [source_of(&options.a)?, source_of(&options.b)?];
    let of_b = Common {
        profile: options.profile_b.clone().or_else(|| options.common.profile.clone()),
        ..options.common.clone()
    };
    let read = |source, common| source::read(source, &Users::default(), common, &wishes);
    // Two live pools are read at once.
    let (a, b) = std::thread::scope(|scope| {
        let b = scope.spawn(|| read(&sources[1], &of_b));
        (read(&sources[0], &options.common), b.join())
    });
    let snapshots = [a?, b.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?];
    let comparison = compare([&snapshots[0], &snapshots[1]], &wishes).map_err(|(side, gap)| {
        source::no_pool(&gap).hint(format!("that was {}", [&options.a, &options.b][side]))
    })?;
    let exit = match (comparison.is_empty(), comparison.complete || options.allow_incomplete) {
        (false, _) => Exit::Findings,
        (true, false) => Exit::Incomplete,
        (true, true) => Exit::Clean,
    };
    let report = report(comparison, [&snapshots[0], &snapshots[1]], &sources, exit);
    let look = terminal::look(&options.common);
    terminal::print_rendered("comparison", |out| render(options.format, &report, look, out))?;
    Ok(exit)
}

/// A file where there is one of that name, else a pool.
///
/// # Errors
/// When it is neither.
fn source_of(word: &str) -> Result<Source, Failure> {
    let path = PathBuf::from(word);
    if terminal::is_standard(&path) || path.exists() {
        return Ok(Source::File(path));
    }
    match Target::parse(word) {
        Ok(_) => Ok(Source::Live(word.to_owned())),
        Err(wrong) if word.starts_with("arn:") => Err(wrong),
        Err(_) => Err(Failure::new(format!("`{word}` is neither a file nor a user pool's ID"))
            .hint("name a snapshot file, or a pool by an ID such as us-east-1_AbCdEf123, or by its ARN")),
    }
}

fn report(
    comparison: Comparison,
    snapshots: [&Snapshot; 2],
    sources: &[Source; 2],
    exit: Exit,
) -> DiffReport {
    DiffReport {
        schema: SCHEMA,
        tool: tool(),
        generated_at: now(),
        complete: comparison.complete,
        exit_code: exit.code(),
        a: side(snapshots[0], &sources[0]),
        b: side(snapshots[1], &sources[1]),
        verdicts: comparison.verdicts.into_iter().map(verdict).collect(),
        findings: comparison.findings.into_iter().map(speaks).collect(),
        settings: comparison.settings.into_iter().map(setting).collect(),
        not_compared: comparison
            .unseen
            .into_iter()
            .map(|unseen| {
                let [a, b] = unseen.reasons;
                NotCompared { needs: unseen.needs, a, b }
            })
            .collect(),
    }
}

fn side(snapshot: &Snapshot, source: &Source) -> Side {
    let file = match source {
        Source::File(path) if !terminal::is_standard(path) => Some(path.display().to_string()),
        _ => None,
    };
    let Ok(pool) = snapshot.pool() else { unreachable!("it was compared") };
    Side {
        id: pool.id().to_owned(),
        name: pool.name().to_owned(),
        arn: pool.arn(),
        account: pool.account().to_owned(),
        region: pool.region().to_owned(),
        mfa: pool.known_mfa_mode().unwrap_or("unknown").to_owned(),
        file,
        taken_at: snapshot.taken_at.clone(),
    }
}

fn verdict(difference: VerdictDifference) -> VerdictReport {
    let VerdictDifference { factor, severity, offered, verdicts, blocked_by } = difference;
    let [of_a, of_b] = blocked_by;
    let standing = |side: usize, blocked_by| StandingReport {
        offered: offered[side],
        verdict: verdicts[side].map(FactorVerdict::as_str),
        blocked_by,
    };
    VerdictReport { factor, severity, a: standing(0, of_a), b: standing(1, of_b) }
}

fn speaks(difference: FindingDifference) -> SpeaksReport {
    let rule = difference.rule;
    let errors = errors(&difference);
    let [a, b] = difference.sides.map(said);
    SpeaksReport {
        rule: rule.id,
        name: rule.name,
        severity: difference.severity,
        a,
        b,
        settings: difference.settings.into_iter().map(setting).collect(),
        errors,
        docs: rule.docs,
    }
}

/// The errors of the findings, as AWS words them for these pools.
fn errors(difference: &FindingDifference) -> Vec<crate::finding::ErrorRef> {
    let mut errors = Vec::new();
    for side in &difference.sides {
        let Speaks::Yes(found) = side else { continue };
        for error in found.iter().flat_map(|finding| &finding.errors) {
            if !errors.contains(error) {
                errors.push(error.clone());
            }
        }
    }
    if errors.is_empty() {
        difference.rule.errors.iter().map(|error| error_ref(error)).collect()
    } else {
        errors
    }
}

fn said(speaks: Speaks) -> Said {
    match speaks {
        Speaks::Yes(found) => Said {
            state: "found",
            fixes: found.iter().map(|finding| finding.remedy.clone()).collect(),
            messages: found.into_iter().map(|finding| finding.message).collect(),
        },
        Speaks::No => Said { state: "silent", messages: Vec::new(), fixes: Vec::new() },
        Speaks::NotJudged(messages) => Said { state: "not-judged", messages, fixes: Vec::new() },
    }
}

fn setting(setting: Setting) -> SettingReport {
    let [a, b] = setting.values;
    SettingReport { a, b }
}
