//! Events as steps of a timeline.

use super::event::{Event, Words};
use super::trail::Found;
use crate::trace::{Key, Outcome, Part, Refusal, Reply, Skipped, Source, Step, Timeline, User};

impl Found {
    /// The events as steps. Sessions, codes and tokens are hidden: CloudTrail shows none.
    pub fn timeline(&self, key: &Key) -> Timeline {
        let mut skipped = self.skipped.clone();
        if self.left_out > 0 {
            skipped.push(Skipped {
                place: "CloudTrail".to_owned(),
                what: "events of Cognito beyond those that are kept as steps; they are counted all the same"
                    .to_owned(),
                count: self.left_out,
            });
        }
        Timeline { steps: self.events.iter().map(|event| event.step(key)).collect(), skipped }
    }
}

impl Event {
    /// As a step of a timeline.
    pub fn step(&self, key: &Key) -> Step {
        let text = |word: &Option<Words>| word.as_deref().map(str::to_owned);
        let id = self.id.as_deref().unwrap_or("without an ID");
        Step {
            source: Source::CloudTrail,
            place: format!("event {id}"),
            at: self.time.saturating_mul(1000),
            timed: true,
            took: None,
            server_time: None,
            operation: self.name.to_string(),
            region: text(&self.region),
            pool: text(&self.pool),
            client: text(&self.client),
            user: self.sub.as_deref().map(|sub| User { mark: key.mark(sub), shown: sub.to_owned() }),
            known_as: None,
            flow: text(&self.flow),
            challenge: part(&self.challenge),
            session: Part::Hidden,
            answers: Part::Hidden,
            token: Part::Hidden,
            code: None,
            outcome: self.outcome(),
        }
    }

    fn outcome(&self) -> Outcome {
        if let Some((code, message)) = &self.refusal {
            let (code, message) = (code.to_string(), message.to_string());
            return Outcome::Refused(Refusal { status: self.status, code, message });
        }
        // A page may say in its text alone that it refuses.
        if self.page {
            return Outcome::Unknown { status: self.status };
        }
        Outcome::Answered(Reply {
            challenge: part(&self.next),
            session: Part::Hidden,
            status: part(&self.verified),
            tokens: self.tokens,
            secret: Part::Hidden,
            ..Reply::default()
        })
    }

    /// Events have no order within a second, but always the same one.
    pub(super) fn order(&self) -> (i64, Option<&str>, &str) {
        (self.time, self.id.as_deref(), &self.name)
    }
}

fn part(part: &Part<Words>) -> Part<String> {
    match part {
        Part::Known(word) => Part::Known(word.to_string()),
        Part::Absent => Part::Absent,
        Part::Hidden => Part::Hidden,
    }
}
