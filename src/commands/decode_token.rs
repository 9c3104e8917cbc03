//! `decode-token`: takes a token apart, and says whether MFA calls would take it.

use super::source::{self, Source};
use super::users::Users;
use super::{Common, Exit, Failure, assemble, keys, terminal};
use crate::finding::{Factor, Severity};
use crate::fix::{Plan, Reach};
use crate::report::{
    CallReport, Format, PresentedTo, SCHEMA, TimeReport, TokenReport, TokensReport, render_tokens,
    render_tokens_json,
};
use crate::rules::{Case, Presented, Selection, Wishes, judge_token};
use crate::snapshot::Snapshot;
use crate::token::{
    Found, Kind, MFA_CALLS, Moment, Refusal, Token, find, looks_random, looks_secret, shown_members, utc,
};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use time::OffsetDateTime;

/// The variable that may hold the token.
const VARIABLE: &str = "MFA_DOCTOR_TOKEN";

/// What `decode-token` was asked for.
#[derive(Debug)]
pub struct Options {
    /// What every command takes.
    pub common: Common,
    /// The file with the token; `-` is standard input. Without it the variable, else standard input.
    pub file: Option<PathBuf>,
    /// Whether to check the signature.
    pub verify: bool,
    /// The key set to check it against, a file or an address; without it that of the issuer.
    pub jwks: Option<String>,
    /// The pool that the token is presented to.
    pub source: Option<Source>,
    /// The format on standard output.
    pub format: Format,
}

/// Refuses arguments that are tokens, before anything can repeat them.
///
/// # Errors
/// Where one of `args` (without the program's name) is a token; of `decode-token` also, where one only looks like a
/// secret. The text that `explain` is given may hold anything.
pub fn refuse_secrets(args: impl Iterator<Item = OsString>) -> Result<(), Failure> {
    let args: Vec<String> = args.map(|arg| arg.to_string_lossy().into_owned()).collect();
    let calls = |command: &str| args.iter().any(|arg| arg == command);
    if calls("explain") {
        return Ok(());
    }
    let is_name = |at: usize, arg: &str| {
        // Names of profiles may be long and mixed.
        let profile = at > 0 && args[at - 1] == "--profile" || arg.starts_with("--profile=");
        profile || arg.starts_with("http://") || arg.starts_with("https://")
    };
    let is_secret = |(at, arg): (usize, &String)| {
        let looks = looks_secret(arg) || calls("decode-token") && looks_random(arg) && !is_name(at, arg);
        looks && !Path::new(arg).exists()
    };
    if !args.iter().enumerate().any(is_secret) {
        return Ok(());
    }
    Err(Failure::new(
        "an argument looks like a token, and a shell keeps its arguments in the history, where others may read them",
    )
    .hint(
        "hand the token over on standard input, in a file, or in the variable MFA_DOCTOR_TOKEN: mfa-doctor decode-token < FILE\n\
         take the line out of the shell's history, and sign out where the token was of use",
    ))
}

/// Runs `decode-token`.
///
/// # Errors
/// When there is no token, or it could not be judged as asked.
pub fn run(options: &Options) -> Result<Exit, Failure> {
    let found = tokens(options)?;
    let tokens: Vec<&Token> = found.iter().filter_map(|found| found.token.as_ref().ok()).collect();
    let signatures = if options.verify || options.jwks.is_some() {
        keys::check(&tokens, options.jwks.as_deref(), options.file.as_deref())?
    } else {
        vec![None; tokens.len()]
    };
    let snapshot = snapshot(options)?;
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let (report, exit) = judged(&found, &signatures, snapshot.as_ref(), now, &options.common.reach())?;
    terminal::print_rendered("report", |out| match options.format {
        Format::Json => render_tokens_json(&report, out),
        _ => render_tokens(&report, terminal::look(&options.common), out),
    })?;
    Ok(exit)
}

/// What is said of the tokens among `found`, each with what came of its signature where that was checked, at the time
/// `now` in seconds since 1970.
///
/// # Errors
/// When the pool of the snapshot was not read.
pub fn judged(
    found: &[Found],
    signatures: &[Option<Result<(), Refusal>>],
    snapshot: Option<&Snapshot>,
    now: i64,
    reach: &Reach,
) -> Result<(TokensReport, Exit), Failure> {
    let tokens = found.iter().filter_map(|found| Some((found.token.as_ref().ok()?, found.place)));
    let mut reports = Vec::new();
    for ((token, place), signature) in tokens.zip(signatures) {
        let presented = Presented { token, snapshot, now, signature: signature.as_ref() };
        reports.push(report(&presented, place, reach)?);
    }
    let fit = reports.iter().any(|report| report.mfa_calls == "fit");
    let exit = if fit { Exit::Clean } else { Exit::Findings };
    let report = TokensReport {
        schema: SCHEMA,
        tool: assemble::tool(),
        exit_code: exit.code(),
        pool: snapshot.and_then(presented_to),
        tokens: reports,
    };
    Ok((report, exit))
}

/// The tokens of the input. One that cannot be read beside others is remarked.
fn tokens(options: &Options) -> Result<Vec<Found>, Failure> {
    let (name, text) = input(options)?;
    let refused = |name: &str, problem: &crate::token::NotToken| {
        Failure::new(format!("{name} {problem}")).hint(problem.hint())
    };
    let found = find(&text).map_err(|problem| refused(&name, &problem))?;
    let place = |found: &Found| found.place.map_or(name.clone(), |place| format!("{place} in {name}"));
    let problems: Vec<Failure> =
        found.iter().filter_map(|found| Some(refused(&place(found), found.token.as_ref().err()?))).collect();
    if problems.len() == found.len() {
        return Err(problems
            .into_iter()
            .next()
            .unwrap_or_else(|| Failure::new(format!("{name} holds no token"))));
    }
    problems.iter().for_each(|problem| terminal::remark(&options.common, &problem.message));
    Ok(found)
}

/// Where the input came from, in words, and the input.
fn input(options: &Options) -> Result<(String, String), Failure> {
    let file = match &options.file {
        Some(file) => file.as_path(),
        None => match std::env::var_os(VARIABLE).filter(|value| !value.is_empty()) {
            Some(value) => return Ok((VARIABLE.to_owned(), value.to_string_lossy().into_owned())),
            None if std::io::stdin().is_terminal() => {
                return Err(Failure::new("no token was given").hint(
                    "mfa-doctor decode-token FILE, or < FILE, or the variable MFA_DOCTOR_TOKEN\n\
             a terminal cuts pasted lines at 4095 characters, so put the token into a file",
                ));
            }
            None => Path::new("-"),
        },
    };
    Ok((terminal::name_of(file), terminal::read(file)?))
}

fn snapshot(options: &Options) -> Result<Option<Snapshot>, Failure> {
    let Some(source) = &options.source else { return Ok(None) };
    let from_input = matches!(source, Source::File(file) if terminal::is_standard(file));
    if from_input && options.file.as_deref().is_none_or(terminal::is_standard) {
        return Err(Failure::new("the token and the snapshot cannot both come from standard input")
            .hint("name a file for one of them"));
    }
    source::read(source, &Users::default(), &options.common, &Wishes::default()).map(Some)
}

pub(super) fn presented_to(snapshot: &Snapshot) -> Option<PresentedTo> {
    let wishes = Wishes::default();
    let case = Case::of(snapshot, &wishes).ok()?;
    let pool = case.pool;
    Some(PresentedTo {
        id: pool.id().to_owned(),
        name: pool.name().to_owned(),
        region: pool.region().to_owned(),
        mfa: pool.known_mfa_mode().unwrap_or("unknown").to_owned(),
        totp: case.offers(Factor::Totp).ok(),
    })
}

fn report(
    presented: &Presented<'_>,
    place: Option<&'static str>,
    reach: &Reach,
) -> Result<TokenReport, Failure> {
    let Presented { token, now, .. } = *presented;
    let judgement = judge_token(presented, &Selection::default()).map_err(|gap| source::no_pool(&gap))?;
    let fit = judgement.is_fit();
    let mut because: Vec<&'static str> = judgement
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.rule)
        .collect();
    because.dedup();
    let nothing = Snapshot::empty();
    let mut plan = Plan::new(presented.snapshot.unwrap_or(&nothing), reach.clone());
    let findings =
        judgement.findings.into_iter().map(|finding| assemble::finding_report(finding, &mut plan)).collect();
    Ok(TokenReport {
        place,
        kind: token.kind.as_str(),
        header: shown_members(&token.header),
        claims: shown_members(&token.claims),
        times: times(token, now),
        sign_in: token.sign_in(),
        verified: presented.signature.map(Result::is_ok),
        refused: presented.signature.and_then(|signature| signature.as_ref().err()).map(Refusal::to_string),
        mfa_calls: if fit { "fit" } else { "unfit" },
        calls: MFA_CALLS
            .iter()
            .map(|operation| CallReport { operation, accepts: fit, because: because.clone() })
            .collect(),
        findings,
        not_judged: judgement.not_judged,
        unseen: unseen(token),
    })
}

fn times(token: &Token, now: i64) -> BTreeMap<&'static str, TimeReport> {
    let time = |name: &'static str| {
        let at = token.time(name)?;
        Some((name, TimeReport { utc: utc(at), relative: Moment { at, now }.words(name) }))
    };
    ["exp", "iat", "nbf", "auth_time"].into_iter().filter_map(time).collect()
}

/// What no token shows, where it matters.
fn unseen(token: &Token) -> Vec<&'static str> {
    match token.kind {
        Kind::Access => vec![
            "whether the token was revoked (GlobalSignOut, AdminUserGlobalSignOut, RevokeToken): only a call tells, by NotAuthorizedException: Access Token has been revoked",
        ],
        _ => Vec::new(),
    }
}
