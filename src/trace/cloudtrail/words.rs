//! Texts that come again and again are kept once.

use super::event::Words;
use std::collections::HashSet;

/// A file may be made of texts that never come again.
const MOST: usize = 1 << 16;
/// Longer texts are cut: no name of AWS is as long, and no message says more in its end.
const LONGEST: usize = 1000;

#[derive(Debug, Default)]
pub(super) struct Interner(HashSet<Words>);

impl Interner {
    pub(super) fn get(&mut self, text: &str) -> Words {
        let text = &text[..text.floor_char_boundary(LONGEST)];
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let word = Words::from(text);
        if self.0.len() < MOST {
            self.0.insert(word.clone());
        }
        word
    }
}
