//! What a text is, as far as its form tells.

use super::words;

/// Twelve digits.
pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`, …
pub(super) fn is_region(text: &str) -> bool {
    let Some((place, number)) = text.rsplit_once('-') else { return false };
    number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit()) && is_place(place)
}

/// A Region, or a pattern of Regions: the beginning of one, wildcards, the end of one.
pub(super) fn is_region_pattern(text: &str) -> bool {
    let wild = |c| c == '*' || c == '?';
    let (Some((head, _)), Some((_, tail))) = (text.split_once(wild), text.rsplit_once(wild)) else {
        return is_region(text);
    };
    let between = &text[head.len()..text.len() - tail.len()];
    let place = tail.trim_end_matches(|c: char| c.is_ascii_digit());
    let ends =
        tail.len() - place.len() <= 1 && places().any(|known| known.ends_with(place.trim_matches('-')));
    let begins = is_region(head) || places().any(|known| format!("{known}-").starts_with(head));
    let inner = |part: &str| places().any(|known| known.contains(part.trim_matches('-')));
    between.split(wild).all(inner) && ends && begins
}

fn is_place(text: &str) -> bool {
    words::REGION_AREAS.iter().any(|area| {
        let direction = text.strip_prefix(area).and_then(|rest| rest.strip_prefix('-'));
        direction.is_some_and(|direction| words::REGION_DIRECTIONS.contains(&direction))
    })
}

fn places() -> impl Iterator<Item = String> {
    words::REGION_AREAS
        .iter()
        .flat_map(|area| words::REGION_DIRECTIONS.iter().map(move |direction| format!("{area}-{direction}")))
}

/// The Region and the rest of a pool's ID, or of a pattern of one.
pub(super) fn pool_id(text: &str) -> Option<(&str, &str)> {
    let (region, rest) = text.split_once('_')?;
    let fits = rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '*' || c == '?');
    (fits && !rest.is_empty() && is_region_pattern(region)).then_some((region, rest))
}

/// The four letters that begin an ID or access key of IAM (`AROA…`).
pub(super) fn unique_id(text: &str) -> Option<&str> {
    let (prefix, rest) = text.split_at_checked(4)?;
    let upper = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    let fits = prefix.starts_with('A') && words::ID_PREFIXES.contains(&prefix);
    (fits && rest.len() >= 8 && rest.chars().all(upper)).then_some(prefix)
}

/// `UPPER_SNAKE`, or one word in `PascalCase`: how AWS writes most enum values.
pub(super) fn is_enum_like(text: &str) -> bool {
    if unique_id(text).is_some() {
        return false;
    }
    let upper = text.split('_').all(|part| {
        let digits = part.bytes().filter(u8::is_ascii_digit).count();
        !part.is_empty() && digits <= 4 && part.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
    });
    let pascal = text.starts_with(|c: char| c.is_ascii_uppercase()) && is_letters(text);
    (upper && text.contains(|c: char| c.is_ascii_uppercase())) || pascal
}

/// How AWS writes its terms: one short word, with the marks that stand inside some.
pub(super) fn is_term(text: &str) -> bool {
    text.len() <= 64
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_:.-* ".contains(c))
        && text.split(' ').count() < 3
}

/// ASCII letters alone.
pub(super) fn is_letters(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic())
}

/// `true`, `false`, or a number that is no account ID.
pub(super) fn is_plain_scalar(text: &str) -> bool {
    let number =
        text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-') && text.parse::<f64>().is_ok();
    matches!(text, "true" | "false" | "True" | "False") || (number && !is_account(text))
}

/// An ISO 8601 date, with or without time.
pub(super) fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let day = digits(0..4)
        && bytes.get(4) == Some(&b'-')
        && digits(5..7)
        && bytes.get(7) == Some(&b'-')
        && digits(8..10);
    let clock = text.get(10..).unwrap_or_default();
    day && clock.chars().all(|c| c.is_ascii_digit() || "TtZz:.+- ".contains(c))
}

/// `cognito-idp.amazonaws.com`, `email.cognito-idp.amazonaws.com`, …
pub(super) fn is_service_principal(text: &str) -> bool {
    let Some(service) =
        text.strip_suffix(".amazonaws.com").or_else(|| text.strip_suffix(".amazonaws.com.cn"))
    else {
        return false;
    };
    let mut labels = service.rsplit('.');
    labels.next().is_some_and(|name| words::SERVICES.contains(&name) || is_region(name))
        && labels.all(|label| words::SERVICES.contains(&label) || words::HOST_WORDS.contains(&label))
}

/// `sns:Publish`, or a pattern of actions.
pub(super) fn is_action(text: &str) -> bool {
    text.split_once(':').is_some_and(|(service, name)| {
        words::SERVICES.contains(&service) && name.chars().all(|c| c.is_ascii_alphabetic() || c == '*')
    })
}

/// What stands in the first fields of an ARN: `arn`, a partition, a service.
pub(super) fn is_arn_word(text: &str) -> bool {
    matches!(text, "arn" | "aws" | "aws-cn" | "aws-us-gov" | "aws-*" | "aws*")
        || words::SERVICES.contains(&text)
}

/// `example.com`: labels of letters, digits and hyphens, and a top level that is no number.
pub(super) fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || "-_*•".contains(c))
    };
    let text = text.strip_suffix('.').unwrap_or(text);
    let top = text.rsplit('.').next().unwrap_or_default();
    text.contains('.') && top.len() > 1 && is_letters(&top.replace("xn--", "")) && text.split('.').all(label)
}

/// A phone number in E.164 form, or a masked one.
pub(super) fn is_phone(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|rest| {
        (7..=20).contains(&rest.chars().count())
            && rest.chars().all(|c| c.is_ascii_digit() || "*•".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for region in ["us-east-1", "us-gov-west-1", "ap-northeast-3", "eusc-de-east-1"] {
            assert!(is_region(region), "{region}");
        }
        for name in ["my-pool-1", "us-tenant-1", "us-east-12", "eu-west"] {
            assert!(!is_region(name), "{name}");
        }
        assert!(is_region_pattern("us-*") && is_region_pattern("*") && is_region_pattern("*-east-?"));
        assert!(
            !is_region_pattern("us-ten*") && !is_region_pattern("*123") && !is_region_pattern("us-*acme")
        );
        assert_eq!(pool_id("us-east-1_Ab*"), Some(("us-east-1", "Ab*")));
        assert_eq!(pool_id("my_pool"), None);
        assert!(is_enum_like("SMS_MFA") && is_enum_like("AssumedRole") && is_enum_like("V1_0"));
        assert!(!is_enum_like("acme") && !is_enum_like("AROAEXAMPLESMSROLE000") && !is_enum_like("Acme-1"));
        assert!(is_service_principal("email.cognito-idp.amazonaws.com"));
        assert!(!is_service_principal("acme-bucket.s3.amazonaws.com"));
        assert!(is_plain_scalar("14.0") && !is_plain_scalar("111122223333") && !is_plain_scalar("inf"));
        assert!(is_date("2012-10-17") && is_date("2026-11-20T10:00:00Z") && !is_date("2026-11-20-acme"));
    }
}
