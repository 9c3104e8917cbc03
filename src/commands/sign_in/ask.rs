//! Questions to whoever signs in: at the terminal, or answered by the lines of standard input.

use super::super::{Failure, prompt, terminal};
use super::inputs::Authenticator;
use super::lines::{Line as Read, Lines};
use super::watch::Watch;
use super::{Options, inputs, show};
use crate::report::clean;
use crate::sign_in::{Again, Channel, Hidden, Question, Told};
use crate::totp::{PERIOD, Secret, current};
use std::io::IsTerminal as _;
use std::time::Duration;
use time::OffsetDateTime;

/// Whoever answers.
pub(super) struct Asker<'a> {
    options: &'a Options,
    watch: &'a Watch,
    authenticator: Authenticator,
    new_password: Option<Hidden>,
    terminal: bool,
    lines: Lines,
    /// The step of the last code that was made here: Cognito takes each once.
    used: Option<u64>,
    /// What happened that the report should say.
    pub(super) notes: Vec<String>,
    /// The file that was written.
    pub(super) written: Option<String>,
}

impl<'a> Asker<'a> {
    /// # Errors
    /// When a file that was named cannot be used.
    pub(super) fn new(options: &'a Options, watch: &'a Watch) -> Result<Asker<'a>, Failure> {
        Ok(Asker {
            options,
            watch,
            authenticator: inputs::authenticator(options)?,
            new_password: inputs::new_password(options)?,
            terminal: std::io::stdin().is_terminal(),
            lines: Lines::default(),
            used: None,
            notes: Vec::new(),
            written: None,
        })
    }

    /// Asks whether to go on.
    ///
    /// # Errors
    /// When there is nobody to ask.
    pub(super) fn confirm(&mut self, what: &str) -> Result<bool, Failure> {
        if !self.terminal {
            return Err(Failure::new(
                "a sign-in changes things, and there is no terminal to ask whether it may",
            )
            .hint(format!("{what}\nto do so without being asked: --yes")));
        }
        show::on_terminal(&format!("{what}\n"));
        self.yes("Go on? [y/N] ")
    }

    fn yes(&mut self, question: &str) -> Result<bool, Failure> {
        show::on_terminal(question);
        let answer = self.line()?.unwrap_or_default();
        Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
    }

    /// The next line of standard input.
    fn line(&mut self) -> Result<Option<String>, Failure> {
        match self.lines.next(self.watch) {
            Read::Text(line) => Ok(Some(line)),
            Read::End => Ok(None),
            Read::Interrupted => Err(Failure::interrupted()),
        }
    }

    /// The answer to a question of the sign-in.
    ///
    /// # Errors
    /// When the user interrupts.
    pub(super) fn answer(&mut self, question: &Question) -> Result<Told, Failure> {
        match question {
            Question::Code { channel, destination, again } => {
                self.code(*channel, destination.as_deref(), *again)
            }
            Question::NewSecret(secret) => Ok(self.hand(secret)),
            Question::NewPassword => self.new_password(),
            Question::Attribute(name) => {
                let question = format!("Attribute {} (the first sign-in must give it): ", clean(name));
                self.open(&question)
            }
            Question::Choice(options) => self.choice(options),
            Question::MayEnrol if !self.terminal => Ok(Told::No),
            Question::MayEnrol => {
                let question = "The pool demands MFA, and the user has no factor yet. Enrol an authenticator app now? [y/N] ";
                Ok(if self.yes(question)? { Told::Yes } else { Told::No })
            }
            Question::ClientSecret if !self.terminal => Ok(Told::Nothing),
            Question::ClientSecret => {
                Ok(text(prompt::hidden("Secret of the app client (not shown): ")?.into()))
            }
        }
    }

    /// An answer that may be seen.
    fn open(&mut self, question: &str) -> Result<Told, Failure> {
        self.say(question);
        Ok(self.line()?.map_or(Told::Nothing, |line| text(Hidden::new(line.trim()))))
    }

    /// An answer that must not be seen.
    fn secret(&mut self, question: &str) -> Result<Told, Failure> {
        if self.terminal {
            let answer = prompt::hidden(&format!("{question} (not shown): "))?;
            return Ok(text(Hidden::new(answer.trim())));
        }
        self.say(question);
        Ok(self.line()?.map_or(Told::Nothing, |line| text(Hidden::new(line.trim()))))
    }

    /// What is waited for.
    fn say(&self, question: &str) {
        if self.terminal {
            show::on_terminal(question);
        } else {
            let waited = question.trim_end_matches(": ");
            terminal::remark(
                &self.options.common,
                &format!("{waited}: a line of standard input is the answer"),
            );
        }
    }

    fn code(
        &mut self,
        channel: Channel,
        destination: Option<&str>,
        again: Option<Again>,
    ) -> Result<Told, Failure> {
        let by_app = matches!(channel, Channel::Totp | Channel::NewTotp);
        if let (true, Authenticator::Known(secret)) = (by_app, &self.authenticator) {
            let secret = secret.clone();
            return match again {
                // The next code of the same secret would be as wrong.
                Some(Again::Wrong) => Ok(Told::Nothing),
                _ => self.made(&secret, again.is_some()),
            };
        }
        let sent = destination.map(|to| format!(", sent to {}", clean(to))).unwrap_or_default();
        let which = match channel {
            Channel::Totp => "Code of the authenticator app".to_owned(),
            Channel::NewTotp => "Code that the authenticator app shows for the new secret".to_owned(),
            Channel::Sms => format!("Code of the text message{sent}"),
            Channel::Email => format!("Code of the e-mail{sent}"),
        };
        let why = match again {
            None => "",
            Some(Again::Wrong) => "Cognito did not take it. ",
            Some(Again::Used) => "Cognito took that code before; wait for the next. ",
        };
        self.secret(&format!("{why}{which}"))
    }

    /// The code of the secret, once it is another than the last.
    fn made(&mut self, secret: &Secret, used_elsewhere: bool) -> Result<Told, Failure> {
        let step = || u64::try_from(OffsetDateTime::now_utc().unix_timestamp()).unwrap_or_default() / PERIOD;
        let used = self.used.or(used_elsewhere.then(step));
        if let Some(used) = used.filter(|used| step() <= *used) {
            terminal::remark(&self.options.common, "each code works once: waiting for the next");
            while step() <= used {
                if self.watch.pause(Duration::from_millis(200)) {
                    return Err(Failure::interrupted());
                }
            }
        }
        let step = step();
        self.used = Some(step);
        Ok(Told::Text(current(secret, step * PERIOD).code.into()))
    }

    /// Hands over the secret of an enrolment: to the file that was named, else to the terminal alone.
    fn hand(&mut self, secret: &Hidden) -> Told {
        let known = Secret::read(secret.reveal()).ok();
        if let Authenticator::Unborn(path) = &self.authenticator {
            let path = path.clone();
            if let Err(failure) = show::new_private_file(&path, secret) {
                self.notes.push(failure.message);
                return Told::Nothing;
            }
            self.written =
                Some(format!("the new TOTP secret is in {}, readable by its owner only", path.display()));
            self.authenticator = known.map_or(Authenticator::Asked, Authenticator::Known);
            return Told::Yes;
        }
        // From here on codes are of the new secret.
        self.authenticator = Authenticator::Asked;
        if !self.terminal {
            return Told::Nothing;
        }
        show::secret(secret, known.as_ref(), &self.options.user, &self.options.pool);
        Told::Yes
    }

    fn new_password(&mut self) -> Result<Told, Failure> {
        if let Some(password) = self.new_password.take() {
            return Ok(Told::Text(password));
        }
        if !self.terminal {
            return Ok(Told::Nothing);
        }
        show::on_terminal("The password is a temporary one; a new one must replace it.\n");
        loop {
            let first = prompt::hidden("New password (not shown): ")?;
            if first.is_empty() {
                return Ok(Told::Nothing);
            }
            if first == prompt::hidden("The same again (not shown): ")? {
                return Ok(Told::Text(first.into()));
            }
            show::on_terminal("They differ.\n");
        }
    }

    fn choice(&mut self, options: &[String]) -> Result<Told, Failure> {
        let is_totp = |option: &&String| option.as_str() == "SOFTWARE_TOKEN_MFA";
        let by_secret = matches!(self.authenticator, Authenticator::Known(_));
        if let Some(totp) = options.iter().find(is_totp).filter(|_| by_secret) {
            return Ok(Told::Choice(totp.clone()));
        }
        if let [only] = options {
            return Ok(Told::Choice(only.clone()));
        }
        let mut question = "Factors to choose from: ".to_owned();
        for (at, option) in options.iter().enumerate() {
            question += &format!("{}{} {}", if at == 0 { "" } else { ", " }, at + 1, clean(option));
        }
        question += ". Number or name: ";
        for _ in 0..3 {
            self.say(&question);
            let Some(line) = self.line()? else { break };
            let chosen = line.trim();
            let by_number =
                chosen.parse::<usize>().ok().and_then(|number| options.get(number.checked_sub(1)?));
            let named = options.iter().find(|option| option.eq_ignore_ascii_case(chosen));
            if let Some(option) = by_number.or(named) {
                return Ok(Told::Choice(option.clone()));
            }
        }
        Ok(Told::Nothing)
    }
}

fn text(answer: Hidden) -> Told {
    if answer.reveal().is_empty() { Told::Nothing } else { Told::Text(answer) }
}
