//! Changes of an input that is JSON which leave it JSON: bytes changed at random hardly ever get past the reader.

use serde_json::{Value, json};

/// Numbers that a seed determines (SplitMix64).
struct Dice(u64);

impl Dice {
    /// Dice of this seed.
    fn new(seed: u32) -> Dice {
        Dice(u64::from(seed))
    }

    /// A number below `sides`, which is not 0.
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap_or_default() % sides
    }
}

/// One to four changes of the JSON in `text`; `None` where it is none. `bytes` changes bytes at random, as the fuzzer
/// does, and takes words of its dictionary.
fn json(text: &[u8], dice: &mut Dice, bytes: &mut dyn FnMut(&mut Vec<u8>)) -> Option<Vec<u8>> {
    let mut document: Value = serde_json::from_slice(text).ok()?;
    for _ in 0..=dice.roll(4) {
        let donor = document.clone();
        let at = dice.roll(count(&document));
        change(nth(&mut document, at)?, &donor, dice, bytes);
    }
    serde_json::to_vec(&document).ok()
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(elements) => elements.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// The value at this place, in the order in which they stand.
fn nth(value: &mut Value, mut at: usize) -> Option<&mut Value> {
    if at == 0 {
        return Some(value);
    }
    at -= 1;
    let inner: Vec<&mut Value> = match value {
        Value::Array(elements) => elements.iter_mut().collect(),
        Value::Object(members) => members.values_mut().collect(),
        _ => return None,
    };
    for value in inner {
        let within = count(value);
        if at < within {
            return nth(value, at);
        }
        at -= within;
    }
    None
}

/// A copy of some value of the document.
fn some(donor: &Value, dice: &mut Dice) -> Value {
    let mut donor = donor.clone();
    let at = dice.roll(count(&donor));
    nth(&mut donor, at).map(Value::take).unwrap_or_default()
}

/// The name of some member of the document.
fn name(donor: &Value, dice: &mut Dice) -> String {
    fn names<'a>(value: &'a Value, found: &mut Vec<&'a String>) {
        match value {
            Value::Array(elements) => elements.iter().for_each(|element| names(element, found)),
            Value::Object(members) => {
                for (name, member) in members {
                    found.push(name);
                    names(member, found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    names(donor, &mut found);
    found.get(dice.roll(found.len().max(1))).map_or_else(|| "Name".to_owned(), |name| (*name).clone())
}

fn change(value: &mut Value, donor: &Value, dice: &mut Dice, bytes: &mut dyn FnMut(&mut Vec<u8>)) {
    match (dice.roll(8), value) {
        (0, value) => *value = odd(dice),
        (1, value) => *value = some(donor, dice),
        (2, value) => *value = json!([value.take()]),
        (3, Value::Array(elements)) if !elements.is_empty() => {
            drop(elements.remove(dice.roll(elements.len())))
        }
        (_, Value::Array(elements)) => elements.insert(dice.roll(elements.len() + 1), some(donor, dice)),
        (3 | 4, Value::Object(members)) if !members.is_empty() => {
            let at = dice.roll(members.len());
            let name = members.keys().nth(at).cloned().unwrap_or_default();
            drop(members.shift_remove(&name));
        }
        (5, Value::Object(members)) if !members.is_empty() => {
            // The same value under another name, which its neighbours or the fuzzer give.
            let at = dice.roll(members.len());
            let old = members.keys().nth(at).cloned().unwrap_or_default();
            let mut new = name(donor, dice).into_bytes();
            if dice.roll(2) == 0 {
                new = old.clone().into_bytes();
                bytes(&mut new);
            }
            let held = members.shift_remove(&old).unwrap_or_default();
            drop(members.insert(String::from_utf8_lossy(&new).into_owned(), held));
        }
        (_, Value::Object(members)) => drop(members.insert(name(donor, dice), some(donor, dice))),
        // A text that is JSON itself, as bodies are: half the time something in it.
        (0..=4, Value::String(text)) if is_structure(text) => {
            let mut inner: Value = serde_json::from_str(text).unwrap_or_default();
            let (donor, at) = (inner.clone(), dice.roll(count(&inner)));
            nth(&mut inner, at).into_iter().for_each(|value| change(value, &donor, dice, bytes));
            *text = inner.to_string();
        }
        (_, Value::String(text)) => {
            let mut changed = std::mem::take(text).into_bytes();
            bytes(&mut changed);
            *text = String::from_utf8_lossy(&changed).into_owned();
        }
        (_, Value::Bool(flag)) => *flag = !*flag,
        (_, value) => *value = odd(dice),
    }
}

fn is_structure(text: &str) -> bool {
    text.starts_with(['{', '[']) && serde_json::from_str::<Value>(text).is_ok()
}

/// Texts that a reader may not expect.
pub const TEXTS: &[&str] = &[
    "",
    " ",
    "*",
    "OFF",
    "ON",
    "OPTIONAL",
    "true",
    "0",
    "null",
    "file:///etc/passwd",
    "a\nb",
    "\u{0}",
    "\u{1b}[31m",
    "\u{202e}\u{200b}",
    "::error::x",
    "##[error]x]",
    "<script>",
    "](x)|`",
    "%7B%22",
    "名前😀e\u{301}",
    "arn:aws:iam::111122223333:role/r",
    "arn:aws:sns:*:*:*",
    "us-east-1_AbCdEf123",
    "us-gov-west-1",
    "-1",
    "2026-11-27T10:00:00Z",
    "+00000000000000000000",
    "ada@example.com",
    "111122223333",
];

/// Values that a reader may not expect.
fn odd(dice: &mut Dice) -> Value {
    match dice.roll(12) {
        0 => Value::Null,
        1 => json!(dice.roll(2) == 0),
        2 => json!([0, 1, -1, 3, 15, 60].get(dice.roll(6))),
        3 => json!([1e308, -9e15, 0.5, 1e-9, 253_402_300_800.0].get(dice.roll(5))),
        4 => json!([u64::MAX, 1 << 53, 1 << 31].get(dice.roll(3))),
        5 => json!([]),
        6 => json!({}),
        7 => {
            json!({"Unread": {"Operation": "iam:GetRole", "Code": "AccessDenied", "Message": "not authorized"}})
        }
        8 => json!("x".repeat(1 << dice.roll(11))),
        _ => json!(TEXTS[dice.roll(TEXTS.len())]),
    }
}

/// A change of the first `size` bytes of `data`, in place, and their new number: three of four times as JSON where they
/// are some, else by `fuzzer`, the fuzzer's own.
pub fn input(
    data: &mut [u8],
    size: usize,
    max_size: usize,
    seed: u32,
    fuzzer: fn(&mut [u8], usize, usize) -> usize,
) -> usize {
    let mut dice = Dice::new(seed);
    if dice.roll(4) > 0 {
        let mut bytes = |text: &mut Vec<u8>| {
            let length = text.len();
            text.resize(length + 32, 0);
            let changed = fuzzer(text, length, length + 32);
            text.truncate(changed);
        };
        let changed = json(&data[..size], &mut dice, &mut bytes);
        if let Some(changed) = changed.filter(|changed| changed.len() <= max_size.min(data.len())) {
            data[..changed.len()].copy_from_slice(&changed);
            return changed.len();
        }
    }
    fuzzer(data, size, max_size)
}
