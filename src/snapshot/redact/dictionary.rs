//! Which token stands for which name.

use super::glob::{Segment, mark};
use std::collections::{BTreeMap, BTreeSet};

/// Names that are equal but for letter case, and get tokens that are equal but for letter case.
#[derive(Debug)]
struct Group {
    stem: String,
    number: usize,
    spellings: Vec<String>,
}

/// All names of a snapshot, in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    groups: Vec<Group>,
    by_name: BTreeMap<String, usize>,
    counts: BTreeMap<String, usize>,
    met: Vec<String>,
    /// The patterns that touch a name; empty until all names are met.
    marking: Vec<Segment>,
    kept: BTreeSet<String>,
}

impl Dictionary {
    /// The token of `name`; a name that is met for the first time gets one that begins with `stem`.
    pub(super) fn token(&mut self, stem: &str, name: &str) -> String {
        if self.kept.contains(name) {
            return name.to_owned();
        }
        let group = self.group(stem, name);
        let spelling = match self.groups[group].spellings.iter().position(|known| known == name) {
            Some(spelling) => spelling,
            None => {
                self.groups[group].spellings.push(name.to_owned());
                self.groups[group].spellings.len() - 1
            }
        };
        let Group { stem, number, .. } = &self.groups[group];
        let base = respelled(&format!("{stem}{number}"), spelling);
        let (front, end) = self.marks(group, name);
        format!("{front}{base}{end}")
    }

    /// The token of a pattern.
    pub(super) fn pattern(&mut self, written: &str) -> String {
        if self.kept.contains(written) {
            return written.to_owned();
        }
        if !self.met.iter().any(|known| known == written) {
            self.met.push(written.to_owned());
        }
        if let Some(position) = self.marking.iter().position(|segment| segment.written() == written) {
            return self.marking[position].marked(position, self.marking.len());
        }
        // It matches nothing that is known, and its token must not either.
        let group = self.group("pattern-", written);
        let base = format!("pattern-{}", self.groups[group].number);
        let lead = if written.starts_with('*') { "*" } else { "" };
        let trail = if lead.is_empty() || written.ends_with('*') { "*" } else { "" };
        format!("{lead}{base}{trail}")
    }

    /// Whether `name` was met.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.by_name
            .get(&name.to_lowercase())
            .is_some_and(|group| self.groups[*group].spellings.iter().any(|spelling| spelling == name))
    }

    /// Says that all names and patterns were met.
    pub(super) fn freeze(&mut self) {
        let names = self.groups.iter().flat_map(|group| &group.spellings);
        let segments = self.met.iter().map(|written| Segment::new(written));
        self.marking = segments.filter(|segment| segment.touches(names.clone())).collect();
    }

    /// Lets `name` stand as it is from now on; whether it did not before.
    pub(super) fn keep(&mut self, name: &str) -> bool {
        self.kept.insert(name.to_owned())
    }

    /// Whether `name` stands as it is.
    pub(super) fn keeps(&self, name: &str) -> bool {
        self.kept.contains(name)
    }

    fn group(&mut self, stem: &str, name: &str) -> usize {
        let folded = name.to_lowercase();
        if let Some(group) = self.by_name.get(&folded) {
            return *group;
        }
        let count = self.counts.entry(stem.to_owned()).or_default();
        *count += 1;
        self.groups.push(Group { stem: stem.to_owned(), number: *count, spellings: Vec::new() });
        self.by_name.insert(folded, self.groups.len() - 1);
        self.groups.len() - 1
    }

    /// The blocks of marks of a name. All spellings of a group have them or none has, to stay equal but for case.
    fn marks(&self, group: usize, name: &str) -> (String, String) {
        let spellings = &self.groups[group].spellings;
        let touched = |segment: &Segment| {
            spellings.iter().any(|spelling| segment.fits_start(spelling) || segment.fits_end(spelling))
        };
        if !self.marking.iter().any(touched) {
            return (String::new(), String::new());
        }
        let count = self.marking.len();
        let block = |fits: &dyn Fn(&Segment) -> bool| -> String {
            self.marking.iter().enumerate().map(|(at, segment)| mark(at, count, fits(segment))).collect()
        };
        (block(&|segment| segment.fits_start(name)), block(&|segment| segment.fits_end(name)))
    }
}

/// `token` with the case of its letters turned by the bits of `spelling`.
fn respelled(token: &str, spelling: usize) -> String {
    let mut bits = spelling;
    let turned = token.chars().map(|c| {
        let turn = c.is_ascii_alphabetic() && {
            let bit = bits & 1 == 1;
            bits >>= 1;
            bit
        };
        match turn {
            true if c.is_ascii_lowercase() => c.to_ascii_uppercase(),
            true => c.to_ascii_lowercase(),
            false => c,
        }
    });
    let turned: String = turned.collect();
    // More spellings than the letters can tell apart: the rest is told apart by a number.
    if bits == 0 { turned } else { format!("{turned}-{bits}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_only_in_case_get_tokens_that_do() {
        let mut dictionary = Dictionary::default();
        let mut token = |name: &str| dictionary.token("role-", name);
        let (one, two, other) = (token("Sms"), token("sMS"), token("sms-2"));
        assert_eq!((one.as_str(), token("Sms")), ("role-1", "role-1".to_owned()));
        assert_ne!(one, two);
        assert_eq!(one.to_lowercase(), two.to_lowercase());
        assert_eq!(other, "role-2");
    }

    #[test]
    fn a_pattern_matches_the_tokens_of_what_it_matched() {
        let mut dictionary = Dictionary::default();
        let names = ["prod-a", "prod-b", "PROD-a", "test-a"];
        names.iter().for_each(|name| drop(dictionary.token("external-id-", name)));
        for pattern in ["prod-*", "*-a", "none-*"] {
            dictionary.pattern(pattern);
        }
        dictionary.freeze();
        for pattern in ["prod-*", "*-a", "none-*"] {
            for name in names {
                let (now, token) = (dictionary.pattern(pattern), dictionary.token("", name));
                let same =
                    super::super::glob::matches(pattern, name) == super::super::glob::matches(&now, &token);
                assert!(same, "{pattern} {name}: {now} {token}");
            }
        }
    }
}
