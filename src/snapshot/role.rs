//! Views of the SMS role's policies.

use super::{Fact, Gap, SmsRole, Unread, at, text};
use serde_json::Value;

/// One policy of the role, as the snapshot holds it.
#[derive(Debug, Clone, Copy)]
pub struct PolicyText<'a> {
    /// The inline policy's name, or the managed policy's ARN.
    pub name: &'a str,
    /// The operation that read it.
    pub source: &'static str,
    /// The document: an object, or text that holds one.
    pub document: &'a Value,
}

impl SmsRole {
    /// `GetRole.Role`; `None` when IAM says that there is no such role.
    ///
    /// # Errors
    /// The gap, when it was not read.
    pub fn described(&self) -> Result<Option<&Value>, Gap> {
        self.role.get("iam:GetRole", true)
    }

    /// Inline and attached policies that were read, and a gap for each that was not.
    pub fn identity_policies(&self) -> (Vec<PolicyText<'_>>, Vec<Gap>) {
        let (mut policies, mut gaps) = self.inline();
        let (attached, unread) = self.attached();
        policies.extend(attached);
        gaps.extend(unread);
        (policies, gaps)
    }

    /// Inline policies that were read, and a gap for each that was not.
    pub fn inline(&self) -> (Vec<PolicyText<'_>>, Vec<Gap>) {
        read_list(&self.inline_policies, "iam:ListRolePolicies", "iam:GetRolePolicy", "PolicyName")
    }

    /// Attached policies that were read, and a gap for each that was not.
    pub fn attached(&self) -> (Vec<PolicyText<'_>>, Vec<Gap>) {
        let (list, get) = ("iam:ListAttachedRolePolicies", "iam:GetPolicyVersion");
        read_list(&self.attached_policies, list, get, "PolicyArn")
    }

    /// The permissions boundary's policy; `None` when the role has none.
    ///
    /// # Errors
    /// The gap, when the role or the policy was not read.
    pub fn boundary(&self) -> Result<Option<PolicyText<'_>>, Gap> {
        let Some(role) = self.described()? else { return Ok(None) };
        let operation = "iam:GetPolicyVersion";
        let gap = || Gap::not_asked(operation, true);
        let named = text(role, "PermissionsBoundary.PermissionsBoundaryArn");
        // ListRoles leaves the boundary out of the role; a file made from it may hold its policy all the same.
        let held = self.permissions_boundary.known().and_then(|boundary| text(boundary, "PolicyArn"));
        let Some(arn) = named.or(held) else { return Ok(None) };
        let boundary = self.permissions_boundary.get(operation, true)?.ok_or_else(gap)?;
        let document = document_of(boundary).ok_or_else(gap)?;
        Ok(Some(PolicyText { name: text(boundary, "PolicyArn").unwrap_or(arn), source: operation, document }))
    }
}

/// `Role.Tags`, keys and values.
pub fn role_tags(role: &Value) -> Vec<(String, String)> {
    let tags = at(role, "Tags").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let pair = |tag: &Value| Some((text(tag, "Key")?.to_owned(), tag.get("Value")?.as_str()?.to_owned()));
    tags.iter().filter_map(pair).collect()
}

fn document_of(policy: &Value) -> Option<&Value> {
    policy.get("PolicyDocument").or_else(|| policy.get("Document")).filter(|document| !document.is_null())
}

fn read_list<'a>(
    fact: &'a Fact<Vec<Value>>,
    list_operation: &str,
    get_operation: &'static str,
    name_member: &str,
) -> (Vec<PolicyText<'a>>, Vec<Gap>) {
    let (mut policies, mut gaps) = (Vec::new(), Vec::new());
    let elements = match fact.get(list_operation, true) {
        Ok(elements) => elements.map(Vec::as_slice).unwrap_or_default(),
        Err(gap) => return (policies, vec![gap]),
    };
    for element in elements {
        if let Some(unread) = Unread::in_place_of(element) {
            gaps.push(Gap::unread(&unread, true));
            continue;
        }
        let name = text(element, name_member).or_else(|| text(element, "PolicyName")).unwrap_or("(unnamed)");
        match document_of(element) {
            Some(document) => policies.push(PolicyText { name, source: get_operation, document }),
            None => gaps.push(Gap::not_asked(get_operation, true)),
        }
    }
    (policies, gaps)
}
