//! What `decode-token` says, frozen; the types are its JSON.

use super::page::{HEADLINE, Page};
use super::{FindingReport, Look, Tool, clean, json};
use crate::finding::NotJudged;
use anstyle::AnsiColor;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// One run of `decode-token`.
#[derive(Debug, Clone, Serialize)]
pub struct TokensReport {
    /// The version of the form; only additions while it is the same.
    pub schema: u32,
    /// Which program, in which version.
    pub tool: Tool,
    /// The exit code of the run.
    pub exit_code: u8,
    /// The pool that the tokens were presented to; `null` where none was given.
    pub pool: Option<PresentedTo>,
    /// The tokens, in the order in which they stood.
    pub tokens: Vec<TokenReport>,
}

/// The pool that tokens were presented to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PresentedTo {
    /// The pool's ID.
    pub id: String,
    /// The pool's name.
    pub name: String,
    /// The pool's Region.
    pub region: String,
    /// `OFF`, `OPTIONAL`, `ON` or `unknown`.
    pub mfa: String,
    /// Whether the pool offers TOTP; `null` where that could not be read.
    pub totp: Option<bool>,
}

/// One token. Its text stands nowhere.
#[derive(Debug, Clone, Serialize)]
pub struct TokenReport {
    /// The member or parameter that held it, such as `AccessToken`; `null` of a bare token.
    pub place: Option<&'static str>,
    /// `access`, `id`, `refresh`, `machine` or `unknown`.
    pub kind: &'static str,
    /// The header's members, in order.
    pub header: Map<String, Value>,
    /// The claims, in order.
    pub claims: Map<String, Value>,
    /// `exp`, `iat`, `nbf` and `auth_time`, where the token has them.
    pub times: BTreeMap<&'static str, TimeReport>,
    /// Which sign-in made it, as far as the claims tell.
    pub sign_in: Option<String>,
    /// Whether the signature is the issuer's; `null` where it was not checked.
    pub verified: Option<bool>,
    /// Why the signature was refused; `null` where it was not.
    pub refused: Option<String>,
    /// `fit` or `unfit`.
    pub mfa_calls: &'static str,
    /// Which calls would take it.
    pub calls: Vec<CallReport>,
    /// Why not, worst first.
    pub findings: Vec<FindingReport>,
    /// What could not be judged.
    pub not_judged: Vec<NotJudged>,
    /// What no token shows.
    pub unseen: Vec<&'static str>,
}

/// A time stamp in words.
#[derive(Debug, Clone, Serialize)]
pub struct TimeReport {
    /// `2026-11-25 12:00:00 UTC`
    pub utc: String,
    /// `expired 3 h ago`
    pub relative: String,
}

/// One call with the token.
#[derive(Debug, Clone, Serialize)]
pub struct CallReport {
    /// `AssociateSoftwareToken`
    pub operation: &'static str,
    /// Whether it would take the token.
    pub accepts: bool,
    /// Ids of the rules that say why not.
    pub because: Vec<&'static str>,
}

/// Writes `report` for people.
///
/// # Errors
/// When `out` cannot be written.
pub fn render_tokens(report: &TokensReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    for (number, token) in report.tokens.iter().enumerate() {
        if number > 0 {
            writeln!(page.out)?;
        }
        page.token(token, report.pool.as_ref())?;
    }
    Ok(())
}

/// `tokens` as JSON for programs.
///
/// # Errors
/// When `out` cannot be written.
pub fn render_tokens_json(report: &TokensReport, out: &mut dyn Write) -> io::Result<()> {
    json::render(report, out)
}

impl Page<'_> {
    fn token(&mut self, token: &TokenReport, pool: Option<&PresentedTo>) -> io::Result<()> {
        let name = match token.kind {
            "access" => "access token",
            "id" => "ID token",
            "refresh" => "refresh token",
            "machine" => "access token of a program",
            _ => "token of an unknown kind",
        };
        let place = token.place.map(|place| format!(" ({place})")).unwrap_or_default();
        self.styled(&format!("{name}{place}"), HEADLINE)?;
        self.members("header", &token.header, &BTreeMap::new())?;
        self.members("claims", &token.claims, &token.times)?;
        if token.kind == "refresh" && token.claims.is_empty() {
            self.line(
                2,
                if token.header.contains_key("enc") {
                    "five parts: its claims are encrypted, and only Cognito can read it"
                } else {
                    "opaque: only who issued it can read it"
                },
            )?;
        } else {
            let checked = match (token.verified, &token.refused) {
                (_, Some(refused)) => format!("REFUSED: {refused}"),
                (Some(_), None) => "verified: a key of the set signed exactly this header and these claims".to_owned(),
                (None, None) => "not verified (--verify checks it): everything above is only what the token says of itself".to_owned(),
            };
            self.labelled("signature", &checked)?;
        }
        if let Some(sign_in) = &token.sign_in {
            self.labelled("made by", sign_in)?;
        }
        if let Some(pool) = pool {
            let totp = match pool.totp {
                Some(true) => "offers TOTP",
                Some(false) => "does not offer TOTP (`mfa-doctor check` says why)",
                None => "TOTP unknown",
            };
            let pool = format!("{} ({}) in {}, MFA {}, {totp}", pool.name, pool.id, pool.region, pool.mfa);
            self.labelled("pool", &pool)?;
        }
        writeln!(self.out)?;
        self.verdict(token)?;
        for reported in &token.findings {
            self.finding_with(reported, "-v prints it")?;
        }
        if !self.look.quiet {
            for entry in &token.not_judged {
                self.line(
                    0,
                    &format!("not judged: {} ({}): {}", entry.rule, entry.needs.join(", "), entry.reason),
                )?;
            }
            for unseen in &token.unseen {
                self.line(0, &format!("not seen: {unseen}"))?;
            }
        }
        Ok(())
    }

    fn verdict(&mut self, token: &TokenReport) -> io::Result<()> {
        let calls: Vec<&str> = token.calls.iter().map(|call| call.operation).collect();
        let calls = calls.join(", ");
        let fit = token.mfa_calls == "fit";
        let (word, color) = if fit { ("FIT", AnsiColor::Green) } else { ("UNFIT", AnsiColor::Red) };
        self.styled(&format!("{word} for MFA calls"), color.on_default().bold())?;
        if fit {
            let checked = if token.verified.is_none() { ", provided that Cognito signed it" } else { "" };
            self.line(2, &format!("would be taken by {calls}{checked}"))?;
        } else {
            let mut rules = token.calls.iter().flat_map(|call| &call.because).copied().collect::<Vec<_>>();
            rules.sort_unstable();
            rules.dedup();
            self.line(2, &format!("would be refused by {calls}: {}", rules.join(", ")))?;
        }
        writeln!(self.out)
    }

    fn members(
        &mut self,
        title: &str,
        members: &Map<String, Value>,
        times: &BTreeMap<&'static str, TimeReport>,
    ) -> io::Result<()> {
        if members.is_empty() {
            return Ok(());
        }
        self.line(2, title)?;
        let widest = members.keys().map(|name| clean(name).chars().count()).max().unwrap_or(0).min(24);
        for (name, value) in members {
            let mut text = match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            if let Some(time) = times.get(name.as_str()) {
                text = format!("{text} ({}, {})", time.utc, time.relative);
            }
            let label = format!("    {:<widest$}  ", clean(name));
            self.wrapped(&label, &" ".repeat(widest + 6), &text)?;
        }
        Ok(())
    }
}
