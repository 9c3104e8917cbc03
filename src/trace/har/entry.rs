//! One entry of a HAR, as every browser and proxy writes it.
//!
//! Source: <http://www.softwareishard.com/blog/har-12-spec/>

use crate::trace::{Part, clock, text};
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;
use std::borrow::Cow;

/// Base64 with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The most that a packed body may unpack to; an answer of Cognito is a few thousand bytes.
const MOST_BODY: u64 = 16 << 20;

/// An entry, whose members may have any type or be missing.
#[derive(Debug)]
pub(in crate::trace) struct Entry(pub(in crate::trace) Value);

impl Entry {
    fn text(&self, pointer: &str) -> Option<&str> {
        self.0.pointer(pointer).and_then(Value::as_str)
    }

    /// `POST`
    pub(in crate::trace) fn method(&self) -> &str {
        self.text("/request/method").unwrap_or_default()
    }

    /// The address.
    pub(in crate::trace) fn url(&self) -> &str {
        self.text("/request/url").unwrap_or_default()
    }

    /// A header of the answer.
    pub(in crate::trace) fn given(&self, name: &str) -> Option<&str> {
        header(self.0.pointer("/response/headers")?, name)
    }

    /// The status; 0 and none where no answer came.
    pub(in crate::trace) fn status(&self) -> Option<u16> {
        let status = self.0.pointer("/response/status")?;
        let number = status.as_u64().or_else(|| status.as_str()?.parse().ok())?;
        u16::try_from(number).ok().filter(|status| *status != 0)
    }

    /// When it began, and whether the time zone is known.
    pub(in crate::trace) fn started(&self) -> Option<(i64, bool)> {
        clock::iso(self.text("/startedDateTime")?)
    }

    /// How long it took, in milliseconds.
    #[allow(clippy::cast_possible_truncation)] // an hour is the most that is believed
    pub(in crate::trace) fn took(&self) -> Option<i64> {
        const HOUR: f64 = 3_600_000.0;
        self.0
            .get("time")?
            .as_f64()
            .filter(|time| (0.0..=HOUR).contains(time))
            .map(|time| time.round() as i64)
    }

    /// Where it was redirected to.
    pub(in crate::trace) fn redirect(&self) -> Option<&str> {
        self.given("location").or_else(|| self.text("/response/redirectURL")).filter(|url| !url.is_empty())
    }

    /// The body of the request: as a text, or in parts.
    pub(in crate::trace) fn request_body(&self) -> Part<Cow<'_, str>> {
        let Some(post) = self.0.pointer("/request/postData").filter(|post| post.is_object()) else {
            let bodiless = matches!(self.method(), "GET" | "HEAD");
            return if bodiless { Part::Absent } else { Part::Hidden };
        };
        if let Some(text) = post.get("text").and_then(Value::as_str).filter(|text| !text.is_empty()) {
            return Part::Known(unpacked(text, post.get("encoding").and_then(Value::as_str)));
        }
        let Some(parameters) = post.get("params").and_then(Value::as_array).filter(|list| !list.is_empty())
        else {
            return Part::Hidden;
        };
        let fields = parameters.iter().filter_map(|parameter| {
            Some((
                parameter.get("name")?.as_str()?,
                parameter.get("value").and_then(Value::as_str).unwrap_or(""),
            ))
        });
        Part::Known(Cow::Owned(joined(fields)))
    }

    /// The body of the answer.
    pub(in crate::trace) fn answer_body(&self) -> Part<Cow<'_, str>> {
        let Some(content) = self.0.pointer("/response/content") else { return Part::Hidden };
        let text = content.get("text").and_then(Value::as_str).filter(|text| !text.is_empty());
        let encoding = content.get("encoding").and_then(Value::as_str);
        text.map_or(Part::Hidden, |text| Part::Known(unpacked(text, encoding)))
    }
}

/// Some write a body that is no form as the name of a parameter, torn apart at the first `=`.
fn joined<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let field = |(name, value): (&str, &str)| match (name.starts_with(['{', '[']), value.is_empty()) {
        (true, true) => name.to_owned(),
        (true, false) => format!("{name}={value}"),
        // Firefox and Chrome leave them encoded, mitmproxy decodes them.
        (false, _) => format!("{}={}", encoded(name), encoded(value)),
    };
    fields.map(field).collect::<Vec<_>>().join("&")
}

/// Encoded unless it is already.
fn encoded(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "%+-._~*".contains(c);
    if text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).into()
}

/// A body as it was before the recorder encoded it.
fn unpacked<'a>(text: &'a str, encoding: Option<&str>) -> Cow<'a, str> {
    let said = encoding.is_some_and(|encoding| encoding.eq_ignore_ascii_case("base64"));
    // Some recorders do not say so; JSON in base64 begins with `ey` or `ew`.
    if !said && !text.starts_with("ey") && !text.starts_with("ew") {
        return Cow::Borrowed(text);
    }
    let bytes = BASE64.decode(text.split_ascii_whitespace().collect::<String>());
    match bytes {
        Ok(bytes) if bytes.starts_with(&[0x1f, 0x8b]) => match text::gunzip(&bytes, MOST_BODY) {
            Ok((bytes, _)) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
            Err(_) => Cow::Borrowed(""),
        },
        Ok(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
        Err(_) => Cow::Borrowed(text),
    }
}

/// The value of a header, whose name may be written in any case.
pub(in crate::trace) fn header<'a>(headers: &'a Value, name: &str) -> Option<&'a str> {
    let mut headers = headers.as_array()?.iter();
    headers.find(|header| is(header, name))?.get("value")?.as_str()
}

fn is(header: &Value, name: &str) -> bool {
    header.get("name").and_then(Value::as_str).is_some_and(|found| found.trim().eq_ignore_ascii_case(name))
}

/// All headers of a list, with their names in small letters.
pub(in crate::trace) fn headers(headers: &Value) -> impl Iterator<Item = (String, &str)> {
    headers.as_array().into_iter().flatten().filter_map(|header| {
        let name = header.get("name")?.as_str()?.trim().to_ascii_lowercase();
        Some((name, header.get("value")?.as_str()?))
    })
}
