//! `explain`: from a pasted error or a log to the causes, and with a pool to the cause.

use super::source::{self, Source};
use super::users::Users;
use super::{Common, Exit, Failure, assemble, terminal};
use crate::explain::{
    CauseHere, Holds, Looked, Recognised, Recognition, Scanner, causes_here, wishes_behind,
};
use crate::finding::Evidence;
use crate::fix::Plan;
use crate::report::AnswerFormat;
use crate::report::explained::{CauseExplained, ErrorExplained, Explained, GapExplained, PoolNamed, SCHEMA};
use crate::rules::{self, Case, Judgement, Selection, Wishes, judge};
use crate::snapshot::Snapshot;
use std::path::PathBuf;

/// What `explain` was asked for.
#[derive(Debug)]
pub struct Options {
    /// What every command takes.
    pub common: Common,
    /// The words of the error, as they were given.
    pub words: Vec<String>,
    /// Files to read; `-` is standard input.
    pub files: Vec<PathBuf>,
    /// The pool in which the cause is looked for.
    pub source: Option<Source>,
    /// The users of that pool in whom the cause is looked for, too.
    pub users: Users,
    /// The format on standard output.
    pub format: AnswerFormat,
}

/// Runs `explain`.
///
/// # Errors
/// When there is no text, or the pool cannot be read.
pub fn run(options: &Options) -> Result<Exit, Failure> {
    if options.source.is_none() && !options.users.names.is_empty() {
        return Err(Failure::new("--user names a user of no pool")
            .hint("name the pool too, with --pool ID or --snapshot FILE"));
    }
    let recognition = recognise(options)?;
    let nothing = recognition.errors.is_empty();
    let within = |source| Within { source, users: options.users.clone(), clients: Vec::new() };
    let within = options.source.as_ref().map(within);
    let answer = explained_in(recognition, within.as_ref(), &options.common)?;
    let exit = match &answer.pool {
        _ if nothing => Exit::Findings,
        Some(pool) if !pool.complete => Exit::Incomplete,
        _ => Exit::Clean,
    };
    let look = terminal::look(&options.common);
    terminal::print_rendered("answer", |out| answer.render(options.format, look, out))?;
    Ok(exit)
}

/// Where the causes of an error are looked for.
pub(super) struct Within<'a> {
    /// The pool.
    pub(super) source: &'a Source,
    /// Users of it.
    pub(super) users: Users,
    /// App clients of it; all where it is empty.
    pub(super) clients: Vec<String>,
}

/// What is known of the errors of a text, and in a pool which of their causes hold there.
///
/// # Errors
/// When the pool cannot be read.
pub(super) fn explained_in(
    recognition: Recognition,
    within: Option<&Within<'_>>,
    common: &Common,
) -> Result<Explained, Failure> {
    let here = match within {
        Some(within) if !recognition.errors.is_empty() => {
            let asked = asked(&recognition, &within.clients);
            let snapshot = source::read(within.source, &within.users, common, &asked[1])?;
            Some(Here::of(snapshot, asked)?)
        }
        _ => None,
    };
    Ok(answer(recognition, here.as_ref(), common))
}

/// The same of a pool that is read already, or of none.
///
/// # Errors
/// When the snapshot holds no pool.
pub fn explained(
    recognition: Recognition,
    snapshot: Option<Snapshot>,
    common: &Common,
) -> Result<Explained, Failure> {
    let here = snapshot.filter(|_| !recognition.errors.is_empty());
    let here = here.map(|snapshot| Here::of(snapshot, asked(&recognition, &[]))).transpose()?;
    Ok(answer(recognition, here.as_ref(), common))
}

/// What is to be asked of the pool and of these clients of it.
fn asked(recognition: &Recognition, clients: &[String]) -> [Wishes; 3] {
    let errors = recognition.errors.iter().map(|recognised| recognised.error);
    wishes_behind(errors).map(|wishes| Wishes { clients: clients.to_vec(), ..wishes })
}

fn recognise(options: &Options) -> Result<Recognition, Failure> {
    let mut scanner = Scanner::default();
    let mut empty = true;
    let mut take = |piece: &[u8]| {
        empty &= piece.trim_ascii().is_empty();
        scanner.push(piece);
    };
    let words = options.words.join(" ");
    if !words.is_empty() && words != "-" {
        take(words.as_bytes());
        take(b"\n");
    }
    let mut files = options.files.clone();
    if words == "-" || (words.is_empty() && files.is_empty()) {
        files.push(PathBuf::from("-"));
    }
    let from_input = matches!(&options.source, Some(Source::File(file)) if terminal::is_standard(file));
    if from_input && files.iter().any(|file| terminal::is_standard(file)) {
        return Err(Failure::new("standard input cannot hold both the text and the snapshot")
            .hint("give one of them as a file: --file FILE, or --snapshot FILE"));
    }
    for file in &files {
        terminal::read_pieces(file, &mut take)?;
        take(b"\n");
    }
    if empty {
        return Err(Failure::new("there is no text to explain").hint(
            "give the error as it was printed: mfa-doctor explain 'NotAuthorizedException: …'\n\
             or a log: mfa-doctor explain --file app.log, or … | mfa-doctor explain -",
        ));
    }
    Ok(scanner.finish())
}

/// The pool, judged for what was recognised.
struct Here {
    snapshot: Snapshot,
    wishes: Wishes,
    looked: Looked,
}

impl Here {
    fn of(snapshot: Snapshot, asked: [Wishes; 3]) -> Result<Here, Failure> {
        let judged = |snapshot: &Snapshot| {
            let judged = asked.iter().map(|wishes| judge(snapshot, wishes, &Selection::default()));
            judged.collect::<Result<Vec<Judgement>, _>>().map_err(|gap| source::no_pool(&gap))
        };
        let is_off = snapshot.pool().is_ok_and(|pool| pool.known_mfa_mode() == Some("OFF"));
        let on = if is_off { snapshot.in_mfa_mode("OPTIONAL") } else { None };
        let looked = Looked {
            judgements: judged(&snapshot)?,
            with_mfa_on: on.as_ref().map(judged).transpose()?.unwrap_or_default(),
        };
        let [_, wishes, _] = asked;
        Ok(Here { snapshot, wishes, looked })
    }

    fn named(&self, complete: bool) -> Option<PoolNamed> {
        let pool = self.snapshot.pool().ok()?;
        Some(PoolNamed {
            id: pool.id().to_owned(),
            name: pool.name().to_owned(),
            arn: pool.arn(),
            taken_at: self.snapshot.taken_at.clone(),
            complete,
        })
    }
}

fn answer(recognition: Recognition, here: Option<&Here>, common: &Common) -> Explained {
    let beside =
        |here: &Here| Plan::new(&here.snapshot, common.reach()).beside(&here.looked.judgements[1].findings);
    let mut plan = here.map(beside);
    let mut errors = Vec::new();
    let mut complete = true;
    for recognised in recognition.errors {
        let causes = match (here, &mut plan) {
            (Some(here), Some(plan)) => {
                let causes = causes_here(recognised.error, &here.looked);
                complete &= is_settled(&causes);
                causes.iter().map(|cause| cause_here(cause, here, plan)).collect()
            }
            _ => recognised.error.causes.iter().map(not_checked).collect(),
        };
        errors.push(error_explained(recognised, causes));
    }
    Explained {
        schema: SCHEMA,
        pool: here.and_then(|here| here.named(complete)),
        errors,
        unrecognised: recognition.unrecognised,
        nearest: recognition.nearest.into_iter().map(assemble::error_ref).collect(),
        pool_would_tell: here.is_none(),
    }
}

/// Whether a cause is proven, or no deciding fact is missing.
fn is_settled(causes: &[CauseHere<'_>]) -> bool {
    causes.iter().any(|here| here.holds == Holds::Proven)
        || !causes.iter().any(|here| here.gaps.iter().any(|gap| gap.core))
}

fn error_explained(recognised: Recognised, causes: Vec<CauseExplained>) -> ErrorExplained {
    let error = recognised.error;
    ErrorExplained {
        id: error.id,
        code: error.code,
        message: Some(error.message).filter(|_| !error.any_message()),
        matched: recognised.matched.as_str(),
        count: recognised.count,
        operations: error.operations,
        seen_in: recognised.seen_in,
        meaning: error.meaning,
        causes,
        fix: error.fix,
        docs: error.docs,
    }
}

fn not_checked(cause: &'static crate::catalog::Cause) -> CauseExplained {
    CauseExplained {
        rule: cause.rule,
        in_table: cause.rule.is_some_and(|id| rules::find(id).is_some()),
        text: cause.text,
        holds: Holds::NotChecked.as_str(),
        evidence: Vec::new(),
        messages: Vec::new(),
        fixes: Vec::new(),
        gaps: Vec::new(),
        shown_by: cause.shown_by.map(crate::catalog::Sight::words),
    }
}

fn cause_here(cause: &CauseHere<'_>, here: &Here, plan: &mut Plan) -> CauseExplained {
    let evidence = if cause.findings.is_empty() {
        looked_at(cause, here)
    } else {
        cause.findings.iter().flat_map(|finding| finding.evidence.clone()).collect()
    };
    let unchecked = not_checked(cause.cause);
    CauseExplained {
        holds: cause.holds.as_str(),
        evidence,
        messages: cause.findings.iter().map(|finding| finding.message.clone()).collect(),
        fixes: cause.findings.iter().map(|finding| plan.fix(finding)).collect(),
        gaps: cause
            .gaps
            .iter()
            .map(|gap| GapExplained { needs: gap.needs.clone(), reason: gap.reason.clone() })
            .chain(
                cause.reserve.iter().map(|reason| GapExplained { needs: Vec::new(), reason: reason.clone() }),
            )
            .collect(),
        // Nothing else need show what the users that were read showed.
        shown_by: unchecked.shown_by.filter(|_| cause.users.is_empty()),
        ..unchecked
    }
}

/// The facts that the rule looked at, where it had nothing to say.
fn looked_at(cause: &CauseHere<'_>, here: &Here) -> Vec<Evidence> {
    match (cause.rule, Case::of(&here.snapshot, &here.wishes)) {
        (Some(rule), Ok(case)) => rule.facts(&case).0,
        _ => Vec::new(),
    }
}
