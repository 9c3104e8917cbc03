//! The way of a code from the pool to its user, and how each link of it stands.

use super::links::{Link, PLACES, Place};
use crate::finding::{Factor, Severity};
use crate::report::words::called;
use crate::report::{FindingReport, PoolReport};

/// One way.
pub(super) struct Chain<'a> {
    /// Whose codes take it: SMS or e-mail.
    pub(super) factor: Factor,
    /// Whether it is a factor that is offered or required, or of which that is unknown.
    pub(super) is_factor: bool,
    /// From the pool to its user; one more than there are links.
    pub(super) nodes: Vec<Node>,
    /// What joins each node with the next.
    pub(super) joints: Vec<Joint<'a>>,
    /// Rules that stand in the factor's way, but on none of these links.
    pub(super) elsewhere: Vec<&'a str>,
}

/// A station of the way.
pub(super) struct Node {
    /// What it is, in the lines of a narrow box.
    pub(super) kind: &'static [&'static str],
    /// Which one it is; may be empty.
    pub(super) which: String,
}

/// What joins two nodes.
pub(super) struct Joint<'a> {
    pub(super) state: State,
    /// Rules whose findings make the state.
    pub(super) rules: Vec<&'a str>,
    /// Rules that could not be judged or were left out.
    pub(super) open: Vec<&'a str>,
    /// Whether nothing of it is read at all: what a function of the reader's does.
    pub(super) unread: bool,
    /// Whether it is unproven because an earlier link is broken.
    pub(super) behind: bool,
    /// Whether something about it is not proven, whatever else it is.
    pub(super) dashed: bool,
}

/// How a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Broken,
    AtRisk,
    Suppressed,
    Unproven,
    NoFault,
}

impl State {
    pub(super) const fn words(self) -> &'static str {
        match self {
            State::Broken => "broken",
            State::AtRisk => "at risk",
            State::Suppressed => "suppressed",
            State::Unproven => "unproven",
            State::NoFault => "no fault found",
        }
    }

    /// The class that the style sheet colours.
    pub(super) const fn class(self) -> &'static str {
        match self {
            State::Broken => "broken",
            State::AtRisk => "at-risk",
            State::Suppressed => "suppressed",
            State::Unproven => "unproven",
            State::NoFault => "no-fault",
        }
    }
}

impl Node {
    fn new(kind: &'static [&'static str], which: impl Into<String>) -> Node {
        Node { kind, which: which.into() }
    }

    /// What it is and which, in one line.
    pub(super) fn words(&self) -> String {
        [self.kind.join(" "), self.which.clone()].join(" ").trim_end().to_owned()
    }
}

/// The ways of the channels that the pool uses.
pub(super) fn chains(pool: &PoolReport) -> Vec<Chain<'_>> {
    let mut chains = Vec::new();
    if pool.delivery.sms.used != Some(false) {
        let (nodes, links) = sms(pool);
        chains.push(chain(pool, Factor::Sms, nodes, &links));
    }
    if pool.delivery.email.used != Some(false) {
        let (nodes, links) = email(pool);
        chains.push(chain(pool, Factor::Email, nodes, &links));
    }
    chains
}

fn sms(pool: &PoolReport) -> (Vec<Node>, Vec<Option<Link>>) {
    let sms = &pool.delivery.sms;
    let phone = Node::new(&["Phone"], "");
    if let Some(function) = &sms.function {
        return (vec![start(pool), of_function(function), phone], vec![Some(Link::Function), None]);
    }
    let role = sms.role.as_deref().map_or("none is set", |arn| last(arn, '/'));
    let service = match sms.service {
        Some("sns") => Node::new(&["Amazon SNS"], sms.region.as_deref().unwrap_or("Region not set")),
        Some(_) => Node::new(&["AWS End User", "Messaging"], sms.region.clone().unwrap_or_default()),
        None => Node::new(&["SNS or End", "User Messaging"], ""),
    };
    let nodes = vec![start(pool), Node::new(&["SMS role"], role), service, phone];
    (nodes, [Link::Role, Link::Service, Link::Phone].map(Some).into())
}

fn email(pool: &PoolReport) -> (Vec<Node>, Vec<Option<Link>>) {
    let email = &pool.delivery.email;
    let inbox = Node::new(&["Inbox"], "");
    if let Some(function) = &email.function {
        return (vec![start(pool), of_function(function), inbox], vec![Some(Link::Function), None]);
    }
    let identity = email.identity.as_deref().map(|arn| last(arn, '/'));
    let sender = match email.service {
        "ses" => Node::new(&["Amazon SES"], identity.unwrap_or("no identity is set")),
        _ => Node::new(&["Cognito's", "default sender"], identity.unwrap_or_default()),
    };
    (vec![start(pool), sender, inbox], [Link::Sender, Link::Inbox].map(Some).into())
}

fn start(pool: &PoolReport) -> Node {
    Node::new(&["User pool"], called(pool))
}

fn of_function(arn: &str) -> Node {
    Node::new(&["Your function"], last(arn, ':'))
}

fn last(arn: &str, separator: char) -> &str {
    arn.rsplit(separator).next().unwrap_or(arn)
}

fn chain<'a>(pool: &'a PoolReport, factor: Factor, nodes: Vec<Node>, links: &[Option<Link>]) -> Chain<'a> {
    let mut joints: Vec<Joint<'a>> = links.iter().map(|link| joint(pool, factor, *link)).collect();
    doubt_what_lies_behind(&mut joints);
    let is_drawn = |rule: &str| joints.iter().any(|joint| joint.rules.contains(&rule));
    let blocks = |rule: &str| {
        pool.factors.0.get(&factor).is_some_and(|standing| standing.blocked_by.iter().any(|by| by == rule))
    };
    let mut elsewhere: Vec<&str> = Vec::new();
    for reported in pool.findings.iter().filter(|reported| concerns(reported, factor)) {
        let rule = reported.finding.rule;
        let on_another_way = reported.own() > Severity::Note && PLACES.iter().any(|p| p.rule == rule);
        if (blocks(rule) || on_another_way) && !is_drawn(rule) && !elsewhere.contains(&rule) {
            elsewhere.push(rule);
        }
    }
    let standing = pool.factors.0.get(&factor);
    let is_factor = standing.is_none_or(|standing| standing.verdict.is_some() || standing.offered.is_none());
    Chain { factor, is_factor, nodes, joints, elsewhere }
}

/// Rules stay silent where an earlier fault leaves them nothing to judge: a role that does not exist has no policies.
/// So behind a broken link silence proves nothing.
fn doubt_what_lies_behind(joints: &mut [Joint<'_>]) {
    let mut broken = false;
    for joint in joints {
        if broken && joint.state == State::NoFault {
            joint.state = State::Unproven;
            joint.behind = true;
            joint.dashed = true;
        }
        broken |= matches!(joint.state, State::Broken | State::Suppressed);
    }
}

fn concerns(reported: &FindingReport, factor: Factor) -> bool {
    reported.finding.factors.contains(&factor)
}

/// How one link stands; what a function of the reader's does is nowhere judged.
fn joint(pool: &PoolReport, factor: Factor, link: Option<Link>) -> Joint<'_> {
    let places = || PLACES.iter().filter(move |place| Some(place.link) == link);
    let found = |worst: &dyn Fn(&FindingReport) -> bool| -> Vec<&str> {
        let here = pool.findings.iter().filter(|reported| {
            concerns(reported, factor) && places().any(|place| is_of(place, reported)) && worst(reported)
        });
        unique(here.map(|reported| reported.finding.rule))
    };
    // What is said of a request that is to be sent says nothing of how messages go.
    let of_request = |reported: &FindingReport| {
        let change = pool.change.as_ref();
        change.is_some_and(|change| change.of_requests.contains(&reported.finding.fingerprint))
    };
    let speaks = |reported: &FindingReport| reported.suppressed.is_none() && !of_request(reported);
    let error = |reported: &FindingReport| {
        // A fault of one user leaves the link whole for the others.
        speaks(reported) && reported.own() == Severity::Error && reported.finding.user.is_none()
    };
    let risk = |reported: &FindingReport| speaks(reported) && reported.own() > Severity::Note;
    let hidden = |reported: &FindingReport| reported.suppressed.is_some() && reported.own() > Severity::Note;
    let unjudged = pool.not_judged.iter().filter(|entry| {
        entry.user.is_none()
            && entry.factors.contains(&factor)
            && places().any(|place| place.rule == entry.rule)
    });
    let left_out = places().map(|place| place.rule).filter(|rule| !pool.ran.contains(rule));
    let open = unique(unjudged.map(|entry| entry.rule.as_str()).chain(left_out));
    let used = match factor {
        Factor::Sms => pool.delivery.sms.used,
        _ => pool.delivery.email.used,
    };
    let dashed = link.is_none() || !open.is_empty() || used != Some(true);
    let (state, rules) =
        [(State::Broken, found(&error)), (State::AtRisk, found(&risk)), (State::Suppressed, found(&hidden))]
            .into_iter()
            .find(|(_, rules)| !rules.is_empty())
            .unwrap_or((if dashed { State::Unproven } else { State::NoFault }, Vec::new()));
    Joint { state, rules, open, unread: link.is_none(), behind: false, dashed }
}

fn is_of(place: &Place, reported: &FindingReport) -> bool {
    let errors = &reported.finding.errors;
    place.rule == reported.finding.rule
        && place.error.is_none_or(|told| errors.iter().any(|error| error.id == told.id))
}

fn unique<'a>(rules: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = Vec::new();
    for rule in rules {
        if !seen.contains(&rule) {
            seen.push(rule);
        }
    }
    seen
}
