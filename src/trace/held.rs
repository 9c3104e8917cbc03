//! What a file holds that must not be given away, by number.

use super::{Key, Mark, seen, words};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A kind of secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SecretKind {
    /// A password, old or new.
    Password,
    /// A code of an authenticator, a text message or an e-mail.
    Code,
    /// A Session of a sign-in.
    Session,
    /// An access token.
    AccessToken,
    /// An ID token.
    IdToken,
    /// A refresh token.
    RefreshToken,
    /// The secret of an authenticator app: it makes codes for as long as it is in use.
    TotpSecret,
    /// A client secret, or a hash made with it.
    ClientSecret,
    /// An authorization code of managed login.
    AuthorizationCode,
    /// An `Authorization` header, of whichever site.
    Authorization,
    /// A cookie, of whichever site.
    Cookie,
}

impl SecretKind {
    /// In words, for one and for more.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            SecretKind::Password => ("password", "passwords"),
            SecretKind::Code => ("code", "codes"),
            SecretKind::Session => ("Session", "Sessions"),
            SecretKind::AccessToken => ("access token", "access tokens"),
            SecretKind::IdToken => ("ID token", "ID tokens"),
            SecretKind::RefreshToken => ("refresh token", "refresh tokens"),
            SecretKind::TotpSecret => ("authenticator secret", "authenticator secrets"),
            SecretKind::ClientSecret => ("client secret or hash of one", "client secrets or hashes of them"),
            SecretKind::AuthorizationCode => ("authorization code", "authorization codes"),
            SecretKind::Authorization => ("Authorization header", "Authorization headers"),
            SecretKind::Cookie => ("cookie", "cookies"),
        }
    }
}

/// The different secrets that a file holds, counted. None of them is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held(BTreeMap<SecretKind, BTreeSet<Mark>>);

impl Held {
    /// How many different ones there are of each kind that there is.
    pub fn counts(&self) -> impl Iterator<Item = (SecretKind, usize)> + '_ {
        self.0.iter().map(|(kind, marks)| (*kind, marks.len()))
    }

    /// How many different ones there are of `kind`.
    pub fn count(&self, kind: SecretKind) -> usize {
        self.0.get(&kind).map_or(0, BTreeSet::len)
    }

    /// Whether there is nothing secret.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Counts those of another file of the same run too.
    pub fn merge(&mut self, other: Held) {
        for (kind, marks) in other.0 {
            self.0.entry(kind).or_default().extend(marks);
        }
    }

    pub(super) fn add(&mut self, kind: SecretKind, secret: &str, key: &Key) {
        if !secret.is_empty() && !words::is_masked(secret) {
            self.0.entry(kind).or_default().insert(key.mark(secret));
        }
    }

    /// Counts what stands in a request or an answer, by the names of the members.
    pub(super) fn look(&mut self, value: &Value, key: &Key) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.look(item, key)),
            Value::Object(members) => {
                for (name, member) in members {
                    match member {
                        Value::String(text) => self.member(name, text, key),
                        _ => self.look(member, key),
                    }
                }
            }
            _ => {}
        }
    }

    /// Counts one member or field of a form.
    pub(super) fn member(&mut self, name: &str, text: &str, key: &Key) {
        if let Some(kind) = kind(name, text) {
            self.add(kind, text, key);
        }
    }
}

fn kind(name: &str, text: &str) -> Option<SecretKind> {
    Some(match name.to_ascii_lowercase().as_str() {
        "password" | "previouspassword" | "proposedpassword" | "new_password" | "newpassword" => {
            SecretKind::Password
        }
        "session" => SecretKind::Session,
        "accesstoken" | "access_token" => SecretKind::AccessToken,
        "idtoken" | "id_token" => SecretKind::IdToken,
        "refreshtoken" | "refresh_token" if seen::parts(text).is_none() => SecretKind::RefreshToken,
        "secretcode" => SecretKind::TotpSecret,
        "secrethash" | "secret_hash" | "client_secret" => SecretKind::ClientSecret,
        "usercode" | "confirmationcode" | "code" | "answer" if words::word(text).is_none() => {
            SecretKind::Code
        }
        name if name.ends_with("_code") && name != "error_code" => SecretKind::Code,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn equal_secrets_count_once() {
        let key = Key::new(&[1; 32]);
        let mut held = Held::default();
        let answer =
            json!({"ChallengeName": "SMS_MFA", "Session": "s", "ChallengeResponses": {"SMS_MFA_CODE": "1"}});
        held.look(&answer, &key);
        held.look(&answer, &key);
        held.look(&json!([{"Session": "t", "Password": ""}]), &key);
        assert_eq!(held.counts().collect::<Vec<_>>(), [(SecretKind::Code, 1), (SecretKind::Session, 2)]);
    }
}
