//! A snapshot that can be handed to a stranger.
//!
//! Everything that names a person, an account, a resource or an address is replaced by a token, the same one
//! wherever it stands; what AWS itself names (members, enum values, actions, Regions, service principals) stays.
//! Two passes over the file go the same way: the first meets all names, the second writes tokens. A third step
//! checks that every pattern of a policy still matches what it matched.
//!
//! A name that is one of AWS's own general words (`user`, `key`, `pool`: see `words::SEGMENTS`) stays too, as it cannot
//! be told from the fixed part of an ARN, and tells nothing.
//!
//! Last resort: where tokens cannot keep what a pattern matches (`a*b*c` across a slash, say), that pattern and the
//! values it is compared with stay as they are. A text that mixes a policy variable with other characters
//! (`team-${aws:PrincipalTag/team}`) keeps its form, but not what it matches.

mod address;
mod dictionary;
mod glob;
mod message;
mod names;
mod policy;
mod shape;
mod waf;
mod walk;
mod words;

use super::Snapshot;
use names::Names;
use serde_json::{Value, json};

/// Each round keeps at least one more name, and more than a few are never needed.
const ROUNDS: usize = 16;

impl Snapshot {
    /// The same snapshot without names: it gives the same findings, and tells no stranger whose it is.
    ///
    /// A snapshot that says it is redacted already is left as it is.
    pub fn redacted(&self) -> Snapshot {
        if self.other.get("Redacted") == Some(&Value::Bool(true)) {
            return self.clone();
        }
        // A snapshot always has a JSON form that can be read back; were it not so, nothing may leak.
        let redacted = serde_json::to_value(self).ok().map(|value| redact(&value));
        let mut snapshot: Snapshot =
            redacted.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_else(Snapshot::empty);
        snapshot.other.insert("Redacted".to_owned(), json!(true));
        snapshot
    }
}

fn redact(value: &Value) -> Value {
    let mut names = Names::default();
    names.walk(value);
    names.freeze();
    let mut redacted = names.walk(value);
    for _ in 0..ROUNDS {
        if !names.keep_what_would_match_differently() {
            break;
        }
        redacted = names.walk(value);
    }
    redacted
}
