//! Every rule about messages has its place in the drawing of the HTML report.
use mfa_doctor::report::html::links::{NO_LINK, PLACES};
use mfa_doctor::rules;

#[test]
fn every_rule_about_messages_has_a_link_or_says_why_not() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let placed = PLACES.iter().any(|place| place.rule == rule.id);
        let excused = NO_LINK.iter().any(|(id, _)| *id == rule.id);
        if placed && excused {
            wrong.push(format!("{} is both in PLACES and in NO_LINK", rule.id));
        }
        let is_about_messages =
            ["SMS", "EML"].contains(&&rule.id[..3]) || ["LMB001", "LMB002"].contains(&rule.id);
        if is_about_messages && !placed && !excused {
            wrong.push(format!(
                "{} ({}): say in src/report/html/links.rs which link it judges",
                rule.id, rule.title
            ));
        }
    }
    for id in PLACES.iter().map(|place| place.rule).chain(NO_LINK.iter().map(|(id, _)| *id)) {
        if rules::find(id).is_none_or(|rule| rule.id != id) {
            wrong.push(format!("{id} is no rule"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
