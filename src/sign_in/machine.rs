//! The state of a sign-in, and what comes next.

use super::challenge::Challenge;
use super::mask::Mask;
use super::{
    Again, Call, End, Hidden, Key, Next, Outcome, Question, Refusal, Reply, Setup, Srp, Step, Tokens, Told,
};

/// How often one code is asked for.
const TRIES: usize = 3;

/// A sign-in has a handful of calls; a server that never comes to an end is left.
const MOST_CALLS: usize = 30;

/// Where the sign-in stands.
#[derive(Debug)]
pub(super) enum State {
    /// Nothing was sent yet.
    Begin,
    /// A challenge waits.
    Challenged,
    /// TOTP is being enrolled.
    Enrolling(Enrolment),
    /// It is over.
    Ended(End),
}

/// How far an enrolment is.
#[derive(Debug)]
pub(super) enum Enrolment {
    /// A secret must be asked for.
    Associate,
    /// The secret must be handed to the user.
    Hand(Hidden),
    /// The authenticator has it; a code must prove that.
    Verify,
    /// It is verified; the challenge must be answered.
    Finish,
    /// It is verified; it must be turned on.
    Prefer,
}

/// A Session, and since when it is known.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) value: Hidden,
    pub(super) since: i64,
}

/// A sign-in.
pub struct SignIn {
    pub(super) setup: Setup,
    pub(super) srp: Srp,
    pub(super) state: State,
    pub(super) challenge: Challenge,
    /// The user as Cognito named it in its last challenge.
    pub(super) user: String,
    /// The newest Session; taken away when it was accepted and none came back.
    pub(super) session: Option<Held>,
    /// Answers to the questions of this challenge, in order.
    pub(super) told: Vec<(Question, Told)>,
    again: Option<Again>,
    tries: usize,
    steps: Vec<Step>,
    tokens: Option<Tokens>,
    mask: Mask,
}

impl SignIn {
    /// A sign-in of which nothing was sent yet.
    pub fn new(setup: Setup) -> SignIn {
        let srp = Srp::new(setup.random.clone());
        let mut mask = Mask::default();
        mask.add(&setup.password);
        setup.client_secret.iter().for_each(|secret| mask.add(secret));
        SignIn {
            user: setup.user.clone(),
            setup,
            srp,
            state: State::Begin,
            challenge: Challenge::default(),
            session: None,
            told: Vec::new(),
            again: None,
            tries: 0,
            steps: Vec::new(),
            tokens: None,
            mask,
        }
    }

    /// What comes next; `now` in milliseconds since 1970.
    pub fn next(&mut self, now: i64) -> Next {
        if self.steps.len() >= MOST_CALLS {
            let why = format!("{MOST_CALLS} calls led to no end");
            self.state = State::Ended(End::Cannot { challenge: self.challenge.name.clone(), why });
        }
        if let State::Ended(end) = &self.state {
            return Next::End(end.clone());
        }
        match self.due(now) {
            Ok(Next::End(end)) => self.end(end),
            Ok(next) => next,
            Err(error) => {
                let challenge = self.challenge.name.clone();
                self.end(End::Cannot { challenge, why: error.to_string() })
            }
        }
    }

    fn end(&mut self, end: End) -> Next {
        self.state = State::Ended(end.clone());
        Next::End(end)
    }

    /// Takes the answer to the question that [`SignIn::next`] gave.
    pub fn tell(&mut self, question: Question, told: Told) {
        if let Told::Text(text) = &told
            && !matches!(question, Question::Attribute(_))
        {
            self.mask.add(text);
        }
        match (&question, &told) {
            (Question::ClientSecret, Told::Text(secret)) => {
                self.setup.client_secret = Some(secret.clone());
                self.state = State::Begin;
            }
            (Question::NewSecret(_), Told::Yes) => self.state = State::Enrolling(Enrolment::Verify),
            (Question::MayEnrol, Told::Yes) => {
                self.setup.enrol = true;
                self.told.clear();
            }
            // A code that was asked for again, or a secret that is still asked for: the refusal stands.
            (_, Told::Nothing) if self.again.is_some() || question == Question::ClientSecret => {
                self.state = State::Ended(End::Refused);
            }
            (_, Told::Nothing) => self.state = State::Ended(End::Unanswered(question)),
            _ => self.told.push((question, told)),
        }
    }

    /// Takes what a call was answered; the times are when it was sent and when the answer came.
    pub fn reply(&mut self, call: &Call, answer: Result<Reply, Refusal>, sent: i64, now: i64) {
        self.keep_secrets_of(call);
        let answer =
            answer.map_err(|refusal| Refusal { message: self.mask.cover(&refusal.message), ..refusal });
        let outcome = match &answer {
            Ok(reply) => outcome(reply),
            Err(refusal) if refusal.by_aws => Outcome::Refused(refusal.clone()),
            Err(refusal) => Outcome::Unknown(refusal.clone()),
        };
        self.log(call, sent, now, outcome);
        match answer {
            Ok(reply) => self.took(call, reply, now),
            Err(refusal) if !refusal.by_aws => self.state = State::Ended(End::Unknown),
            Err(refusal) => self.refused(call, &refusal),
        }
    }

    /// The user interrupted while a call was under way.
    pub fn interrupted(&mut self, call: &Call, sent: i64, now: i64) {
        self.log(call, sent, now, Outcome::Interrupted);
        self.state = State::Ended(End::Unknown);
    }

    fn log(&mut self, call: &Call, sent: i64, now: i64, outcome: Outcome) {
        let (challenge, by_session) = match call {
            Call::Begin { .. } | Call::Prefer(_) => (None, false),
            Call::Answer { challenge, session, .. } => (Some(challenge.clone()), session.is_some()),
            Call::Associate(Key::Session(_)) | Call::Verify { by: Key::Session(_), .. } => {
                (Some(self.challenge.name.clone()), true)
            }
            Call::Associate(Key::Token(_)) | Call::Verify { .. } => (None, false),
        };
        let flow = match call {
            Call::Begin { flow, .. } => Some(*flow),
            _ => None,
        };
        let age = self.session.as_ref().filter(|_| by_session).map(|held| sent.saturating_sub(held.since));
        self.steps.push(Step {
            at: sent,
            took: now.saturating_sub(sent),
            operation: call.operation(),
            challenge,
            flow,
            session_age: age,
            outcome,
        });
    }

    fn took(&mut self, call: &Call, reply: Reply, now: i64) {
        self.again = None;
        match reply {
            Reply::Challenge { name, session, parameters, available } => {
                self.tries = 0;
                self.told.clear();
                self.hold(session, now);
                self.challenge = Challenge { name, parameters, available };
                // As AWS's own libraries name the user from here on; SECRET_HASH needs this name, not an alias.
                let named =
                    self.challenge.parameter("USERNAME").or(self.challenge.parameter("USER_ID_FOR_SRP"));
                self.user = named.map_or_else(|| self.user.clone(), str::to_owned);
                for secret in ["SECRET_BLOCK", "SRP_B", "SALT"] {
                    let value = self.challenge.parameter(secret).map(Hidden::new);
                    value.iter().for_each(|value| self.mask.add(value));
                }
                self.state = State::Challenged;
            }
            Reply::Tokens(tokens) => {
                self.session = None;
                for token in [&tokens.access, &tokens.id, &tokens.refresh].into_iter().flatten() {
                    self.mask.add(token);
                }
                self.tokens = Some(tokens);
                let enrolled = self.steps.iter().any(|step| step.outcome == Outcome::Verified);
                let more = self.setup.enrol && !enrolled;
                self.state =
                    if more { State::Enrolling(Enrolment::Associate) } else { State::Ended(End::SignedIn) };
            }
            Reply::Associated { session, secret } => {
                self.tries = 0;
                self.told.clear();
                self.mask.add(&secret);
                self.hold(session, now);
                self.state = State::Enrolling(Enrolment::Hand(secret));
            }
            Reply::Verified { success, session } => {
                if session.is_some() || success {
                    self.hold(session, now);
                }
                match (success, call) {
                    (false, _) => self.ask_again(Again::Wrong),
                    (true, Call::Verify { by: Key::Session(_), .. }) => {
                        self.state = State::Enrolling(Enrolment::Finish);
                    }
                    (true, _) => self.state = State::Enrolling(Enrolment::Prefer),
                }
            }
            Reply::Preferred => self.state = State::Ended(End::SignedIn),
        }
    }

    fn hold(&mut self, session: Option<Hidden>, now: i64) {
        session.iter().for_each(|session| self.mask.add(session));
        self.session = session.map(|value| Held { value, since: now });
    }

    fn refused(&mut self, call: &Call, refusal: &Refusal) {
        let asks_code = match call {
            Call::Answer { challenge, .. } => code_key(challenge).is_some(),
            Call::Verify { .. } => true,
            _ => false,
        };
        let again = match refusal.code.as_str() {
            "CodeMismatchException" | "EnableSoftwareTokenMFAException" if asks_code => Some(Again::Wrong),
            "ExpiredCodeException" if asks_code && refusal.message.contains("already been used") => {
                Some(Again::Used)
            }
            _ => None,
        };
        let lacks_hash = matches!(call, Call::Begin { .. })
            && self.setup.client_secret.is_none()
            && refusal.code == "NotAuthorizedException"
            && refusal.message.contains("SECRET_HASH was not received");
        match again {
            Some(again) => self.ask_again(again),
            None if lacks_hash => self.state = State::Begin,
            None => self.state = State::Ended(End::Refused),
        }
    }

    /// The code is asked for once more: one that is wrong leaves the Session usable.
    fn ask_again(&mut self, again: Again) {
        self.tries += 1;
        self.told.clear();
        self.again = Some(again);
        if self.tries >= TRIES {
            self.state = State::Ended(End::Refused);
        }
    }

    fn keep_secrets_of(&mut self, call: &Call) {
        let (parameters, single): (&[(String, Hidden)], Option<&Hidden>) = match call {
            Call::Begin { parameters, .. } => (parameters, None),
            Call::Answer { responses, session, .. } => (responses, session.as_ref()),
            Call::Associate(Key::Session(key) | Key::Token(key)) | Call::Prefer(key) => (&[], Some(key)),
            Call::Verify { code, .. } => (&[], Some(code)),
        };
        let open = |name: &str| {
            matches!(name, "USERNAME" | "ANSWER" | "TIMESTAMP") || name.starts_with("userAttributes.")
        };
        for (_, secret) in parameters.iter().filter(|(name, _)| !open(name)) {
            self.mask.add(secret);
        }
        single.iter().for_each(|secret| self.mask.add(secret));
    }

    /// Why the code of this question is asked for again.
    pub(super) fn again(&self) -> Option<Again> {
        self.again
    }

    /// Whether AWS asked for the hash that only the client's secret makes.
    pub(super) fn lacks_client_secret(&self) -> bool {
        self.setup.client_secret.is_none() && !self.steps.is_empty()
    }

    /// The access token of a sign-in that ended.
    pub(super) fn access_token(&self) -> Option<Hidden> {
        self.tokens.as_ref()?.access.clone()
    }

    /// Every call that was made, in order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The tokens, once there are any.
    pub fn tokens(&self) -> Option<&Tokens> {
        self.tokens.as_ref()
    }
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn")
            .field("state", &self.state)
            .field("steps", &self.steps)
            .finish_non_exhaustive()
    }
}

fn outcome(reply: &Reply) -> Outcome {
    match reply {
        Reply::Challenge { name, .. } => Outcome::Challenge(name.clone()),
        Reply::Tokens(_) => Outcome::SignedIn,
        Reply::Associated { .. } => Outcome::Associated,
        Reply::Verified { success: true, .. } => Outcome::Verified,
        Reply::Verified { success: false, .. } => Outcome::NotVerified,
        Reply::Preferred => Outcome::Preferred,
    }
}

/// The key under which the code of a challenge is sent.
pub(super) fn code_key(challenge: &str) -> Option<&'static str> {
    Some(match challenge {
        "SMS_MFA" => "SMS_MFA_CODE",
        "SMS_OTP" => "SMS_OTP_CODE",
        "EMAIL_OTP" => "EMAIL_OTP_CODE",
        "SOFTWARE_TOKEN_MFA" => "SOFTWARE_TOKEN_MFA_CODE",
        _ => return None,
    })
}
