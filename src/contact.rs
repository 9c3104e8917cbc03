//! E-mail addresses and phone numbers, masked: enough stays to tell which kind of destination it is, not whose.

/// What stands for a letter or digit that is left out.
const DOT: char = '•';

/// Stands for any number of letters, so that the length tells nothing either.
const DOTS: &str = "•••";

/// The fewest digits behind `+` that make a phone number.
const FEWEST_DIGITS: usize = 7;

/// `text` with every e-mail address and phone number in it masked; anything else stays. Equal texts mask equal, and what
/// is masked already stays as it is.
pub fn mask(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c| !is_edge(c)) {
        masked.push_str(&rest[..start]);
        rest = &rest[start..];
        let (word, after) = rest.split_at(rest.find(is_edge).unwrap_or(rest.len()));
        masked.push_str(&mask_word(word));
        rest = after;
    }
    masked + rest
}

/// An e-mail address, or what stands in the place of one: `a•••@e•••.com`.
pub fn mask_email(text: &str) -> String {
    let first = |part: &str| part.chars().next().map(String::from).unwrap_or_default() + DOTS;
    let Some((local, host)) = text.rsplit_once('@') else { return first(text) };
    let top = host.rsplit_once('.').map(|(_, top)| top).filter(|top| is_top_level(top));
    let top = top.map(|top| format!(".{top}")).unwrap_or_default();
    format!("{}@{}{top}", first(local), first(host))
}

/// A phone number, or what stands in the place of one: `+1••••••••00`. All marks stay, so that a number which is not in
/// the form that Amazon Cognito asks for still shows it.
pub fn mask_phone(text: &str) -> String {
    const SHOWN_LAST: usize = 2;
    let is_char = |c: char| c.is_alphanumeric() || c == DOT;
    let all = text.chars().filter(|c| is_char(*c)).count();
    // Only North America's country code has one digit for certain; without + there is none.
    let first = match text.strip_prefix('+') {
        Some(number) if number.starts_with('1') => 1,
        Some(_) => 2,
        None => 0,
    };
    // Of a short number everything goes.
    let (first, last) = if all < FEWEST_DIGITS { (0, 0) } else { (first, SHOWN_LAST) };
    let mut at = 0;
    let shown = |c: char| {
        if !is_char(c) {
            return c;
        }
        at += 1;
        if at <= first || at > all - last { c } else { DOT }
    };
    text.chars().map(shown).collect()
}

fn mask_word(word: &str) -> String {
    if word.contains('@') {
        return mask_email(word);
    }
    // A name can end in a number: `SMS_+15555550100`.
    let phone = word.match_indices('+').map(|(at, _)| word.split_at(at)).find(|(_, number)| is_phone(number));
    match phone {
        Some((before, number)) => format!("{before}{}", mask_phone(number)),
        None => word.to_owned(),
    }
}

/// `+` and digits, with the marks that people set between them.
fn is_phone(text: &str) -> bool {
    let number = text.strip_prefix('+').unwrap_or_default();
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    digits >= FEWEST_DIGITS && number.chars().all(|c| c.is_ascii_digit() || "-./()".contains(c))
}

/// Whether it ends a word: addresses stand in sentences, in ARNs and in JSON.
fn is_edge(c: char) -> bool {
    c.is_whitespace() || "\"<>[]{},;:/\\|=&?".contains(c)
}

fn is_top_level(text: &str) -> bool {
    text.len() > 1
        && text.replace("xn--", "").chars().all(|c| c.is_ascii_alphanumeric())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_first_letters_and_its_top_level() {
        for (address, masked) in [
            ("alice@example.com", "a•••@e•••.com"),
            ("a.b+c@mail.example.co.uk", "a•••@m•••.uk"),
            ("élise@exämple.xn--p1ai", "é•••@e•••.xn--p1ai"),
            ("o'brien@localhost", "o•••@l•••"),
            ("a@[203.0.113.7]", "a•••@[•••"),
            ("SAML_alice@example.com", "S•••@e•••.com"),
        ] {
            assert_eq!(mask_email(address), masked);
            assert_eq!(mask_email(masked), masked, "once is enough");
        }
        assert_eq!(mask_email("no address"), "n•••");
    }

    #[test]
    fn a_number_keeps_its_country_its_end_and_its_form() {
        for (number, masked) in [
            ("+15555550100", "+1••••••••00"),
            ("+4915112345678", "+49•••••••••78"),
            ("+1 (555) 555-0100", "+1 (•••) •••-••00"),
            ("15555550100", "•••••••••00"),
            ("+12345", "+•••••"),
            ("", ""),
        ] {
            assert_eq!(mask_phone(number), masked);
            assert_eq!(mask_phone(masked), masked, "once is enough");
        }
    }

    #[test]
    fn contacts_are_found_inside_a_text() {
        for (text, masked) in [
            ("alice", "alice"),
            ("8d1f3c7a-4444-4000-8000-111122224444", "8d1f3c7a-4444-4000-8000-111122224444"),
            ("2026-11-22T10:00:00+01:00", "2026-11-22T10:00:00+01:00"),
            ("SMS_+15555550100", "SMS_+1••••••••00"),
            ("arn:aws:ses:us-east-1:1:identity/bob@b.org", "arn:aws:ses:us-east-1:1:identity/b•••@b•••.org"),
            (
                r#"[{"userId":"bob@b.org","providerName":"x"}]"#,
                r#"[{"userId":"b•••@b•••.org","providerName":"x"}]"#,
            ),
            ("Email address <bob@b.org> is unknown.", "Email address <b•••@b•••.org> is unknown."),
            ("a1+15555550100@b.org, c@d.org", "a•••@b•••.org, c•••@d•••.org"),
        ] {
            assert_eq!(mask(text), masked);
            assert_eq!(mask(masked), masked, "once is enough");
        }
    }
}
