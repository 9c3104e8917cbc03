//! Which link of the way from a pool to its users a rule is about: data for the drawing.

use crate::catalog::{self, DocumentedError};

/// A link of the way of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// From the pool to the SMS role: Cognito assumes it.
    Role,
    /// From the SMS role to the service that sends: the role's permissions.
    Service,
    /// From the service to the phone: sandbox, spending, Region, opt-out.
    Phone,
    /// From the pool to the sender of e-mail: the identity, and Cognito's right to it.
    Sender,
    /// From the sender to the inbox: sandbox, quotas, suppression.
    Inbox,
    /// From the pool to the function of a custom sender trigger.
    Function,
}

/// A rule, and the link that it judges.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The rule's id.
    pub rule: &'static str,
    /// The link.
    pub link: Link,
    /// The documented error that tells this link from others of the same rule.
    pub error: Option<&'static DocumentedError>,
}

const fn at(rule: &'static str, link: Link) -> Place {
    Place { rule, link, error: None }
}

const fn where_it_says(rule: &'static str, link: Link, error: &'static DocumentedError) -> Place {
    Place { rule, link, error: Some(error) }
}

/// Every rule that judges a link.
pub static PLACES: &[Place] = &[
    at("SMS005", Link::Role),
    at("SMS006", Link::Role),
    at("SMS007", Link::Role),
    at("SMS008", Link::Role),
    at("SMS009", Link::Role),
    at("SMS010", Link::Role),
    at("SMS012", Link::Role),
    at("SMS023", Link::Role),
    at("SMS001", Link::Service),
    at("SMS002", Link::Service),
    at("SMS003", Link::Service),
    at("SMS004", Link::Service),
    at("SMS019", Link::Service),
    at("SMS020", Link::Service),
    // What the pool itself reports is either of two things.
    where_it_says("SMS011", Link::Service, &catalog::SMS_ROLE_CANNOT_PUBLISH),
    where_it_says("SMS011", Link::Phone, &catalog::SNS_SANDBOX),
    at("SMS014", Link::Phone),
    at("SMS015", Link::Phone),
    at("SMS016", Link::Phone),
    at("SMS017", Link::Phone),
    at("SMS018", Link::Phone),
    at("EML001", Link::Sender),
    at("EML002", Link::Sender),
    at("EML003", Link::Sender),
    at("EML008", Link::Sender),
    at("EML009", Link::Sender),
    at("EML010", Link::Sender),
    at("EML011", Link::Sender),
    at("EML012", Link::Sender),
    at("EML016", Link::Sender),
    at("EML004", Link::Inbox),
    at("EML005", Link::Inbox),
    at("EML006", Link::Inbox),
    at("EML013", Link::Inbox),
    at("EML014", Link::Inbox),
    at("EML015", Link::Inbox),
    at("LMB001", Link::Function),
];

/// Rules about messages that judge no link, and why.
pub const NO_LINK: &[(&str, &str)] = &[
    ("SMS013", "it tells of a request that is to be sent, not of how messages go"),
    ("SMS021", "it tells of a request that is to be sent, not of how messages go"),
    ("EML007", "it tells of a request that is to be sent, not of how messages go"),
    ("SMS022", "it tells which factors can be taken away, not whether a message arrives"),
    ("LMB002", "it tells that a function delivers, which the drawing shows by itself"),
];
