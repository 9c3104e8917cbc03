//! What a rule is given, and what it gives back.

use super::sms::Answers as SmsAnswers;
use crate::catalog::DocumentedError;
use crate::finding::{Change, Evidence, Factor, Severity};
use crate::snapshot::{Client, Gap, Pool, Snapshot, at, flag};
use serde_json::Value;
use std::rc::Rc;

/// What was asked of the pool besides what it offers.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// Factors that must work, offered or not.
    pub required: Vec<Factor>,
    /// The clients to judge, by ID; all where empty.
    pub clients: Vec<String>,
}

/// One pool to judge.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// Everything that was read.
    pub snapshot: &'a Snapshot,
    /// The pool.
    pub pool: Pool<'a>,
    /// What was asked of it.
    pub wishes: &'a Wishes,
    /// When the pool was in this state, in seconds since 1970; `None` where the snapshot does not say.
    pub now: Option<i64>,
    /// What several rules ask of the SMS role's policies.
    pub(super) sms: Rc<SmsAnswers<'a>>,
}

/// What a rule found, and what it could not tell.
#[derive(Debug, Default)]
pub struct Verdicts {
    /// Proven findings.
    pub findings: Vec<Draft>,
    /// Parts that could not be judged.
    pub gaps: Vec<Gap>,
}

/// A finding before the table's words are added to it.
#[derive(Debug, Clone)]
pub struct Draft {
    /// `None`: the rule's own.
    pub severity: Option<Severity>,
    /// `None`: the rule's own.
    pub factors: Option<Vec<Factor>>,
    /// ARN of the thing that is wrong.
    pub resource: String,
    /// What tells this finding from another of the same rule on the same resource: a client's ID, a factor.
    pub part: Option<String>,
    /// One sentence about this pool.
    pub message: String,
    /// What would make it a false alarm.
    pub false_alarm_if: Option<String>,
    /// `None`: the rule's own.
    pub errors: Option<Vec<&'static DocumentedError>>,
    /// What stands for the parts of the errors' messages that vary: `("tier", "LITE")`.
    pub filled: Vec<(&'static str, String)>,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// The steps of a recording that it is about, by their places.
    pub steps: Vec<usize>,
    /// One sentence on what to do; `None`: the rule's own.
    pub fix: Option<String>,
    /// The changes that mend it, in order.
    pub changes: Vec<Change>,
}

impl Draft {
    /// A finding about `resource`.
    pub fn new(resource: impl Into<String>, message: impl Into<String>) -> Draft {
        Draft {
            severity: None,
            factors: None,
            resource: resource.into(),
            part: None,
            message: message.into(),
            false_alarm_if: None,
            errors: None,
            filled: Vec::new(),
            evidence: Vec::new(),
            steps: Vec::new(),
            fix: None,
            changes: Vec::new(),
        }
    }

    /// Says which part of the resource it is about, where a rule can speak of several.
    pub fn part(mut self, part: impl Into<String>) -> Draft {
        self.part = Some(part.into());
        self
    }

    /// Sets a severity below the rule's own.
    pub fn severity(mut self, severity: Severity) -> Draft {
        self.severity = Some(severity);
        self
    }

    /// Narrows the factors.
    pub fn factors(mut self, factors: &[Factor]) -> Draft {
        self.factors = Some(factors.to_vec());
        self
    }

    /// Narrows the documented errors.
    pub fn errors(mut self, errors: &[&'static DocumentedError]) -> Draft {
        self.errors = Some(errors.to_vec());
        self
    }

    /// Says what the errors' messages have for the part `{name}`.
    pub fn fill(mut self, name: &'static str, value: impl Into<String>) -> Draft {
        self.filled.push((name, value.into()));
        self
    }

    /// Adds evidence.
    pub fn evidence(
        mut self,
        source: impl Into<String>,
        path: impl Into<String>,
        value: impl Into<Value>,
    ) -> Draft {
        self.evidence.push(Evidence::new(source, path, value));
        self
    }

    /// Adds evidence that is there already.
    pub fn proof(mut self, evidence: Evidence) -> Draft {
        self.evidence.push(evidence);
        self
    }

    /// Says that it is about the step of a recording.
    pub fn step(mut self, at: usize) -> Draft {
        self.steps.push(at);
        self
    }

    /// Says what would make it a false alarm.
    pub fn false_alarm_if(mut self, condition: impl Into<String>) -> Draft {
        self.false_alarm_if = Some(condition.into());
        self
    }

    /// Replaces the rule's sentence on what to do.
    pub fn fix(mut self, fix: impl Into<String>) -> Draft {
        self.fix = Some(fix.into());
        self
    }

    /// Adds a change that mends it.
    pub fn change(mut self, change: Change) -> Draft {
        self.changes.push(change);
        self
    }
}

impl Verdicts {
    /// Nothing to say.
    pub fn silent() -> Result<Verdicts, Gap> {
        Ok(Verdicts::default())
    }

    /// One finding.
    pub fn one(draft: Draft) -> Result<Verdicts, Gap> {
        Ok(Verdicts { findings: vec![draft], gaps: Vec::new() })
    }

    /// No finding, and what could not be judged.
    pub fn only_gaps(gaps: Vec<Gap>) -> Result<Verdicts, Gap> {
        Ok(Verdicts { findings: Vec::new(), gaps })
    }
}

impl<'a> Case<'a> {
    /// The pool of a snapshot, at the time at which it was taken.
    ///
    /// # Errors
    /// The gap, when the pool itself was not read: then nothing can be judged.
    pub fn of(snapshot: &'a Snapshot, wishes: &'a Wishes) -> Result<Case<'a>, Gap> {
        Case::at(snapshot.taken_at_seconds(), snapshot, wishes)
    }

    /// The pool of a snapshot, as if it were taken at another time.
    ///
    /// # Errors
    /// As [`Case::of`].
    pub fn at(now: Option<i64>, snapshot: &'a Snapshot, wishes: &'a Wishes) -> Result<Case<'a>, Gap> {
        Ok(Case { snapshot, pool: snapshot.pool()?, wishes, now, sms: Rc::default() })
    }

    /// The same pool, where something else is asked of it.
    pub(super) fn wishing<'b>(&self, wishes: &'b Wishes) -> Case<'b>
    where
        'a: 'b,
    {
        let Case { snapshot, pool, now, .. } = *self;
        Case { snapshot, pool, wishes, now, sms: Rc::default() }
    }

    /// Whether `factor` was asked for by `--require`.
    pub fn requires(&self, factor: Factor) -> bool {
        self.wishes.required.contains(&factor)
    }

    /// Whether MFA is `OFF`, `OPTIONAL` or `ON`.
    ///
    /// # Errors
    /// The gap, when nothing that was read tells it.
    pub fn mfa_mode(&self) -> Result<&'a str, Gap> {
        if self.pool.known_mfa_mode().is_none() {
            self.pool.mfa_config()?;
        }
        Ok(self.pool.mfa_mode())
    }

    /// Whether the pool offers `factor`.
    ///
    /// # Errors
    /// The gap, when the MFA configuration was not read and the answer hangs on it.
    pub fn offers(&self, factor: Factor) -> Result<bool, Gap> {
        if factor == Factor::Passkey {
            return Ok(self.pool.first_factors().contains(&"WEB_AUTHN"));
        }
        // DescribeUserPool tells the mode too; only TOTP and e-mail are nowhere but in the MFA configuration.
        if self.mfa_mode()? == "OFF" {
            return Ok(false);
        }
        Ok(match factor {
            Factor::Sms => self.pool.sms_path().is_some(),
            Factor::Totp => {
                flag(self.pool.mfa_config()?, "SoftwareTokenMfaConfiguration.Enabled") == Some(true)
            }
            Factor::Email => at(self.pool.mfa_config()?, "EmailMfaConfiguration").is_some(),
            Factor::Passkey => false,
        })
    }

    /// Whether `factor` is offered or asked for: whether rules about it apply.
    ///
    /// # Errors
    /// As [`Case::offers`].
    pub fn concerns(&self, factor: Factor) -> Result<bool, Gap> {
        Ok(self.requires(factor) || self.offers(factor)?)
    }

    /// Those of `among` that are offered or asked for, and a gap for each that cannot be told.
    pub fn concerned(&self, among: &[Factor]) -> (Vec<Factor>, Vec<Gap>) {
        sift(among, |factor| self.concerns(factor))
    }

    /// Those of `among` that are offered, and a gap for each that cannot be told.
    pub fn offered(&self, among: &[Factor]) -> (Vec<Factor>, Vec<Gap>) {
        sift(among, |factor| self.offers(factor))
    }

    /// Whether the pool sends SMS messages: as a factor, for verification, recovery or passwordless sign-in.
    ///
    /// # Errors
    /// As [`Case::offers`].
    pub fn sends_sms(&self) -> Result<bool, Gap> {
        let used = self.pool.auto_verified().contains(&"phone_number")
            || self.pool.recovery().contains(&"verified_phone_number")
            || self.pool.first_factors().contains(&"SMS_OTP");
        Ok((used && self.pool.sms_path().is_some()) || self.concerns(Factor::Sms)?)
    }

    /// Whether the pool sends e-mail: as a factor, for verification, recovery or passwordless sign-in.
    ///
    /// # Errors
    /// As [`Case::offers`].
    pub fn sends_email(&self) -> Result<bool, Gap> {
        let used = self.pool.auto_verified().contains(&"email")
            || self.pool.recovery().contains(&"verified_email")
            || self.pool.first_factors().contains(&"EMAIL_OTP");
        Ok(used || self.concerns(Factor::Email)?)
    }

    /// The clients to judge, and a gap for each that was not read.
    ///
    /// # Errors
    /// The gap, when no list of clients was read.
    pub fn clients(&self) -> Result<(Vec<Client<'a>>, Vec<Gap>), Gap> {
        let elements = self.snapshot.clients.get("cognito-idp:ListUserPoolClients", true)?;
        let mut clients = Vec::new();
        let mut gaps = Vec::new();
        for element in elements.map(Vec::as_slice).unwrap_or_default() {
            let client = Client(element);
            let wanted = self.wishes.clients.is_empty()
                || client.id().is_empty()
                || self.wishes.clients.iter().any(|id| id == client.id());
            if !wanted {
                continue;
            }
            match client.described() {
                Ok(client) => clients.push(client),
                Err(gap) => gaps.push(gap),
            }
        }
        Ok((clients, gaps))
    }
}

fn sift(among: &[Factor], admits: impl Fn(Factor) -> Result<bool, Gap>) -> (Vec<Factor>, Vec<Gap>) {
    let mut found = Vec::new();
    let mut gaps = Vec::new();
    for factor in among {
        match admits(*factor) {
            Ok(true) => found.push(*factor),
            Ok(false) => {}
            Err(gap) => gaps.push(gap),
        }
    }
    (found, gaps)
}
