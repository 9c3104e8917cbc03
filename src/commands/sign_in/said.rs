//! What is said of a sign-in that ended: how, what it changed, and why.

use super::super::source::Source;
use super::super::target::Target;
use super::super::users::Users;
use super::super::{Exit, Failure, assemble, explain, terminal};
use super::{Options, Over, ask::Asker, done};
use crate::explain::{Match, recognise};
use crate::report::explained::Explained;
use crate::report::sign_in::{FailureReport, SignInAnswer, StepError, StepReport};
use crate::report::{SCHEMA, clean};
use crate::sign_in::{AppClient, Channel, End, Operation, Outcome, Question, SignIn, Step};
use time::OffsetDateTime;
use time::macros::format_description;

/// What is known beside the sign-in itself.
pub(super) struct Known<'a> {
    /// The pool to judge, or why it cannot be read.
    pub(super) source: Result<&'a Source, &'a str>,
    /// The app client, where it was read.
    pub(super) app_client: Option<&'a AppClient>,
}

/// Prints the report and gives the exit code.
///
/// # Errors
/// When it cannot be printed.
pub(super) fn report(
    options: &Options,
    target: &Target,
    sign_in: &SignIn,
    over: Over,
    asker: &mut Asker<'_>,
    known: Known<'_>,
) -> Result<Exit, Failure> {
    let (result, exit) = match &over {
        Over::By(End::SignedIn) => ("signed-in", Exit::Clean),
        Over::By(End::Refused) => ("refused", Exit::Findings),
        Over::By(End::Cannot { .. }) => ("cannot-answer", Exit::Findings),
        Over::By(End::Unanswered(_)) | Over::Failed(_) => ("not-answered", Exit::CannotRun),
        Over::By(End::Unknown) if !last_is_interrupted(sign_in) => ("unknown", Exit::CannotRun),
        Over::By(End::Unknown) | Over::Interrupted => ("interrupted", Exit::Interrupted),
    };
    if exit == Exit::Interrupted && sign_in.steps().is_empty() {
        return Err(Failure::interrupted());
    }
    let failed = sign_in.steps().last().filter(|step| {
        step.outcome.refusal().is_some()
            || matches!(step.outcome, Outcome::NotVerified | Outcome::Interrupted)
    });
    let (written, mut notes) = (std::mem::take(&mut asker.written), std::mem::take(&mut asker.notes));
    let explained = match failed.filter(|_| result == "refused") {
        Some(step) => explained(options, step, known.source, &mut notes),
        None => None,
    };
    notes.extend(remarks(options, sign_in, failed, known.app_client));
    let answer = SignInAnswer {
        schema: SCHEMA,
        tool: assemble::tool(),
        generated_at: assemble::now(),
        exit_code: exit.code(),
        pool: target.id.clone(),
        client: options.client.clone(),
        user: options.user.clone(),
        flow: options.flow.as_str(),
        result,
        summary: summary(options, sign_in, &over, failed),
        steps: sign_in.steps().iter().map(step).collect(),
        failure: failed.map(|step| failure(step, sign_in.steps().len())),
        done: written.into_iter().chain(done::changes(sign_in)).collect(),
        tokens: done::tokens(sign_in),
        explained,
        notes,
    };
    let text = terminal::rendered("answer", |out| {
        if options.json {
            answer.render_json(out)
        } else {
            answer.render(terminal::look(&options.common), out)
        }
    })?;
    match terminal::print(&text) {
        // The terminal may be what went away.
        Err(_) if exit == Exit::Interrupted => Ok(exit),
        printed => printed.map(|()| exit),
    }
}

fn last_is_interrupted(sign_in: &SignIn) -> bool {
    sign_in.steps().last().is_some_and(|step| step.outcome == Outcome::Interrupted)
}

/// The call, as reports have it.
pub(super) fn step(step: &Step) -> StepReport {
    let next = match &step.outcome {
        Outcome::Challenge(name) => Some(name.clone()),
        _ => None,
    };
    StepReport {
        at: moment(step.at),
        operation: step.operation.as_str(),
        flow: step.flow,
        challenge: step.challenge.clone(),
        session_age_ms: step.session_age,
        took_ms: step.took,
        outcome: step.outcome.as_str(),
        next,
        error: error(step),
    }
}

fn failure(step: &Step, number: usize) -> FailureReport {
    FailureReport {
        step: number,
        operation: step.operation.as_str(),
        challenge: step.challenge.clone(),
        session_age_ms: step.session_age,
        error: error(step),
    }
}

fn error(step: &Step) -> Option<StepError> {
    let refusal = step.outcome.refusal()?;
    let recognition = recognise(&as_printed(step)?);
    let exact = recognition.errors.iter().find(|recognised| recognised.matched == Match::Exact);
    Some(StepError {
        id: exact.filter(|_| refusal.by_aws).map(|recognised| recognised.error.id),
        code: refusal.code.clone(),
        message: refusal.message.clone(),
    })
}

/// The error as the AWS CLI would print it.
fn as_printed(step: &Step) -> Option<String> {
    let operation = step.operation.as_str();
    match &step.outcome {
        Outcome::NotVerified => Some("VerifySoftwareToken answered with Status ERROR".to_owned()),
        outcome => outcome.refusal().map(|refusal| {
            format!(
                "An error occurred ({}) when calling the {operation} operation: {}",
                refusal.code, refusal.message
            )
        }),
    }
}

/// What `explain --pool` says of the error; without the pool where that cannot be read.
fn explained(
    options: &Options,
    step: &Step,
    source: Result<&Source, &str>,
    notes: &mut Vec<String>,
) -> Option<Explained> {
    let text = as_printed(step)?;
    let why = match source {
        Ok(source) => {
            let within = |names| explain::Within {
                source,
                users: Users { names, ..Users::default() },
                clients: vec![options.client.clone()],
            };
            let judged =
                |names| explain::explained_in(recognise(&text), Some(&within(names)), &options.common);
            match judged(vec![options.user.clone()]).or_else(|failure| {
                let judged = judged(Vec::new())?;
                notes.push(format!("the user was not judged: {}", failure.message));
                Ok::<_, Failure>(judged)
            }) {
                Ok(explained) => return Some(explained),
                Err(failure) => failure.message,
            }
        }
        Err(why) => why.to_owned(),
    };
    notes.push(format!("which cause holds in the pool was not judged, as the pool was not read: {why}"));
    let explained = explain::explained_in(recognise(&text), None, &options.common).ok()?;
    Some(Explained { pool_would_tell: false, ..explained })
}

fn summary(options: &Options, sign_in: &SignIn, over: &Over, failed: Option<&Step>) -> String {
    let user = clean(&options.user);
    let signed_in = sign_in.tokens().is_some();
    let not = if signed_in { "signed in, but not enrolled" } else { "not signed in" };
    match over {
        Over::By(End::SignedIn) => format!("{user} signed in"),
        Over::By(End::Cannot { challenge, why }) if challenge.is_empty() => format!("{not}: {why}"),
        Over::By(End::Cannot { challenge, why }) => {
            format!("{not}: the challenge {challenge} cannot be answered here: {why}")
        }
        Over::By(End::Unanswered(question)) => format!("{not}: there was no {}", lacking(question)),
        Over::Failed(failure) => format!("{not}: {}", failure.message),
        Over::Interrupted => format!("{not}: interrupted"),
        Over::By(End::Refused | End::Unknown) => match failed {
            Some(step) => format!("{not}: {}", at_step(step, sign_in.steps().len())),
            None => not.to_owned(),
        },
    }
}

/// Which call failed, with which challenge and how old a Session.
fn at_step(step: &Step, number: usize) -> String {
    let challenge = step.challenge.as_ref().map(|name| format!(" for {name}")).unwrap_or_default();
    let age = step.session_age.map(|age| match age {
        ..1_000 => format!(", with a Session that was {age} ms old"),
        _ => format!(", with a Session that was {}.{} s old", age / 1000, age % 1000 / 100),
    });
    let how = match &step.outcome {
        Outcome::Unknown(refusal) => format!("got no answer ({})", refusal.code),
        Outcome::Interrupted => "was interrupted".to_owned(),
        Outcome::NotVerified => "did not take the code".to_owned(),
        _ => "was refused".to_owned(),
    };
    format!("call {number}, {}{challenge}, {how}{}", step.operation.as_str(), age.unwrap_or_default())
}

fn lacking(question: &Question) -> String {
    match question {
        Question::Code { channel, .. } => match channel {
            Channel::Totp => "code of the authenticator".to_owned(),
            Channel::NewTotp => "code of the authenticator for the new secret".to_owned(),
            Channel::Sms => "code of the text message".to_owned(),
            Channel::Email => "code of the e-mail".to_owned(),
        },
        Question::NewSecret(_) => "way to hand over the new secret".to_owned(),
        Question::NewPassword => {
            "new password, which must replace the temporary one (--new-password-file, MFA_DOCTOR_NEW_PASSWORD)"
                .to_owned()
        }
        Question::Attribute(name) => format!("value for the attribute {}", clean(name)),
        Question::Choice(options) => format!("choice between {}", clean(&options.join(", "))),
        Question::MayEnrol => "consent to enrol".to_owned(),
        Question::ClientSecret => "secret of the app client (--client-secret-file)".to_owned(),
    }
}

/// Facts about this run that bear on its error.
fn remarks(
    options: &Options,
    sign_in: &SignIn,
    failed: Option<&Step>,
    app_client: Option<&AppClient>,
) -> Vec<String> {
    let mut notes = Vec::new();
    if sign_in.tokens().is_some_and(|tokens| tokens.new_device) {
        notes.push(
            "Cognito gave a key for this device, which was not confirmed: the pool remembers devices, and this one is none of them"
                .to_owned(),
        );
    }
    let Some(step) = failed else { return notes };
    let message = step.outcome.refusal().map(|refusal| refusal.message.as_str()).unwrap_or_default();
    if let (true, Some(age)) = (message.contains("session is expired"), step.session_age) {
        let good = match app_client {
            Some(client) => {
                format!(
                    "AuthSessionValidity of the app client makes it good for {} minutes",
                    client.session_minutes
                )
            }
            None => "it is good for 3 minutes, unless AuthSessionValidity of the app client says otherwise"
                .to_owned(),
        };
        notes.push(format!("the Session was {} s old; {good}", age / 1000));
    }
    if let (Some(flow), Some(client)) = (step.flow, app_client)
        && message.contains("not enabled for")
    {
        let allows = client.flows.join(", ");
        let allows = if allows.is_empty() { "nothing by name".to_owned() } else { allows };
        notes.push(format!("this run began with {flow}; ExplicitAuthFlows of the app client: {allows}"));
    }
    if message.to_ascii_lowercase().contains("invalid session") {
        notes.push(
            "in this run each call carried the Session of the answer before it, and none was sent again after it was accepted"
                .to_owned(),
        );
    }
    let of_code = matches!(step.outcome, Outcome::NotVerified)
        || step.outcome.refusal().is_some_and(|refusal| {
            matches!(refusal.code.as_str(), "CodeMismatchException" | "EnableSoftwareTokenMFAException")
        });
    let by_app = step.operation == Operation::VerifySoftwareToken
        || step.challenge.as_deref() == Some("SOFTWARE_TOKEN_MFA");
    if of_code && by_app {
        let made = match &options.totp_secret_file {
            Some(path) => format!("the code was made from {} by the clock of this machine; ", path.display()),
            None => String::new(),
        };
        notes.push(format!("{made}mfa-doctor totp verify says why a code does not match its secret"));
    }
    notes
}

/// RFC 3339 with milliseconds.
fn moment(milliseconds: i64) -> String {
    let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000);
    time.ok().and_then(|time| time.format(&form).ok()).unwrap_or_default()
}
