//! Answers in the protocols of AWS, and who asks for them.

use serde_json::json;

use super::form::Form;
use super::settings::Settings;

/// A request for an operation.
pub(super) struct Ask<'a> {
    pub settings: &'a Settings,
    /// Of the access key.
    pub account: &'a str,
    /// Whether the access key is a temporary one, of a role that was assumed.
    pub assumed: bool,
    /// Of the signature's scope.
    pub region: &'a str,
    pub form: &'a Form,
}

/// An answer of HTTP.
pub(super) struct Answer {
    pub status: u16,
    pub content_type: &'static str,
    /// The error's code, for the header of it.
    pub error: Option<&'static str>,
    pub body: String,
}

/// Every answer of the query protocol has one; here it is always the same.
const REQUEST_ID: &str = "7f0c6a5e-1d2b-4c3a-9e8f-0123456789ab";

/// Where a token of [`next_page`] starts.
const TOKEN: &str = "page-from-";

impl Answer {
    /// AWS JSON 1.1.
    pub fn json(body: String) -> Answer {
        Answer { status: 200, content_type: "application/x-amz-json-1.1", error: None, body }
    }

    /// An error of AWS JSON 1.1.
    pub fn refused(code: &'static str, message: &str) -> Answer {
        let body = json!({"__type": code, "message": message}).to_string();
        Answer { status: 400, error: Some(code), ..Answer::json(body) }
    }

    /// REST with JSON, as Amazon SES has it.
    pub fn rest(body: String) -> Answer {
        Answer { content_type: "application/json", ..Answer::json(body) }
    }

    /// There is no such thing, in REST with JSON.
    pub fn rest_absent(message: &str) -> Answer {
        let body = json!({"message": message}).to_string();
        Answer { status: 404, error: Some("NotFoundException"), ..Answer::rest(body) }
    }

    /// The query protocol: `result` is what stands in the result of the operation.
    pub fn xml(namespace: &str, operation: &str, result: &str) -> Answer {
        let body = format!(
            "<{operation}Response xmlns=\"{namespace}\"><{operation}Result>{result}</{operation}Result>\
             <ResponseMetadata><RequestId>{REQUEST_ID}</RequestId></ResponseMetadata></{operation}Response>"
        );
        Answer { status: 200, content_type: "text/xml", error: None, body }
    }

    /// An error of the query protocol.
    pub fn xml_refused(namespace: &str, status: u16, code: &'static str, message: &str) -> Answer {
        let message = escaped(message);
        let body = format!(
            "<ErrorResponse xmlns=\"{namespace}\"><Error><Type>Sender</Type><Code>{code}</Code>\
             <Message>{message}</Message></Error><RequestId>{REQUEST_ID}</RequestId></ErrorResponse>"
        );
        Answer { status, error: None, content_type: "text/xml", body }
    }
}

/// Text for XML.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // What XML 1.0 has no form for.
            control if control.is_control() && !"\t\n\r".contains(control) => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}

/// Text for JSON, with its quotes.
pub(super) fn quoted(text: &str) -> String {
    json!(text).to_string()
}

/// The part of `all` elements that a page shows, and the token of the next one.
pub(super) struct Page {
    pub first: usize,
    pub end: usize,
    /// As a member after others, in JSON; empty on the last page.
    pub next: String,
}

/// The page of this token, of `most` elements.
///
/// # Errors
/// When the token is none of ours.
pub(super) fn page(all: usize, most: usize, token: Option<&str>) -> Result<Page, Answer> {
    let first = match token {
        None => 0,
        Some(token) => {
            let from = token.strip_prefix(TOKEN).and_then(|number| number.parse().ok());
            let from = from.filter(|from| *from <= all);
            from.ok_or_else(|| Answer::refused("InvalidParameterException", "Invalid pagination token"))?
        }
    };
    let end = all.min(first + most.max(1));
    let next = if end < all { format!(",\"NextToken\":\"{TOKEN}{end}\"") } else { String::new() };
    Ok(Page { first, end, next })
}
