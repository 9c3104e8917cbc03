//! Addresses, forms and cookies, as far as a sign-in needs them.

use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// An address, taken apart and still encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::trace) struct Url<'a> {
    /// `https`
    pub(in crate::trace) scheme: &'a str,
    /// Without user, password and port.
    pub(in crate::trace) host: &'a str,
    /// From the first `/` on.
    pub(in crate::trace) path: &'a str,
    /// Behind `?`.
    pub(in crate::trace) query: &'a str,
    /// Behind `#`.
    pub(in crate::trace) fragment: &'a str,
}

impl<'a> Url<'a> {
    /// An address with a host, or one that only has a path as a `Location` may.
    pub(in crate::trace) fn parse(text: &'a str) -> Url<'a> {
        let text = text.trim();
        let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
        let (text, query) = text.split_once('?').unwrap_or((text, ""));
        let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
        let (authority, path) =
            if scheme.is_empty() { ("", rest) } else { rest.split_at(rest.find('/').unwrap_or(rest.len())) };
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let digits = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
        let host = host.rsplit_once(':').filter(|(_, port)| digits(port)).map_or(host, |(host, _)| host);
        Url { scheme, host, path: if path.is_empty() { "/" } else { path }, query, fragment }
    }
}

/// The fields of a query or a form, decoded.
pub(in crate::trace) fn fields(text: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    text.split('&').filter(|field| !field.is_empty()).map(|field| {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        (decoded(name), decoded(value))
    })
}

/// The value of a field.
pub(in crate::trace) fn field<'a>(text: &'a str, name: &str) -> Option<Cow<'a, str>> {
    fields(text).find(|(field, _)| field == name).map(|(_, value)| value)
}

fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '+']) {
        return Cow::Borrowed(text);
    }
    let spaced = text.replace('+', " ");
    Cow::Owned(percent_decode_str(&spaced).decode_utf8_lossy().into_owned())
}

/// The cookies of a `Cookie` header, or the one of a line of `Set-Cookie`.
pub(in crate::trace) fn cookies(header: &str, set: bool) -> impl Iterator<Item = (&str, &str)> {
    let one = if set { 1 } else { usize::MAX };
    header.lines().flat_map(move |line| line.split(';').take(one)).filter_map(|cookie| {
        let (name, value) = cookie.split_once('=')?;
        Some((name.trim(), value.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let url = Url::parse("https://u:p@shop.auth.us-east-1.amazoncognito.com:443/oauth2/token?a=1#b=2");
        assert_eq!((url.host, url.path), ("shop.auth.us-east-1.amazoncognito.com", "/oauth2/token"));
        assert_eq!((url.query, url.fragment, url.scheme), ("a=1", "b=2", "https"));
        assert_eq!(Url::parse("/login?x").path, "/login");
        assert_eq!(Url::parse("https://a").path, "/");
        assert_eq!(Url::parse("").path, "/");
        assert_eq!(field("a=b+c%2B&x=%ff", "a").as_deref(), Some("b c+"));
        assert_eq!(field("a&x=%ff", "x").as_deref(), Some("\u{fffd}"));
        assert_eq!(cookies("a=1; b=2", false).count(), 2);
        assert_eq!(cookies("a=1; Path=/\nb=2; Secure", true).collect::<Vec<_>>(), [("a", "1"), ("b", "2")]);
    }
}
