//! Answers of the right form that lack what AWS never leaves out: something else wrote them, or something was lost on
//! the way, and what is not there would be taken for AWS's word that there is none.

use super::call::Call;
use crate::snapshot::Unread;
use serde_json::Value;

impl Call {
    /// The answer, if every one of `needed` is there. `Rules[].Statement` is that member of each element of a list, which
    /// has to be there itself; `State|Status` is one of the two. An object without members counts as missing.
    pub fn whole(&self, answer: Value, needed: &[&str]) -> Result<Value, Unread> {
        match needed.iter().find(|path| lacks(&answer, path)) {
            Some(path) => Err(self.lacks(&[path])),
            None => Ok(answer),
        }
    }
}

fn lacks(value: &Value, path: &str) -> bool {
    match path.split_once("[].") {
        Some((list, rest)) => match value.get(list).and_then(Value::as_array) {
            Some(elements) => elements.iter().any(|element| lacks(element, rest)),
            None => true,
        },
        None => path.split('|').all(|member| match value.get(member) {
            None | Some(Value::Null) => true,
            Some(Value::Object(members)) => members.is_empty(),
            Some(_) => false,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_there_and_what_is_not() {
        let acl = json!({"ARN": "arn", "DefaultAction": {"Allow": {}}, "Rules": [
            {"Statement": {"a": 1}, "Action": {"Block": {}}}, {"Statement": {"a": 1}, "OverrideAction": {"None": {}}}]});
        for path in ["ARN", "DefaultAction", "Rules", "Rules[].Statement", "Rules[].Action|OverrideAction"] {
            assert!(!lacks(&acl, path), "{path}");
        }
        for path in ["Name", "Rules[].Name", "Rules[].Action", "ARN[].Name", "DefaultAction[].Name"] {
            assert!(lacks(&acl, path), "{path}");
        }
        for empty in [json!({}), json!({"A": null}), json!({"A": {}})] {
            assert!(lacks(&empty, "A"), "{empty}");
        }
        assert!(!lacks(&json!({"A": []}), "A"), "an empty list says that there is none");
        assert!(!lacks(&json!({"A": []}), "A[].B"));
    }
}
