//! The SES identity behind the pool's e-mail, as the rules of several families look at it.

use crate::finding::Severity;
use crate::rules::{Case, Draft};
use crate::snapshot::{Arn, Fact, Gap, Pool, Ses, flag, text};
use serde_json::Value;

/// The operation that tells about one identity.
pub(super) const GET_IDENTITY: &str = "ses:GetEmailIdentity";
/// The operation that tells how the account stands with SES in a Region.
pub(super) const GET_ACCOUNT: &str = "ses:GetAccount";
/// The operation that tells the pool's own e-mail settings.
pub(super) const GET_POOL: &str = "cognito-idp:DescribeUserPool";

/// The identity that the pool names in `EmailConfiguration.SourceArn`.
#[derive(Debug, Clone)]
pub(in crate::rules) struct Sender<'a> {
    case: Case<'a>,
    /// `EmailConfiguration.SourceArn`.
    pub source_arn: &'a str,
    /// Its parts: SES answers in its Region, not in the pool's.
    pub arn: Arn<'a>,
    /// The address or domain after `identity/`.
    pub identity: &'a str,
}

/// How SES stands to one identity.
#[derive(Debug)]
pub(in crate::rules) enum Standing<'a> {
    /// It may send.
    Verified(&'a Value),
    /// It exists, and may not send.
    Unverified(&'a Value),
    /// SES has no such identity.
    Missing,
}

/// Whether a wider identity lends its verification to an address or a domain.
///
/// Source: <https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html>
#[derive(Debug)]
pub(in crate::rules) enum Cover<'a> {
    /// This domain is verified.
    Verified(&'a str),
    /// No domain above it is verified.
    None,
    /// None that was asked for is verified, and this domain above was not asked for.
    Unasked(&'a str),
}

impl<'a> Sender<'a> {
    /// The identity that the pool names, whatever it uses it for.
    pub fn named(case: &Case<'a>) -> Option<Sender<'a>> {
        let source_arn = text(case.pool.described, "EmailConfiguration.SourceArn")?;
        let arn = Arn::parse(source_arn)?;
        let identity = arn.resource.strip_prefix("identity/").filter(|name| !name.is_empty())?;
        Some(Sender { case: case.clone(), source_arn, arn, identity })
    }

    /// The identity through which Cognito sends: `EmailSendingAccount` is `DEVELOPER` and the pool uses e-mail.
    /// What SES says in this account proves nothing about an identity of another one.
    pub fn through_ses(case: &Case<'a>) -> Result<Option<Sender<'a>>, Gap> {
        if case.pool.email_sending_account() != "DEVELOPER" || !case.sends_email()? {
            return Ok(None);
        }
        Ok(Sender::named(case).filter(|sender| !sender.is_foreign()))
    }

    /// Whether the identity belongs to another account than the pool.
    pub fn is_foreign(&self) -> bool {
        let own = self.case.pool.account();
        !own.is_empty() && !self.arn.account.is_empty() && self.arn.account != own
    }

    /// What was read of SES in the identity's Region.
    pub fn ses(&self, operation: &str) -> Result<&'a Ses, Gap> {
        let ses = self.case.snapshot.ses.get(operation, false)?;
        let ses = ses.ok_or_else(|| Gap::not_asked(operation, false))?;
        match ses.region.as_deref() {
            Some(region) if region != self.arn.region => Err(Gap::never_read(
                operation,
                format!("the snapshot has SES facts of {region}, the identity lies in {}", self.arn.region),
            )),
            _ => Ok(ses),
        }
    }

    /// `GetAccount` in the identity's Region.
    pub fn account(&self) -> Result<&'a Value, Gap> {
        let account = self.ses(GET_ACCOUNT)?.account.get(GET_ACCOUNT, false)?;
        account.ok_or_else(|| Gap::not_asked(GET_ACCOUNT, false))
    }

    /// How SES stands to the identity `name`.
    pub fn standing(&self, name: &str) -> Result<Standing<'a>, Gap> {
        let fact = fact_of(self.ses(GET_IDENTITY)?, name);
        let answer =
            fact.map_or_else(|| Err(Gap::not_asked(GET_IDENTITY, false)), |f| f.get(GET_IDENTITY, false))?;
        match answer {
            None => Ok(Standing::Missing),
            // VerificationStatus tells of the last proof, this member of what SES lets through now.
            Some(answer) => match flag(answer, "VerifiedForSendingStatus") {
                Some(true) => Ok(Standing::Verified(answer)),
                Some(false) => Ok(Standing::Unverified(answer)),
                None => Err(Gap::never_read(GET_IDENTITY, "the answer lacks VerifiedForSendingStatus")),
            },
        }
    }

    /// Whether the domain of an address, or a domain above it, is verified.
    pub fn cover<'n>(&self, name: &'n str) -> Result<Cover<'n>, Gap> {
        // The readers ask for an address and its domain; what lies above is asked for only by hand.
        self.lent_to(name, !name.contains('@'))
    }

    fn lent_to<'n>(&self, name: &'n str, nearest_may_lack: bool) -> Result<Cover<'n>, Gap> {
        let ses = self.ses(GET_IDENTITY)?;
        let mut gap = None;
        let mut unasked = None;
        for (distance, domain) in domains_above(name).into_iter().enumerate() {
            match self.standing(domain) {
                Ok(Standing::Verified(_)) => return Ok(Cover::Verified(domain)),
                Ok(_) => {}
                Err(_) if fact_of(ses, domain).is_none() && (distance > 0 || nearest_may_lack) => {
                    unasked = unasked.or(Some(domain));
                }
                Err(missing) => gap = gap.or(Some(missing)),
            }
        }
        match (gap, unasked) {
            (Some(gap), _) => Err(gap),
            (None, Some(domain)) => Ok(Cover::Unasked(domain)),
            (None, None) => Ok(Cover::None),
        }
    }

    /// Whether SES verified `address` itself, or a domain above it.
    pub fn other_identity_of<'n>(&self, address: &'n str) -> Result<Cover<'n>, Gap> {
        let asked = fact_of(self.ses(GET_IDENTITY)?, address).is_some();
        if asked && matches!(self.standing(address)?, Standing::Verified(_)) {
            return Ok(Cover::Verified(address));
        }
        Ok(match self.lent_to(address, true)? {
            Cover::None if !asked => Cover::Unasked(address),
            cover => cover,
        })
    }

    /// The identity whose settings apply to what the pool sends: the named one, else the domain that covers it.
    pub fn effective(&self) -> Result<Option<(&'a str, &'a Value)>, Gap> {
        match self.standing(self.identity)? {
            Standing::Verified(answer) | Standing::Unverified(answer) => Ok(Some((self.identity, answer))),
            Standing::Missing => match self.cover(self.identity)? {
                Cover::Verified(domain) => match self.standing(domain)? {
                    Standing::Verified(answer) => Ok(Some((domain, answer))),
                    Standing::Unverified(_) | Standing::Missing => Ok(None),
                },
                Cover::None => Ok(None),
                Cover::Unasked(_) => Err(Gap::not_asked(GET_IDENTITY, false)),
            },
        }
    }

    /// A finding of what SES shows. Where a trigger delivers the pool's e-mail, SES is not in the way, and the
    /// finding is a note without the consequence.
    pub fn finding(&self, severity: Severity, resource: &str, fact: &str, consequence: &str) -> Draft {
        let pool = self.case.pool;
        if !pool.has_custom_email_sender() {
            return Draft::new(resource, format!("{fact}; {consequence}")).severity(severity);
        }
        let trigger = "LambdaConfig.CustomEmailSender.LambdaArn";
        let instead = "the pool's CustomEmailSender trigger delivers e-mail itself, so users do not meet this while it stays";
        Draft::new(resource, format!("{fact}; {instead}")).severity(Severity::Note).errors(&[]).evidence(
            GET_POOL,
            trigger,
            text(pool.described, trigger),
        )
    }

    /// The ARN of another identity beside this one.
    pub fn arn_of(&self, identity: &str) -> String {
        let Arn { partition, region, account, .. } = self.arn;
        format!("arn:{partition}:ses:{region}:{account}:identity/{identity}")
    }
}

/// The pool's name, else its ID: how a sentence names it.
pub(super) fn called<'a>(pool: &Pool<'a>) -> &'a str {
    if pool.name().is_empty() { pool.id() } else { pool.name() }
}

/// What was read of the identity `name`; domains are compared without regard to case.
fn fact_of<'a>(ses: &'a Ses, name: &str) -> Option<&'a Fact<Value>> {
    let found = ses.identities.iter().find(|(key, _)| same_identity(key, name));
    found.map(|(_, fact)| fact)
}

fn same_identity(one: &str, other: &str) -> bool {
    match (one.rsplit_once('@'), other.rsplit_once('@')) {
        (Some((a, a_domain)), Some((b, b_domain))) => a == b && a_domain.eq_ignore_ascii_case(b_domain),
        (None, None) => one.eq_ignore_ascii_case(other),
        _ => false,
    }
}

/// Of `a@mail.example.com`: `mail.example.com`, `example.com`. Of a domain, those above it. A top-level domain is
/// nobody's identity.
fn domains_above(name: &str) -> Vec<&str> {
    let (mut domains, mut rest) = match name.rsplit_once('@') {
        Some((_, domain)) => (vec![domain], domain),
        None => (Vec::new(), name),
    };
    while let Some((_, above)) = rest.split_once('.') {
        if above.contains('.') {
            domains.push(above);
        }
        rest = above;
    }
    domains
}

/// The address in a `From` such as `Example <no-reply@example.com>`; `None` where it cannot be told for sure.
pub(super) fn address_in(from: &str) -> Option<&str> {
    let from = from.trim();
    let address = match from.strip_suffix('>') {
        Some(inner) => inner.rsplit_once('<')?.1,
        None => from,
    };
    let (local, domain) = address.split_once('@')?;
    let plain = |part: &str| {
        !part.is_empty()
            && part.is_ascii()
            && !part.contains(|c: char| c.is_whitespace() || "@<>\"(),;".contains(c))
    };
    (plain(local) && plain(domain)).then_some(address)
}

/// Whether `address` lies within `identity`; `None` where that cannot be told for sure.
///
/// A domain covers its subdomains; an address covers itself and itself with a label (`name+label@…`).
pub(super) fn covers(identity: &str, address: &str) -> Option<bool> {
    let (local, domain) = address.rsplit_once('@')?;
    match identity.rsplit_once('@') {
        None => {
            let (domain, identity) = (domain.to_ascii_lowercase(), identity.to_ascii_lowercase());
            Some(domain == identity || domain.ends_with(&format!(".{identity}")))
        }
        Some((own, own_domain)) if own_domain.eq_ignore_ascii_case(domain) => {
            let unlabelled = local.split_once('+').map_or(local, |(before, _)| before);
            if own == local || own == unlabelled {
                return Some(true);
            }
            // SES tells the case of the part before the @ apart, other pages say otherwise.
            let doubtful = own.eq_ignore_ascii_case(local) || own.eq_ignore_ascii_case(unlabelled);
            (!doubtful).then_some(false)
        }
        Some(_) => Some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_in_every_form_of_from() {
        for from in ["a@example.com", " a@example.com ", "A B <a@example.com>", "\"B, A\" <a@example.com>"] {
            assert_eq!(address_in(from), Some("a@example.com"), "{from}");
        }
        for from in
            ["", "example.com", "A <example.com>", "a@b@example.com", "a b@example.com", "é@example.com"]
        {
            assert_eq!(address_in(from), None, "{from}");
        }
    }

    #[test]
    fn a_domain_covers_its_subdomains_and_an_address_itself_and_its_labels() {
        for (identity, address, covered) in [
            ("example.com", "a@example.com", Some(true)),
            ("Example.com", "a@mail.EXAMPLE.com", Some(true)),
            ("example.com", "a@notexample.com", Some(false)),
            ("mail.example.com", "a@example.com", Some(false)),
            ("a@example.com", "a@EXAMPLE.com", Some(true)),
            ("a@example.com", "a+x@example.com", Some(true)),
            ("a+x@example.com", "a@example.com", Some(false)),
            ("a@example.com", "b@example.com", Some(false)),
            ("a@example.com", "A@example.com", None),
            ("a@example.com", "a@mail.example.com", Some(false)),
        ] {
            assert_eq!(covers(identity, address), covered, "{identity} {address}");
        }
    }

    #[test]
    fn the_domains_above_end_before_the_top_level() {
        assert_eq!(
            domains_above("a@x.mail.example.com"),
            ["x.mail.example.com", "mail.example.com", "example.com"]
        );
        assert_eq!(domains_above("mail.example.com"), ["example.com"]);
        assert_eq!(domains_above("example.com"), [""; 0]);
    }
}
