//! What a redacted file holds in the place of a secret: `[s:1f2e3d4c5b6a7988:1024]`, its mark and how many characters
//! it had. Equal secrets have equal ones, and a reader takes them for what they stand for.

use super::{Key, Mark, Session};

/// The characters of a mark.
const MARK: usize = 16;

/// How much of a Session's beginning is compared.
const HEAD: usize = 64;

/// What a stand-in tells.
#[derive(Debug, Clone, Copy)]
pub(super) struct StandIn<'a> {
    /// How many characters the secret has.
    pub(super) length: usize,
    /// Of a Session, the marks of its head and of its letters.
    pub(super) session: Option<(&'a str, &'a str)>,
}

/// Takes `text` for a stand-in, where it is one.
pub(super) fn parse(text: &str) -> Option<StandIn<'_>> {
    let mut parts = text.strip_prefix("[s:")?.strip_suffix(']')?.split(':');
    let is_mark = |part: &str| {
        part.len() == MARK && part.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    parts.next().filter(|part| is_mark(part))?;
    let length = parts.next().filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()?;
    let session = match (parts.next(), parts.next(), parts.next()) {
        (None, _, _) => None,
        (Some(head), Some(letters), None) if is_mark(head) && is_mark(letters) => Some((head, letters)),
        _ => return None,
    };
    Some(StandIn { length, session })
}

/// What stands for `secret`.
pub(super) fn of(secret: &str, key: &Key) -> String {
    format!("[s:{}:{}]", key.mark(secret), length(secret))
}

/// What stands for a Session.
pub(super) fn of_session(text: &str, key: &Key) -> String {
    let Session { mark, head, letters, length } = session(text, key);
    format!("[s:{mark}:{length}:{head}:{letters}]")
}

/// How many characters a secret has, or that which stands here for it.
pub(super) fn length(text: &str) -> usize {
    parse(text).map_or_else(|| text.chars().count(), |stand_in| stand_in.length)
}

/// The marks of a Session.
pub(super) fn session(text: &str, key: &Key) -> Session {
    let mark: Mark = key.mark(text);
    if let Some(StandIn { length, session: Some((head, letters)) }) = parse(text) {
        return Session { mark, head: key.mark(head), letters: key.mark(letters), length };
    }
    let head: String = text.chars().take(HEAD).collect();
    let letters: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    Session { mark, head: key.mark(&head), letters: key.mark(&letters), length: length(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stand_in_is_equal_where_the_secrets_are() {
        let (key, later) = (Key::new(&[1; 32]), Key::new(&[2; 32]));
        let whole = "AYABe".repeat(200);
        let texts =
            [whole.as_str(), &whole.replace('e', "+"), &whole.replace('e', " "), &whole[..500], "", "é"];
        for one in texts {
            for other in texts {
                let stands = [one, other].map(|text| of_session(text, &key));
                let [a, b] = [one, other].map(|text| session(text, &key));
                let [c, d] = [0, 1].map(|at: usize| session(&stands[at], &later));
                assert_eq!((a.mark == b.mark, a.head == b.head), (c.mark == d.mark, c.head == d.head));
                assert_eq!(
                    (a.letters == b.letters, a.length, b.length),
                    (c.letters == d.letters, c.length, d.length)
                );
            }
        }
        assert_eq!(length(&of("123456", &key)), 6);
    }

    #[test]
    fn other_texts_are_none() {
        for text in [
            "",
            "[s:]",
            "[s:1f2e3d4c5b6a7988]",
            "[s:1f2e3d4c5b6a7988:x]",
            "[s:1F2E3D4C5B6A7988:1]",
            "[s:1f2e3d4c5b6a7988:99999999999999999999]",
        ] {
            assert!(parse(text).is_none(), "{text}");
        }
    }
}
