//! Reads CloudTrail's event history, in a build that can.

use super::super::many::Limits;
use super::super::target::Target;
use super::super::{Common, Failure};
use crate::trace::Skipped;
use crate::trace::cloudtrail::Found;
use std::time::Duration;

/// What is asked of the event history.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "aws"), allow(dead_code))] // only those who read AWS use it
pub(super) struct Asked<'a> {
    /// What every command takes.
    pub common: &'a Common,
    /// The pool.
    pub target: &'a Target,
    /// How far back.
    pub since: Duration,
    /// For how long at most.
    pub limits: Limits,
}

/// What was read of it.
pub(super) struct History {
    /// Events, errors and changes of the Region.
    pub found: Found,
    /// Parts that could not be read.
    pub skipped: Vec<Skipped>,
    /// Whether Ctrl-C ended it.
    pub interrupted: bool,
}

/// The event history has 90 days.
///
/// Source: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html>
const MOST: Duration = Duration::from_secs(90 * 24 * 3600);

/// Reads the events of user pools in the pool's Region, and changes of roles and web ACLs.
///
/// # Errors
/// When nothing can be read.
pub(super) fn read(asked: &Asked<'_>) -> Result<History, Failure> {
    if asked.since > MOST {
        return Err(Failure::new("CloudTrail's event history has the last 90 days")
            .hint("older events are in the files of a trail: mfa-doctor trace FOLDER"));
    }
    history(asked)
}

#[cfg(not(feature = "aws"))]
fn history(_: &Asked<'_>) -> Result<History, Failure> {
    Err(Failure::new("this build of mfa-doctor cannot read CloudTrail's event history")
        .hint("name files of a trail, or build with the feature `aws`"))
}

#[cfg(feature = "aws")]
use with_aws::history;

#[cfg(feature = "aws")]
mod with_aws {
    use super::super::said::moment;
    use super::{Asked, History};
    use crate::collect::{Access, Connection, Halt, Lookup, Rate};
    use crate::commands::live::{access, open, runtime};
    use crate::commands::many::{Cut, cut};
    use crate::commands::status::Line;
    use crate::commands::{Failure, terminal};
    use crate::snapshot::{Unread, region_partition};
    use crate::trace::Skipped;
    use crate::trace::cloudtrail::{Reader, Trail};
    use futures_util::future::join_all;
    use std::cell::{Cell, RefCell};
    use time::OffsetDateTime;

    /// What takes in pages.
    #[derive(Default)]
    struct Basket {
        trail: Trail,
        reader: Reader,
    }

    pub(super) fn history(asked: &Asked<'_>) -> Result<History, Failure> {
        let runtime = runtime()?;
        let done = runtime.block_on(work(asked));
        // A look-up of a name under way must not hold up the end.
        runtime.shutdown_background();
        done
    }

    async fn work(asked: &Asked<'_>) -> Result<History, Failure> {
        let halt = Halt::default();
        // Nobody else is slowed down by it: applications do not look events up.
        let access = Access { rate: Rate::Share(100), halt: halt.clone(), ..access(asked.common) };
        let ended: Cell<Option<Cut>> = Cell::new(None);
        let watch = async {
            let why = cut(asked.limits).await;
            halt.call(why.code(), &why.message());
            ended.set(Some(why));
            std::future::pending::<()>().await;
        };
        let reading = async {
            let connection = open(&access, Some(&asked.target.region)).await?;
            Ok::<_, Failure>(lookups(asked, &connection).await)
        };
        let (basket, unread) = tokio::select! {
            biased; // the signal is watched before anything is sent
            () = watch => return Err(Failure::interrupted()),
            read = reading => read?,
        };
        let found = basket.trail.finish();
        let interrupted = ended.get() == Some(Cut::Interrupted);
        if found.cognito == 0
            && let Some((_, unread)) = unread.first()
        {
            let message =
                format!("cannot read CloudTrail's event history: {}: {}", unread.code, unread.message);
            return Err(match interrupted {
                true => Failure::interrupted(),
                false => Failure::new(message).hint(format!("it takes the permission {}", unread.operation)),
            });
        }
        let skipped = unread.into_iter().map(|(source, unread)| Skipped {
            place: format!("event history of {source}"),
            what: format!("part that was not read: {}: {}", unread.code, unread.message),
            count: 1,
        });
        Ok(History { found, skipped: skipped.collect(), interrupted })
    }

    /// Every page of every source; what could not be read of one, by its name.
    async fn lookups(asked: &Asked<'_>, connection: &Connection) -> (Basket, Vec<(&'static str, Unread)>) {
        let until = OffsetDateTime::now_utc().unix_timestamp();
        let since = until - i64::try_from(asked.since.as_secs()).unwrap_or(i64::MAX);
        let here = asked.target.region.clone();
        // IAM records its events in one Region of each partition.
        let iam = match region_partition(&here) {
            "aws-cn" => "cn-north-1",
            "aws-us-gov" => "us-gov-west-1",
            _ => "us-east-1",
        };
        let sources = [
            ("cognito-idp.amazonaws.com", here.as_str()),
            ("iam.amazonaws.com", iam),
            ("wafv2.amazonaws.com", here.as_str()),
        ];
        let basket = RefCell::new(Basket::default());
        let line = terminal::shows_progress(asked.common).then(Line::begin);
        let read = sources.map(|(source, region)| {
            let lookup = Lookup { region: region.to_owned(), source, since, until };
            let (basket, line) = (&basket, &line);
            async move {
                let take = |page: String| {
                    let mut basket = basket.borrow_mut();
                    let Basket { trail, reader } = &mut *basket;
                    reader.read(trail, "event history", &mut page.as_bytes());
                    if let Some(line) = line {
                        let events = trail.records();
                        let back = trail.first().map(|first| format!(", back to {}", moment(first * 1000)));
                        line.say(format!("{events} events of CloudTrail{}", back.unwrap_or_default()));
                    }
                };
                let unread = connection.events(&lookup, take).await.err();
                unread.map(|unread| (source, unread))
            }
        });
        let unread = join_all(read).await.into_iter().flatten().collect();
        drop(line);
        (basket.into_inner(), unread)
    }
}
