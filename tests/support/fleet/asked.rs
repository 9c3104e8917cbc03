//! Who asks for which operation, told by the signature and the request.

use super::form::Form;
use super::settings::ACCOUNT;
use super::wire::Request;

/// The scope of a signature.
pub(super) struct Scope<'a> {
    /// The access key.
    pub key: &'a str,
    pub region: &'a str,
    pub service: &'a str,
}

impl Scope<'_> {
    /// Of `AWS4-HMAC-SHA256 Credential=KEY/20260101/REGION/SERVICE/aws4_request, …`
    pub fn of(authorization: &str) -> Option<Scope<'_>> {
        let (_, credential) = authorization.split_once("Credential=")?;
        let mut parts = credential.split(',').next()?.split('/');
        let key = parts.next()?;
        let _date = parts.next()?;
        Some(Scope { key, region: parts.next()?, service: parts.next()? })
    }
}

impl<'a> Scope<'a> {
    /// The account that the access key names by twelve digits in a row.
    pub fn account(&self) -> &'a str {
        let starts = 0..self.key.len().saturating_sub(11);
        let mut parts = starts.filter_map(|at| self.key.get(at..at + 12));
        parts.find(|part| part.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or(ACCOUNT)
    }
}

/// The operation of a request by name, and what it says.
pub(super) fn asked(service: &str, request: &Request) -> (String, Form) {
    match service {
        "iam" | "sns" | "sts" => {
            let form = Form::of_query(&request.body);
            (form.text("Action").unwrap_or_default().to_owned(), form)
        }
        "ses" => {
            let path = request.path.split('?').next().unwrap_or_default();
            let (name, member, of) = match path.strip_prefix("/v2/email/").unwrap_or(path).split_once('/') {
                Some(("identities", of)) => ("GetEmailIdentity", "EmailIdentity", of),
                Some(("configuration-sets", of)) => ("GetConfigurationSet", "ConfigurationSetName", of),
                None if path.ends_with("/account") => ("GetAccount", "", ""),
                _ => (path, "", ""),
            };
            let name = if request.method == "GET" { name } else { path };
            // The path is encoded as a value of a query is.
            (name.to_owned(), Form::of_query(format!("{member}={of}").as_bytes()))
        }
        _ => {
            let name = request.target.rsplit('.').next().unwrap_or_default();
            (name.to_owned(), Form::of_json(&request.body))
        }
    }
}
