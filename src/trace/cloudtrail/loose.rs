//! Members of any form: CloudTrail puts a text where an object was, leaves members out, or writes null.

use crate::trace::Part;
use serde::de::{
    Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer,
};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// What stands for a member that is hidden.
const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// A text, or a number as text, or the first of a list of them; anything else is none.
#[derive(Default)]
pub(super) struct Text<'a>(Option<Cow<'a, str>>);

/// An object; anything else is none.
pub(super) struct Loose<T>(Option<T>);

/// Whether something was there.
#[derive(Default)]
pub(super) struct Present(pub(super) bool);

impl Text<'_> {
    /// The text, where it is shown and not empty.
    pub(super) fn get(&self) -> Option<&str> {
        self.0.as_deref().filter(|text| !text.is_empty() && *text != HIDDEN)
    }

    /// Whether it is known to have been there, though it is hidden.
    fn is_hidden(&self) -> bool {
        self.0.as_deref() == Some(HIDDEN)
    }
}

impl<T> Default for Loose<T> {
    fn default() -> Self {
        Loose(None)
    }
}

impl<T> Loose<T> {
    pub(super) const fn known(&self) -> Option<&T> {
        self.0.as_ref()
    }

    /// A member of it: absent only where the object is there without it.
    pub(super) fn part<'s, 'a: 's>(&'s self, member: impl Fn(&'s T) -> &'s Text<'a>) -> Part<&'s str> {
        match self.known().map(member) {
            None => Part::Hidden,
            Some(text) if text.is_hidden() => Part::Hidden,
            Some(text) => text.get().map_or(Part::Absent, Part::Known),
        }
    }
}

/// What every visitor here does with what it does not want.
macro_rules! nothing_else {
    ($lifetime:lifetime) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("anything")
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }
    };
}

macro_rules! skip {
    ($($name:ident: $type:ty),*) => {
        $(fn $name<E>(self, _: $type) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        })*
    };
}

fn drain<'de, A: SeqAccess<'de>>(list: &mut A) -> Result<(), A::Error> {
    while list.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

fn drop_members<'de, A: MapAccess<'de>>(members: &mut A) -> Result<(), A::Error> {
    while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;
    nothing_else!('de);
    skip!(visit_bool: bool);

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Some(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Some(Cow::Owned(text.to_owned()))))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Text<'de>, E> {
        Ok(Text(Some(Cow::Owned(number.to_string()))))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Text<'de>, E> {
        Ok(Text(Some(Cow::Owned(number.to_string()))))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Text<'de>, E> {
        Ok(Text(Some(Cow::Owned(number.to_string()))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Text<'de>, A::Error> {
        let first = list.next_element::<Text<'de>>()?.unwrap_or_default();
        drain(&mut list)?;
        Ok(first)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Text<'de>, A::Error> {
        drop_members(&mut members)?;
        Ok(Text::default())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct LooseVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for LooseVisitor<T> {
    type Value = Loose<T>;
    nothing_else!('de);
    skip!(visit_bool: bool, visit_str: &str, visit_u64: u64, visit_i64: i64, visit_f64: f64);

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Loose<T>, A::Error> {
        drain(&mut list)?;
        Ok(Loose(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Loose<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members)).map(|known| Loose(Some(known)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Loose<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor(PhantomData))
    }
}

struct PresentVisitor;

impl<'de> Visitor<'de> for PresentVisitor {
    type Value = Present;
    nothing_else!('de);

    fn visit_str<E>(self, text: &str) -> Result<Present, E> {
        Ok(Present(!text.is_empty()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Present, E> {
        Ok(Present(true))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Present, E> {
        Ok(Present(true))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Present, E> {
        Ok(Present(true))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Present, E> {
        Ok(Present(true))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Present, A::Error> {
        drain(&mut list)?;
        Ok(Present(true))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Present, A::Error> {
        drop_members(&mut members)?;
        Ok(Present(true))
    }
}

impl<'de> Deserialize<'de> for Present {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PresentVisitor)
    }
}
