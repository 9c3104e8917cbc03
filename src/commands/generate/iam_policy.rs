//! `generate iam-policy`: the IAM policy that the program takes.

use crate::commands::target::Target;
use crate::commands::{Exit, Failure, terminal};
use crate::permissions::{Bounds, LIMIT, Part, Pool, Role, length, policy};
use crate::snapshot::{Arn, region_partition};

/// What `generate iam-policy` was asked for.
#[derive(Debug)]
pub struct Options {
    /// What the policy is for.
    pub parts: Vec<Part>,
    /// Whether users are read too.
    pub users: bool,
    /// Pools, as they were named.
    pub pools: Vec<String>,
    /// The account of pools that were named by ID.
    pub account: Option<String>,
    /// ARNs of SMS roles.
    pub roles: Vec<String>,
}

/// Prints the policy.
///
/// # Errors
/// When a pool, a role or the account is not named as AWS names it, or the policy is longer than IAM takes.
pub fn run(options: &Options) -> Result<Exit, Failure> {
    let account = options.account.as_deref().map(account).transpose()?;
    let bounds = Bounds {
        pools: options.pools.iter().map(|text| pool(text, account)).collect::<Result<_, _>>()?,
        roles: options.roles.iter().map(|text| role(text)).collect::<Result<_, _>>()?,
    };
    let policy = policy(&options.parts, options.users, &bounds);
    let length = length(&policy);
    if length > LIMIT {
        return Err(Failure::new(format!(
            "the policy has {length} characters, and a managed policy may have {LIMIT} at most"
        ))
        .hint("name fewer pools and roles, one part at a time, or no pool at all"));
    }
    terminal::print(format!("{policy:#}\n").as_bytes())?;
    Ok(Exit::Clean)
}

/// An account's number.
fn account(text: &str) -> Result<&str, Failure> {
    if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(text);
    }
    Err(Failure::new(format!("`{text}` is no account: it has twelve digits"))
        .hint("aws sts get-caller-identity says yours"))
}

fn pool(text: &str, given: Option<&str>) -> Result<Pool, Failure> {
    let Target { id, region, account: of_arn, partition: named } = Target::parse(text)?;
    let of_arn = of_arn.as_deref().map(account).transpose()?;
    let partition = region_partition(&region);
    if named.is_some_and(|named| named != partition) {
        return Err(Failure::new(format!(
            "`{text}` is not the ARN of a user pool: {region} is in {partition}"
        ))
        .hint(format!("begin it with arn:{partition}:")));
    }
    if let (Some(of_arn), Some(given)) = (of_arn, given)
        && of_arn != given
    {
        return Err(Failure::new(format!("`{text}` is in account {of_arn}, not in {given}"))
            .hint("leave --account out: an ARN names the account"));
    }
    let account = of_arn.or(given).map(str::to_owned);
    Ok(Pool { partition: partition.to_owned(), region, account, id })
}

/// A role by its ARN, whose name and path are made of the characters that IAM takes.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
fn role(text: &str) -> Result<Role, Failure> {
    let wrong = |why: &str| {
        Failure::new(format!("`{text}` is not the ARN of a role: {why}"))
            .hint("it looks like arn:aws:iam::111122223333:role/service-role/cognito-sms; the pool names it as SnsCallerArn")
    };
    let arn = Arn::parse(text).ok_or_else(|| wrong("an ARN has six fields"))?;
    let path = arn.resource.strip_prefix("role/").filter(|path| !path.is_empty());
    let path = path.ok_or_else(|| wrong("it names no role/NAME"))?;
    if arn.service != "iam" || !arn.region.is_empty() {
        return Err(wrong("it begins with arn:aws:iam:: and the account"));
    }
    if account(arn.account).is_err() {
        return Err(wrong("its account has not twelve digits"));
    }
    let partition_fits =
        arn.partition.starts_with("aws") && arn.partition.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let fits = |c: char| c.is_ascii_alphanumeric() || "+=,.@_-/".contains(c);
    if !partition_fits || !path.chars().all(fits) {
        return Err(wrong("a character of it stands in no role's ARN"));
    }
    Ok(Role { partition: arn.partition.to_owned(), account: arn.account.to_owned(), arn: text.to_owned() })
}
