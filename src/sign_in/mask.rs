//! Takes secrets out of what others said: an error may repeat what it was sent.

use super::Hidden;

/// Shorter values are no secrets, and would be found everywhere.
const LEAST: usize = 4;

/// Everything secret that was sent or received.
#[derive(Debug, Default)]
pub(super) struct Mask(Vec<Hidden>);

impl Mask {
    pub(super) fn add(&mut self, secret: &Hidden) {
        if secret.reveal().chars().count() >= LEAST && !self.0.contains(secret) {
            self.0.push(secret.clone());
            // A part must not be taken out of a whole, which would leave the rest.
            self.0.sort_by_key(|secret| std::cmp::Reverse(secret.reveal().len()));
        }
    }

    pub(super) fn cover(&self, text: &str) -> String {
        let cover = |text: String, secret: &Hidden| text.replace(secret.reveal(), "(hidden)");
        self.0.iter().fold(text.to_owned(), cover)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_secret_goes_first() {
        let mut mask = Mask::default();
        for secret in ["canary", "canary-long", "abc"] {
            mask.add(&Hidden::new(secret));
        }
        assert_eq!(mask.cover("canary-long, canary, abc"), "(hidden), (hidden), abc");
    }
}
