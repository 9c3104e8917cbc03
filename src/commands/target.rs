//! Which pool is meant: an ID or an ARN.

use super::Failure;
use crate::snapshot::{Arn, pool_region};

/// A pool as it was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The pool's ID.
    pub id: String,
    /// The Region: of the ARN, else of the ID.
    pub region: String,
    /// The account, where an ARN named it.
    pub account: Option<String>,
    /// The partition, where an ARN named it.
    pub partition: Option<String>,
}

impl Target {
    /// The pool that `text` names.
    ///
    /// # Errors
    /// When it is neither a pool's ID nor its ARN.
    pub fn parse(text: &str) -> Result<Target, Failure> {
        let text = text.trim();
        if text.starts_with("arn:") {
            return Target::from_arn(text);
        }
        match pool_region(text) {
            Some(region) => {
                Ok(Target { id: text.to_owned(), region: region.to_owned(), account: None, partition: None })
            }
            None => Err(Failure::new(format!("`{text}` is not a user pool's ID")).hint(
                "an ID is a Region, an underscore and letters or digits, as in us-east-1_AbCdEf123\n\
                     `mfa-doctor check` without --pool lists the pools of the Region, with their IDs",
            )),
        }
    }

    fn from_arn(text: &str) -> Result<Target, Failure> {
        let wrong = |why: &str| {
            Failure::new(format!("`{text}` is not the ARN of a user pool: {why}"))
                .hint("it looks like arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_AbCdEf123")
        };
        let arn = Arn::parse(text).ok_or_else(|| wrong("an ARN has six fields"))?;
        if arn.service != "cognito-idp" {
            return Err(wrong(&format!("its service is {}, not cognito-idp", arn.service)));
        }
        let id = arn.resource.strip_prefix("userpool/").ok_or_else(|| wrong("it names no userpool/ID"))?;
        let of_id = pool_region(id).ok_or_else(|| wrong(&format!("`{id}` is not a pool's ID")))?;
        if of_id != arn.region {
            return Err(wrong(&format!("its Region is {}, but the ID's is {of_id}", arn.region)));
        }
        Ok(Target {
            id: id.to_owned(),
            region: of_id.to_owned(),
            account: Some(arn.account.to_owned()).filter(|account| !account.is_empty()),
            partition: Some(arn.partition.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_is_named_by_id_or_arn() {
        let by_id = Target::parse("eu-west-1_AbCdEf123").expect("an ID");
        assert_eq!((by_id.region.as_str(), by_id.account), ("eu-west-1", None));
        let arn = "arn:aws-us-gov:cognito-idp:us-gov-west-1:111122223333:userpool/us-gov-west-1_AbC";
        let by_arn = Target::parse(arn).expect("an ARN");
        assert_eq!(by_arn.id, "us-gov-west-1_AbC");
        assert_eq!(by_arn.partition.as_deref(), Some("aws-us-gov"));
    }

    #[test]
    fn anything_else_is_refused_with_the_reason() {
        for (text, reason) in [
            ("customers", "is not a user pool's ID"),
            ("us-east-1_", "is not a user pool's ID"),
            ("arn:aws:iam::111122223333:role/x", "its service is iam"),
            (
                "arn:aws:cognito-idp:us-east-1:111122223333:userpool/eu-west-1_Abc",
                "but the ID's is eu-west-1",
            ),
            ("arn:aws:cognito-idp", "six fields"),
        ] {
            let failure = Target::parse(text).expect_err(text);
            assert!(failure.message.contains(reason), "{}", failure.message);
        }
    }
}
