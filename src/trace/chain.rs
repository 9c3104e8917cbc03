//! Which calls belong to one sign-in: each carries the Session that the one before was given.

use super::{Mark, Outcome, Part, Session, Source, Step, Timeline, User};
use std::collections::HashMap;

/// No Session lives longer, whatever the app client says: 15 minutes, in milliseconds.
///
/// Source: <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html>
pub const LONGEST_SESSION: i64 = 15 * 60 * 1000;

/// Under these keys a request hands back what an answer gave in the place of a Session: the proof of a password its
/// `SECRET_BLOCK`, and the token endpoint the authorization code.
const HANDED_BACK: [&str; 2] = ["PASSWORD_CLAIM_SECRET_BLOCK", "code"];

/// The calls of one sign-in, or of one user's settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignIn {
    /// Places in [`Timeline::steps`], in order of time.
    pub steps: Vec<usize>,
    /// The app client's ID, as far as a step tells it.
    pub client: Option<String>,
    /// The user, as a step named it first.
    pub user: Option<User>,
    /// All names of the user: an alias that was typed, the real one, the `sub`.
    pub names: Vec<Mark>,
}

impl SignIn {
    /// Whether it may be the sign-in of the user whom the step names.
    fn may_be_of(&self, step: &Step) -> bool {
        let is_named = step.user.as_ref().map(|user| self.names.contains(&user.mark));
        match step.source {
            // Of a whole pool's calls, those that name nobody may be anybody's.
            Source::CloudTrail => is_named == Some(true),
            Source::Har | Source::Log => self.names.is_empty() || is_named != Some(false),
        }
    }

    /// Whether both are known to be of one user, with one app client.
    pub fn is_of_same_user(&self, other: &SignIn) -> bool {
        self.client == other.client && self.names.iter().any(|name| other.names.contains(name))
    }
}

/// How the steps of a timeline hang together.
#[derive(Debug, Default)]
pub struct Links {
    /// Of each step, the one that was given what it hands back: the Session, or the block of a proof of the password.
    pub giver: Vec<Option<usize>>,
    /// Of each step, the number of its sign-in.
    pub sign_in: Vec<usize>,
    /// The sign-ins, in the order in which they began.
    pub sign_ins: Vec<SignIn>,
    /// The Sessions, in the order in which they were first seen.
    sessions: HashMap<Mark, usize>,
    /// The sign-ins of each name of a user, in order.
    of_name: HashMap<Mark, Vec<usize>>,
}

impl Links {
    /// Joins the steps of `timeline`.
    pub fn of(timeline: &Timeline) -> Links {
        let mut links = Links::default();
        let mut givers: HashMap<Mark, usize> = HashMap::new();
        let mut issuers: HashMap<Mark, usize> = HashMap::new();
        let mut blocks: HashMap<Mark, usize> = HashMap::new();
        for (at, step) in timeline.steps.iter().enumerate() {
            let giver = step.session.known().and_then(|session| givers.get(&session.mark)).copied();
            // USER_SRP_AUTH gives no Session: the proof belongs to the challenge whose block it hands back.
            let block = || {
                let sent = HANDED_BACK.iter().filter_map(|key| Some(step.answer(key).known()?.mark));
                sent.filter_map(|mark| blocks.get(&mark)).next().copied()
            };
            let giver = giver.or_else(|| step.session.is_absent().then(block).flatten());
            let bearer = step.token.known().and_then(|token| issuers.get(&token.mark)).copied();
            let joined = match giver.or(bearer) {
                Some(earlier) => links.sign_in[earlier],
                None => links.nearest(timeline, step).unwrap_or_else(|| {
                    links.sign_ins.push(SignIn::default());
                    links.sign_ins.len() - 1
                }),
            };
            let sign_in = &mut links.sign_ins[joined];
            sign_in.steps.push(at);
            if sign_in.client.is_none() {
                sign_in.client.clone_from(&step.client);
            }
            if sign_in.user.is_none() {
                sign_in.user.clone_from(&step.user);
            }
            for name in step.user.iter().chain(&step.known_as) {
                if !sign_in.names.contains(&name.mark) {
                    sign_in.names.push(name.mark);
                    links.of_name.entry(name.mark).or_default().push(joined);
                }
            }
            for session in step.session.known().into_iter().chain(step.given()) {
                let number = links.sessions.len() + 1;
                links.sessions.entry(session.mark).or_insert(number);
            }
            links.giver.push(giver);
            links.sign_in.push(joined);
            if let Some(given) = step.given() {
                // The first that was given it: a step that hands the same one back does not own it.
                givers.entry(given.mark).or_insert(at);
            }
            if let Some(block) = step.reply().and_then(|reply| reply.block) {
                blocks.insert(block, at);
            }
            if let Some(token) = step.token.known() {
                issuers.entry(token.mark).or_insert(at);
            }
            for token in step.reply().into_iter().flat_map(|reply| &reply.issued) {
                issuers.entry(token.mark).or_insert(at);
            }
        }
        links
    }

    /// The sign-in that a step without a known giver most likely belongs to: the last one of the same user and app
    /// client that waits for an answer.
    fn nearest(&self, timeline: &Timeline, step: &Step) -> Option<usize> {
        if step.begins() || step.refreshes() {
            return None;
        }
        let may_follow = |at: &usize| {
            let sign_in = &self.sign_ins[*at];
            let Some(last) = sign_in.steps.last().map(|last| &timeline.steps[*last]) else { return false };
            last.source == step.source
                && step.at - last.ended() <= LONGEST_SESSION
                && fits(sign_in.client.as_deref(), step.client.as_deref())
                && sign_in.may_be_of(step)
                && (step.session.known().is_some() || waits(last) || step.source == Source::CloudTrail)
        };
        // A user may sign in on two devices at once: the one that was asked for this answers it.
        let is_asked = |at: &usize| {
            let replies =
                self.sign_ins[*at].steps.iter().rev().filter_map(|step| timeline.steps[*step].reply());
            let asked = replies.filter_map(|reply| reply.challenge.known()).next();
            step.responds() && asked.is_some() && asked == step.challenge.known()
        };
        // Of a whole pool's calls only those of the same user come into question.
        let of_user = (step.source == Source::CloudTrail)
            .then(|| step.user.as_ref().and_then(|user| self.of_name.get(&user.mark)));
        let candidates: Box<dyn Iterator<Item = usize>> = match of_user {
            Some(sign_ins) => Box::new(sign_ins.into_iter().flatten().rev().copied()),
            None => Box::new((0..self.sign_ins.len()).rev()),
        };
        let near: Vec<usize> = candidates.filter(may_follow).collect();
        near.iter().copied().find(is_asked).or_else(|| near.first().copied())
    }

    /// The other sign-ins of the same user and app client, in the order in which they began.
    pub fn of_same_user(&self, own: usize) -> Vec<usize> {
        let mine = &self.sign_ins[own];
        let of_name = mine.names.iter().filter_map(|name| self.of_name.get(name)).flatten().copied();
        let mut others: Vec<usize> =
            of_name.filter(|other| *other != own && mine.is_of_same_user(&self.sign_ins[*other])).collect();
        others.sort_unstable();
        others.dedup();
        others
    }

    /// What a report calls a Session: `s1` is the first that was seen.
    pub fn name(&self, session: &Session) -> String {
        self.sessions.get(&session.mark).map_or_else(|| "s?".to_owned(), |number| format!("s{number}"))
    }

    /// The sign-in of the step at `at`.
    pub fn sign_in_of(&self, at: usize) -> &SignIn {
        &self.sign_ins[self.sign_in[at]]
    }

    /// The steps before `at` in the same sign-in, in order.
    pub fn earlier(&self, at: usize) -> &[usize] {
        let steps = &self.sign_in_of(at).steps;
        &steps[..steps.partition_point(|step| *step < at)]
    }

    /// The step before `at` in the same sign-in.
    pub fn before(&self, at: usize) -> Option<usize> {
        self.earlier(at).last().copied()
    }
}

/// Equal, or one of them is not known.
fn fits<T: PartialEq + ?Sized>(one: Option<&T>, other: Option<&T>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one == other)
}

/// Whether what came of a step leaves something to be answered.
fn waits(step: &Step) -> bool {
    match &step.outcome {
        Outcome::Answered(reply) => !matches!(reply.tokens, Part::Known(true)),
        // A wrong code may be followed by the right one.
        Outcome::Refused(_) | Outcome::Unknown { .. } => true,
    }
}
