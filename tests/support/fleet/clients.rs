//! What Amazon Cognito says of app clients.

use super::answer::{Answer, Ask, page};
use super::pool::{Pool, hash};
use super::pools::{PAGE, named};

/// 26 lower-case characters: something, the number of the pool, the number of the client.
fn id(pool: &Pool<'_>, number: usize) -> String {
    let place = hash(&[pool.account, pool.region, &pool.number.to_string()]);
    format!("{place:016x}k{:05}{number:04}", pool.number)
}

fn name(number: usize) -> String {
    format!("app-{number}")
}

/// `ListUserPoolClients`
pub(super) fn list(ask: &Ask<'_>) -> Answer {
    let most = ask.form.number("MaxResults").unwrap_or(PAGE).min(PAGE);
    let found = named(ask).and_then(|pool| {
        let page = page(ask.settings.clients, most, ask.form.text("NextToken"))?;
        Ok((pool, page))
    });
    let (pool, page) = match found {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    let pool_id = pool.id();
    let clients = (page.first..page.end).map(|number| {
        let (id, name) = (id(&pool, number), name(number));
        format!(r#"{{"ClientId":"{id}","ClientName":"{name}","UserPoolId":"{pool_id}"}}"#)
    });
    let clients = clients.collect::<Vec<_>>().join(",");
    Answer::json(format!(r#"{{"UserPoolClients":[{clients}]{}}}"#, page.next))
}

/// `DescribeUserPoolClient`; every third client has a secret, which must be shown to nobody.
pub(super) fn describe(ask: &Ask<'_>) -> Answer {
    let pool = match named(ask) {
        Ok(pool) => pool,
        Err(refused) => return refused,
    };
    let id_asked = ask.form.text("ClientId").unwrap_or_default();
    let number = id_asked.get(22..).and_then(|number| number.parse().ok());
    let number = number.filter(|number| *number < ask.settings.clients && id(&pool, *number) == id_asked);
    let Some(number) = number else {
        let message = format!("User pool client {id_asked} does not exist.");
        return Answer::refused("ResourceNotFoundException", &message);
    };
    let (pool_id, name) = (pool.id(), name(number));
    let secret = match number % 3 {
        1 => format!(r#""ClientSecret":"canary{:016x}","#, hash(&[id_asked])),
        _ => String::new(),
    };
    Answer::json(format!(
        r#"{{"UserPoolClient":{{"AccessTokenValidity":60,"AllowedOAuthFlows":["code"],"AllowedOAuthFlowsUserPoolClient":true,"AllowedOAuthScopes":["openid","email","aws.cognito.signin.user.admin"],"AuthSessionValidity":10,"CallbackURLs":["https://app.example.com/signed-in"],"ClientId":"{id_asked}","ClientName":"{name}",{secret}"CreationDate":1740819660.0,"EnablePropagateAdditionalUserContextData":false,"EnableTokenRevocation":true,"ExplicitAuthFlows":["ALLOW_REFRESH_TOKEN_AUTH","ALLOW_USER_SRP_AUTH"],"IdTokenValidity":60,"LastModifiedDate":1756717200.0,"PreventUserExistenceErrors":"LEGACY","RefreshTokenValidity":30,"SupportedIdentityProviders":["COGNITO"],"TokenValidityUnits":{{"AccessToken":"minutes","IdToken":"minutes","RefreshToken":"days"}},"UserPoolId":"{pool_id}"}}}}"#
    ))
}
