//! A token that somebody presented, and the pool that it is presented to, where one was given.

use super::judge::{finding, note};
use super::{Check, Draft, Selection, Verdicts, all};
use crate::finding::{Finding, NotJudged, Severity};
use crate::snapshot::{Client, Gap, Pool, Snapshot};
use crate::token::{Issuer, Refusal, Token, shown};
use serde_json::Value;

/// What a rule about a token is given.
#[derive(Debug, Clone, Copy)]
pub struct Presented<'a> {
    /// The token.
    pub token: &'a Token,
    /// The pool that it is presented to, where one was given.
    pub snapshot: Option<&'a Snapshot>,
    /// Seconds since 1970, as the clock of this machine has it.
    pub now: i64,
    /// What checking its signature gave; `None` where it was not checked.
    pub signature: Option<&'a Result<(), Refusal>>,
}

/// What the rules say of one token.
#[derive(Debug)]
pub struct TokenJudgement {
    /// Worst first.
    pub findings: Vec<Finding>,
    /// What could not be judged.
    pub not_judged: Vec<NotJudged>,
}

impl TokenJudgement {
    /// Whether Cognito would take the token for MFA calls, as far as can be seen.
    pub fn is_fit(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity < Severity::Error)
    }
}

/// Judges a token by the selected rules about tokens.
///
/// # Errors
/// The gap, when a pool was given that was not read.
pub fn judge_token(presented: &Presented<'_>, selection: &Selection) -> Result<TokenJudgement, Gap> {
    presented.pool()?;
    let mut findings: Vec<(usize, Finding)> = Vec::new();
    let mut not_judged = Vec::new();
    for (position, rule) in all().enumerate().filter(|(_, rule)| selection.admits(rule)) {
        let (Check::Token(check) | Check::PoolAndToken { token: check, .. }) = rule.check else { continue };
        let verdicts =
            check(presented).unwrap_or_else(|gap| Verdicts { gaps: vec![gap], ..Verdicts::default() });
        findings.extend(verdicts.findings.into_iter().map(|draft| (position, finding(rule, draft))));
        verdicts.gaps.into_iter().for_each(|gap| note(&mut not_judged, rule, rule.factors, None, gap));
    }
    findings.sort_by(|(a_at, a), (b_at, b)| b.severity.cmp(&a.severity).then(a_at.cmp(b_at)));
    not_judged.sort();
    Ok(TokenJudgement { findings: findings.into_iter().map(|(_, finding)| finding).collect(), not_judged })
}

/// Whether a token's client is one of the pool's.
#[derive(Debug, Clone, Copy)]
pub(super) enum TokenClient<'a> {
    /// It is, with these settings.
    Ours(Client<'a>),
    /// It is none of the pool's.
    Foreign,
}

impl<'a> Presented<'a> {
    /// The pool that the token is presented to; `None` where none was given.
    ///
    /// # Errors
    /// The gap, when it was not read.
    pub(super) fn pool(&self) -> Result<Option<Pool<'a>>, Gap> {
        self.snapshot.map(Snapshot::pool).transpose()
    }

    /// The same pool, unless the token says that it is another's: then the settings of this one explain nothing.
    pub(super) fn own_pool(&self) -> Result<Option<Pool<'a>>, Gap> {
        let pool = self.pool()?;
        let other = |pool: &Pool<'_>| self.token.claim("iss").is_some_and(|_| !self.is_issued_by(pool));
        Ok(pool.filter(|pool| !other(pool)))
    }

    /// Whether the issuer is this pool.
    pub(super) fn is_issued_by(&self, pool: &Pool<'_>) -> bool {
        self.token.issuer().is_some_and(|Issuer { pool: id, .. }| id == pool.id())
    }

    /// The settings of the token's client in `pool`, as far as they were read.
    ///
    /// # Errors
    /// The gap, when the clients, or this one, were not read.
    pub(super) fn client(&self, pool: &Pool<'a>) -> Result<Option<TokenClient<'a>>, Gap> {
        let Some(id) = self.token.client() else { return Ok(None) };
        Ok(Some(pool.client(id)?.map_or(TokenClient::Foreign, TokenClient::Ours)))
    }

    /// Whether `pool` has the token's client; `None` where the token names none.
    ///
    /// # Errors
    /// The gap, when the clients were not listed; the settings of the client itself do not matter here.
    pub(super) fn is_of_own_client(&self, pool: &Pool<'a>) -> Result<Option<bool>, Gap> {
        let Some(id) = self.token.client() else { return Ok(None) };
        let clients = pool.snapshot.clients.known().map(Vec::as_slice).unwrap_or_default();
        if clients.iter().any(|client| Client(client).id() == id) {
            return Ok(Some(true));
        }
        self.client(pool).map(|client| client.map(|client| matches!(client, TokenClient::Ours(_))))
    }

    /// What a finding is about: the pool's ARN, else the issuer, else the token.
    pub(super) fn resource(&self) -> String {
        match self.pool() {
            Ok(Some(pool)) => pool.arn(),
            _ if self.token.claim("iss").is_some() => self.words("iss"),
            _ => "token".to_owned(),
        }
    }

    /// The claim as it may be shown; `null` where the token has none.
    pub(super) fn claim(&self, name: &str) -> Value {
        self.token.claims.get(name).map_or(Value::Null, |value| shown(name, value))
    }

    /// The text of the claim as it may be shown.
    pub(super) fn words(&self, name: &str) -> String {
        self.claim(name).as_str().unwrap_or("nothing").to_owned()
    }

    /// A finding about the token, which rests on these claims.
    pub(super) fn draft(&self, message: impl Into<String>, claims: &[&str]) -> Draft {
        let draft = Draft::new(self.resource(), message);
        claims.iter().fold(draft, |draft, name| draft.evidence("token", *name, self.claim(name)))
    }
}
