//! Which call or question is due, from where the sign-in stands.

use super::machine::{Enrolment, State, code_key};
use super::{
    Call, Channel, End, Flow, Hidden, Key, Next, Parameters, Question, SignIn, SrpError, Told, Verifier,
    secret_hash, timestamp,
};

impl SignIn {
    /// What is due now.
    ///
    /// # Errors
    /// When the numbers of an SRP challenge are not as they must be.
    pub(super) fn due(&self, now: i64) -> Result<Next, SrpError> {
        Ok(match &self.state {
            State::Begin if self.lacks_client_secret() => Next::Ask(Question::ClientSecret),
            State::Begin => Next::Call(self.begin()),
            State::Challenged => return self.challenged(now),
            State::Enrolling(enrolment) => self.enrolling(enrolment),
            State::Ended(end) => Next::End(end.clone()),
        })
    }

    fn is_admin(&self) -> bool {
        self.setup.flow == Flow::Admin
    }

    fn begin(&self) -> Call {
        let mut parameters = self.named(&self.setup.user);
        match self.setup.flow {
            Flow::Srp => parameters.push(("SRP_A".to_owned(), self.srp.a())),
            Flow::Password | Flow::Admin => {
                parameters.push(("PASSWORD".to_owned(), self.setup.password.clone()))
            }
        }
        Call::Begin { admin: self.is_admin(), flow: self.setup.flow.auth_flow(), parameters }
    }

    /// The parameters that every request about the user carries.
    fn named(&self, user: &str) -> Parameters {
        let mut parameters = vec![("USERNAME".to_owned(), Hidden::new(user))];
        if let Some(secret) = &self.setup.client_secret {
            parameters.push(("SECRET_HASH".to_owned(), secret_hash(secret, user, &self.setup.client)));
        }
        parameters
    }

    /// An answer to the challenge, with the newest Session.
    fn answer(&self, responses: impl IntoIterator<Item = (String, Hidden)>) -> Next {
        let mut all = self.named(&self.user);
        all.extend(responses);
        Next::Call(Call::Answer {
            admin: self.is_admin(),
            challenge: self.challenge.name.clone(),
            session: self.session.as_ref().map(|held| held.value.clone()),
            responses: all,
        })
    }

    fn cannot(&self, why: impl Into<String>) -> Next {
        Next::End(End::Cannot { challenge: self.challenge.name.clone(), why: why.into() })
    }

    /// What was told to a question of this challenge.
    fn told(&self, question: &Question) -> Option<&Told> {
        self.told.iter().find(|(asked, _)| asked == question).map(|(_, told)| told)
    }

    /// The text that answers `question`, or the question.
    fn text(&self, question: Question) -> Result<Hidden, Next> {
        match self.told(&question) {
            Some(Told::Text(text)) => Ok(text.clone()),
            Some(_) => Err(Next::End(End::Unanswered(question))),
            None => Err(Next::Ask(question)),
        }
    }

    fn challenged(&self, now: i64) -> Result<Next, SrpError> {
        if let Some(why) = self.challenge.beyond_us() {
            return Ok(self.cannot(why));
        }
        let pair = |name: &str, value: Hidden| (name.to_owned(), value);
        Ok(match self.challenge.name.as_str() {
            "PASSWORD_VERIFIER" => return self.proof(now),
            "PASSWORD" => self.answer([pair("PASSWORD", self.setup.password.clone())]),
            "PASSWORD_SRP" => self.answer([pair("SRP_A", self.srp.a())]),
            "NEW_PASSWORD_REQUIRED" => self.new_password(),
            "SELECT_MFA_TYPE" => match self.chosen(self.challenge.choices()) {
                Ok(factor) => self.answer([pair("ANSWER", Hidden::new(factor))]),
                Err(next) => next,
            },
            "SELECT_CHALLENGE" => self.first_factor(),
            "MFA_SETUP" => self.setup_mfa(),
            name => {
                let channel = match name {
                    "SMS_MFA" | "SMS_OTP" => Channel::Sms,
                    "EMAIL_OTP" => Channel::Email,
                    _ => Channel::Totp,
                };
                match self.text(self.code(channel)) {
                    Ok(code) => self.answer([pair(code_key(name).unwrap_or("ANSWER"), code)]),
                    Err(next) => next,
                }
            }
        })
    }

    fn code(&self, channel: Channel) -> Question {
        Question::Code { channel, destination: self.challenge.destination(), again: self.again() }
    }

    fn proof(&self, now: i64) -> Result<Next, SrpError> {
        let parameter = |name: &'static str| self.challenge.parameter(name).ok_or(SrpError::Parameter(name));
        let verifier = Verifier {
            pool: &self.setup.pool,
            user: parameter("USER_ID_FOR_SRP")?,
            salt: parameter("SALT")?,
            b: parameter("SRP_B")?,
            secret_block: parameter("SECRET_BLOCK")?,
        };
        let timestamp = timestamp(now.div_euclid(1000));
        let signature = self.srp.sign(&verifier, &self.setup.password, &timestamp)?;
        Ok(self.answer([
            ("PASSWORD_CLAIM_SECRET_BLOCK".to_owned(), Hidden::new(verifier.secret_block)),
            ("PASSWORD_CLAIM_SIGNATURE".to_owned(), signature),
            ("TIMESTAMP".to_owned(), Hidden::new(timestamp)),
        ]))
    }

    fn new_password(&self) -> Next {
        let mut responses = match self.text(Question::NewPassword) {
            Ok(password) => vec![("NEW_PASSWORD".to_owned(), password)],
            Err(next) => return next,
        };
        for required in self.challenge.list("requiredAttributes") {
            let name = required.strip_prefix("userAttributes.").unwrap_or(&required);
            match self.text(Question::Attribute(name.to_owned())) {
                Ok(value) => responses.push((format!("userAttributes.{name}"), value)),
                Err(next) => return next,
            }
        }
        self.answer(responses)
    }

    /// The factor that was chosen, or the question.
    fn chosen(&self, options: Vec<String>) -> Result<String, Next> {
        if options.is_empty() {
            return Err(self.cannot("it names nothing to choose from"));
        }
        let question = Question::Choice(options);
        match self.told(&question) {
            Some(Told::Choice(choice)) => Ok(choice.clone()),
            Some(_) => Err(Next::End(End::Unanswered(question))),
            None => Err(Next::Ask(question)),
        }
    }

    /// The password goes first, as it is known already.
    fn first_factor(&self) -> Next {
        let offered = |name: &str| self.challenge.available.iter().any(|available| available == name);
        let answer = |factor: &str| ("ANSWER".to_owned(), Hidden::new(factor));
        if self.setup.flow == Flow::Srp && offered("PASSWORD_SRP") {
            return self.answer([answer("PASSWORD_SRP"), ("SRP_A".to_owned(), self.srp.a())]);
        }
        if offered("PASSWORD") {
            return self.answer([answer("PASSWORD"), ("PASSWORD".to_owned(), self.setup.password.clone())]);
        }
        let ours = ["EMAIL_OTP", "SMS_OTP"].into_iter().filter(|name| offered(name));
        let options: Vec<String> = ours.map(str::to_owned).collect();
        if options.is_empty() {
            return self.cannot("it offers no factor that can be used here");
        }
        match self.chosen(options) {
            Ok(factor) => self.answer([answer(&factor)]),
            Err(next) => next,
        }
    }

    fn setup_mfa(&self) -> Next {
        let can = self.challenge.list("MFAS_CAN_SETUP");
        if !can.is_empty() && !can.iter().any(|factor| factor == "SOFTWARE_TOKEN_MFA") {
            return self.cannot(format!(
                "the user must set up {}, and only TOTP can be set up here",
                can.join(" or ")
            ));
        }
        if self.setup.enrol {
            return self.enrolling(&Enrolment::Associate);
        }
        match self.told(&Question::MayEnrol) {
            None => Next::Ask(Question::MayEnrol),
            Some(_) => self.cannot(
                "the pool demands MFA and the user has no factor yet; --enroll totp enrols an authenticator",
            ),
        }
    }

    fn enrolling(&self, enrolment: &Enrolment) -> Next {
        let key = match (self.access_token(), &self.session) {
            (Some(token), _) => Key::Token(token),
            (None, Some(held)) => Key::Session(held.value.clone()),
            (None, None) => return self.cannot("the last answer came without a Session to go on with"),
        };
        match enrolment {
            Enrolment::Associate => Next::Call(Call::Associate(key)),
            Enrolment::Hand(secret) => Next::Ask(Question::NewSecret(secret.clone())),
            Enrolment::Verify => {
                let question =
                    Question::Code { channel: Channel::NewTotp, destination: None, again: self.again() };
                match self.text(question) {
                    Ok(code) => Next::Call(Call::Verify { by: key, code }),
                    Err(next) => next,
                }
            }
            Enrolment::Finish => self.answer([]),
            Enrolment::Prefer => match self.access_token() {
                Some(token) => Next::Call(Call::Prefer(token)),
                None => Next::End(End::Unknown),
            },
        }
    }
}
