//! Texts that people or AWS wrote: message templates and error messages.

use super::names::Names;
use super::{shape, words};

impl Names {
    /// A text written for people, of which only the placeholders stay.
    pub(super) fn free_text(&mut self, text: &str) -> String {
        if text.trim().is_empty() {
            return text.to_owned();
        }
        let token = self.dictionary.token("Text ", text);
        let mut placeholders = Vec::new();
        let mut rest = text;
        while let Some((_, after)) = rest.split_once('{') {
            let Some((inner, after)) = after.split_once('}') else { break };
            match inner {
                "####" | "username" => placeholders.push(format!("{{{inner}}}")),
                _ if inner.starts_with("##") && inner.ends_with("##") => {
                    placeholders.push("{##here##}".to_owned())
                }
                _ => {}
            }
            rest = after;
        }
        if placeholders.is_empty() { token } else { format!("{token}: {}", placeholders.join(" ")) }
    }

    /// An error message: AWS's own words stay, everything else is a name.
    pub(super) fn error_message(&mut self, text: &str) -> String {
        text.split_inclusive(char::is_whitespace).map(|word| self.word(word)).collect()
    }

    fn word(&mut self, word: &str) -> String {
        let edge = |c: char| c.is_whitespace() || "\"'`()[]{}<>,.;!".contains(c);
        let core = word.trim_matches(edge);
        let core = core.strip_suffix(':').unwrap_or(core);
        if core.is_empty() || self.stays(core) {
            return word.to_owned();
        }
        let (lead, trail) = word.split_once(core).unwrap_or_default();
        format!("{lead}{}{trail}", self.text("word-", core))
    }

    fn stays(&self, core: &str) -> bool {
        let lower = core.to_lowercase();
        if words::MESSAGE.split_whitespace().any(|known| known == lower) {
            return !self.dictionary.knows(core) || core == lower;
        }
        let fault = core.ends_with("Exception") || core.ends_with("Error") || core == "AccessDenied";
        let status = core.len() <= 3 && core.bytes().all(|b| b.is_ascii_digit());
        (fault && shape::is_letters(core)) || status || shape::is_action(core)
    }
}
