//! Patterns of policies, and the marks by which their tokens keep matching.
//!
//! The token of a name that a pattern touches carries a block of marks in front and one at its end; mark `Q3Q`
//! says "pattern 3 matches here", `q3q` stands in its place where not. The pattern itself becomes a pattern of that
//! mark, tied to the start or the end of the name as the original was.

/// Whether `pattern`, in which `*` stands for any run and `?` for one character, covers `text`.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                retry = Some((p + 1, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match retry {
                Some((after, from)) => {
                    retry = Some((after, from + 1));
                    (p, t) = (after, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// As `matches`, but each of the six fields of an ARN by itself.
pub(super) fn matches_by_field(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<&str>, Vec<&str>) =
        (pattern.splitn(6, ':').collect(), text.splitn(6, ':').collect());
    pattern.len() == 6 && text.len() == 6 && pattern.iter().zip(&text).all(|(p, t)| matches(p, t))
}

/// Whether `text` holds a wildcard.
pub(super) fn is_wild(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// Whether `text` is made of wildcards alone.
pub(super) fn is_all_wild(text: &str) -> bool {
    text.chars().all(|c| c == '*' || c == '?')
}

/// A pattern within one segment of an ARN, or one that no separator divides.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    written: String,
    /// What stands before the first `*` and after the last, where nothing but `*` stands between.
    ends: Option<(String, String)>,
}

impl Segment {
    pub(super) fn new(written: &str) -> Segment {
        let ends = match (written.split_once('*'), written.rsplit_once('*')) {
            (Some((head, _)), Some((middle, tail))) => {
                let between = middle.get(head.len()..).unwrap_or_default();
                between.chars().all(|c| c == '*').then(|| (head.to_owned(), tail.to_owned()))
            }
            _ => None,
        };
        Segment { written: written.to_owned(), ends }
    }

    pub(super) fn written(&self) -> &str {
        &self.written
    }

    /// Whether a name fits the beginning of the pattern, so that what follows a slash may fit the rest.
    pub(super) fn fits_start(&self, name: &str) -> bool {
        match &self.ends {
            Some((head, _)) => !head.is_empty() && matches(&format!("{head}*"), name),
            None => matches(&self.written, name),
        }
    }

    /// Whether a name fits the end of the pattern.
    pub(super) fn fits_end(&self, name: &str) -> bool {
        match &self.ends {
            Some((_, tail)) => !tail.is_empty() && matches(&format!("*{tail}"), name),
            None => matches(&self.written, name),
        }
    }

    /// Whether the pattern can match something made of `names`.
    pub(super) fn touches<'a>(&self, names: impl Iterator<Item = &'a String> + Clone) -> bool {
        let (starts, ends) = match &self.ends {
            Some((head, tail)) => (head.is_empty(), tail.is_empty()),
            None => (false, false),
        };
        (starts || names.clone().any(|name| self.fits_start(name)))
            && (ends || names.clone().any(|name| self.fits_end(name)))
    }

    /// The pattern of the marks: `position` of `count`.
    pub(super) fn marked(&self, position: usize, count: usize) -> String {
        let own = mark(position, count, true);
        let before = "?".repeat(position * own.len());
        let after = "?".repeat((count - 1 - position) * own.len());
        let (at_start, at_end) = (!self.written.starts_with('*'), !self.written.ends_with('*'));
        match (at_start, at_end) {
            (true, true) => format!("{before}{own}*{own}{after}"),
            (true, false) => format!("{before}{own}*"),
            (false, true) => format!("*{own}{after}"),
            (false, false) => format!("*{own}*"),
        }
    }
}

/// The mark at `position` of a block of `count`; all marks of a block are equally long.
pub(super) fn mark(position: usize, count: usize, set: bool) -> String {
    let width = count.saturating_sub(1).to_string().len();
    if set { format!("Q{position:0width$}Q") } else { format!("q{position:0width$}q") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_patterns_match_only_their_own() {
        for (pattern, name, other) in [
            ("prod-*", "prod-sms", "x-prod-"),
            ("*-sms", "a-sms", "a-sms-b"),
            ("a*b", "axxb", "ba"),
            ("*x*", "axb", "ab"),
        ] {
            let segment = Segment::new(pattern);
            for (position, count) in [(0, 1), (3, 12)] {
                let token = |name: &str| {
                    let block = |set: bool| -> String {
                        (0..count).map(|p| mark(p, count, set && p == position)).collect()
                    };
                    format!("{}role-1{}", block(segment.fits_start(name)), block(segment.fits_end(name)))
                };
                let marked = segment.marked(position, count);
                assert!(matches(&marked, &token(name)), "{pattern} {name}: {marked} {}", token(name));
                assert!(!matches(&marked, &token(other)), "{pattern} {other}: {marked} {}", token(other));
            }
        }
    }
}
