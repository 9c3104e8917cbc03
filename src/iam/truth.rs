//! Three-valued truth.

use std::collections::BTreeSet;
use std::ops::Not;

use super::reading::Readings;

/// True, false, or not decided by what is known (Kleene's logic).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    True,
    False,
    Maybe,
}

impl From<bool> for Truth {
    fn from(b: bool) -> Truth {
        if b { Truth::True } else { Truth::False }
    }
}

impl Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Maybe => Truth::Maybe,
        }
    }
}

/// A truth, the unknown keys it hangs on while it is `Maybe`, and the readings it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) truth: Truth,
    pub(super) keys: BTreeSet<String>,
    pub(super) readings: Readings,
}

impl From<Truth> for Finding {
    fn from(truth: Truth) -> Finding {
        Finding { truth, keys: BTreeSet::new(), readings: Readings::default() }
    }
}

impl From<bool> for Finding {
    fn from(b: bool) -> Finding {
        Truth::from(b).into()
    }
}

impl Finding {
    pub(super) fn maybe(keys: BTreeSet<String>) -> Finding {
        Finding { truth: Truth::Maybe, keys, readings: Readings::default() }
    }

    pub(super) fn with(mut self, readings: Readings) -> Finding {
        self.readings = self.readings.union(readings);
        self
    }

    /// One of several that suffice: true if any is, and then of the others nothing is kept.
    pub(super) fn any(parts: impl IntoIterator<Item = Finding>) -> Finding {
        fold(parts, Truth::True)
    }

    /// All of several that are needed.
    pub(super) fn all(parts: impl IntoIterator<Item = Finding>) -> Finding {
        fold(parts, Truth::False)
    }
}

impl Not for Finding {
    type Output = Finding;

    fn not(mut self) -> Finding {
        self.truth = !self.truth;
        self
    }
}

fn fold(parts: impl IntoIterator<Item = Finding>, decisive: Truth) -> Finding {
    let mut result = Finding::from(!decisive);
    for part in parts {
        if part.truth == decisive {
            return part;
        }
        if part.truth == Truth::Maybe {
            result.truth = Truth::Maybe;
            result.keys.extend(part.keys);
        }
        result.readings = result.readings.union(part.readings);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kleene() {
        let f = |t: Truth| Finding::from(t);
        assert_eq!(Finding::any([f(Truth::Maybe), f(Truth::True)]).truth, Truth::True);
        assert_eq!(Finding::any([f(Truth::Maybe), f(Truth::False)]).truth, Truth::Maybe);
        assert_eq!(Finding::all([f(Truth::Maybe), f(Truth::False)]).truth, Truth::False);
        assert_eq!(Finding::all([f(Truth::Maybe), f(Truth::True)]).truth, Truth::Maybe);
        assert_eq!(Finding::any([]).truth, Truth::False);
        assert_eq!(Finding::all([]).truth, Truth::True);
    }
}
