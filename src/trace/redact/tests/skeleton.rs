//! What findings are made from, with marks replaced by the order in which they appear.

use super::*;

pub(super) fn skeleton(timeline: &Timeline) -> Vec<String> {
    let mut seen = Seen::default();
    timeline.steps.iter().map(|step| seen.step(step)).collect()
}

#[derive(Default)]
struct Seen(BTreeMap<(String, Mark), usize>);

impl Seen {
    fn mark(&mut self, kind: &str, mark: Mark) -> usize {
        let next = self.0.len();
        *self.0.entry((kind.to_owned(), mark)).or_insert(next)
    }

    fn session(&mut self, session: &Part<Session>) -> String {
        let marks = session
            .known()
            .map(|s| [self.mark("s", s.mark), self.mark("h", s.head), self.mark("l", s.letters), s.length]);
        format!("{marks:?} {} {}", session.is_absent(), session.is_hidden())
    }

    fn token(&mut self, token: &SeenToken) -> String {
        let claims = ["token_use", "scope", "exp", "client_id", "iss"].map(|name| token.claims.get(name));
        format!("{} {claims:?}", self.mark("t", token.mark))
    }

    fn step(&mut self, step: &crate::trace::Step) -> String {
        let mut text = format!(
            "{} {:?} {:?} {:?} {} {:?} {:?} {:?} {:?}",
            step.operation,
            step.region,
            step.pool,
            step.client,
            step.at,
            step.took,
            step.server_time,
            step.flow,
            step.challenge
        );
        let user = step.user.as_ref().map(|user| self.mark("u", user.mark));
        let answers = step.answers.as_ref().map(|answers| {
            answers
                .iter()
                .map(|answer| {
                    (
                        answer.key.clone(),
                        answer.length,
                        answer.word.clone(),
                        self.mark(if answer.word.is_some() { "word" } else { "answer" }, answer.mark),
                    )
                })
                .collect::<Vec<_>>()
        });
        let sent = step.token.as_ref().map(|token| self.token(token));
        let session = self.session(&step.session);
        let _ = write!(text, "\n{user:?}\n{answers:?}\n{sent:?}\n{session}\n");
        match &step.outcome {
            Outcome::Answered(reply) => {
                let issued: Vec<_> = reply.issued.iter().map(|token| self.token(token)).collect();
                let secret = reply.secret.map(|mark| self.mark("k", mark));
                let session = self.session(&reply.session);
                let _ = write!(
                    text,
                    "{:?} {:?} {:?} {:?} {:?} {} {issued:?} {secret:?} {session}",
                    reply.challenge,
                    reply.choices,
                    reply.medium,
                    reply.status,
                    reply.tokens,
                    reply.new_device
                );
            }
            other => {
                let _ = write!(text, "{other:?}");
            }
        }
        text
    }
}
