//! What stands at the places that rules about users look at.

use crate::finding::Evidence;
use crate::rules::look::member;
use crate::rules::{Case, Look};
use crate::snapshot::{Gap, LIST_AUTH_EVENTS, Profile, User, records_sign_ins};
use serde_json::{Value, json};

/// The member of the answer of `AdminGetUser` at `path`; `UserAttributes.email` is the value of that attribute.
pub(super) fn of(profile: &Profile<'_>, path: &str) -> Value {
    match path.strip_prefix("UserAttributes.") {
        Some(name) => super::or_null(profile.attribute(name)),
        None => member(profile.0, path),
    }
}

/// What stands at `look`, for each user; where there are several, the path begins with the user's name.
///
/// # Errors
/// The gap, when a user was not read.
pub(in crate::rules) fn facts(case: &Case<'_>, look: &Look) -> Result<Vec<Evidence>, Gap> {
    let users = case.snapshot.users()?;
    let several = users.len() > 1;
    let mut facts = Vec::new();
    for user in users {
        for (path, value) in of_user(case, look, &user)? {
            let path = if several { format!("{}.{path}", user.name()) } else { path };
            facts.push(Evidence::new(look.operation, path, value));
        }
    }
    Ok(facts)
}

fn of_user(case: &Case<'_>, look: &Look, user: &User<'_>) -> Result<Vec<(String, Value)>, Gap> {
    let Some(profile) = user.profile()? else { return Ok(vec![(look.path.to_owned(), Value::Null)]) };
    let value = match look.operation {
        "cognito-idp:AdminGetUser" => of(&profile, look.path),
        "cognito-idp:AdminGetUserAuthFactors" => json!(user.auth_factors()?),
        LIST_AUTH_EVENTS if !records_sign_ins(case.pool.described) => Value::Null,
        LIST_AUTH_EVENTS => user.auth_events()?.map_or(Value::Null, |events| member(events.0, look.path)),
        "ses:GetSuppressedDestination" => {
            user.suppression()?.map_or(Value::Null, |found| member(found, look.path))
        }
        _ => {
            let regions = super::delivery::regions(case);
            let of_region = |region: &&str| {
                let opted_out = user.opted_out(region)?;
                Ok((format!("{} in {region}", look.path), Value::from(opted_out)))
            };
            return regions.iter().map(of_region).collect();
        }
    };
    Ok(vec![(look.path.to_owned(), value)])
}
