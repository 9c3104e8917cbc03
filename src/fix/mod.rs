//! A change → the whole, safe request that makes it.
//!
//! `UpdateUserPool`, `UpdateUserPoolClient` and `SetUserPoolMfaConfig` reset or remove what they are not told
//! (<https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-updating.html>). Each request
//! here restates the configuration that was read, with the change in it. A plan is cumulative: a later request
//! restates what an earlier one changed, so that steps taken in order do not undo each other.

mod command;
mod complete;
mod patch;
mod request;

pub use complete::{Completed, complete};

use crate::finding::{Change, CommandInput, Finding, Fix, Patch, Severity, Step};
use crate::snapshot::Snapshot;
use request::Requests;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The options that every command must repeat to reach the account that was looked at.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    /// `--profile`, where it was given.
    pub profile: Option<String>,
    /// `--endpoint-url`, where it was given.
    pub endpoint_url: Option<String>,
}

/// The steps for a pool's findings, in the order in which they are asked for.
#[derive(Debug)]
pub struct Plan {
    requests: Requests,
    reach: Reach,
    /// What an earlier step rewrites already: a command, with the client's ID where it is about one.
    rewritten: BTreeSet<String>,
    /// How many steps each rule has so far: a rule may speak of several clients, and each step has a file of its own.
    steps_of: BTreeMap<&'static str, usize>,
    /// The finding that is being mended.
    mending: &'static str,
    /// Rules that found a fault of the SMS role, which Cognito checks whenever it is told the SMS configuration.
    sms_faults: Vec<&'static str>,
    /// The same of the SES identity and the e-mail configuration.
    email_faults: Vec<&'static str>,
}

/// The documented errors by which AWS refuses to restate an SMS configuration.
pub const SMS_REFUSALS: &[&str] =
    &["sms-role-cannot-publish", "sms-role-not-trusting", "sms-role-of-other-account"];

/// The documented errors by which AWS refuses to restate an e-mail configuration.
pub const EMAIL_REFUSALS: &[&str] = &[
    "email-source-arn-missing",
    "email-source-arn-in-other-region",
    "email-from-invalid",
    "email-identity-not-allowed",
    "email-role-access-denied",
    "email-identity-not-verified",
];

impl Plan {
    /// A plan for the pool as `snapshot` has it.
    pub fn new(snapshot: &Snapshot, reach: Reach) -> Plan {
        Plan {
            requests: Requests::of(snapshot),
            reach,
            rewritten: BTreeSet::new(),
            steps_of: BTreeMap::new(),
            mending: "",
            sms_faults: Vec::new(),
            email_faults: Vec::new(),
        }
    }

    /// Says in the plan's steps which of `findings` must be mended before AWS takes the step.
    pub fn beside(mut self, findings: &[Finding]) -> Plan {
        let faults = |refusals: &[&str]| {
            let refused = |finding: &&Finding| {
                finding.severity > Severity::Note
                    && finding.errors.iter().any(|error| refusals.contains(&error.id.as_str()))
            };
            let mut rules: Vec<_> = findings.iter().filter(refused).map(|finding| finding.rule).collect();
            rules.dedup();
            rules
        };
        self.sms_faults = faults(SMS_REFUSALS);
        self.email_faults = faults(EMAIL_REFUSALS);
        self
    }

    /// The fix of one finding.
    pub fn fix(&mut self, finding: &Finding) -> Fix {
        self.mending = finding.rule;
        let mut steps = Vec::new();
        for change in &finding.changes {
            let number = self.steps_of.entry(finding.rule).or_default();
            *number += 1;
            let stem = format!("{}-{number}", finding.rule);
            steps.push(self.step(change, &stem));
        }
        Fix { summary: finding.remedy.clone(), steps }
    }

    fn step(&mut self, change: &Change, stem: &str) -> Step {
        match change {
            Change::UserPool { why, patches } => {
                let request = self.requests.update_user_pool(patches);
                self.whole("update-user-pool", why, patches, request, stem)
            }
            Change::MfaConfig { why, patches } => {
                let request = self.requests.set_user_pool_mfa_config(patches);
                self.whole("set-user-pool-mfa-config", why, patches, request, stem)
            }
            Change::Client { why, client_id, patches } => {
                let request = self.requests.update_user_pool_client(client_id, patches);
                let key = format!("update-user-pool-client {client_id}");
                self.whole(&key, why, patches, request, stem)
            }
            Change::Command { why, argv, input } => {
                let document = input.as_ref().map(|input| input.document.clone());
                let input = input.as_ref().map(|input| file_option(input, stem));
                let Some(words) = command::safe(argv) else {
                    let why = format!(
                        "{} (no command is printed, as a name in it cannot be handed to the AWS CLI)",
                        why.trim_end_matches('.')
                    );
                    return Step { why: sentence(&why), argv: Vec::new(), input: document };
                };
                let words = words.into_iter().chain(input.into_iter().flatten());
                Step { why: sentence(why), argv: self.reaching(words), input: document }
            }
            Change::ByHand { what } => Step { why: sentence(what), argv: Vec::new(), input: None },
        }
    }

    /// A call that must restate everything; without a command where there is no safe request. The first word of
    /// `key` is the command.
    fn whole(
        &mut self,
        key: &str,
        why: &str,
        patches: &[Patch],
        request: Result<Value, String>,
        stem: &str,
    ) -> Step {
        let command = key.split(' ').next().unwrap_or(key);
        let changed = patches.iter().map(|patch| patch.path.join(".")).collect::<Vec<_>>().join(", ");
        match request {
            Ok(request) => {
                let again = !self.rewritten.insert(key.to_owned());
                let rest = if again { ", with the changes of the steps above" } else { "" };
                let refused = self.refused(command, &request);
                let blanks = command::blanks(&request).filter(|blank| !why.contains(blank.as_str()));
                let blanks: BTreeSet<String> = blanks.collect();
                let blanks: String = blanks
                    .iter()
                    .map(|blank| format!("; for {blank} put what the step above says"))
                    .collect();
                let why = format!(
                    "{} (changes {changed}; restates everything else{rest}{blanks}{refused})",
                    why.trim_end_matches('.')
                );
                let input = CommandInput {
                    option: "--cli-input-json".to_owned(),
                    stem: command.to_owned(),
                    document: Value::Null,
                };
                let mut words: Vec<String> = ["aws", "cognito-idp", command].map(str::to_owned).into();
                words.extend(["--region".to_owned(), self.requests.region().to_owned()]);
                words.extend(file_option(&input, stem));
                Step { why: sentence(&why), argv: self.reaching(words), input: Some(request) }
            }
            Err(reason) => Step {
                why: sentence(&format!(
                    "{} (change {changed} with {command}; no command is printed, as {reason})",
                    why.trim_end_matches('.')
                )),
                argv: Vec::new(),
                input: None,
            },
        }
    }

    /// What AWS refuses the request for, unless it is mended before.
    fn refused(&self, command: &str, request: &Value) -> String {
        let sms = ["/SmsConfiguration", "/SmsMfaConfiguration/SmsConfiguration"];
        let email = ["/EmailConfiguration/SourceArn"];
        let names = |members: &[&str]| members.iter().any(|member| request.pointer(member).is_some());
        let mut rules: Vec<&str> = Vec::new();
        if names(&sms) {
            rules.extend(&self.sms_faults);
        }
        if command == "update-user-pool" && names(&email) {
            rules.extend(&self.email_faults);
        }
        rules.retain(|rule| *rule != self.mending);
        match rules.as_slice() {
            [] => String::new(),
            rules => format!("; AWS refuses it until {} is mended", rules.join(" and ")),
        }
    }

    fn reaching(&self, words: impl IntoIterator<Item = String>) -> Vec<String> {
        let mut argv: Vec<String> = words.into_iter().collect();
        for (option, value) in
            [("--profile", &self.reach.profile), ("--endpoint-url", &self.reach.endpoint_url)]
        {
            if let Some(value) = value.as_ref().filter(|_| !argv.iter().any(|word| word == option)) {
                argv.extend([option.to_owned(), value.clone()]);
            }
        }
        argv
    }
}

/// `--policy-document file://SMS001-1-publish-policy.json`.
fn file_option(input: &CommandInput, stem: &str) -> [String; 2] {
    [input.option.clone(), format!("file://{stem}-{}.json", input.stem)]
}

/// Upper-case first letter, full stop at the end.
fn sentence(text: &str) -> String {
    let mut letters = text.trim().trim_end_matches('.').chars();
    letters.next().map(|first| format!("{}{}.", first.to_uppercase(), letters.as_str())).unwrap_or_default()
}
