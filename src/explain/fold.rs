//! Text stripped to its letters and digits, so that quotes, stops, line breaks, colours and escapes do not matter.

/// ASCII letters (lower case) and digits of a text, each with the place in the text that it came from.
///
/// Everything else is left out, after JSON escapes, HTML entities, percent-encoding and terminal colours were
/// undone: `Can&#39;t`, `Can\u2019t` and `Can't` all fold to `cant`.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The letters and digits.
    pub(super) letters: Vec<u8>,
    /// For each of them, its offset in the text.
    offsets: Vec<u32>,
}

impl Folded {
    /// Folds a text of less than 4 GiB.
    pub(super) fn of(text: &[u8]) -> Folded {
        let mut folded =
            Folded { letters: Vec::with_capacity(text.len()), offsets: Vec::with_capacity(text.len()) };
        let mut at = 0;
        while let Some(&byte) = text.get(at) {
            let rest = &text[at..];
            let (letter, width) = match byte {
                b'a'..=b'z' | b'0'..=b'9' => (Some(byte), 1),
                b'A'..=b'Z' => (Some(byte.to_ascii_lowercase()), 1),
                b'\\' => escape(rest),
                b'&' => (None, entity(rest)),
                b'%' => percent(rest),
                0x1b => (None, 1 + control_sequence(&rest[1..])),
                _ => (None, 1),
            };
            if let (Some(letter), Ok(offset)) = (letter.filter(u8::is_ascii_alphanumeric), u32::try_from(at))
            {
                folded.letters.push(letter.to_ascii_lowercase());
                folded.offsets.push(offset);
            }
            at += width.max(1);
        }
        folded
    }

    /// Where the letter `index` stands in the text; for the end, just past the last letter.
    pub(super) fn offset(&self, index: usize) -> usize {
        match self.offsets.get(index) {
            Some(offset) => *offset as usize,
            None => self.offsets.last().map_or(0, |last| *last as usize + 1),
        }
    }

    /// Whether a word begins at the letter `index`, or the text ends there.
    pub(super) fn boundary(&self, index: usize) -> bool {
        index == 0 || index >= self.offsets.len() || self.offsets[index] != self.offsets[index - 1] + 1
    }

    /// Whether the letters from `start` to `end` are one word and nothing but it.
    pub(super) fn is_word(&self, start: usize, end: usize) -> bool {
        let joined = self.offset(end - 1) - self.offset(start) == end - 1 - start;
        joined && self.boundary(start) && self.boundary(end)
    }
}

/// A backslash and what belongs to it; several backslashes are JSON inside JSON.
fn escape(text: &[u8]) -> (Option<u8>, usize) {
    let slashes = text.iter().take_while(|byte| **byte == b'\\').count();
    let rest = &text[slashes..];
    match rest.first() {
        Some(b'n' | b'r' | b't') => (None, slashes + 1),
        Some(b'u') => match hex(rest.get(1..5)) {
            Some(0x1b) => (None, slashes + 5 + control_sequence(&rest[5..])),
            Some(code) => (u8::try_from(code).ok(), slashes + 5),
            None => (None, slashes),
        },
        Some(b'x') => match hex(rest.get(1..3)) {
            Some(0x1b) => (None, slashes + 3 + control_sequence(&rest[3..])),
            Some(code) => (u8::try_from(code).ok(), slashes + 3),
            None => (None, slashes),
        },
        Some(b'0') if rest.starts_with(b"033[") => (None, slashes + 3 + control_sequence(&rest[3..])),
        Some(b'e') if rest.starts_with(b"e[") => (None, slashes + 1 + control_sequence(&rest[1..])),
        _ => (None, slashes),
    }
}

/// The length of `[…m` and its kin, as terminals take them after an escape character.
fn control_sequence(text: &[u8]) -> usize {
    if text.first() != Some(&b'[') {
        return 0;
    }
    let parameters = text[1..].iter().take_while(|byte| matches!(byte, b'0'..=b'?' | b' '..=b'/')).count();
    (1 + parameters + 1).min(text.len())
}

/// The length of `&quot;` or `&amp;#39;`; 1 where the ampersand is only itself.
fn entity(text: &[u8]) -> usize {
    let text = &text[..text.len().min(16)];
    let name = |from: &[u8]| {
        let length = from.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#').count();
        (length > 0 && from.get(length) == Some(&b';')).then_some(length + 1)
    };
    let Some(length) = name(&text[1..]) else { return 1 };
    let inner = if &text[1..=length] == b"amp;" { name(&text[1 + length..]).unwrap_or(0) } else { 0 };
    1 + length + inner
}

fn percent(text: &[u8]) -> (Option<u8>, usize) {
    match hex(text.get(1..3)) {
        Some(code) => (u8::try_from(code).ok(), 3),
        None => (None, 1),
    }
}

fn hex(digits: Option<&[u8]>) -> Option<u32> {
    let digits = std::str::from_utf8(digits?).ok()?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(text: &str) -> String {
        String::from_utf8(Folded::of(text.as_bytes()).letters).unwrap_or_default()
    }

    #[test]
    fn only_letters_and_digits_stay() {
        for text in [
            "Can't turn off SMS_MFA",
            "CAN’T  TURN\n OFF «SMS_MFA».",
            "Can\\u2019t turn\\noff \\\"SMS_MFA\\\"",
            "Can\\\\u0027t turn\\\\noff SMS_MFA",
            "Can&#39;t turn off &quot;SMS_MFA&quot;",
            "Can&amp;#x27;t turn off SMS_MFA",
            "Can%27t+turn+off%20SMS_MFA",
            "\u{1b}[31mCan't\u{1b}[0m turn off \u{1b}[1;4mSMS_MFA\u{1b}[0m",
            "\\u001b[31mCan't\\u001b[39m turn \\x1b[1moff \\033[0mSMS_MFA\\e[0m",
        ] {
            assert_eq!(fold(text), "cantturnoffsmsmfa", "{text}");
        }
    }

    #[test]
    fn words_are_told_apart() {
        let folded = Folded::of(b"NotAuthorizedException: no");
        assert!(folded.is_word(0, 22));
        assert!(!folded.is_word(3, 22) && !folded.is_word(0, 24));
        assert!(folded.boundary(22) && folded.boundary(24) && !folded.boundary(23));
        assert_eq!(folded.offset(22), 24);
    }

    #[test]
    fn nothing_breaks_it() {
        for text in
            ["", "\\", "\\u", "\\u12", "%", "%z", "&", "&;", "&amp;", "&amp;#", "\u{1b}", "\u{1b}[", "\\033["]
        {
            fold(text);
        }
        assert_eq!(fold("a & b, 100% c\\d"), "ab100cd");
    }
}
