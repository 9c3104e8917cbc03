//! The log of calls: a line for each attempt, which holds nothing of what was sent or answered.
//!
//! Where nobody reads it, it costs a look at a flag for each attempt.

use aws_smithy_runtime_api::http::Headers;
use std::fmt::{self, Display, Formatter};
use std::time::Duration;
use tokio::time::Instant;
use tracing::{Level, debug, enabled, info};

/// Characters of a request ID that are shown; those of AWS have 36.
const ID: usize = 64;

/// What the names of AWS's own endpoints end with, in the partitions that have user pools.
/// <https://github.com/boto/botocore/blob/develop/botocore/data/partitions.json>
const OF_AWS: &[&str] = &[".amazonaws.com", ".api.aws", ".amazonaws.eu", ".api.amazonwebservices.eu"];

/// Whether anybody reads it.
pub(super) fn is_read() -> bool {
    enabled!(Level::INFO)
}

/// Something to say besides, for those who want to know more; made only then.
pub(super) fn more<T: Display>(say: impl FnOnce() -> T) {
    if enabled!(Level::DEBUG) {
        debug!("{}", say());
    }
}

/// What comes after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing: that was the answer.
    Done,
    /// Another attempt, this much later.
    Again(Duration),
    /// Another attempt, when the quota has room for it.
    AgainByQuota,
    /// Another attempt, which the SDK makes as it was told.
    AgainBySdk,
}

/// One attempt at a call; its line is written when what comes next is known, at the latest when it is dropped.
#[derive(Debug)]
pub(super) struct Trail {
    /// `cognito-idp:DescribeUserPool eu-west-1 eu-west-1_AbCdEf123`
    about: String,
    attempt: u32,
    /// How long it waited for its turn.
    waited: Duration,
    /// `None` while nothing was sent.
    began: Option<Instant>,
    /// `None` while it is under way.
    took: Option<Duration>,
    /// Whom it was sent to, where that is not AWS.
    elsewhere: Option<String>,
    status: Option<u16>,
    request_id: Option<String>,
    /// The code of what went wrong.
    failed: Option<String>,
}

impl Trail {
    /// A call that is made once and waits for nothing, where anybody reads the log.
    pub fn of_one(about: impl FnOnce() -> String) -> Option<Trail> {
        is_read().then(|| Trail::new(about(), 1, Duration::ZERO))
    }

    /// An attempt that is about to be made.
    pub fn new(about: String, attempt: u32, waited: Duration) -> Trail {
        Trail {
            about,
            attempt,
            waited,
            began: None,
            took: None,
            elsewhere: None,
            status: None,
            request_id: None,
            failed: None,
        }
    }

    /// It is sent to `endpoint`; one that was sent before is over.
    pub fn sent(&mut self, endpoint: &str) {
        if self.began.is_some() {
            self.tell(Next::AgainBySdk);
            *self = Trail::new(std::mem::take(&mut self.about), self.attempt + 1, Duration::ZERO);
        }
        self.began = Some(Instant::now());
        self.elsewhere = Some(host(endpoint))
            .filter(|host| !is_of_aws(host) && !self.about.contains(host))
            .map(str::to_owned);
    }

    /// It came to its end, with an answer or without.
    pub fn ended(&mut self, answer: Option<(u16, &Headers)>) {
        self.took = self.began.map(|began| began.elapsed());
        let Some((status, headers)) = answer else { return };
        self.status = Some(status);
        self.request_id = headers.get("x-amzn-requestid").map(|id| id.chars().take(ID).collect());
    }

    /// It gave nothing that can be used.
    pub fn failed(&mut self, code: &str) {
        self.failed = Some(code.to_owned());
    }

    /// Writes the line, once.
    pub fn tell(&mut self, next: Next) {
        if self.began.is_some() || self.failed.is_some() {
            info!("{}", Line(self, next));
        }
        (self.began, self.failed) = (None, None);
    }
}

impl Drop for Trail {
    fn drop(&mut self) {
        self.tell(Next::Done);
    }
}

struct Line<'a>(&'a Trail, Next);

impl Display for Line<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Line(trail, next) = self;
        write!(f, "{}:", trail.about)?;
        if let Some(status) = trail.status {
            write!(f, " {status}")?;
        }
        if let Some(code) = &trail.failed {
            write!(f, " {code}")?;
        }
        match (trail.began, trail.took) {
            (None, _) => f.write_str(", not sent")?,
            (_, Some(took)) => write!(f, " in {}", millis(took))?,
            (Some(began), None) => write!(f, " given up after {}", millis(began.elapsed()))?,
        }
        if trail.attempt > 1 {
            write!(f, ", attempt {}", trail.attempt)?;
        }
        if trail.waited >= Duration::from_millis(1) {
            write!(f, ", waited {} for its quota", millis(trail.waited))?;
        }
        if let Some(id) = &trail.request_id {
            write!(f, ", request {id}")?;
        }
        if let Some(host) = &trail.elsewhere {
            write!(f, ", at {host}")?;
        }
        match next {
            Next::Done => Ok(()),
            Next::Again(pause) => write!(f, "; again in {}", millis(*pause)),
            Next::AgainByQuota => f.write_str("; again when its quota has room"),
            Next::AgainBySdk => f.write_str("; again as the retry settings say"),
        }
    }
}

fn millis(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}

/// Host and port of an address, without names and passwords before them.
pub(super) fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}

fn is_of_aws(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    OF_AWS.iter().any(|suffix| name.ends_with(suffix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(trail: &Trail, next: Next) -> String {
        // Time goes on while a test runs.
        Line(trail, next).to_string().replace(" in 1 ms", " in 0 ms").replace("after 1 ms", "after 0 ms")
    }

    fn answered(status: u16, id: &'static str) -> Trail {
        let mut trail = Trail::new("iam:GetRole".to_owned(), 1, Duration::ZERO);
        trail.sent("https://iam.amazonaws.com");
        let mut headers = Headers::new();
        headers.insert("x-amzn-RequestId", id);
        trail.ended(Some((status, &headers)));
        trail
    }

    #[test]
    fn a_line_says_how_an_attempt_went() {
        let trail = answered(200, "1f2e");
        assert_eq!(line(&trail, Next::Done), "iam:GetRole: 200 in 0 ms, request 1f2e");
        let mut trail = answered(400, "1f2e");
        trail.failed("Throttling");
        let throttled = "iam:GetRole: 400 Throttling in 0 ms, request 1f2e; again when its quota has room";
        assert_eq!(line(&trail, Next::AgainByQuota), throttled);
        let second = || Trail::new("iam:GetRole".to_owned(), 2, Duration::from_millis(130));
        let mut trail = second();
        trail.failed("CredentialsFailed");
        assert_eq!(
            line(&trail, Next::Again(Duration::from_millis(640))),
            "iam:GetRole: CredentialsFailed, not sent, attempt 2, waited 130 ms for its quota; again in 640 ms"
        );
        let mut trail = second();
        trail.sent("http://user:canary@localhost:4566/path?canary");
        assert_eq!(
            line(&trail, Next::Done),
            "iam:GetRole: given up after 0 ms, attempt 2, waited 130 ms for its quota, at localhost:4566"
        );
    }

    #[test]
    fn a_request_id_is_no_longer_than_one_can_be() {
        let long: &'static str = "x".repeat(5000).leak();
        assert!(line(&answered(200, long), Next::Done).len() < 120);
    }

    #[test]
    fn a_host_is_told_by_what_its_name_ends_with() {
        for (url, of_aws) in [
            ("https://cognito-idp.eu-west-1.amazonaws.com", true),
            ("https://cognito-idp.eu-west-1.api.aws:443/", true),
            ("https://amazonaws.com.example.org", false),
            ("http://localhost:4566", false),
            ("https://x@evil.example?.amazonaws.com", false),
        ] {
            assert_eq!(is_of_aws(host(url)), of_aws, "{url}");
        }
    }
}
