//! The answer for people.

use super::{CauseExplained, ErrorExplained, Explained};
use crate::finding::Severity;
use crate::report::Look;
use crate::report::page::{HEADLINE, Page, count, short, style_of};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Candidates that are explained whole; more are listed by a line each.
const WHOLE: usize = 3;

/// Facts that are shown of a cause that is not proven.
const FACTS: usize = 2;

pub(super) fn render(answer: &Explained, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    let exact = answer.errors.iter().filter(|error| error.matched == "exact").count();
    let whole = if exact > 0 { exact } else { answer.errors.len().min(WHOLE) };
    for error in &answer.errors[..whole] {
        page.error(error, answer)?;
    }
    let rest = &answer.errors[whole..];
    if !rest.is_empty() {
        page.styled("less likely", HEADLINE)?;
        for error in rest {
            page.line(2, &format!("{} [{}]", headline(error), error.id))?;
        }
        page.gap()?;
    }
    page.closing(answer)
}

/// The error as AWS prints it.
fn headline(error: &ErrorExplained) -> String {
    match (error.code, error.message) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(code), None) => code.to_owned(),
        (None, message) => message.unwrap_or_default().to_owned(),
    }
}

impl Page<'_> {
    fn error(&mut self, error: &ErrorExplained, answer: &Explained) -> io::Result<()> {
        self.styled(&headline(error), style_of(Severity::Error))?;
        let how = if error.matched == "exact" {
            ""
        } else {
            "as a candidate, by its exception or its message alone: "
        };
        let times = match error.count {
            1 => "once".to_owned(),
            2 => "twice".to_owned(),
            more => format!("{more} times"),
        };
        let seen = if error.seen_in.is_empty() {
            String::new()
        } else {
            format!(", in {}", error.seen_in.join(", "))
        };
        self.labelled("found", &format!("{how}{times}{seen} [{}]", error.id))?;
        self.labelled("means", error.meaning)?;
        let mut told = BTreeSet::new();
        for cause in &error.causes {
            self.cause(cause, &mut told)?;
        }
        self.elsewhere(error)?;
        if !error.causes.iter().any(|cause| !cause.fixes.is_empty() && cause.holds == "proven") {
            self.labelled("fix", error.fix)?;
        }
        if answer.pool.is_some() {
            self.outcome(error)?;
        }
        self.labelled("see", error.docs)?;
        self.gap()
    }

    fn cause(&mut self, cause: &CauseExplained, told: &mut BTreeSet<String>) -> io::Result<()> {
        let label = match cause.holds {
            "proven" => "PROVEN",
            "cannot-tell" => "unclear",
            "ruled-out" => "ruled out",
            _ => "cause",
        };
        let rule = cause.rule.filter(|_| cause.in_table).map(|id| format!("{id} ")).unwrap_or_default();
        self.labelled(label, &format!("{rule}{}", cause.text))?;
        for message in &cause.messages {
            self.labelled("here", message)?;
        }
        // What rules several causes out is shown with the first of them.
        let proven = cause.holds == "proven";
        let facts = cause.evidence.iter().take(if proven { usize::MAX } else { FACTS });
        let facts: Vec<String> = facts
            .map(|fact| format!("{} {} = {}", fact.source, fact.path, short(&fact.value.to_string())))
            .collect();
        let new: Vec<&String> = facts.iter().filter(|fact| told.insert((*fact).clone()) || proven).collect();
        for fact in &new {
            self.labelled("", &format!("read {fact}"))?;
        }
        if new.is_empty() && !facts.is_empty() {
            self.labelled("", "by what was read above")?;
        }
        for gap in &cause.gaps {
            let text = match gap.needs.join(", ") {
                needs if needs.is_empty() => gap.reason.clone(),
                needs => format!("not read: {} (would be settled by {needs})", gap.reason),
            };
            self.labelled("", &text)?;
        }
        for fix in &cause.fixes {
            self.labelled("fix", &fix.summary)?;
            for step in &fix.steps {
                self.step(step, "-v prints it")?;
            }
        }
        Ok(())
    }

    /// What else to look at: what shows causes that no pool does.
    fn elsewhere(&mut self, error: &ErrorExplained) -> io::Result<()> {
        let mut sights: Vec<&str> = Vec::new();
        let open = error.causes.iter().filter(|cause| cause.holds != "ruled-out");
        for sight in open.filter_map(|cause| cause.shown_by) {
            if !sights.contains(&sight) {
                sights.push(sight);
            }
        }
        let mut label = "look at";
        for sight in sights {
            self.labelled(label, sight)?;
            label = "";
        }
        Ok(())
    }

    /// What the pool says of the error, in one sentence.
    fn outcome(&mut self, error: &ErrorExplained) -> io::Result<()> {
        let of = |holds: &str| error.causes.iter().filter(|cause| cause.holds == holds).count();
        let (proven, open) = (of("proven"), of("cannot-tell"));
        let text = match (proven, open) {
            (1.., _) => format!("{} proven in this pool", count(proven, "cause")),
            (0, 0) => {
                "nothing in this pool leads to it now: it came from an earlier state of the pool, or from \
                       another pool"
                    .to_owned()
            }
            (0, _) => "nothing that was read of this pool leads to it; what is unclear above is left, or an \
                       earlier state of the pool"
                .to_owned(),
        };
        self.labelled("so", &text)
    }

    fn closing(&mut self, answer: &Explained) -> io::Result<()> {
        if answer.errors.is_empty() {
            self.line(0, "This is not an MFA error that is documented.")?;
            for near in &answer.nearest {
                let code = near.code.as_deref().map(|code| format!("{code}: ")).unwrap_or_default();
                self.labelled("nearest", &format!("{code}{} [{}]", near.message, near.id))?;
            }
            return Ok(());
        }
        if answer.unrecognised > 0 {
            let others = usize::try_from(answer.unrecognised).unwrap_or(usize::MAX);
            self.line(0, &format!("{} that no documented MFA error has", count(others, "other exception")))?;
        }
        let in_table = |cause: &CauseExplained| {
            // What something else shows, no pool settles.
            let here = cause.in_table && cause.shown_by.is_none() && cause.holds == "not-checked";
            cause.rule.filter(|_| here)
        };
        let rules: BTreeSet<&str> =
            answer.errors.iter().flat_map(|error| &error.causes).filter_map(in_table).collect();
        if answer.pool.is_none() && !rules.is_empty() {
            self.line(0, "With --pool ID or --snapshot FILE it says which of these causes holds there.")?;
        }
        Ok(())
    }
}
