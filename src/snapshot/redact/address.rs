//! Accounts, hosts, e-mail and IP addresses, URLs and phone numbers.

use super::names::{HOST, Names};
use super::{glob, shape, words};
use std::net::IpAddr;

/// Numbers that stand for other numbers: a value's place in its list makes its token.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    accounts: Vec<String>,
    patterns: Vec<String>,
    /// The patterns that match an account; empty until all accounts are met.
    marking: Vec<String>,
    ips: Vec<String>,
    phones: Vec<String>,
}

/// The digits of an account's token that can say which patterns match it.
const MARKS: usize = 6;

impl Numbers {
    pub(super) fn freeze(&mut self) {
        let touches = |pattern: &&String| self.accounts.iter().any(|account| glob::matches(pattern, account));
        self.marking = self.patterns.iter().filter(touches).cloned().collect();
    }

    /// `111111111111`, `111111111112`, …; a digit 2 in the middle says which pattern of accounts matches it.
    pub(super) fn account(&mut self, account: &str) -> String {
        let number = 111_111_111_111 + place(&mut self.accounts, account);
        let mut digits = number.to_string().into_bytes();
        for (position, pattern) in self.marking.iter().take(MARKS).enumerate() {
            if glob::matches(pattern, account) {
                digits[3 + position] = b'2';
            }
        }
        String::from_utf8_lossy(&digits).into_owned()
    }

    pub(super) fn account_pattern(&mut self, pattern: &str) -> String {
        let number = place(&mut self.patterns, pattern);
        match self.marking.iter().take(MARKS).position(|known| known == pattern) {
            Some(position) => format!("{}2{}", "?".repeat(3 + position), "?".repeat(8 - position)),
            None => format!("9{number}*"),
        }
    }

    /// The family and the prefix length stay; so do "any address" and the own machine.
    fn ip(&mut self, address: IpAddr, written: &str) -> String {
        if address.is_unspecified() || address.is_loopback() {
            return written.to_owned();
        }
        let (number, prefix) = (place(&mut self.ips, written) + 1, written.split_once('/'));
        let token = match address {
            IpAddr::V4(_) => {
                format!("198.{}.{}.{}", 18 + ((number >> 16) & 1), (number >> 8) & 255, number & 255)
            }
            IpAddr::V6(_) => format!("2001:db8::{:x}", number & 0xffff),
        };
        prefix.map_or(token.clone(), |(_, length)| format!("{token}/{length}"))
    }

    /// The country code +1 stays, as its numbers need a sender of their own; other countries become none.
    fn phone(&mut self, phone: &str) -> String {
        let number = place(&mut self.phones, phone) + 1;
        match (phone.starts_with("+1"), phone.contains(['*', '•'])) {
            (true, false) => format!("+1555010{number:04}"),
            (true, true) => format!("+1*****{number:04}"),
            (false, false) => format!("+99900{number:06}"),
            (false, true) => format!("+*****{number:04}"),
        }
    }
}

fn place(list: &mut Vec<String>, text: &str) -> usize {
    list.iter().position(|known| known == text).unwrap_or_else(|| {
        list.push(text.to_owned());
        list.len() - 1
    })
}

impl Names {
    /// The redacted form of `text` when it is an address of any kind.
    pub(super) fn address(&mut self, stem: &str, text: &str) -> Option<String> {
        if let Some((scheme, rest)) = text.split_once("://") {
            return Some(self.url(scheme, rest));
        }
        if let Some((display, address)) = text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
            let display = display.trim();
            let name = if display.is_empty() {
                String::new()
            } else {
                self.dictionary.token("Sender ", display) + " "
            };
            let address = self.mailbox(address.trim()).unwrap_or_else(|| self.path("name-", address.trim()));
            return Some(format!("{name}<{address}>"));
        }
        if let Some(mailbox) = self.mailbox(text) {
            return Some(mailbox);
        }
        if let Some(address) = ip(text) {
            return Some(self.numbers.ip(address, text));
        }
        if shape::is_phone(text) && !self.in_policy {
            return Some(self.numbers.phone(text));
        }
        (stem == HOST).then(|| self.host(text))
    }

    fn mailbox(&mut self, text: &str) -> Option<String> {
        let (local, host) = text.rsplit_once('@')?;
        if local.is_empty() || local.contains(['/', ' ']) || !shape::is_host(host) {
            return None;
        }
        // A label behind `+` belongs to the same mailbox.
        let parts: Vec<String> = local.split('+').map(|part| self.part("user", part)).collect();
        Some(format!("{}@{}", parts.join("+"), self.host(host)))
    }

    /// A host, label by label: what lies below another domain does so afterwards.
    pub(super) fn host(&mut self, text: &str) -> String {
        if let Some(address) = ip(text) {
            return self.numbers.ip(address, text);
        }
        if text.eq_ignore_ascii_case("localhost") || shape::is_service_principal(text) {
            return text.to_owned();
        }
        let (text, dot) = text.strip_suffix('.').map_or((text, ""), |text| (text, "."));
        let labels: Vec<&str> = text.split('.').collect();
        let (below, root) = labels.split_at(labels.len().saturating_sub(2));
        let of_aws =
            ["amazonaws.com", "amazoncognito.com", "amazonses.com"].contains(&root.join(".").as_str());
        let mut redacted: Vec<String> = below
            .iter()
            .map(|label| {
                let fixed = words::SERVICES.contains(label) || words::HOST_WORDS.contains(label);
                if of_aws && fixed { (*label).to_owned() } else { self.path("sub", label) }
            })
            .collect();
        match root {
            [_, _] if of_aws => redacted.extend(root.iter().map(|label| (*label).to_owned())),
            [name, top] if !self.in_policy || !glob::is_wild(name) && !glob::is_wild(top) => {
                let key = format!(".{name}.{top}");
                let root = self.dictionary.token("domain", &key);
                redacted.push(if root == key {
                    root.trim_start_matches('.').to_owned()
                } else {
                    root + ".example"
                });
            }
            other => {
                redacted.extend(other.iter().map(|label| self.path("domain-", label)).collect::<Vec<_>>())
            }
        }
        redacted.join(".") + dot
    }

    fn url(&mut self, scheme: &str, rest: &str) -> String {
        let known = ["http", "https", "ldap", "ldaps", "s3", "ftp"].contains(&scheme);
        let scheme = if known { scheme.to_owned() } else { self.path("app-", scheme) };
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (path, tail) = path.split_at(path.find(['?', '#']).unwrap_or(path.len()));
        let (user, authority) =
            authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
        let port = |port: &str| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
        let (host, port) = match authority.rsplit_once(':').filter(|(_, found)| port(found)) {
            Some((host, port)) => (host, format!(":{port}")),
            None => (authority, String::new()),
        };
        let user = user.map(|user| self.dictionary.token("user-", user) + "@").unwrap_or_default();
        let (host, path) = (self.host(host), self.path("path-", path));
        let tail = match tail.split_at_checked(1) {
            Some((mark, words)) if !words.is_empty() => {
                format!("{mark}{}", self.dictionary.token("parameter-", words))
            }
            _ => tail.to_owned(),
        };
        format!("{scheme}://{user}{host}{port}{path}{tail}")
    }
}

/// The address in `1.2.3.4`, `1.2.3.0/24`, `2001:db8::/32`.
fn ip(text: &str) -> Option<IpAddr> {
    let (address, prefix) = text.split_once('/').unwrap_or((text, "0"));
    (prefix.parse::<u8>().is_ok()).then(|| address.parse().ok())?
}
