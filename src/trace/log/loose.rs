//! Objects as logs print them: JSON, and what Python and JavaScript make of it (`{'a': None}`, `{ a: undefined }`).

use serde_json::{Map, Value};

/// How deep an object may be.
const DEEPEST: usize = 32;

/// The most of a text that one object may take.
const LONGEST: usize = 256 << 10;

/// Reads the object that begins at `at`, and says where it ends. `budget` is what may still be looked at: a log may
/// hold any number of braces that lead nowhere.
pub(super) fn object(text: &str, at: usize, budget: &mut usize) -> Option<(Value, usize)> {
    let mut reader =
        Reader { bytes: text.as_bytes(), text, at, end: text.len().min(at.saturating_add(LONGEST)) };
    let read = reader.object(0);
    *budget = budget.saturating_sub(reader.at - at);
    read.map(|value| (value, reader.at))
}

struct Reader<'a> {
    bytes: &'a [u8],
    text: &'a str,
    at: usize,
    end: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        (self.at < self.end).then(|| self.bytes.get(self.at).copied())?
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn takes(&mut self, byte: u8) -> bool {
        self.space();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        if depth > DEEPEST || !self.takes(b'{') {
            return None;
        }
        let mut members = Map::new();
        loop {
            if self.takes(b'}') {
                return Some(Value::Object(members));
            }
            self.space();
            let name = match self.peek()? {
                b'"' | b'\'' => self.string()?,
                _ => self.word()?.to_owned(),
            };
            if !self.takes(b':') {
                return None;
            }
            let value = self.value(depth)?;
            members.insert(name, value);
            if !self.takes(b',') {
                self.space();
                if self.peek()? != b'}' {
                    return None;
                }
            }
        }
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.space();
        match self.peek()? {
            b'{' => self.object(depth + 1),
            b'[' => self.bracketed(depth).or_else(|| self.list(depth + 1)),
            b'"' | b'\'' | b'`' => self.string().map(Value::String),
            b'b' if matches!(self.bytes.get(self.at + 1), Some(b'"' | b'\'')) => {
                self.at += 1;
                self.string().map(Value::String)
            }
            // What a program prints of an object that it does not show.
            b'<' => {
                let length = self.text.get(self.at..self.end)?.find('>')?;
                self.at += length + 1;
                Some(Value::Null)
            }
            _ => {
                if let Some(error) = self.error(depth) {
                    return Some(error);
                }
                let word = self.word()?;
                Some(match word {
                    "true" | "True" => Value::Bool(true),
                    "false" | "False" => Value::Bool(false),
                    _ => serde_json::from_str(word).ok().filter(Value::is_number).unwrap_or(Value::Null),
                })
            }
        }
    }

    /// An exception as Node.js prints it: `NotAuthorizedException: …`, the lines of its stack, and its members.
    fn error(&mut self, depth: usize) -> Option<Value> {
        let (name, message) = self.exception()?;
        let (mut at, mut end) = (self.at, self.at);
        for line in self.text.get(at..self.end)?.split_inclusive('\n') {
            let plain = line.trim();
            let is_stack = at == self.at || plain.is_empty() || plain.starts_with("at ");
            if !is_stack {
                break;
            }
            end = at + line.trim_end().trim_end_matches(['{', ',']).trim_end().len();
            at += line.len();
            if plain.ends_with(['{', ',']) {
                break;
            }
        }
        self.at = end;
        self.members(name, message, depth)
    }

    /// The same without a stack: `[NotAuthorizedException: …] { … }`.
    fn bracketed(&mut self, depth: usize) -> Option<Value> {
        let start = self.at;
        self.at += 1;
        let found = self.exception().and_then(|(name, said)| {
            let (message, _) = said.rsplit_once(']')?;
            self.at += message.len() + 1;
            Some((name, message.to_owned()))
        });
        match found {
            Some((name, message)) => self.members(name, message, depth),
            None => {
                self.at = start;
                None
            }
        }
    }

    /// The name of an exception, and what stands behind it on its line; then the reader is before that.
    fn exception(&mut self) -> Option<(String, String)> {
        let rest = self.text.get(self.at..self.end)?;
        let line = rest.lines().next()?;
        let (name, said) = line.split_once(": ")?;
        let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && (name.ends_with("Exception") || name.ends_with("Error"));
        if !is_name {
            return None;
        }
        self.at += line.len() - said.len();
        let message = said.trim_end().trim_end_matches(['{', ',']).trim_end();
        Some((name.to_owned(), message.to_owned()))
    }

    /// An exception with the members that are printed behind it.
    fn members(&mut self, name: String, message: String, depth: usize) -> Option<Value> {
        self.space();
        let mut members = match self.peek() {
            Some(b'{') => match self.object(depth + 1)? {
                Value::Object(members) => members,
                _ => Map::new(),
            },
            _ => Map::new(),
        };
        members.insert("name".to_owned(), Value::String(name));
        members.insert("message".to_owned(), Value::String(message));
        Some(Value::Object(members))
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        if depth > DEEPEST || !self.takes(b'[') {
            return None;
        }
        let mut items = Vec::new();
        loop {
            if self.takes(b']') {
                return Some(Value::Array(items));
            }
            items.push(self.value(depth)?);
            if !self.takes(b',') {
                self.space();
                if self.peek()? != b']' {
                    // `[Object]`, `[Function: f]`
                    let length = self.text.get(self.at..self.end)?.find(']')?;
                    self.at += length + 1;
                    return Some(Value::Null);
                }
            }
        }
    }

    /// A name or a number.
    fn word(&mut self) -> Option<&str> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_$.-+".contains(&byte)) {
            self.at += 1;
        }
        (self.at > start).then(|| &self.text[start..self.at])
    }

    fn string(&mut self) -> Option<String> {
        let quote = self.peek()?;
        self.at += 1;
        let mut value = String::new();
        loop {
            let rest = &self.bytes[self.at.min(self.end)..self.end];
            let length = memchr::memchr2(quote, b'\\', rest)?;
            value.push_str(self.text.get(self.at..self.at + length)?);
            self.at += length + 1;
            if self.bytes[self.at - 1] == quote {
                return Some(value);
            }
            let escaped = self.text.get(self.at..self.end)?.chars().next()?;
            self.at += escaped.len_utf8();
            match escaped {
                'n' => value.push('\n'),
                'r' => value.push('\r'),
                't' => value.push('\t'),
                'u' | 'x' => {
                    let digits = if escaped == 'u' { 4 } else { 2 };
                    let number = self.text.get(self.at..(self.at + digits).min(self.end))?;
                    let code = u32::from_str_radix(number, 16).ok()?;
                    value.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                    self.at += digits;
                }
                other => value.push(other),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> Option<Value> {
        object(text, 0, &mut 1_000_000).map(|(value, _)| value)
    }

    #[test]
    fn objects_of_every_language() {
        for (text, value) in [
            (
                "{ a: NotAuthorizedException: Not, so.\n    at f (/x:1:2)\n    at g {\n  b: 1\n },\n c: [TypeError: No] { d: 2 }, e: SomeError: x\n at h,\n f: [ 3 ]}",
                json!({"a": {"name": "NotAuthorizedException", "message": "Not, so.", "b": 1},
                       "c": {"name": "TypeError", "message": "No", "d": 2},
                       "e": {"name": "SomeError", "message": "x"}, "f": [3]}),
            ),
            (r#"{"a": "b\"c", "d": [1, true, null]} rest"#, json!({"a": "b\"c", "d": [1, true, null]})),
            (
                "{'a': 'it\\'s', 'b': None, 'c': b'{\"d\": 1}', 'e': <X at 0x1>}",
                json!({"a": "it's", "b": null, "c": "{\"d\": 1}", "e": null}),
            ),
            (
                "{ a: 'b', 'x-y': undefined, c: { d: [Object], e: -1.5 },\n }",
                json!({"a": "b", "x-y": null, "c": {"d": [null], "e": -1.5}}),
            ),
            ("{}", json!({})),
        ] {
            assert_eq!(read(text), Some(value), "{text}");
        }
        for text in ["", "{", "{a", "{a:", "{a:'b", "{a:1;}", r#"{"a":"\u12"}"#, "{\"é\":\"\\"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"{a:".repeat(10_000)), None);
        assert_eq!(read(&format!("{{a:{}", "[".repeat(10_000))), None);
    }
}
