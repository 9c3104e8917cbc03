//! What a rule says: a finding, its severity, its evidence and the change that would mend it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// How bad a finding is; ordered, worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing, nothing fails.
    Note,
    /// Fails for some users, or under a condition that is likely to come.
    Warning,
    /// Users fail now, or the change that was asked for will be refused.
    Error,
}

impl Severity {
    /// Every severity, worst first, as reports list them.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

    /// The lower-case word that reports print.
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A way to prove who one is, as Amazon Cognito offers it.
///
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Factor {
    /// A code in a text message (`SMS_MFA`).
    Sms,
    /// A code of an authenticator app (`SOFTWARE_TOKEN_MFA`).
    Totp,
    /// A code in an e-mail message (`EMAIL_OTP`).
    Email,
    /// A WebAuthn credential as first factor (`WEB_AUTHN`).
    Passkey,
}

impl Factor {
    /// Every factor, in the order in which reports list them.
    pub const ALL: [Factor; 4] = [Factor::Sms, Factor::Totp, Factor::Email, Factor::Passkey];

    /// The lower-case word of reports and of `--require`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Factor::Sms => "sms",
            Factor::Totp => "totp",
            Factor::Email => "email",
            Factor::Passkey => "passkey",
        }
    }

    /// How a sentence names the factor.
    pub const fn words(self) -> &'static str {
        match self {
            Factor::Sms => "SMS",
            Factor::Totp => "TOTP",
            Factor::Email => "e-mail",
            Factor::Passkey => "passkeys",
        }
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One value that was read and that the finding rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// The operation that gave it, as IAM writes it: `iam:GetRolePolicy`.
    pub source: String,
    /// Where in the answer: `SmsConfiguration.ExternalId`, `sms-publish statement 1 Resource`.
    pub path: String,
    /// What stood there; `null` where the answer had nothing.
    pub value: Value,
}

impl Evidence {
    /// Evidence from `source` at `path`.
    pub fn new(source: impl Into<String>, path: impl Into<String>, value: impl Into<Value>) -> Evidence {
        Evidence { source: source.into(), path: path.into(), value: value.into() }
    }
}

/// One member of a request to set, or to leave out.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch {
    /// Member names from the top of the request, without the resource's identifier:
    /// `["EmailConfiguration", "EmailSendingAccount"]`.
    pub path: Vec<String>,
    /// The new value; `None` takes the member out.
    pub value: Option<Value>,
}

impl Patch {
    /// Sets the member at the dotted `path`.
    pub fn set(path: &str, value: impl Into<Value>) -> Patch {
        Patch { path: path.split('.').map(str::to_owned).collect(), value: Some(value.into()) }
    }

    /// Takes the member at the dotted `path` out.
    pub fn unset(path: &str) -> Patch {
        Patch { path: path.split('.').map(str::to_owned).collect(), value: None }
    }
}

/// What has to change. Only `fix` knows which request makes it and what that request must restate.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Members of `UpdateUserPool`, which resets what it is not told.
    UserPool {
        /// Why, in one clause.
        why: String,
        /// Members to change.
        patches: Vec<Patch>,
    },
    /// Members of `SetUserPoolMfaConfig`, which removes what it is not told.
    MfaConfig {
        /// Why, in one clause.
        why: String,
        /// Members to change.
        patches: Vec<Patch>,
    },
    /// Members of `UpdateUserPoolClient`, which resets what it is not told.
    Client {
        /// Why, in one clause.
        why: String,
        /// The app client's `ClientId`.
        client_id: String,
        /// Members to change.
        patches: Vec<Patch>,
    },
    /// A command that adds or replaces one thing by itself and touches nothing else.
    Command {
        /// Why, in one clause.
        why: String,
        /// The command, word by word; the first is `aws`.
        argv: Vec<String>,
        /// What a member such as `--policy-document file://…` is to hold.
        input: Option<CommandInput>,
    },
    /// Something no command can do for the reader: a console request, code, a decision.
    ByHand {
        /// What to do, as a sentence.
        what: String,
    },
}

/// A JSON document that a command takes from a file.
#[derive(Debug, Clone, PartialEq)]
pub struct CommandInput {
    /// The option that takes it, for example `--policy-document`.
    pub option: String,
    /// A file name stem that says what it is, for example `trust-policy`.
    pub stem: String,
    /// The document.
    pub document: Value,
}

impl Change {
    /// A command that needs no input document.
    pub fn command(why: impl Into<String>, argv: &[&str]) -> Change {
        Change::Command {
            why: why.into(),
            argv: argv.iter().map(|word| (*word).to_owned()).collect(),
            input: None,
        }
    }

    /// A thing to do by hand.
    pub fn by_hand(what: impl Into<String>) -> Change {
        Change::ByHand { what: what.into() }
    }
}

/// The documented error a finding leads to, as reports print it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorRef {
    /// The entry's id in the catalogue of documented errors.
    pub id: String,
    /// The exception; `null` where AWS shows the message alone.
    pub code: Option<String>,
    /// The message as AWS words it.
    pub message: String,
}

/// One step of a fix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// What the step does and why, as a sentence.
    pub why: String,
    /// The command, word by word; empty where there is no command for it.
    pub argv: Vec<String>,
    /// The JSON document that the command reads from the file it names; `null` where it needs none.
    pub input: Option<Value>,
}

/// How to mend what a finding shows, for this pool.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Fix {
    /// One sentence.
    pub summary: String,
    /// Steps, in the order in which they must be taken.
    pub steps: Vec<Step>,
}

/// A rule that spoke; serialised, it is a finding of the report without its fix.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Finding {
    /// The rule's id: `SMS001`.
    pub rule: &'static str,
    /// The rule's name: `sms-role-without-publish`.
    pub name: &'static str,
    /// How bad it is here: never above the rule's own severity, unless another was configured.
    pub severity: Severity,
    /// The factors that it concerns.
    pub factors: Vec<Factor>,
    /// Stays the same for the same rule and resource: what baselines and suppressions are keyed by.
    pub fingerprint: String,
    /// ARN of the thing that is wrong.
    pub resource: String,
    /// The user that it is about, as that user was asked for; the resource is then the pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The steps of a recording that it is about, counted from 1; of a pool there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<usize>,
    /// One sentence about this pool: thing, fact, consequence.
    pub message: String,
    /// What would make it a false alarm.
    pub false_alarm_if: Option<String>,
    /// The documented errors that users or the next change will meet.
    pub errors: Vec<ErrorRef>,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// The AWS page.
    pub docs: &'static str,
    /// One sentence: what to do.
    #[serde(skip)]
    pub remedy: String,
    /// The changes, in the order in which they must be made.
    #[serde(skip)]
    pub changes: Vec<Change>,
}

/// A rule, or a part of it, that could not be judged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct NotJudged {
    /// The rule's id.
    pub rule: String,
    /// The factors that the rule concerns.
    pub factors: Vec<Factor>,
    /// The permissions (as IAM writes them) that would settle it.
    pub needs: Vec<String>,
    /// Why it could not be read: AWS's error code, or that nobody asked.
    pub reason: String,
    /// Whether the missing fact is core evidence; only that makes a run incomplete.
    pub core: bool,
    /// The user of whom it could not be judged, as that user was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
}
