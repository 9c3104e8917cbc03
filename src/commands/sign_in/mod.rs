//! `sign-in`: signs a user in as an application would, and explains whatever goes wrong.

mod ask;
mod done;
mod inputs;
mod line;
mod lines;
mod said;
mod show;
mod watch;

pub use crate::sign_in::Flow;

use super::source::Source;
use super::target::Target;
use super::{Common, Exit, Failure, fill_at_random, terminal};
use crate::report::sign_in::StepReport;
use crate::sign_in::{End, Next, RANDOM, Setup, SignIn};
use ask::Asker;
use line::{Line, Sent};
use std::path::PathBuf;
use time::OffsetDateTime;
use watch::Watch;
use zeroize::Zeroizing;

/// What `sign-in` was asked for.
#[derive(Debug)]
pub struct Options {
    /// What every command takes.
    pub common: Common,
    /// The pool, as it was named.
    pub pool: String,
    /// The app client's ID.
    pub client: String,
    /// The user.
    pub user: String,
    /// How to begin.
    pub flow: Flow,
    /// Whether to enrol TOTP.
    pub enrol: bool,
    /// Where TOTP codes come from, or the new secret goes to.
    pub totp_secret_file: Option<PathBuf>,
    /// Where the password is.
    pub password_file: Option<PathBuf>,
    /// Where the password is that replaces a temporary one.
    pub new_password_file: Option<PathBuf>,
    /// Where the app client's secret is.
    pub client_secret_file: Option<PathBuf>,
    /// Whether to go on without asking.
    pub yes: bool,
    /// Whether to print the transcript as JSON.
    pub json: bool,
}

/// How a run ended.
enum Over {
    /// As the sign-in did.
    By(End),
    /// The user interrupted it.
    Interrupted,
    /// It could not go on.
    Failed(Failure),
}

/// Runs `sign-in`.
///
/// # Errors
/// When it cannot begin. Once a call was made, everything is said in the report.
pub fn run(options: &Options) -> Result<Exit, Failure> {
    line::ready()?;
    let target = Target::parse(&options.pool)?;
    let watch = Watch::begin()?;
    let mut asker = Asker::new(options, &watch)?;
    let given = inputs::client_secret(options)?;
    let what = intent(options, &target);
    if options.yes {
        terminal::remark(&options.common, &what);
    } else if !asker.confirm(&what)? {
        return Err(Failure::new("not confirmed; nothing was done").hint("answer y, or give --yes"));
    }
    let password = inputs::password(options)?;
    let line = Line::open(&options.common, &target, &options.client, options.flow, &watch)?;
    let app_client = line.app_client(&options.common, &watch)?;
    let mut random = Zeroizing::new(vec![0; RANDOM]);
    fill_at_random(&mut random)?;
    let mut sign_in = SignIn::new(Setup {
        pool: target.id.clone(),
        client: options.client.clone(),
        client_secret: given.or_else(|| app_client.as_ref()?.secret.clone()),
        user: options.user.clone(),
        password,
        flow: options.flow,
        enrol: options.enrol,
        random,
    });
    let over = perform(options, &mut sign_in, &line, &mut asker, &watch);
    let stranger = line.stranger();
    let source = Source::Live(options.pool.clone());
    let known =
        said::Known { source: stranger.as_deref().map_or(Ok(&source), Err), app_client: app_client.as_ref() };
    said::report(options, &target, &sign_in, over, &mut asker, known)
}

/// What is about to happen.
fn intent(options: &Options, target: &Target) -> String {
    let enrol =
        if options.enrol { " and enrols an authenticator app, replacing the one there is" } else { "" };
    format!(
        "this signs {} in to {} through app client {}{enrol}: Cognito may send codes, counts an active user, replaces \
         a temporary password by a new one, and counts a wrong one toward lockout",
        options.user, target.id, options.client
    )
}

/// Calls and asks until there is an end.
fn perform(
    options: &Options,
    sign_in: &mut SignIn,
    line: &Line,
    asker: &mut Asker<'_>,
    watch: &Watch,
) -> Over {
    loop {
        if watch.raised() {
            return Over::Interrupted;
        }
        match sign_in.next(now()) {
            Next::End(end) => return Over::By(end),
            Next::Ask(question) => match asker.answer(&question) {
                Ok(told) => sign_in.tell(question, told),
                Err(failure) if failure.exit == Exit::Interrupted => return Over::Interrupted,
                Err(failure) => return Over::Failed(failure),
            },
            Next::Call(call) => {
                let sent = now();
                let answer = line.send(&call, watch);
                match answer {
                    Sent::Answered(answer) => sign_in.reply(&call, answer, sent, now()),
                    Sent::Interrupted => sign_in.interrupted(&call, sent, now()),
                }
                if let (false, Some(step)) = (options.json, sign_in.steps().last()) {
                    show_step(options, &said::step(step), sign_in.steps().len());
                }
            }
        }
    }
}

/// Prints a call as soon as it ended. A reader that went away is no reason to stop halfway.
fn show_step(options: &Options, step: &StepReport, number: usize) {
    let mut text = Vec::new();
    if step.render(number, terminal::look(&options.common), &mut text).is_ok() {
        let _ = terminal::print(&text);
    }
}

/// Milliseconds since 1970.
fn now() -> i64 {
    i64::try_from(OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000).unwrap_or_default()
}
