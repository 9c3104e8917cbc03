//! The structure of a text: ARNs, addresses, paths, and the single names in them.

use super::dictionary::Dictionary;
use super::{glob, shape, words};
use std::collections::BTreeSet;

/// What is known of a snapshot's names while it is walked.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) dictionary: Dictionary,
    pub(super) numbers: super::address::Numbers,
    /// Whether wildcards and policy variables mean something where the walk is.
    pub(super) in_policy: bool,
    /// Names of policies and roles that AWS manages.
    of_aws: BTreeSet<String>,
    /// Before and after: what policies are compared with, and their patterns.
    compared: BTreeSet<(String, String)>,
    patterns: BTreeSet<(String, String)>,
}

/// The stem of account IDs, by which a pattern of them is known.
pub(super) const ACCOUNT: &str = "account-";
/// The stem of hosts.
pub(super) const HOST: &str = "host-";
/// The stem of a pool's ID.
const POOL: &str = "Pool";

impl Names {
    /// Says that all names were met.
    pub(super) fn freeze(&mut self) {
        self.dictionary.freeze();
        self.numbers.freeze();
        self.compared.clear();
        self.patterns.clear();
    }

    /// The redacted form of any text.
    pub(super) fn text(&mut self, stem: &str, text: &str) -> String {
        let redacted = self.structure(stem, text);
        if self.in_policy && glob::is_wild(text) {
            self.patterns.insert((text.to_owned(), redacted.clone()));
        }
        redacted
    }

    /// The redacted form of a text that policies are compared with.
    pub(super) fn compared(&mut self, stem: &str, text: &str) -> String {
        let redacted = self.text(stem, text);
        self.compared.insert((text.to_owned(), redacted.clone()));
        redacted
    }

    /// Finds patterns that no longer match what they matched and lets them and their like stand as they are;
    /// whether there were any.
    pub(super) fn keep_what_would_match_differently(&mut self) -> bool {
        let mut kept = false;
        let (patterns, compared) = (std::mem::take(&mut self.patterns), std::mem::take(&mut self.compared));
        for (pattern, pattern_now) in &patterns {
            for (text, text_now) in &compared {
                let same = glob::matches(pattern, text) == glob::matches(pattern_now, text_now)
                    && glob::matches_by_field(pattern, text) == glob::matches_by_field(pattern_now, text_now);
                if !same {
                    kept |= self.keep_pattern(pattern, text) || self.keep(pattern) | self.keep(text);
                }
            }
        }
        kept
    }

    /// Lets the wildcards of `pattern` stand, and the names of `text` that they match.
    fn keep_pattern(&mut self, pattern: &str, text: &str) -> bool {
        let mut kept = false;
        for wild in
            split_parts(pattern).into_iter().filter(|part| glob::is_wild(part) && !glob::is_all_wild(part))
        {
            kept |= self.keep(wild);
            let wild = glob::Segment::new(shape::pool_id(wild).map_or(wild, |(_, suffix)| suffix));
            let suffix = |part| shape::pool_id(part).map_or(part, |(_, suffix)| suffix);
            for name in split_parts(text).into_iter().map(suffix) {
                if wild.fits_start(name) || wild.fits_end(name) {
                    kept |= self.keep(name);
                }
            }
        }
        kept
    }

    fn keep(&mut self, text: &str) -> bool {
        let parts = text.split([':', '/', '@']).chain([text]);
        let mut kept = false;
        for part in parts.filter(|part| !part.is_empty()) {
            kept |= self.dictionary.keep(part);
            if let Some((_, suffix)) = shape::pool_id(part) {
                kept |= self.dictionary.keep(suffix);
            }
        }
        kept
    }

    fn structure(&mut self, stem: &str, text: &str) -> String {
        if text.trim().is_empty() || shape::is_service_principal(text) {
            return text.to_owned();
        }
        if text.starts_with("arn:") {
            return self.arn(text);
        }
        self.address(stem, text).unwrap_or_else(|| self.path(stem, text))
    }

    fn arn(&mut self, text: &str) -> String {
        let fields = split_fields(text);
        let [arn, partition, service, region, account, resource] = fields.as_slice() else {
            return self.path("name-", text);
        };
        // A wildcard that runs over several fields leaves no fields to speak of.
        if [partition, service, region, account].iter().any(|field| field.contains('/')) {
            return self.path("name-", text);
        }
        if *account == "aws" {
            if let Some(name) = resource.rsplit('/').next().filter(|name| !glob::is_wild(name)) {
                self.of_aws.insert(name.to_owned());
            }
            return text.to_owned();
        }
        let word = |field: &str| {
            field.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "*?-".contains(c))
        };
        let partition = if partition.starts_with("aws") && word(partition) {
            (*partition).to_owned()
        } else {
            self.part("partition-", partition)
        };
        let service = if word(service) { (*service).to_owned() } else { self.part("service-", service) };
        let region = if region.is_empty() || shape::is_region_pattern(region) {
            (*region).to_owned()
        } else {
            self.part("region-", region)
        };
        let account = self.part(ACCOUNT, account);
        let resource = self.resource(&service, resource);
        format!("{arn}:{partition}:{service}:{region}:{account}:{resource}")
    }

    fn resource(&mut self, service: &str, resource: &str) -> String {
        let kind = resource.split(['/', ':']).next().unwrap_or_default();
        if service == "ses"
            && let Some(identity) = resource.strip_prefix("identity/")
        {
            return format!("identity/{}", self.structure(HOST, identity));
        }
        let stem = if words::SEGMENTS.contains(&kind) { format!("{kind}-") } else { format!("{service}-") };
        self.path(&stem, resource)
    }

    /// Names between colons and slashes.
    pub(super) fn path(&mut self, stem: &str, text: &str) -> String {
        let mut redacted = String::new();
        for part in split_parts(text) {
            match part {
                ":" | "/" => redacted.push_str(part),
                // A pattern that begins before the resource of an ARN names fields that AWS fills.
                _ if self.in_policy && glob::is_wild(text) && shape::is_arn_word(part) => {
                    redacted.push_str(part)
                }
                _ => redacted.push_str(&self.part(stem, part)),
            }
        }
        redacted
    }

    /// One name.
    pub(super) fn part(&mut self, stem: &str, part: &str) -> String {
        if part.is_empty() || self.is_of_aws(part) || shape::is_region(part) || self.dictionary.keeps(part) {
            return part.to_owned();
        }
        if shape::is_account(part) {
            return self.numbers.account(part);
        }
        if self.in_policy && part.contains("${") {
            return self.variables(stem, part);
        }
        if self.in_policy && glob::is_wild(part) {
            return self.pattern(stem, part);
        }
        if let Some((region, suffix)) = shape::pool_id(part).filter(|_| !glob::is_wild(part)) {
            return format!("{region}_{}", self.dictionary.token(POOL, suffix));
        }
        if let Some(prefix) = shape::unique_id(part) {
            return self.dictionary.token(&format!("{prefix}REDACTED0000"), part);
        }
        // AWS puts the customer's suffix behind an underscore.
        if let Some((name, suffix)) = part.split_once('_').filter(|_| part.starts_with("AWSServiceRoleFor")) {
            return format!("{name}_{}", self.dictionary.token("suffix-", suffix));
        }
        self.dictionary.token(stem, part)
    }

    fn is_of_aws(&self, part: &str) -> bool {
        let fixed = part.starts_with("AWSServiceRoleFor") || part.starts_with("AWSManagedRules");
        words::SEGMENTS.contains(&part)
            || words::AWS_NAMES.contains(&part)
            || self.of_aws.contains(part)
            || shape::is_service_principal(part)
            || (fixed && shape::is_letters(&part.replace(|c: char| c.is_ascii_digit(), "")))
    }

    fn pattern(&mut self, stem: &str, part: &str) -> String {
        if glob::is_all_wild(part) || words::SEGMENTS.contains(&part.trim_matches(['*', '?'])) {
            return part.to_owned();
        }
        let digits = part.chars().all(|c| c.is_ascii_digit() || c == '*' || c == '?');
        if digits && stem == ACCOUNT {
            return self.numbers.account_pattern(part);
        }
        if let Some((region, suffix)) = shape::pool_id(part) {
            let plain = glob::is_all_wild(suffix);
            let suffix = match glob::is_wild(suffix) {
                _ if plain => suffix.to_owned(),
                true => self.dictionary.pattern(suffix),
                false => self.dictionary.token(POOL, suffix),
            };
            return format!("{region}_{suffix}");
        }
        if stem == "userpool-" && shape::is_region_pattern(part) {
            return part.to_owned();
        }
        let core = part.trim_matches('*');
        if shape::is_account(core) {
            return part.replace(core, &self.numbers.account(core));
        }
        self.dictionary.pattern(part)
    }

    /// A name with policy variables: they stay, the tags they ask for are renamed.
    fn variables(&mut self, stem: &str, part: &str) -> String {
        let (mut redacted, mut rest) = (String::new(), part);
        while let Some((before, after)) = rest.split_once("${") {
            let Some((inner, after)) = after.split_once('}') else { break };
            redacted.push_str(&self.part(stem, before));
            let (key, default) =
                inner.split_once(',').map_or((inner, None), |(key, default)| (key, Some(default)));
            let key = self.condition_key(key);
            let default = default.map(|default| {
                match default.trim().strip_prefix('\'').and_then(|d| d.strip_suffix('\'')) {
                    Some(quoted) => format!(", '{}'", self.text(stem, quoted)),
                    None => ",".to_owned(),
                }
            });
            redacted.push_str(&format!("${{{key}{}}}", default.unwrap_or_default()));
            rest = after;
        }
        // What opens no variable is text.
        let rest =
            if rest.contains("${") { self.dictionary.token(stem, rest) } else { self.part(stem, rest) };
        redacted + &rest
    }

    /// A condition key: of keys that name a tag, the tag is renamed; hosts in keys of identity providers too.
    pub(super) fn condition_key(&mut self, key: &str) -> String {
        if glob::is_all_wild(key) || key == "$" {
            return key.to_owned();
        }
        if let Some((prefix, tag)) = key.split_once("Tag/").or_else(|| key.split_once("tag/")) {
            return format!("{prefix}{}{}", &key[prefix.len()..prefix.len() + 4], self.compared("tag-", tag));
        }
        match key.split_once(':') {
            Some((service, name)) if service.contains(['.', '/']) => {
                format!("{}:{name}", self.text(HOST, service))
            }
            _ => key.to_owned(),
        }
    }
}

/// The six fields of an ARN: no colon inside `${…}` divides.
fn split_fields(text: &str) -> Vec<&str> {
    let (mut fields, mut start, mut inside) = (Vec::new(), 0, false);
    for (at, c) in text.char_indices() {
        match c {
            '{' if text[..at].ends_with('$') => inside = true,
            '}' => inside = false,
            ':' if !inside && fields.len() < 5 => {
                fields.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    fields.push(&text[start..]);
    fields
}

/// The names of a text, and the colons and slashes between them.
fn split_parts(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut inside) = (Vec::new(), 0, false);
    for (at, c) in text.char_indices() {
        match c {
            '{' if text[..at].ends_with('$') => inside = true,
            '}' => inside = false,
            ':' | '/' if !inside => {
                parts.extend([&text[start..at], &text[at..=at]]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}
